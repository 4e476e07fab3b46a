//! Rule sets and what the static analysis says of them.

use opportune::analyze::{findings, Finding, Options};
use serde_json::{json, Value as Json};

use super::json::convert;

/// All findings and advice.
pub(crate) fn found(rules: &Json, urls: &[&str]) -> Vec<Finding> {
    let options =
        Options { analysis: true, urls: urls.iter().map(|url| (*url).into()).collect(), ..Options::default() };
    findings(&convert(rules), &options)
}

/// Where what was found is, and what it is: findings, or advice.
pub(crate) fn codes(rules: &Json, is_advice: bool) -> Vec<String> {
    let all = found(rules, &[]);
    all.iter().filter(|one| one.is_advice == is_advice).map(|one| format!("{} {}", one.path, one.code)).collect()
}

/// A set of these rules, each completed with an id, and with something to do if it does nothing.
pub(crate) fn set(rules: &[Json]) -> Json {
    let mut rules = rules.to_vec();
    for (index, rule) in rules.iter_mut().enumerate() {
        if rule.get("id").is_none() {
            rule["id"] = json!(format!("r{index}"));
        }
        if rule.get("show").is_none() && rule.get("do").is_none() {
            rule["show"] = json!({ "banner": format!("text {index}") });
        }
    }
    json!({ "version": 1, "rules": rules })
}

/// The JSON files in and under a folder.
pub(crate) fn files(folder: &str) -> Vec<(String, Json)> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files(path.to_str().unwrap()));
        } else if path.extension().is_some_and(|end| end == "json") {
            let text = std::fs::read_to_string(&path).unwrap();
            out.push((path.display().to_string(), serde_json::from_str(&text).unwrap()));
        }
    }
    out
}
