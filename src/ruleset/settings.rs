//! What holds for all rules. A bad setting keeps its default.

use super::expect;
use super::intern::prefixed;
use super::model::{Limit, Quota, WithoutStorage};
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::table::{field, ix, known, table, Table};
use super::value::Value;
use crate::time::Ms;

pub(super) const SETTINGS: Table = table(
    "",
    "session quietPeriod quietZones overlays maxPerPage maxPerSession maxPerDay locale currency timeZone hashRouting pageQuery withoutStorage theme mute quotas holdout attribution",
);

/// Its place among them.
const MUTE_AT: usize = 14;
const HOLDOUT_AT: usize = 16;
const ATTRIBUTION_AT: usize = 17;
pub(super) const MUTE: Table = table("for", "for text");

impl<'v> Reader<'v, '_> {
    pub(super) fn settings(&mut self, value: &'v Value) {
        if !self.shallow(value) {
            return;
        }
        self.form(value, ix!(SETTINGS));
        self.entries(value, known!(SETTINGS), &mut |reader, which, _, value| reader.setting(which, value));
    }

    /// Reads one setting, by its place in the table, and keeps what it read only if it is good.
    fn setting(&mut self, which: usize, value: &'v Value) {
        let before = self.count();
        let (mut time, mut count, mut text) = (Ms(0), None, "");
        match which {
            1 => time = self.duration(value),
            4..=6 => count = Some(self.whole(value, 0, 1_000_000, expect::WHOLE_FROM_0) as u32),
            7 => text = self.checked(value, is_language, expect::LANGUAGE),
            8 => text = self.checked(value, is_currency, expect::CURRENCY),
            _ => return self.rare_setting(which, value),
        }
        if self.count() > before {
            return;
        }
        let to = &mut self.set.settings;
        match which {
            1 => to.quiet_period = time,
            4 => to.most.per_page = count,
            5 => to.most.per_session = count,
            6 => to.most.per_day = count,
            7 => to.locale = Some(text.into()),
            _ => to.currency = Some(text.into()),
        }
    }

    /// The same for those that few shops write.
    #[inline(never)]
    fn rare_setting(&mut self, which: usize, value: &'v Value) {
        let before = self.count();
        let (mut time, mut flag, mut text, mut texts) = (Ms(0), false, None, Vec::new());
        let mut theme = Value::Null;
        let (mut choice, mut share) = (0, 0);
        let mut quotas = Vec::new();
        match which {
            0 => time = self.session(value),
            2 | 3 => self.many(value, &mut |reader, item| texts.push(reader.css(item))),
            // Whether the host knows a zone is for the shell to see.
            9 => text = Some(self.checked(value, is_zone, expect::ZONE)).filter(|zone| *zone != "visitor"),
            10 => flag = self.flag(value),
            11 => self.many(value, &mut |reader, item| texts.push(reader.name(item).into())),
            12 => choice = self.choice(value, "quiet show hide"),
            13 => theme = self.theme(value),
            MUTE_AT => time = self.mute(value),
            HOLDOUT_AT => share = self.holdout(value),
            ATTRIBUTION_AT => time = self.duration(value),
            _ => quotas = self.quotas(value),
        }
        if self.count() > before {
            if which == MUTE_AT {
                self.mute_label = Value::Null;
            }
            return;
        }
        let to = &mut self.set.settings;
        match which {
            0 => to.session = time,
            2 => to.quiet_zones = texts,
            3 => to.overlays = texts,
            9 => to.time_zone = text.map(Into::into),
            10 => to.hash_routing = flag,
            11 => to.page_query = texts,
            12 => {
                to.without_storage = match choice {
                    1 => WithoutStorage::Show,
                    2 => WithoutStorage::Hide,
                    _ => WithoutStorage::Quiet,
                }
            }
            13 => to.theme = theme,
            MUTE_AT => to.mute = Some(time),
            HOLDOUT_AT => to.holdout = share,
            ATTRIBUTION_AT => to.attribution = time,
            _ => to.quotas = quotas,
        }
    }

    /// How long nobody must do anything for a session to end: some time at least.
    fn session(&mut self, value: &'v Value) -> Ms {
        let before = self.count();
        let time = self.duration(value);
        if time == Ms(0) && self.count() == before {
            self.problem(Code::OutOfRange, expect::SESSION, value);
        }
        time
    }

    /// How many visitors of 10,000 see nothing.
    #[inline(never)]
    fn holdout(&mut self, value: &'v Value) -> u32 {
        self.set.is_measured = true;
        (self.share(value) * 10_000.0).round() as u32
    }

    /// For how long, and what the button says.
    fn mute(&mut self, value: &'v Value) -> Ms {
        let form = &self.form(value, ix!(MUTE));
        self.mute_label = "No more tips".into();
        if let Some(text) = self.enter(form, field!(MUTE, "text")) {
            self.mute_label = self.words(text);
            self.leave();
        }
        self.need_time(form, field!(MUTE, "for"))
    }

    /// Limits by tag.
    fn quotas(&mut self, value: &'v Value) -> Vec<Quota> {
        let mut quotas = Vec::new();
        self.pairs(value, expect::OBJECT);
        self.entries(value, "", &mut |reader, _, tag, value| {
            let mut limit = Limit::default();
            reader.limit(value, &mut limit, false);
            reader.names.intern("t", tag, quotas.len());
            quotas.push(Quota { name: prefixed("\u{1}", tag), limit });
        });
        quotas
    }
}

/// Whether this looks like an IANA time zone.
pub(super) fn is_zone(text: &str) -> bool {
    !text.is_empty() && scan::all(text, |byte| byte.is_ascii_alphanumeric() || scan::is_one_of(byte, "/_+-"))
}

/// Whether this looks like a language tag.
pub(super) fn is_language(text: &str) -> bool {
    let mut letters = 0;
    while text.as_bytes().get(letters).is_some_and(u8::is_ascii_alphabetic) {
        letters += 1;
    }
    let is_plain = scan::all(text, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (2..=8).contains(&letters) && is_plain && !text.ends_with('-') && text.len() <= 35
}

/// Whether this looks like an ISO 4217 code.
pub(crate) fn is_currency(text: &str) -> bool {
    text.len() == 3 && scan::all(text, |byte| byte.is_ascii_uppercase())
}
