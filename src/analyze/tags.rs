//! Advice on selectors that name no element of HTML: `coupon` where `#coupon` or `.coupon` is meant.

use super::finding::Finding;
use super::spot::{below, Spot};
use crate::ruleset::value::Value;

/// The elements of HTML, and those of SVG that people point at. Those of a page's own have a hyphen.
const TAGS: &str = "a abbr address area article aside audio b bdi bdo blockquote body button canvas caption cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav noscript object ol optgroup option output p picture portal pre progress q rp rt ruby s samp script search section select slot small source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul var video wbr center circle ellipse g line path polygon polyline rect text tspan use";
/// Where a selector stands.
const KEYS: &[&str] = &["on", "anchor", "container", "element"];
/// Triggers whose small form is one.
const TRIGGERS: &[&str] = &[
    "click",
    "rageClick",
    "deadClick",
    "hover",
    "visible",
    "appears",
    "copy",
    "focus",
    "input",
    "submit",
    "invalid",
    "hesitation",
    "formAbandon",
    "media",
];
/// What is under these has names of the shop's own.
const FREE: &[&str] =
    &["fact", "where", "query", "utm", "cookie", "storage", "meta", "emit", "dataLayer", "call", "setFact", "form"];

pub(super) fn find(spot: &Spot, out: &mut Vec<Finding>) {
    for (key, at, part) in &spot.parts {
        match *key {
            "when" | "cancelOn" | "hideOn" => walk(part, at, true, &mut |css, at| tell(spot, css, at, out)),
            "if" | "show" | "do" => walk(part, at, false, &mut |css, at| tell(spot, css, at, out)),
            _ => {}
        }
    }
}

/// Every selector below, and where it stands.
fn walk(value: &Value, at: &str, has_triggers: bool, tell: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::List(items) => {
            for (place, item) in items.iter().enumerate() {
                walk(item, &format!("{at}/{place}"), has_triggers, tell);
            }
        }
        Value::Map(pairs) => {
            for (key, item) in pairs.iter().filter(|(key, _)| !FREE.contains(&key.as_str())) {
                let at = below(at, key);
                let is_it = KEYS.contains(&key.as_str()) || has_triggers && TRIGGERS.contains(&key.as_str());
                match item {
                    Value::Text(css) if is_it => tell(css, &at),
                    Value::List(items) if is_it => {
                        for (place, item) in items.iter().enumerate() {
                            match item {
                                Value::Text(css) => tell(css, &format!("{at}/{place}")),
                                item => walk(item, &format!("{at}/{place}"), has_triggers, tell),
                            }
                        }
                    }
                    item => walk(item, &at, has_triggers, tell),
                }
            }
        }
        _ => {}
    }
}

fn tell(spot: &Spot, css: &str, at: &str, out: &mut Vec<Finding>) {
    // What stands in brackets, quotes and comments has words of its own.
    let plain = css.split(['[', '(', '"', '\'', '\\', '|']).next().unwrap_or_default();
    if css.contains("/*") {
        return;
    }
    if plain.contains('/') {
        let words = format!("{css:?} is no CSS but an XPath; \"Copy selector\" in the browser's inspector gives CSS.");
        return out.push(spot.say("no_element", at, &words));
    }
    for part in plain.split([' ', '>', '+', '~', ',']) {
        let end = part.find(['.', '#', ':']).unwrap_or(part.len());
        let name = &part[..end];
        let is_tag = TAGS.split(' ').any(|tag| tag.eq_ignore_ascii_case(name));
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains('-') && !is_tag {
            let words = format!(
                "{css:?} looks for elements <{name}>, and HTML has none; did you mean \"#{name}\" or \".{name}\"?"
            );
            return out.push(spot.say("no_element", at, &words));
        }
    }
}
