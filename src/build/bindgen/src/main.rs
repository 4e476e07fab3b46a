//! `opportune-bindgen bind <in.wasm> <out dir> <name>`: wasm-bindgen as a library, so that a build needs no tool
//! installed by hand and its version is the one in `Cargo.lock`.
//! `opportune-bindgen split <in.wasm> <gates.txt> <first.wasm> <second.wasm>`: see `split.rs`.
//! It must not decide anything about the package.

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

fn divide(input: &str, gates: &str, first: &str, second: &str) -> Result<(), String> {
    let read = |path: &str| fs::read(path).map_err(|why| format!("{path}: {why}"));
    let write = |path: &str, data: &[u8]| fs::write(path, data).map_err(|why| format!("{path}: {why}"));
    let gates = String::from_utf8(read(gates)?).map_err(|why| why.to_string())?;
    let halves = split::split(&read(input)?, &gates)?;
    write(first, &halves.first)?;
    write(second, &halves.second)?;
    write(&format!("{second}.txt"), halves.report.as_bytes())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["bind", input, out, name] => bind(input, out, name),
        ["split", input, gates, first, second] => divide(input, gates, first, second),
        _ => Err("usage: opportune-bindgen bind <in.wasm> <out dir> <name>\n       \
                  opportune-bindgen split <in.wasm> <gates.txt> <first.wasm> <second.wasm>"
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
