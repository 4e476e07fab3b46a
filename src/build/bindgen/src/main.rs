//! `opportune-bindgen <in.wasm> <out dir> <name>`: wasm-bindgen as a library, so that a build needs no tool installed
//! by hand and its version is the one in `Cargo.lock`. It must not decide anything about the package.

use std::env::args;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = args().skip(1).collect();
    let [input, out, name] = arguments.as_slice() else {
        eprintln!("usage: opportune-bindgen <in.wasm> <out dir> <name>");
        return ExitCode::from(2);
    };
    match generate(input, out, name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn generate(input: &str, out: &str, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    // The flavor without a loader: ours compiles once and makes as many instances as a page needs.
    bindgen.input_path(input).out_name(name).typescript(false);
    bindgen.bundler(true).and_then(|web| web.generate(out)).map_err(|why| format!("{why:?}"))
}
