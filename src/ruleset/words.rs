//! Texts: a string, one by language, or one by key from `texts`; where it may be rich, a list of its parts. What is read
//! keeps its templates. By language it becomes `{"by": {"en": .., "de": ..}}`; the parts become lists and
//! `{"strong": ..}`, `{"em": ..}`, `{"link": {"text", "href"}}`, `{"break": true}`, as they are drawn.

use super::block::put;
use super::expect;
use super::problem::Code;
use super::reader::Reader;
use super::table::{field, ix, table, Form, Table};
use super::template::Filter;
use super::top::TOP;
use super::value::Value;

pub(super) const PARTS: Table = table("", "text strong em link break");
pub(super) const LINK: Table = table("", "text href");
const KEY: &str = "t";
/// Every language of ISO 639-1: mistaken ones (`jp`, `cz`, `gr`) are countries, and would never be chosen.
const LANGUAGES: &str =
    "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfyga\
    gdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulv\
    mgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgshsiskslsmsnsosq\
    srssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu";

impl<'v> Reader<'v, '_> {
    /// Notes the texts that have keys, each read once.
    pub(super) fn texts(&mut self, form: &Form<'v>) {
        if let Some(value) = self.enter(form, field!(TOP, "texts")) {
            self.keyed_texts(value);
            self.leave();
        }
    }

    #[inline(never)]
    fn keyed_texts(&mut self, value: &'v Value) {
        self.pairs(value, expect::TEXTS);
        if self.shallow(value) {
            self.entries(value, "", &mut |reader, _, key, text| {
                let before = reader.count();
                let read = match text {
                    Value::Map(pairs) if is_key(pairs) => {
                        reader.problem(Code::Conflict, expect::NO_KEY, text);
                        Value::Null
                    }
                    _ => reader.text_of(text, true),
                };
                let good = (reader.count() == before).then_some(read);
                let (place, is_new) = reader.names.intern("w", key, reader.sections.texts.len());
                match reader.sections.texts.get_mut(place as usize) {
                    Some(known) if !is_new => *known = (key.into(), good),
                    _ => reader.sections.texts.push((key.into(), good)),
                }
            });
        }
    }

    /// Templates with dates, or with times relative to now, need what most do not. `uses`: the filters, as bits.
    pub(super) fn note_dates(&mut self, uses: u32) {
        if uses & (1 << Filter::Date as u32 | 1 << Filter::Relative as u32) != 0 {
            self.dated(uses);
        }
    }

    #[inline(never)]
    fn dated(&mut self, uses: u32) {
        self.set.is_zoned |= uses >> Filter::Relative as u32 & 1 == 1;
    }

    /// A text that may hold templates; null if it is not one.
    #[inline(never)]
    pub(super) fn words(&mut self, value: &'v Value) -> Value {
        self.text_of(value, false)
    }

    /// The same, or a list of its parts.
    #[inline(never)]
    pub(super) fn rich(&mut self, value: &'v Value) -> Value {
        self.text_of(value, true)
    }

    /// A link, or links by language.
    #[inline(never)]
    pub(super) fn link(&mut self, value: &'v Value) -> Value {
        match value {
            Value::Map(_) => self.by_language(value, Reader::link_text),
            _ => self.link_text(value),
        }
    }

    fn text_of(&mut self, value: &'v Value, is_rich: bool) -> Value {
        match value {
            Value::Map(pairs) if is_key(pairs) => self.keyed(value, is_rich),
            Value::Map(_) => self.by_language(value, if is_rich { Reader::runs } else { Reader::template }),
            _ if is_rich => self.runs(value),
            _ => self.template(value),
        }
    }

    #[inline(never)]
    fn by_language(&mut self, value: &'v Value, read: fn(&mut Self, &'v Value) -> Value) -> Value {
        let mut texts = Vec::new();
        self.entries(value, "", &mut |reader, _, lang, text| {
            if !is_known(lang) {
                reader.problem(Code::UnknownField, expect::TEXT_LANGUAGE, text);
                #[cfg(feature = "dev")]
                reader.suggest(super::nearest::language(lang));
            }
            put(&mut texts, lang, read(reader, text));
        });
        if texts.is_empty() {
            self.problem(Code::OutOfRange, expect::TEXT, value);
        }
        Value::Map(vec![("by".into(), Value::Map(texts))])
    }

    /// The text of that key.
    #[inline(never)]
    fn keyed(&mut self, value: &'v Value, is_rich: bool) -> Value {
        let mut found = Value::Null;
        self.entries(value, KEY, &mut |reader, _, _, part| {
            let before = reader.count();
            let key = reader.name(part);
            if reader.count() > before {
                return;
            }
            let (place, _) = reader.names.intern("w", key, u32::MAX as usize);
            match reader.sections.texts.get(place as usize) {
                Some((_, Some(text))) if is_rich || is_plain(text) => found = text.clone(),
                Some((_, Some(_))) => reader.problem(Code::Conflict, expect::PLAIN, part),
                Some((_, None)) => reader.problem(Code::BadReference, expect::GOOD, part),
                None => {
                    reader.problem(Code::UnknownValue, expect::TEXT_KEY, part);
                    #[cfg(feature = "dev")]
                    {
                        let known: Vec<&str> = reader.sections.texts.iter().map(|(key, _)| key.as_str()).collect();
                        reader.suggest(super::nearest::nearest(key, &known));
                    }
                }
            }
        });
        found
    }

    /// A text, or a list of parts.
    fn runs(&mut self, value: &'v Value) -> Value {
        match value {
            Value::List(_) => self.run_list(value),
            _ => self.template(value),
        }
    }

    #[inline(never)]
    fn run_list(&mut self, value: &'v Value) -> Value {
        let mut out = Vec::new();
        self.list(value, &mut |reader, item| out.push(reader.run(item)));
        Value::List(out)
    }

    fn run(&mut self, value: &'v Value) -> Value {
        if let Value::Text(_) = value {
            return self.template(value);
        }
        let Some((which, inner)) = self.only(value, ix!(PARTS), expect::names("a part", PARTS.known), expect::PART)
        else {
            return Value::Null;
        };
        let (name, read) = match which {
            0 => ("text", self.template(inner)),
            1 => ("strong", self.runs(inner)),
            2 => ("em", self.runs(inner)),
            3 => ("link", self.link_part(inner)),
            _ => {
                if *inner != Value::Bool(true) {
                    self.problem(Code::UnknownValue, expect::TRUE, inner);
                }
                ("break", Value::Bool(true))
            }
        };
        self.leave();
        if which == 0 {
            return read;
        }
        Value::Map(vec![(name.into(), read)])
    }

    fn link_part(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, ix!(LINK));
        let mut out = Vec::new();
        self.need_copy(form, field!(LINK, "text"), Reader::template, &mut out);
        self.need_copy(form, field!(LINK, "href"), Reader::link_text, &mut out);
        Value::Map(out)
    }
}

/// `{"t": "key"}`
fn is_key(pairs: &[(String, Value)]) -> bool {
    pairs.iter().any(|(key, _)| key == KEY) && pairs.iter().all(|(key, _)| key == KEY || key == "$comment")
}

/// Whether none of it is in parts.
fn is_plain(text: &Value) -> bool {
    match text.get("by") {
        Some(Value::Map(texts)) => texts.iter().all(|(_, text)| text.text().is_some()),
        _ => text.text().is_some(),
    }
}

/// Whether this is a language tag: of two letters one that exists, of three any, and those in lower case.
pub(super) fn is_known(tag: &str) -> bool {
    if !super::settings::is_language(tag) {
        return false;
    }
    let first = tag.bytes().position(|byte| byte == b'-').unwrap_or(tag.len());
    let known = LANGUAGES.as_bytes().chunks(2);
    let own = tag.as_bytes().get(..first).unwrap_or_default();
    match first {
        2 => known.into_iter().any(|code| code == own),
        3 => own.iter().all(u8::is_ascii_lowercase),
        _ => false,
    }
}
