//! Takes the words out of panics. A panic in the shopper's build ends in a trap that the scripts around it catch;
//! nobody would read its message, and the code that formats it is a good part of the download. The trap stays.
//! It must not touch a function that anything but a panic needs.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// Functions that only ever end in a trap, by the start of their path: called, they would format a message first.
const ENDS: &[&str] = &[
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::cell::panic_",
    "core::cell::lazy::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_",
    "core::slice::sort::shared::smallsort::panic_on_ord_violation",
    "core::str::slice_error_fail",
    "std::alloc::rust_oom",
    "std::panicking::",
    "std::thread::local::panic_access_error",
];

/// Makes each of them a bare trap, and gives how many there were.
pub fn snip(module: &mut Module) -> usize {
    let doomed: Vec<FunctionId> = module
        .funcs
        .iter()
        .filter(|one| matches!(one.kind, FunctionKind::Local(_)))
        .filter(|one| one.name.as_deref().is_some_and(|name| is_end(&plain(name))))
        .map(|one| one.id())
        .collect();
    for id in &doomed {
        let (params, results) = module.types.params_results(module.funcs.get(*id).ty());
        let (params, results) = (params.to_vec(), results.to_vec());
        let locals = params.iter().map(|kind| module.locals.add(*kind)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        builder.func_body().unreachable();
        module.funcs.get_mut(*id).kind = FunctionKind::Local(builder.local_func(locals));
    }
    doomed.len()
}

fn is_end(name: &str) -> bool {
    ENDS.iter().any(|start| name.starts_with(start)) || name.ends_with("::assert_failed")
}

/// A path without the hashes of crates: `core[0123456789abcdef]::panicking` is `core::panicking`.
fn plain(name: &str) -> String {
    let mut inside = false;
    name.chars()
        .filter(|letter| {
            inside = (inside || *letter == '[') && *letter != ']';
            !inside && *letter != ']'
        })
        .collect()
}
