//! `opportune-bindgen <in.wasm> <out dir> <name>`: wasm-bindgen as a library, so that a build needs no tool installed by
//! hand and its version is the one in `Cargo.lock`. It must not decide anything about the package.

use std::env::args;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = args().skip(1).collect();
    let [input, out, name] = arguments.as_slice() else {
        eprintln!("usage: opportune-bindgen <in.wasm> <out dir> <name>");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    // The flavor without a loader: ours compiles once and makes as many instances as a page needs.
    bindgen.input_path(input).out_name(name).typescript(false);
    match bindgen.bundler(true).and_then(|flavor| flavor.generate(out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why:?}");
            ExitCode::FAILURE
        }
    }
}
