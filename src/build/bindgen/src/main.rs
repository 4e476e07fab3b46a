//! `opportune-bindgen <in.wasm> <out dir> <name> [snip]`: wasm-bindgen as a library, so that a build needs no tool
//! installed by hand and its version is the one in `Cargo.lock`. It must not decide anything about the package.

mod snip;

use std::env::args;
use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = args().skip(1).collect();
    let (input, out, name) = match arguments.as_slice() {
        [input, out, name] | [input, out, name, _] => (input, out, name),
        _ => {
            eprintln!("usage: opportune-bindgen <in.wasm> <out dir> <name> [snip]");
            return ExitCode::from(2);
        }
    };
    match generate(input, out, name, arguments.len() == 4) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn generate(input: &str, out: &str, name: &str, snips: bool) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    // The flavor without a loader: ours compiles once and makes as many instances as a page needs.
    bindgen.input_path(input).out_name(name).typescript(false);
    bindgen.bundler(true).and_then(|flavor| flavor.generate(out)).map_err(|why| format!("{why:?}"))?;
    if !snips {
        return Ok(());
    }
    let wasm = Path::new(out).join(format!("{name}_bg.wasm"));
    let mut module = walrus::Module::from_file(&wasm).map_err(|why| format!("{why:?}"))?;
    let count = snip::snip(&mut module);
    if count == 0 {
        return Err("no panicking function found: has the compiler renamed them?".into());
    }
    module.emit_wasm_file(&wasm).map_err(|why| format!("{why:?}"))
}
