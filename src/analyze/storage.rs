//! What a rule set stores in a visitor's browser, as a cookie policy lists it. Everything stands in one record of
//! IndexedDB, and between two pages of a tab in `sessionStorage`; nothing is written before consent to `functional` is
//! granted.

use crate::ruleset::model::{About, Ask, RuleSet, SeenOutcome};
use crate::ruleset::value::Value;
use crate::trace::write_span;

/// An entry: what is kept, for which purpose of consent, for how long.
fn entry(name: &str, content: String, purpose: &str, retention: String) -> Value {
    let mut out = Value::Null;
    out.set("name", name.into());
    out.set("kind", "IndexedDB".into());
    out.set("key", "opportune:<namespace>/ledger".into());
    out.set("content", content.as_str().into());
    out.set("purpose", purpose.into());
    out.set("retention", retention.as_str().into());
    out
}

/// Everything that is written while these rules run.
pub(super) fn inventory(set: &RuleSet) -> Vec<Value> {
    let ever = || String::from("until it is forgotten: forget(), consent withdrawn, or site data cleared");
    let session = write_span(set.settings.session);
    let mut all = vec![
        entry(
            "session",
            "when the session began and was last active, its page views, its referrer and utm parameters".into(),
            "functional",
            format!("the session; it ends after {session} without activity, and the next one overwrites it"),
        ),
        entry(
            "interruptions",
            "when the last one was closed, how many were closed in this session, how many there were in this session and day".into(),
            "functional",
            ever(),
        ),
    ];
    for rule in set.rules.iter().filter(|rule| rule.enabled && rule.goal.is_none()) {
        let content = format!("how often \"{}\" was shown in all, in this session and on this day; when it was last shown, closed and clicked", rule.id);
        all.push(entry(&rule.id, content, "functional", ever()));
    }
    for goal in &set.goals {
        let content =
            format!("how often the goal \"{}\" was counted in all and in this session, and when last", goal.name);
        all.push(entry(&format!("goal {}", goal.name), content, "analytics", ever()));
    }
    for funnel in &set.funnels {
        let content = format!("when the funnel \"{}\" was entered, and how far it came", funnel.name);
        let kept = format!("counts for {}", write_span(funnel.within));
        all.push(entry(&format!("funnel {}", funnel.name), content, "analytics", kept));
    }
    all.push(entry("visits", "the number of visits and of page views".into(), "personalization", ever()));
    for ask in &set.asks {
        all.push(entry(&ask.key, asked(ask), "personalization beyond the session", kept(ask)));
    }
    all.push(entry(
        "tabs",
        "random numbers of the latest 16 page loads, to count what several tabs do once".into(),
        "functional",
        ever(),
    ));
    let mut left = entry(
        "left",
        "all of the above once more as a page is left, and random numbers of the latest 9 page loads in the tab".into(),
        "functional",
        "until the next page of the tab reads it, or the tab is closed".into(),
    );
    left.set("kind", "sessionStorage".into());
    left.set("key", "opportune:<namespace>:left".into());
    all.push(left);
    all
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
        None => "until it is forgotten: forget(), consent withdrawn, or site data cleared".into(),
    }
}
