//! `opportune-bindgen bind <in.wasm> <out dir> <name>`: wasm-bindgen as a library, so that a build needs no tool
//! installed by hand and its version is the one in `Cargo.lock`.
//! `opportune-bindgen split <in.wasm> <gates.txt> <out dir>`: see `split.rs`.
//! It must not decide anything about the package.

mod names;
mod pointers;
mod split;

use std::env::args;
use std::fs;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn bind(input: &str, out: &str, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    // The flavor without a loader: ours compiles once and makes as many instances as a page needs.
    bindgen.input_path(input).out_name(name).typescript(false);
    bindgen.bundler(true).and_then(|flavor| flavor.generate(out)).map_err(|why| format!("{why:?}"))
}

fn divide(input: &str, gates: &str, to: &str) -> Result<(), String> {
    let read = |path: &str| fs::read(path).map_err(|why| format!("{path}: {why}"));
    let write = |path: String, data: &[u8]| fs::write(&path, data).map_err(|why| format!("{path}: {why}"));
    let gates = String::from_utf8(read(gates)?).map_err(|why| why.to_string())?;
    for part in split::split(&read(input)?, &gates)? {
        write(format!("{to}/{}.wasm", part.name), &part.wasm)?;
        write(format!("{to}/{}.txt", part.name), part.report.as_bytes())?;
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["bind", input, out, name] => bind(input, out, name),
        ["split", input, gates, to] => divide(input, gates, to),
        _ => Err("usage: opportune-bindgen bind <in.wasm> <out dir> <name>\n       \
                  opportune-bindgen split <in.wasm> <gates.txt> <out dir>"
            .into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
