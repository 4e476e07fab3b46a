//! What goes out to the page's scripts, laid out flat (`ruleset/packed.rs`). Parts go by place, not by name: names would be bytes in every shopper's download.

use super::host;
use crate::engine::effect::{Effect, Report};
use crate::ruleset::packed::Packed;
use crate::ruleset::value::Value;

/// What is sent; the numbers are known to `take` in `src/js/page.js`.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(crate) enum Out {
    Opened,
    Explained,
    Ledger,
    Sample,
    Sync,
    Erase,
    Show,
    Update,
    Hide,
    DataLayer,
    Call,
    Emit,
    Report,
    Hand,
}

impl Packed {
    /// A text, if there is one.
    pub(crate) fn maybe(&mut self, text: &Option<String>) {
        match text {
            Some(text) => self.text(text),
            None => self.value(&Value::Null),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, texts: &[String]) {
        self.list(texts.len());
        texts.iter().for_each(|text| self.text(text));
    }

    /// Hands the parts over.
    pub(crate) fn send(&self, out: Out) {
        host::take(out as u32, &self.numbers, &self.texts);
    }
}

/// Hands an effect to the page's scripts.
pub(crate) fn effect(effect: &Effect) {
    let mut to = Packed::default();
    let out = match effect {
        Effect::Watch(needs) => return host::watch(*needs),
        Effect::Sample { elements, guards } => {
            to.value(&(*guards).into());
            to.list(elements.len());
            elements.iter().for_each(|one| to.num(f64::from(one.0)));
            Out::Sample
        }
        Effect::Sync { claim } => {
            to.value(&(*claim).into());
            Out::Sync
        }
        Effect::Erase => Out::Erase,
        Effect::Show(show) => {
            to.text(&show.key);
            to.text(&show.rule);
            to.num(f64::from(show.place));
            to.text(show.kind.name());
            to.maybe(&show.anchor);
            to.value(&show.answers.into());
            to.value(&show.view);
            Out::Show
        }
        Effect::Update { key, view } => {
            to.text(key);
            to.value(view);
            Out::Update
        }
        Effect::Hide { key, why } => {
            to.text(key);
            to.text(why.name());
            Out::Hide
        }
        Effect::DataLayer(value) => {
            to.value(value);
            Out::DataLayer
        }
        Effect::Call { rule, name, args } => {
            named(&mut to, rule, name, args);
            Out::Call
        }
        Effect::Hand { rule, what, on, text, asked } => {
            named(&mut to, rule, what.name(), text);
            to.text(on);
            to.value(&(*asked).into());
            Out::Hand
        }
        Effect::Emit { rule, name, props } => {
            named(&mut to, rule, name, props);
            Out::Emit
        }
        Effect::Passed { .. } => return,
        Effect::Report(report) => {
            reported(&mut to, report);
            Out::Report
        }
    };
    to.send(out);
}

fn named(to: &mut Packed, rule: &str, name: &str, value: &Value) {
    to.text(rule);
    to.text(name);
    to.value(value);
}

fn reported(to: &mut Packed, report: &Report) {
    named(to, &report.rule, report.name, &report.meta);
    to.text(report.reason);
    to.num(f64::from(report.seq));
    to.num(f64::from(report.page_view));
    to.num(report.at.0 as f64);
    to.value(&report.button.map_or(Value::Null, |button| Value::Num(f64::from(button))));
    to.value(&report.answer);
    to.value(&report.session.map_or(Value::Null, |session| Value::Num(session.0 as f64)));
    to.value(&report.extra);
}
