//! What goes out to the page's scripts, laid out flat as `read.rs` describes; `unpack` in `src/js/plain.js` makes
//! objects of it. Parts go by place, not by name: names would be bytes in every shopper's download.

use super::host;
use crate::engine::effect::{Effect, Report};
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

/// Lays parts out.
#[derive(Default)]
pub(crate) struct Writer {
    numbers: Vec<f64>,
    texts: String,
}

impl Writer {
    /// Hands the parts over.
    pub(crate) fn send(&self, out: Out) {
        host::take(out as u32, &self.numbers, &self.texts);
    }

    /// A number.
    pub(crate) fn num(&mut self, number: f64) {
        self.tag(3.0, number);
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) {
        self.numbers.push(4.0);
        self.raw(text);
    }

    /// A text, if there is one.
    pub(crate) fn maybe(&mut self, text: &Option<String>) {
        match text {
            Some(text) => self.text(text),
            None => self.numbers.push(0.0),
        }
    }

    /// A list; its items come next.
    pub(crate) fn list(&mut self, length: usize) {
        self.tag(5.0, length as f64);
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, texts: &[String]) {
        self.list(texts.len());
        texts.iter().for_each(|text| self.text(text));
    }

    /// Any value.
    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.numbers.push(0.0),
            Value::Bool(flag) => self.numbers.push(f64::from(u8::from(*flag) + 1)),
            Value::Num(number) => self.num(*number),
            Value::Text(text) => self.text(text),
            Value::List(items) => {
                self.list(items.len());
                items.iter().for_each(|item| self.value(item));
            }
            Value::Map(pairs) => {
                self.tag(6.0, pairs.len() as f64);
                for (key, value) in pairs {
                    self.raw(key);
                    self.value(value);
                }
            }
        }
    }

    fn tag(&mut self, tag: f64, number: f64) {
        self.numbers.push(tag);
        self.numbers.push(number);
    }

    fn raw(&mut self, text: &str) {
        self.texts.push_str(text);
        self.texts.push('\0');
    }
}

/// Hands an effect to the page's scripts.
pub(crate) fn effect(effect: &Effect) {
    let mut to = Writer::default();
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

fn named(to: &mut Writer, rule: &str, name: &str, value: &Value) {
    to.text(rule);
    to.text(name);
    to.value(value);
}

fn reported(to: &mut Writer, report: &Report) {
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
