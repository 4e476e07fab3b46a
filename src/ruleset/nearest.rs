//! The nearest known name, for authors who mistyped one or know it by another.

/// Names that people bring from elsewhere, and ours.
const ALIASES: &[(&str, &str)] = &[
    ("!=", "isNot"),
    ("!==", "isNot"),
    ("<", "below"),
    ("<=", "atMost"),
    ("=", "is"),
    ("==", "is"),
    ("===", "is"),
    (">", "above"),
    (">=", "atLeast"),
    ("action", "do"),
    ("actions", "do"),
    ("ads", "paid"),
    ("and", "all"),
    ("body", "text"),
    ("capitalise", "title"),
    ("capitalize", "title"),
    ("computer", "desktop"),
    ("condition", "if"),
    ("conditions", "if"),
    ("content", "text"),
    ("cpc", "paid"),
    ("currency", "money"),
    ("di", "tue"),
    ("dialog", "popup"),
    ("do", "thu"),
    ("element", "on"),
    ("equals", "is"),
    ("event", "did"),
    ("existing", "returning"),
    ("facebook", "social"),
    ("fallback", "default"),
    ("first", "new"),
    ("first-time", "new"),
    ("firsttime", "new"),
    ("frequency", "limit"),
    ("friday", "fri"),
    ("gt", "above"),
    ("gte", "atLeast"),
    ("heading", "title"),
    ("headline", "title"),
    ("inactivity", "idle"),
    ("includes", "contains"),
    ("instagram", "social"),
    ("ipad", "tablet"),
    ("known", "returning"),
    ("label", "text"),
    ("laptop", "desktop"),
    ("link", "href"),
    ("load", "pageView"),
    ("lowercase", "lower"),
    ("lt", "below"),
    ("lte", "atMost"),
    ("max", "atMost"),
    ("message", "text"),
    ("mi", "wed"),
    ("min", "atLeast"),
    ("modal", "popup"),
    ("monday", "mon"),
    ("name", "id"),
    ("newsletter", "email"),
    ("none", "not"),
    ("notEquals", "isNot"),
    ("notification", "toast"),
    ("oneOf", "in"),
    ("or", "any"),
    ("pc", "desktop"),
    ("percent", "depth"),
    ("phone", "mobile"),
    ("placement", "side"),
    ("pluralize", "plural"),
    ("position", "edge"),
    ("position", "side"),
    ("price", "money"),
    ("regex", "matches"),
    ("repeat", "returning"),
    ("return", "returning"),
    ("round", "number"),
    ("saturday", "sat"),
    ("scrollDepth", "scroll"),
    ("selector", "anchor"),
    ("selector", "on"),
    ("sem", "paid"),
    ("seo", "organic"),
    ("smartphone", "mobile"),
    ("snackbar", "toast"),
    ("so", "sun"),
    ("sunday", "sun"),
    ("target", "anchor"),
    ("target", "on"),
    ("then", "do"),
    ("thursday", "thu"),
    ("time", "for"),
    ("timeOnPage", "dwell"),
    ("titlecase", "title"),
    ("trigger", "when"),
    ("triggers", "when"),
    ("tuesday", "tue"),
    ("uppercase", "upper"),
    ("url", "href"),
    ("wednesday", "wed"),
];

/// Languages by the names and countries that people write for them.
const LANGUAGES: &[(&str, &str)] = &[
    ("arabic", "ar"),
    ("chinese", "zh"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("danish", "da"),
    ("deutsch", "de"),
    ("dk", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("french", "fr"),
    ("gb", "en-GB"),
    ("german", "de"),
    ("gr", "el"),
    ("hebrew", "he"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("jp", "ja"),
    ("korean", "ko"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("us", "en-US"),
];

/// The language tag that was meant, if that can be told: `de_AT`, `EN`, `jp`, `german`.
pub(crate) fn language(name: &str) -> Option<String> {
    let mut tag = name.replace('_', "-");
    let first = tag.find('-').unwrap_or(tag.len());
    tag[..first].make_ascii_lowercase();
    if tag != name && super::words::is_known(&tag) {
        return Some(tag);
    }
    let lower = name.to_ascii_lowercase();
    LANGUAGES.iter().find(|(known, _)| *known == lower).map(|(_, tag)| (*tag).into())
}

/// The places of keys that stood there before, in order. Objects that somebody made to hurt have thousands of keys.
pub(super) fn repeated(pairs: &[(String, super::value::Value)]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..pairs.len()).collect();
    places.sort_by_key(|place| &pairs[*place].0);
    let mut out: Vec<usize> = Vec::new();
    for two in places.windows(2) {
        if pairs[two[0]].0 == pairs[two[1]].0 {
            out.push(two[1]);
        }
    }
    out.sort_unstable();
    out
}

/// The known name nearest to `name`, if one is near.
pub(crate) fn nearest(name: &str, known: &[&str]) -> Option<String> {
    let direct = known.iter().map(|known| (distance(name, known), *known, known.chars().count()));
    let aliases = ALIASES.iter().filter(|(_, ours)| known.contains(ours));
    let aliased = aliases.map(|(alias, ours)| (distance(name, alias), *ours, alias.chars().count()));
    let near = |(distance, _, length): &(usize, &str, usize)| *distance <= length.max(&name.chars().count()) / 3;
    let best = direct.chain(aliased).filter(near).min_by_key(|(distance, ..)| *distance);
    best.map(|(_, known, _)| known).or_else(|| longer(name, known)).map(Into::into)
}

/// The one known name that begins with the word: `exit`, `landing`.
fn longer<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let begins = |known: &&&str| {
        let next = known.as_bytes().get(name.len());
        let head = known.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
        head && name.len() > 2 && next.is_some_and(u8::is_ascii_uppercase)
    };
    let mut all = known.iter().filter(begins);
    all.next().filter(|_| all.next().is_none()).copied()
}

/// Edit distance (insert, delete, replace, swap neighbors), without regard to ASCII case.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let letters = |text: &str| text.chars().take(64).map(|c| c.to_ascii_lowercase()).collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = match (i, j) {
                (0, _) => j,
                (_, 0) => i,
                _ => {
                    let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    let swap = if swapped { rows[i - 2][j - 2] + 1 } else { usize::MAX };
                    replace.min(swap).min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1)
                }
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typos_and_foreign_names_find_ours() {
        let dwell = ["for", "clock", "scope", "on", "by"];
        for (name, found) in [("selectr", "on"), ("clokc", "clock"), ("Scope", "scope"), ("time", "for")] {
            assert_eq!(nearest(name, &dwell).as_deref(), Some(found), "{name}");
        }
        assert_eq!(nearest("colour", &dwell), None);
        assert_eq!(nearest("", &dwell), None);
        let triggers = ["exitIntent", "pageView", "scrollUp", "scroll", "formAbandon", "quietPeriod", "quietZones"];
        for (name, found) in
            [("exit", Some("exitIntent")), ("Form", Some("formAbandon")), ("pag", None), ("quiet", None)]
        {
            assert_eq!(nearest(name, &triggers).as_deref(), found, "{name}");
        }
        assert_eq!(nearest("equals", &["is", "isNot"]).as_deref(), Some("is"));
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        for (name, day) in [("Monday", "mon"), ("sunday", "sun"), ("thursday", "thu"), ("Fr", "fri")] {
            assert_eq!(nearest(name, &days).as_deref(), Some(day), "{name}");
        }
    }
}
