//! A page on a virtual clock, for behavior tests in Rust:
//! `Stage::new(rules).page("/p/1").at("3s").enter("#size").advance("3s").expect_shown("size-help")`.

#![allow(dead_code)]

#[cfg(feature = "dev")]
pub(crate) mod analysis;
#[cfg(feature = "dev")]
pub(crate) mod any;
#[cfg(feature = "dev")]
pub(crate) mod besides;
#[cfg(feature = "dev")]
pub(crate) mod cases;
#[cfg(feature = "dev")]
pub(crate) mod chaos;
pub(crate) mod json;
#[cfg(feature = "dev")]
pub(crate) mod strangers;

use opportune::ruleset::compile;
use opportune::ruleset::value::Value;
use opportune::time::Ms;
use opportune::trace::{context, decode, write, write_span, Driver, Span};

/// A shopper in front of a page, and the rules that watch.
pub(crate) struct Stage {
    driver: Driver,
    now: Ms,
    /// Everything done so far, for the report of a failure.
    done: Vec<String>,
}

impl Stage {
    /// A stage for these rules (JSON text); nothing is open yet.
    pub(crate) fn new(rules: &str) -> Stage {
        let rules = json::parse(rules).expect("rules are JSON");
        let (set, problems) = compile(&rules);
        let problems: Vec<String> = problems.iter().map(|problem| write(&problem.to_value())).collect();
        assert!(problems.is_empty(), "the rules have problems:\n{}", problems.join("\n"));
        let trace = decode(&json::parse(r#"{"events":[]}"#).unwrap()).unwrap();
        Stage { driver: Driver::new(set, context(&trace), &trace), now: Ms(0), done: Vec::new() }
    }

    /// Loads a page of `https://shop.test`.
    pub(crate) fn page(self, path: &str) -> Stage {
        let url = write(&Value::from(format!("https://shop.test{path}").as_str()));
        self.signal(&format!(r#"{{"pageView":{url}}}"#))
    }

    /// The pointer enters an element.
    pub(crate) fn enter(self, css: &str) -> Stage {
        self.signal(&format!(r#"{{"pointer":{{"over":[{}]}}}}"#, write(&Value::from(css))))
    }

    /// The pointer leaves whatever it was over.
    pub(crate) fn leave(self) -> Stage {
        self.signal(r#"{"pointer":{"over":[]}}"#)
    }

    /// The tab goes to the background.
    pub(crate) fn hide(self) -> Stage {
        self.signal(r#"{"visibility":"hidden"}"#)
    }

    /// The tab comes back.
    pub(crate) fn show(self) -> Stage {
        self.signal(r#"{"visibility":"visible"}"#)
    }

    /// Any other signal, as in a trace.
    pub(crate) fn signal(mut self, signal: &str) -> Stage {
        let text = format!(r#"{{"events":[{{"at":"{}",{}]}}"#, write_span(self.now), &signal.trim_start()[1..]);
        let trace = json::parse(&text).map(|trace| decode(&trace)).expect("a signal is JSON");
        let events = trace.unwrap_or_else(|wrong| panic!("not a signal: {}", write(&Value::List(wrong)))).events;
        self.driver.run(&events);
        self.done.push(format!("{} {signal}", write_span(self.now)));
        self
    }

    /// Lets time pass up to that instant.
    pub(crate) fn at(mut self, at: &str) -> Stage {
        let Span(at) = Span::read(at).expect("an instant");
        self.driver.advance_to(at);
        self.now = self.now.max(at);
        self
    }

    /// Lets that much time pass.
    pub(crate) fn advance(self, by: &str) -> Stage {
        let Span(by) = Span::read(by).expect("a duration");
        let at = write_span(self.now + by);
        self.at(&at)
    }

    /// What the rule last did.
    fn last(&self, rule: &str, what: &[&str]) -> Option<&str> {
        let of_rule = |one: &&Value| one.get("rule").and_then(Value::text) == Some(rule);
        let did = |one| Value::get(one, "did").and_then(Value::text).filter(|did| what.contains(did));
        self.driver.decisions().iter().filter(of_rule).filter_map(did).next_back()
    }

    /// The rule's widget is on the screen.
    #[track_caller]
    pub(crate) fn expect_shown(self, rule: &str) -> Stage {
        assert_eq!(self.last(rule, &["shown", "hidden"]), Some("shown"), "{}", self.story());
        self
    }

    /// The rule's widget is not on the screen.
    #[track_caller]
    pub(crate) fn expect_hidden(self, rule: &str) -> Stage {
        assert_ne!(self.last(rule, &["shown", "hidden"]), Some("shown"), "{}", self.story());
        self
    }

    /// The rule was blocked for that reason, last of all.
    #[track_caller]
    pub(crate) fn expect_blocked(self, rule: &str, reason: &str) -> Stage {
        let of_rule = |one: &&Value| one.get("rule").and_then(Value::text) == Some(rule);
        let last = self.driver.decisions().iter().rfind(of_rule).cloned().unwrap_or_default();
        assert_eq!(last.get("reason").and_then(Value::text), Some(reason), "{}", self.story());
        self
    }

    /// The engine sleeps until then; `None`: for good.
    #[track_caller]
    pub(crate) fn expect_deadline(self, at: Option<&str>) -> Stage {
        let next = self.driver.engine().next_deadline().map(|(instant, _)| write_span(Ms(instant.0)));
        assert_eq!(next.as_deref(), at, "{}", self.story());
        self
    }

    /// What happened and what comes next.
    pub(crate) fn story(&self) -> String {
        let decisions: Vec<String> = self.driver.decisions().iter().map(write).collect();
        let next = match self.driver.engine().next_deadline() {
            Some((at, reason)) => format!("{} ({})", write_span(Ms(at.0)), reason.name()),
            None => "never".into(),
        };
        format!("signals:\n  {}\ndecisions:\n  {}\nnext: {next}\n", self.done.join("\n  "), decisions.join("\n  "))
    }
}
