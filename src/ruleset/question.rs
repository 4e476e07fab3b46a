//! Blocks that ask: surveys and forms. What is answered is an event; what is typed goes to the form's `submit` alone,
//! and no box can be ticked beforehand, because there is no word for it.

use super::block::{put, Pairs};
use super::expect;
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::table::{field, ix, known, table, Field, Form, Table};
use super::value::Value;

pub(super) const SURVEY: Table = table("", "question choice rating text done");
pub(super) const RATING: Table = table("most", "most least low high");
pub(super) const FREE: Table = table("hint", "hint send");
pub(super) const OPTION: Table = table("text", "text value");
pub(super) const DONE: Table = table("text", "text do");

pub(super) const FORM: Table = table("", "fields submit send done error");
pub(super) const FIELD: Table = table("", "email phone text choice checkbox");
pub(super) const FIELDS: [Table; 5] = [
    table("label", "label name required hint"),
    table("label", "label name required hint"),
    table("label", "label name required hint autocomplete"),
    table("label", "label name required hint of"),
    table("label", "label name required"),
];
const TEXT_FIELD: usize = 2;
const CHOICE: usize = 3;
const CHECKBOX: usize = 4;
/// What a field of text may be filled in from.
const AUTOCOMPLETE: &str =
    "off name given-name family-name nickname organization postal-code address-level2 country-name bday-month sex url";
/// More fields are a page of their own.
const MAX_FIELDS: usize = 4;
/// Fewer than two are no choice, more are a list that nobody reads.
const MAX_OPTIONS: usize = 12;

impl<'v> Reader<'v, '_> {
    /// A question with one way to answer it.
    #[inline(never)]
    pub(super) fn survey(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, ix!(SURVEY));
        let mut out = Vec::new();
        self.need_copy(form, field!(SURVEY, "question"), Reader::words, &mut out);
        let before = out.len();
        self.copy(form, field!(SURVEY, "choice"), Reader::choices, &mut out);
        self.copy(form, field!(SURVEY, "rating"), Reader::rating, &mut out);
        self.copy(form, field!(SURVEY, "text"), Reader::free, &mut out);
        match out.len() - before {
            0 => self.problem(Code::Missing, expect::ANSWER, value),
            1 => {}
            _ => self.problem(Code::Conflict, expect::ONE_ANSWER, value),
        }
        self.done(form, field!(SURVEY, "done"), &mut out);
        self.asks(value);
        Value::Map(out)
    }

    /// Fields and where their values go.
    #[inline(never)]
    pub(super) fn form_block(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, ix!(FORM));
        let mut out = Vec::new();
        self.need_copy(form, field!(FORM, "fields"), Reader::fields, &mut out);
        self.need_copy(form, field!(FORM, "submit"), Reader::submit, &mut out);
        self.copy(form, field!(FORM, "send"), Reader::words, &mut out);
        self.copy(form, field!(FORM, "error"), Reader::words, &mut out);
        self.done(form, field!(FORM, "done"), &mut out);
        self.asks(value);
        Value::Map(out)
    }

    /// One widget asks one thing: there is one thing to say that it was answered.
    fn asks(&mut self, value: &'v Value) {
        self.found.asks += 1;
        if self.found.asks > 1 {
            self.problem(Code::Duplicate, expect::NOTHING, value);
        }
    }

    /// What follows: words in its place, actions, or both.
    fn done(&mut self, form: &Form<'v>, field: Field, out: &mut Pairs) {
        let Some(value) = self.enter(form, field) else { return };
        let inner = &self.form(value, ix!(DONE));
        let before = out.len();
        self.copy(inner, field!(DONE, "text"), Reader::words, out);
        if let Some((key, _)) = out.last_mut().filter(|(key, _)| key == "text") {
            *key = "done".into();
        }
        if let Some(list) = self.enter(inner, field!(DONE, "do")) {
            self.found.done = self.button_actions(list);
            self.leave();
        } else if out.len() == before {
            self.problem(Code::Missing, expect::words("text"), value);
        }
        self.leave();
    }

    /// What a survey offers. Its answer leaves the page, and what the page knows does not: words that hold a fact stand
    /// for their place.
    fn choices(&mut self, value: &'v Value) -> Value {
        let mut all = self.options(value);
        if let Value::List(items) = &mut all {
            for (at, item) in items.iter_mut().enumerate() {
                if item.get("value").and_then(Value::text).is_some_and(|text| scan::cut(text, "{{").is_some()) {
                    item.set("value", Value::Num((at + 1) as f64));
                }
            }
        }
        all
    }

    /// What may be chosen: a text, and the value it stands for.
    fn options(&mut self, value: &'v Value) -> Value {
        let mut out = Vec::new();
        self.list(value, &mut |reader, item| {
            let form = &reader.form(item, ix!(OPTION));
            let mut option = Vec::new();
            reader.need_copy(form, field!(OPTION, "text"), Reader::words, &mut option);
            if !reader.copy(form, field!(OPTION, "value"), Reader::scalar, &mut option) {
                // Words by language have no one value: their place stands for them.
                let own = match option.first() {
                    Some((_, Value::Text(text))) => Value::Text(text.clone()),
                    _ => Value::Num((out.len() + 1) as f64),
                };
                put(&mut option, "value", own);
            }
            out.push(Value::Map(option));
        });
        if let Value::List(items) = value {
            if items.len() == 1 || items.len() > MAX_OPTIONS {
                self.problem(Code::OutOfRange, expect::OPTIONS, value);
            }
        }
        Value::List(out)
    }

    /// A text or a number.
    fn scalar(&mut self, value: &'v Value) -> Value {
        match value {
            Value::Num(_) => {}
            _ => _ = self.name(value),
        }
        value.clone()
    }

    fn rating(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, ix!(RATING));
        let mut out = Vec::new();
        let mut most = 5;
        if let Some(value) = self.enter(form, field!(RATING, "most")) {
            most = self.whole(value, 2, 10, expect::RATING);
            self.leave();
        }
        if let Some(value) = self.enter(form, field!(RATING, "least")) {
            if self.whole(value, 0, 1, expect::LEAST) == 0 {
                put(&mut out, "least", Value::Num(0.0));
            }
            self.leave();
        }
        put(&mut out, "most", Value::Num(f64::from(most)));
        self.copy(form, field!(RATING, "low"), Reader::words, &mut out);
        self.copy(form, field!(RATING, "high"), Reader::words, &mut out);
        Value::Map(out)
    }

    fn free(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, ix!(FREE));
        let mut out = Vec::new();
        self.copy(form, field!(FREE, "hint"), Reader::words, &mut out);
        self.copy(form, field!(FREE, "send"), Reader::words, &mut out);
        Value::Map(out)
    }

    fn fields(&mut self, value: &'v Value) -> Value {
        let mut out = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        self.list(value, &mut |reader, item| {
            let what = expect::names("a field", FIELD.known);
            let Some((which, inner)) = reader.only(item, ix!(FIELD), what, expect::FIELD) else { return };
            let (field, name) = reader.field_of(which, inner);
            if taken.contains(&name) {
                reader.problem(Code::Duplicate, expect::FIELD_NAME, inner);
            }
            taken.push(name);
            out.push(field);
            reader.leave();
        });
        if out.len() > MAX_FIELDS {
            self.problem(Code::TooLarge, expect::FIELDS, value);
        }
        Value::List(out)
    }

    /// A field by its place, and its name.
    fn field_of(&mut self, which: usize, value: &'v Value) -> (Value, String) {
        let kind = names::nth(known!(FIELD), which);
        let mut out = Vec::new();
        let mut name = String::from(kind);
        let form = &self.form(value, ix!(FIELDS[0]).row(which));
        put(&mut out, "type", kind.into());
        if let Some(own) = self.name_at(form, field!(FIELDS[CHECKBOX], "name")) {
            name = own.into();
        }
        put(&mut out, "name", name.as_str().into());
        // What an address or a number is for goes without saying, in the shop's language.
        if !self.copy(form, field!(FIELDS[CHECKBOX], "label"), Reader::words, &mut out) && which >= TEXT_FIELD {
            self.problem(Code::Missing, expect::words("label"), value);
        }
        if which != CHECKBOX {
            self.copy(form, field!(FIELDS[TEXT_FIELD], "hint"), Reader::words, &mut out);
        }
        let required = self.flag_at(form, field!(FIELDS[CHECKBOX], "required")).unwrap_or(which != CHECKBOX);
        put(&mut out, "required", Value::Bool(required));
        match which {
            CHOICE => self.need_copy(form, field!(FIELDS[CHOICE], "of"), Reader::options, &mut out),
            TEXT_FIELD => {
                let field = field!(FIELDS[TEXT_FIELD], "autocomplete");
                if let Some(index) = self.choice_at(form, field, AUTOCOMPLETE) {
                    put(&mut out, form.name(field), names::nth(AUTOCOMPLETE, index).into());
                }
            }
            _ => {}
        }
        (Value::Map(out), name)
    }

    /// A function that the page registered, or an address.
    fn submit(&mut self, value: &'v Value) -> Value {
        let text = self.name(value);
        let mut out = Vec::new();
        if text.bytes().any(|byte| matches!(byte, b':' | b'/')) {
            let before = self.count();
            let link = self.link(value);
            let is_web = text.starts_with("http") || text.starts_with('/');
            if !is_web && self.count() == before {
                self.problem(Code::BadLink, expect::SUBMIT, value);
            }
            put(&mut out, "href", link);
        } else {
            put(&mut out, "call", text.into());
        }
        Value::Map(out)
    }
}
