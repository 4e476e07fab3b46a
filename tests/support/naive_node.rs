//! Triggers the naive way: the nodes, read from JSON as they are written.

use serde_json::Value as Json;

/// A node of a trigger.
pub(crate) struct Node {
    pub(crate) kind: String,
    pub(crate) json: Json,
    pub(crate) of: Vec<usize>,
}

fn ms(text: &str) -> i64 {
    let number: i64 = text.trim_end_matches(char::is_alphabetic).parse().expect("a number");
    match text.trim_start_matches(|c: char| c.is_ascii_digit()) {
        "ms" => number,
        "s" => number * 1_000,
        "m" => number * 60_000,
        other => panic!("no unit {other}"),
    }
}

impl Node {
    pub(crate) fn time(&self, key: &str) -> Option<i64> {
        self.json.get(key).and_then(Json::as_str).map(ms)
    }

    pub(crate) fn text(&self, key: &str) -> &str {
        self.json.get(key).and_then(Json::as_str).unwrap_or("")
    }

    pub(crate) fn scope(&self) -> &str {
        match (self.text("scope"), self.kind.as_str()) {
            ("", "any" | "all") => "page",
            ("", _) => "session",
            (scope, _) => scope,
        }
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.json.get("strict") == Some(&Json::Bool(true))
    }
}

/// How much of the time from `from` to `to` lies in some spans.
pub(crate) fn overlap(spans: &[(i64, i64)], from: i64, to: i64) -> i64 {
    spans.iter().map(|(begin, end)| ((*end).min(to) - (*begin).max(from)).max(0)).sum()
}

pub(crate) fn close(spans: &mut [(i64, i64)], now: i64) {
    if let Some(last) = spans.last_mut() {
        last.1 = last.1.min(now);
    }
}

pub(crate) fn read(json: &Json, nodes: &mut Vec<Node>) -> usize {
    let (kind, body) = json.as_object().and_then(|pairs| pairs.iter().next()).expect("a trigger");
    let index = nodes.len();
    nodes.push(Node { kind: kind.clone(), json: body.clone(), of: Vec::new() });
    let children: Vec<&Json> = match kind.as_str() {
        "any" | "all" | "sequence" => body["of"].as_array().expect("a list").iter().collect(),
        "count" => vec![&body["of"]],
        "absent" => vec![&body["after"], &body["no"]],
        "hold" => vec![&body["when"]],
        _ => Vec::new(),
    };
    let of = children.into_iter().map(|child| read(child, nodes)).collect();
    nodes[index].of = of;
    index
}

/// Something that fired.
#[derive(Clone)]
pub(crate) struct Firing {
    pub(crate) input: usize,
    pub(crate) at: i64,
    pub(crate) page: u32,
    pub(crate) session: i64,
    /// Properties of the event that completed it.
    pub(crate) event: Option<Json>,
}

/// What happens on the page.
pub(crate) enum Happening<'a> {
    Event(&'a str, &'a Json),
    Click(&'a str),
    Manual,
    Page(&'a str),
    Load(&'a str),
    Fact(Option<bool>),
}

/// What its event has where `same` looks.
pub(crate) fn value_of(firing: &Firing) -> Option<Json> {
    firing.event.as_ref()?.get("k").cloned()
}
