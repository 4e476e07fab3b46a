//! What holds for all rules. A bad setting keeps its default.

use super::expect;
use super::model::WithoutStorage;
use super::problem::Code;
use super::reader::{Form, Reader, Table};
use super::value::Value;

const SETTINGS: Table = Table {
    main: "",
    known: &[
        "session",
        "quietPeriod",
        "quietZones",
        "overlays",
        "maxPerPage",
        "maxPerSession",
        "maxPerDay",
        "locale",
        "currency",
        "timeZone",
        "hashRouting",
        "pageQuery",
        "withoutStorage",
        "theme",
    ],
    later: &["mute", "quotas", "holdout", "attribution"],
};

impl<'v, 'p> Reader<'v, 'p> {
    pub(super) fn settings(&mut self, value: &'v Value) {
        if !self.shallow(value) {
            return;
        }
        let form = &self.form(value, &SETTINGS);
        let mut to = core::mem::take(&mut self.set.settings);
        self.setting(form, "session", Reader::duration, &mut to.session);
        self.setting(form, "quietPeriod", Reader::duration, &mut to.quiet_period);
        self.setting(form, "quietZones", Reader::selectors, &mut to.quiet_zones);
        self.setting(form, "overlays", Reader::selectors, &mut to.overlays);
        self.setting(form, "maxPerPage", Reader::maximum, &mut to.max_per_page);
        self.setting(form, "maxPerSession", Reader::maximum, &mut to.max_per_session);
        self.setting(form, "maxPerDay", Reader::maximum, &mut to.max_per_day);
        self.setting(form, "locale", Reader::language_tag, &mut to.locale);
        self.setting(form, "currency", Reader::currency_setting, &mut to.currency);
        self.setting(form, "timeZone", Reader::zone, &mut to.time_zone);
        self.setting(form, "hashRouting", Reader::flag, &mut to.hash_routing);
        self.setting(form, "pageQuery", |reader, value| reader.many(value, Reader::owned_name), &mut to.page_query);
        self.setting(form, "withoutStorage", Reader::without_storage, &mut to.without_storage);
        self.setting(form, "theme", Reader::theme, &mut to.theme);
        self.set.settings = to;
    }

    /// Reads one setting, and keeps what it read only if it is good.
    fn setting<T>(
        &mut self,
        form: &Form<'v>,
        key: &'static str,
        read: fn(&mut Reader<'v, 'p>, &'v Value) -> T,
        to: &mut T,
    ) {
        let before = self.count();
        if let Some(good) = self.opt(form, key, read) {
            if self.count() == before {
                *to = good;
            }
        }
    }

    fn selectors(&mut self, value: &'v Value) -> Vec<String> {
        self.many(value, Reader::css)
    }

    fn maximum(&mut self, value: &'v Value) -> Option<u32> {
        Some(self.whole(value, 0, 1_000_000, expect::WHOLE_FROM_0) as u32)
    }

    fn language_tag(&mut self, value: &'v Value) -> Option<String> {
        Some(self.checked(value, is_language, expect::LANGUAGE))
    }

    fn currency_setting(&mut self, value: &'v Value) -> Option<String> {
        Some(self.checked(value, is_currency, expect::CURRENCY))
    }

    /// `None` is the visitor's zone. Whether the host knows a zone is for the shell to see.
    fn zone(&mut self, value: &'v Value) -> Option<String> {
        let plain = |text: &str| {
            let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
            !text.is_empty() && text.bytes().all(letter)
        };
        let zone = self.checked(value, plain, expect::ZONE);
        (zone != "visitor").then_some(zone)
    }

    fn without_storage(&mut self, value: &'v Value) -> WithoutStorage {
        match self.choice(value, &["quiet", "show", "hide"]) {
            1 => WithoutStorage::Show,
            2 => WithoutStorage::Hide,
            _ => WithoutStorage::Quiet,
        }
    }

    /// A text that passes a check.
    pub(super) fn checked(&mut self, value: &'v Value, check: fn(&str) -> bool, expected: expect::Expected) -> String {
        match value {
            Value::Text(text) if check(text) => return text.clone(),
            Value::Text(_) => self.problem(Code::UnknownValue, expected, value),
            _ => self.problem(Code::WrongType, expected, value),
        }
        String::new()
    }
}

/// Whether this looks like a language tag.
pub(super) fn is_language(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (2..=8).contains(&letters) && text.bytes().all(plain) && !text.ends_with("-") && text.len() <= 35
}

/// Whether this looks like an ISO 4217 code.
pub(super) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}
