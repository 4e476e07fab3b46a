//! What a rule set stores in a visitor's browser, as a cookie policy lists it. Everything stands in one record of
//! IndexedDB, and between two pages of a tab in `sessionStorage`; nothing is written before consent to `functional` is
//! granted.

use crate::ruleset::firing::atoms;
use crate::ruleset::model::{About, Action, Ask, Atom, Deed, Rule, RuleSet, Scope, SeenOutcome, Selector, Trigger};
use crate::ruleset::value::Value;
use crate::trace::write_span;

const FOREVER: &str = "until it is forgotten: forget(), consent withdrawn, or site data cleared";
const SESSION: &str = "the session; the next one overwrites it";
const LEDGER: &str = "opportune:<namespace>/ledger";

/// An entry: what is kept, for which purpose of consent, for how long.
fn entry(name: &str, content: String, purpose: &str, retention: String) -> Value {
    let mut out = Value::Null;
    out.set("name", name.into());
    out.set("kind", "IndexedDB".into());
    out.set("key", LEDGER.into());
    out.set("content", content.as_str().into());
    out.set("purpose", purpose.into());
    out.set("retention", retention.as_str().into());
    out
}

/// An entry with the rules (or goals, experiments) that it is there for.
fn because(name: &str, content: &str, purpose: &str, retention: &str, of: Vec<Value>) -> Option<Value> {
    let mut out = entry(name, content.into(), purpose, retention.into());
    if of.is_empty() {
        return None;
    }
    out.set("because", Value::List(of));
    Some(out)
}

/// Everything that is written while these rules run.
pub(super) fn inventory(set: &RuleSet) -> Vec<Value> {
    let mut all = always(set);
    for rule in set.rules.iter().filter(|rule| rule.enabled) {
        let name = rule.id.strip_prefix(Rule::GOAL).unwrap_or(&rule.id);
        let content = match (rule.goal, rule.key) {
            (Some(_), _) => format!("how often the goal \"{name}\" was met in all, in this session and on this day; when last"),
            (None, None) => format!("how often \"{name}\" was shown in all, in this session and on this day; when it was last shown, closed and clicked"),
            (None, Some(_)) => continue,
        };
        let purpose = if rule.goal.is_some() { "analytics" } else { "functional" };
        all.push(entry(name, content, purpose, FOREVER.into()));
    }
    for quota in &set.settings.quotas {
        let name = quota.name.trim_start_matches(|c: char| c.is_control());
        let content = format!("the same of all rules that share the counter \"{name}\"");
        all.push(entry(name, content, "functional", FOREVER.into()));
    }
    all.push(entry(
        "visits",
        "the number of visits and of page views, when the first visit began and when the last one ended".into(),
        "personalization",
        FOREVER.into(),
    ));
    for ask in &set.asks {
        all.push(entry(&ask.key, asked(ask), "personalization beyond the session", kept(ask)));
    }
    all.extend(sometimes(set).into_iter().flatten());
    all.push(entry(
        "tabs",
        "random numbers of the latest 16 page loads, to count what several tabs do once; when it was written".into(),
        "functional",
        FOREVER.into(),
    ));
    all.extend(elsewhere());
    all
}

/// What is kept whatever the rules are.
fn always(set: &RuleSet) -> Vec<Value> {
    let session = write_span(set.settings.session);
    vec![
        entry(
            "session",
            "when the session began and was last active, its page views, the path it began on, the origin of its referrer, and utm parameters".into(),
            "functional",
            format!("the session; it ends after {session} without activity, and the next one overwrites it"),
        ),
        entry(
            "interruptions",
            "when the last one was closed, how many were closed in this session, how many there were in this session and day".into(),
            "functional",
            FOREVER.into(),
        ),
        entry("mute", "when the visitor asked for no more tips, and for how long".into(), "functional", FOREVER.into()),
        entry(
            "order",
            "a checksum of the number of the last order that was completed, to count it once".into(),
            "functional",
            SESSION.into(),
        ),
    ]
}

/// What only some rules need.
fn sometimes(set: &RuleSet) -> Vec<Option<Value>> {
    let rules = |holds: &dyn Fn(&Rule) -> bool| -> Vec<Value> {
        let all = set.rules.iter().filter(|rule| rule.enabled && holds(rule));
        all.map(|rule| rule.id.strip_prefix(Rule::GOAL).unwrap_or(&rule.id).into()).collect()
    };
    let is_rolled = |rule: &Rule| rule.rollout < 10_000;
    let mut dealt = rules(&is_rolled);
    if dealt.is_empty() && set.is_measured {
        dealt.push("what is measured".into());
    }
    let has_form = set.selectors.iter().any(|selector| selector.uses & Selector::FORM != 0);
    let funnels: Vec<Value> = set.funnels.iter().map(|funnel| funnel.name.as_str().into()).collect();
    let mut windows = set.funnels.iter().map(|funnel| funnel.within).collect::<Vec<_>>();
    windows.sort();
    let within = windows.last().map_or(String::new(), |time| format!("{} from the first step on", write_span(*time)));
    vec![
        because(
            "visitor",
            "a random id of this browser, so that who is in a share of visitors stays in",
            "functional",
            FOREVER,
            dealt,
        ),
        because(
            "countdowns",
            "since when a countdown of the visitor's own runs, by its key",
            "functional",
            FOREVER,
            rules(&has_countdown),
        ),
        because(
            "progress",
            "which steps of a trigger happened when, with the properties of their events that the rule's texts name",
            "functional (of a visitor: personalization)",
            "the session, or for a visitor's as long as the rule stays as it is",
            rules(&|rule| triggers(rule, &is_kept)),
        ),
        because(
            "dwells",
            "how long the visitor was there, in the session or ever",
            "functional (of a visitor: personalization)",
            "the session, or for a visitor's as long as the rule stays as it is",
            rules(&|rule| triggers(rule, &dwells)),
        ),
        because(
            "forms",
            "which forms were touched (never what is in them), and by a random number in which page load",
            "functional",
            SESSION,
            if has_form { rules(&|rule| triggers(rule, &is_form)) } else { Vec::new() },
        ),
        because("funnels", "how far the visitor is in a funnel, and since when", "analytics", &within, funnels),
        because(
            "exposures",
            "which arms of experiments the visitor met, when last, and which arm is theirs",
            "analytics",
            FOREVER,
            if set.is_measured { vec!["what is measured".into()] } else { Vec::new() },
        ),
    ]
}

/// Whether one of a rule's triggers is such.
fn triggers(rule: &Rule, holds: &dyn Fn(&Trigger) -> bool) -> bool {
    [&rule.trigger, &rule.cancel_on, &rule.hide_on].into_iter().flatten().any(holds)
}

fn is_kept(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::Atom(_) => false,
        Trigger::Op(operator) => operator.scope != Scope::Page || operator.of.iter().any(is_kept),
    }
}

fn dwells(trigger: &Trigger) -> bool {
    let mut found = false;
    atoms(trigger, &mut |atom| found |= matches!(atom, Atom::Dwell { scope, .. } if *scope != Scope::Page));
    found
}

fn is_form(trigger: &Trigger) -> bool {
    let mut found = false;
    atoms(trigger, &mut |atom| found |= matches!(atom, Atom::Deed { what: Deed::FormAbandon, .. }));
    found
}

fn has_countdown(rule: &Rule) -> bool {
    rule.actions.iter().any(|action| match action {
        Action::Surface(surface) => names(&surface.view, "countdown"),
        _ => false,
    })
}

/// Whether a view has a countdown that runs `for` each visitor.
fn names(value: &Value, key: &str) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| names(item, key)),
        Value::Map(pairs) => pairs.iter().any(|(name, item)| {
            name == key && item.get("to").is_some_and(|to| to.get("for").is_some()) || names(item, key)
        }),
        _ => false,
    }
}

/// What lies beside the ledger.
fn elsewhere() -> [Value; 4] {
    let at = |name: &str, kind: &str, key: &str, content: &str, retention: &str, when: &str| {
        let mut out = entry(name, content.into(), "functional", retention.into());
        out.set("kind", kind.into());
        out.set("key", key.into());
        if !when.is_empty() {
            out.set("when", when.into());
        }
        out
    };
    let mut outbox = at(
        "outbox",
        "IndexedDB",
        "opportune:<namespace>:outbox/outbox",
        "events that were not delivered yet, how often delivery failed, and how many events were dropped",
        "until the collector has them, 7 days at most",
        "start() has the sink beacon",
    );
    outbox.set("purpose", "analytics".into());
    [
        at(
            "left",
            "sessionStorage",
            "opportune:<namespace>:left",
            "all of the above once more as a page is left, and random numbers of the latest 9 page loads in the tab",
            "until the next page of the tab reads it, or the tab is closed",
            "",
        ),
        at(
            "rules",
            "IndexedDB",
            "opportune:<namespace>/rules",
            "the last rules that came from the server, at most 1 MB",
            "used for 24 hours, replaced by newer ones",
            "rules have an address",
        ),
        at(
            "preview",
            "sessionStorage",
            "opportune:preview",
            "which rule somebody previews who followed a preview link",
            "until the preview or the tab is left",
            "start() has the option preview, and somebody follows such a link",
        ),
        outbox,
    ]
}

fn asked(ask: &Ask) -> String {
    let what = match &ask.about {
        About::Event(name) => format!("the event \"{name}\" happened"),
        About::Seen(rule, SeenOutcome::Shown) => format!("\"{rule}\" was shown"),
        About::Seen(rule, SeenOutcome::Click) => format!("\"{rule}\" was clicked"),
        About::Seen(rule, SeenOutcome::Dismiss) => format!("\"{rule}\" was closed"),
        About::Goal(goal) => format!("the goal \"{goal}\" was reached"),
    };
    let filter = if ask.filter.is_empty() { "" } else { " with the properties that the rule names" };
    match ask.within {
        None => format!("how often {what}{filter}"),
        Some(_) => format!("the latest {} instants at which {what}{filter}", ask.keep.max(1)),
    }
}

fn kept(ask: &Ask) -> String {
    match ask.within {
        Some(window) => format!("counts for {}", write_span(window)),
        None => FOREVER.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::inventory;
    use crate::engine::ledger::Ledger;
    use crate::ruleset::value::Value;
    use crate::ruleset::{compile, model::RuleSet};

    fn listed(rules: &str) -> (RuleSet, Vec<String>) {
        let (set, problems) = compile(&crate::trace::json::read(rules).unwrap_or_default());
        assert!(problems.is_empty(), "{problems:?}");
        let name = |one: &Value| one.get("name").and_then(Value::text).unwrap_or_default().to_string();
        let all = inventory(&set).iter().map(name).collect();
        (set, all)
    }

    #[test]
    fn every_part_of_the_ledger_is_listed() {
        // A new field does not compile here until somebody has said in the inventory what it is.
        let Ledger {
            session: _,
            active: _,
            page_views: _,
            arrival: _,
            visits: _,
            all_page_views: _,
            first_visit: _,
            last_visit: _,
            all: _,
            quiet_since: _,
            dismissals: _,
            muted: _,
            muted_for: _,
            visitor: _,
            rules: _,
            answers: _,
            progress: _,
            saved: _,
            dwells: _,
            tabs: _,
            trail: _,
            tail: _,
        } = Ledger::default();
        let (_, none) = listed(r#"{ "rules": [] }"#);
        for name in
            ["session", "visits", "interruptions", "mute", "order", "tabs", "left", "rules", "preview", "outbox"]
        {
            assert!(none.iter().any(|one| one == name), "{name}");
        }
        for name in ["visitor", "countdowns", "progress", "dwells", "forms", "funnels", "exposures"] {
            assert!(!none.iter().any(|one| one == name), "{name} without need");
        }
        let (_, all) = listed(
            r##"{ "goals": { "bought": { "when": { "event": "a" } }, "seen": { "when": { "event": "b" } } },
              "funnels": { "way": { "steps": ["seen", "bought"], "within": "2d" } },
              "rules": [
                { "id": "share", "rollout": "10%", "when": { "event": "a" }, "show": { "banner": { "text": "A" } } },
                { "id": "clock", "when": { "event": "a" }, "show": { "banner": { "content": [{ "countdown": { "for": "1h" } }] } } },
                { "id": "steps", "when": { "sequence": { "of": [{ "event": "a" }, { "event": "b" }], "scope": "visitor" } }, "show": { "banner": { "text": "A" } } },
                { "id": "long", "when": { "dwell": { "for": "5m", "scope": "session" } }, "show": { "banner": { "text": "A" } } },
                { "id": "form", "when": { "formAbandon": { "on": "#f" } }, "show": { "banner": { "text": "A" } }, "limit": { "key": "shared", "perSession": 1 } },
                { "id": "told", "when": { "event": "a" }, "if": { "did": { "event": "b", "within": "3d" } }, "show": { "banner": { "text": "A" } } } ] }"##,
        );
        for name in [
            "visitor",
            "countdowns",
            "progress",
            "dwells",
            "forms",
            "funnels",
            "exposures",
            "bought",
            "shared",
            "share",
        ] {
            assert!(all.iter().any(|one| one == name), "{name}");
        }
        assert!(!all.iter().any(|one| one == "form"), "it counts under its key");
    }
}
