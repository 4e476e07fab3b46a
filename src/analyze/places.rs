//! Where a visitor goes: the addresses on which conditions can hold.

use super::choose::choose;
use super::lits::Way;
use super::never::given;
use super::solve::{groups, possible_ways};
use super::urls::page_may_hold;
use crate::engine::Address;
use crate::ruleset::model::{Rule, RuleSet, Subject};
use crate::ruleset::value::Value;

/// Addresses that the rules' patterns name, and one they do not.
pub(super) fn addresses(rules: &[&Rule], fill: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for rule in rules {
        for way in possible_ways(rule.cond.as_ref(), &given(rule)).unwrap_or_default() {
            for group in groups(&way).iter().filter(|group| group[0].subject == Subject::Path) {
                if let Some(Some(Value::Text(path))) = choose(group) {
                    out.push(path);
                }
            }
        }
    }
    out.push(format!("/{fill}"));
    out.push("/some/other/page".into());
    out.iter().filter(|path| path.starts_with('/')).map(|path| format!("https://shop.test{path}")).collect()
}

pub(super) fn holds_on(set: &RuleSet, url: &str, way: &Way) -> bool {
    let page = Address::parse(url, set.settings.hash_routing);
    way.iter().all(|lit| page_may_hold(lit, &page))
}

/// Whether a value is found for everything a way asks.
pub(super) fn can_be(way: &Way) -> bool {
    groups(way).iter().all(|group| match group[0].subject {
        Subject::Fact(_) | Subject::Query(_) => choose(group).is_some(),
        _ => true,
    })
}

/// The address with the parameters that a way asks for.
pub(super) fn with_params(url: &str, way: &Way) -> String {
    let mut out = String::from(url);
    for group in groups(way) {
        let (name, is_utm) = match &group[0].subject {
            Subject::Query(name) => (name, false),
            Subject::Utm(name) => (name, true),
            _ => continue,
        };
        if let Some(Some(value)) = choose(&group) {
            let text = value.text().map_or(crate::trace::write(&value), Into::into);
            out.push(if out.contains('?') { '&' } else { '?' });
            out.push_str(if is_utm { "utm_" } else { "" });
            out.push_str(&format!("{name}={text}"));
        }
    }
    out
}
