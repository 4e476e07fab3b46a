//! Texts in several languages: the one for this page.

use crate::ruleset::value::Value;

use super::render::Scope;
use super::Engine;

impl Engine {
    /// The text for the page's locale, its language, those of the settings, or else the first: `{ lang, text }`.
    #[inline(never)]
    pub(super) fn in_language(&self, texts: &[(String, Value)], scope: &Scope, key: &str) -> Value {
        let ours = self.set.settings.locale.as_deref().unwrap_or_default();
        let found = nearest(texts, &self.context.locale).or_else(|| nearest(texts, ours)).or(texts.first());
        let Some((lang, text)) = found else { return scope.miss() };
        let text = self.fill(text, scope, key);
        Value::Map(vec![("lang".into(), lang.as_str().into()), ("text".into(), text)])
    }
}

/// The text for a locale: `zh-Hant-TW`, else `zh-Hant`, else `zh`, else any of that language.
fn nearest<'t>(texts: &'t [(String, Value)], locale: &str) -> Option<&'t (String, Value)> {
    let mut tag = locale;
    loop {
        if let Some(found) = texts.iter().find(|(lang, _)| lang.eq_ignore_ascii_case(tag)) {
            return Some(found);
        }
        match tag.rfind('-') {
            Some(end) => tag = tag.get(..end)?,
            None => break,
        }
    }
    texts.iter().find(|(lang, _)| {
        let (own, rest) = (lang.get(..tag.len()), lang.get(tag.len()..).unwrap_or_default());
        !tag.is_empty() && rest.starts_with('-') && own.is_some_and(|own| own.eq_ignore_ascii_case(tag))
    })
}

#[cfg(test)]
mod tests {
    use super::nearest;
    use crate::ruleset::value::Value;

    #[test]
    fn the_nearest_language_is_chosen() {
        let texts: Vec<(String, Value)> =
            ["en-GB", "pt-BR", "pt", "zh-Hant", "de"].iter().map(|lang| (lang.to_string(), Value::Null)).collect();
        let chosen = |locale: &str| nearest(&texts, locale).map(|(lang, _)| lang.as_str());
        for (locale, lang) in [
            ("en-GB", Some("en-GB")),
            ("en-US", Some("en-GB")),
            ("EN-gb", Some("en-GB")),
            ("pt-PT", Some("pt")),
            ("pt-br", Some("pt-BR")),
            ("zh-Hant-TW", Some("zh-Hant")),
            ("zh", Some("zh-Hant")),
            ("zh-Hans", Some("zh-Hant")),
            ("de-AT", Some("de")),
            ("d", None),
            ("den", None),
            ("fr", None),
            ("", None),
            ("-", None),
            ("\u{e9}\u{e9}", None),
        ] {
            assert_eq!(chosen(locale), lang, "{locale}");
        }
    }
}
