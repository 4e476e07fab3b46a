//! Holds the house rules that no compiler checks: sizes of files, and words that must not appear where.

use std::fs;
use std::path::{Path, PathBuf};

const MAX_LINES: usize = 400;

/// Words that are nowhere in what ships, each with the promise it would break.
const NOWHERE: &[(&str, &str)] = &[
    ("innerHTML", "rules are text, never markup"),
    ("outerHTML", "rules are text, never markup"),
    ("insertAdjacentHTML", "rules are text, never markup"),
    ("set_inner_html", "rules are text, never markup"),
    ("document.write", "rules are text, never markup"),
    (".forget()", "stop() leaves nothing behind"),
    ("\"mousemove\"", "no listener runs for each move of the pointer"),
    ("\"pointermove\"", "no listener runs for each move of the pointer"),
    ("\"pointerrawupdate\"", "no listener runs for each move of the pointer"),
    ("\"touchmove\"", "no listener runs for each move of a finger"),
    ("\"unload\"", "it would keep pages out of the back/forward cache"),
    ("\"beforeunload\"", "it would keep pages out of the back/forward cache"),
    (".pushState =", "the history is never touched"),
    (".replaceState =", "the history is never touched"),
    ("setInterval(", "nothing polls"),
    ("localStorage.setItem", "the ledger has one place"),
    ("document.cookie", "no cookies"),
    ("eval(", "strict CSP"),
];

/// Words that a pure module cannot have any use for.
const IMPURE: &[&str] = &[
    "js_sys",
    "web_sys",
    "wasm_bindgen",
    "gloo",
    "std::time",
    "SystemTime",
    "std::env",
    "std::fs",
    "std::net",
    "std::thread",
    "HashMap",
    "HashSet",
    "thread_local",
    "static mut",
    "rand::",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|ending| path.extension().is_some_and(|one| one == *ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// Lines with code on them: comments may name what code must not.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim_start();
        !(line.starts_with("//") || line.starts_with('*') || line.starts_with("/*"))
    })
}

fn expect_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn files_are_short() {
    let mut complaints = Vec::new();
    for folder in ["src", "tests", "www"] {
        for path in files(folder, &["rs", "js", "mjs", "css", "ts"]) {
            let lines = text(&path).lines().count();
            if lines > MAX_LINES {
                complaints.push(format!("{} has {lines} lines, more than {MAX_LINES}", shown(&path)));
            }
        }
    }
    expect_none(complaints);
}

#[test]
fn rust_files_say_what_they_are() {
    let without = files("src", &["rs"]).into_iter().filter(|path| !text(path).starts_with("//!"));
    expect_none(without.map(|path| format!("{} has no //! head", shown(&path))).collect());
}

#[test]
fn what_ships_keeps_its_promises() {
    let mut complaints = Vec::new();
    // The build scripts and the testing entry run on a developer's machine.
    let ships = |path: &PathBuf| !shown(path).starts_with("src/build/") && !shown(path).starts_with("src/js/testing");
    for path in files("src", &["rs", "js"]).into_iter().filter(ships) {
        for (number, line) in code(&text(&path)) {
            for (word, promise) in NOWHERE.iter().filter(|(word, _)| line.contains(word)) {
                complaints.push(format!("{}:{}: {word}: {promise}", shown(&path), number + 1));
            }
        }
    }
    expect_none(complaints);
}

#[test]
fn the_core_is_pure() {
    let mut complaints = Vec::new();
    for folder in ["src/engine", "src/ruleset", "src/trace"] {
        for path in files(folder, &["rs"]) {
            for (number, line) in code(&text(&path)) {
                for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                    complaints.push(format!("{}:{}: {word} in a pure module", shown(&path), number + 1));
                }
            }
        }
    }
    expect_none(complaints);
}

/// The house has floors, and data flows one way: each folder, and what stands above it.
const ABOVE: &[(&str, &[&str])] = &[
    ("src/ruleset", &["engine", "trace", "analyze", "shell", "api"]),
    ("src/engine", &["trace", "analyze", "shell", "api"]),
    ("src/trace", &["analyze", "shell", "api"]),
    ("src/analyze", &["shell", "api"]),
    ("src/shell", &["trace", "analyze", "api"]),
];

#[test]
fn nobody_leans_on_the_floor_above() {
    let mut complaints = Vec::new();
    for (folder, above) in ABOVE {
        for path in files(folder, &["rs"]) {
            for (number, line) in code(&text(&path)) {
                for name in above.iter().filter(|name| line.contains(&format!("crate::{name}::"))) {
                    complaints.push(format!("{}:{}: crate::{name} stands above", shown(&path), number + 1));
                }
            }
        }
    }
    expect_none(complaints);
}

#[test]
fn the_engine_asks_nobody_for_the_time() {
    let mut complaints = Vec::new();
    for folder in ["src/engine", "src/ruleset"] {
        for path in files(folder, &["rs"]) {
            for (number, line) in code(&text(&path)) {
                if line.contains("::now(") || line.contains("Utc::") {
                    complaints.push(format!("{}:{}: {}", shown(&path), number + 1, line.trim()));
                }
            }
        }
    }
    expect_none(complaints);
}
