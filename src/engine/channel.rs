//! How a visit came about, from the referrer and the `utm_` parameters it began with. The table stands in the
//! reference; what the store's own links say goes before what the referrer lets guess.

use crate::ruleset::names;

use super::ledger::Arrival;
use super::url::{value_of, Url};

const PAID: &str = "cpc ppc cpm cpv cpa cpp paid paidsearch paid-search paid_search display banner retargeting paidsocial paid-social paid_social shopping";
const EMAIL: &str = "email e-mail e_mail mail newsletter";
const SOCIAL: &str = "social social-network social-media social_network social_media sm";
const AFFILIATE: &str = "affiliate affiliates partner";
const ORGANIC: &str = "organic seo";

/// Labels of host names.
const SEARCHES: &str = "google bing yahoo duckduckgo ecosia baidu yandex qwant startpage brave naver seznam";
const SOCIALS: &str = "facebook instagram twitter x linkedin pinterest reddit tiktok youtube snapchat threads tumblr vk whatsapp telegram bsky t.co lnkd.in youtu.be wa.me t.me fb.com pin.it";
const MAILS: &str = "mail gm outlook webmail gmx";

/// The channel; `None` if nothing is known of the arrival.
pub(crate) fn channel(arrival: &Arrival) -> Option<&'static str> {
    for part in ["medium", "source"] {
        let Some(word) = value_of(&arrival.utm, part) else { continue };
        let word = word.to_ascii_lowercase();
        for (names, channel) in
            [(PAID, "paid"), (EMAIL, "email"), (SOCIAL, "social"), (AFFILIATE, "affiliate"), (ORGANIC, "organic")]
        {
            if names::place(names, &word).is_some() {
                return Some(channel);
            }
        }
        if part == "source" && names::place(SOCIALS, &word).is_some() {
            return Some("social");
        }
    }
    let referrer = arrival.referrer.as_deref()?;
    if referrer.is_empty() {
        return Some(if arrival.utm.is_empty() { "direct" } else { "referral" });
    }
    Some(of_host(&Url::parse(referrer, false).origin))
}

/// By the labels of a host name but its last: `https://www.google.co.uk` has `www`, `google` and `co`.
fn of_host(origin: &str) -> &'static str {
    let host = origin.as_bytes().iter().rposition(|byte| *byte == b'/').map_or(origin, |at| &origin[at + 1..]);
    let is_among = |names: &str| {
        let mut rest = host;
        while let Some(dot) = rest.bytes().position(|byte| byte == b'.') {
            // A label that is no ending, or the last two together.
            if names::place(names, &rest[..dot]).is_some() || names::place(names, rest).is_some() {
                return true;
            }
            rest = &rest[dot + 1..];
        }
        // Apps are named the other way around: `android-app://com.google.android.gm`.
        host.len() < origin.len() && origin.starts_with("android-app") && names::place(names, rest).is_some()
    };
    for (names, channel) in [(MAILS, "email"), (SEARCHES, "organic"), (SOCIALS, "social")] {
        if is_among(names) {
            return channel;
        }
    }
    "referral"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(referrer: &str, utm: &[(&str, &str)]) -> Option<&'static str> {
        let utm = utm.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        channel(&Arrival { referrer: Some(referrer.into()), utm, ..Arrival::default() })
    }

    #[test]
    fn links_of_the_store_say_it_themselves() {
        for (medium, channel) in [
            ("CPC", "paid"),
            ("email", "email"),
            ("social", "social"),
            ("affiliate", "affiliate"),
            ("organic", "organic"),
        ] {
            assert_eq!(of("https://www.google.com/", &[("medium", medium)]), Some(channel), "{medium}");
        }
        assert_eq!(of("", &[("source", "newsletter")]), Some("email"));
        assert_eq!(of("", &[("source", "instagram")]), Some("social"));
        assert_eq!(of("", &[("source", "leaflet")]), Some("referral"));
    }

    #[test]
    fn referrers_are_told_by_their_labels() {
        for (referrer, channel) in [
            ("", "direct"),
            ("https://www.google.co.uk/", "organic"),
            ("https://duckduckgo.com/", "organic"),
            ("https://mail.google.com/mail/", "email"),
            ("android-app://com.google.android.gm/", "email"),
            ("android-app://com.google.android.googlequicksearchbox", "organic"),
            ("https://l.instagram.com/", "social"),
            ("https://t.co/abc", "social"),
            ("https://x.com/", "social"),
            ("https://out.reddit.com", "social"),
            ("https://notgoogle.com/", "referral"),
            ("https://blog.example/", "referral"),
            ("nonsense", "referral"),
        ] {
            assert_eq!(of(referrer, &[]), Some(channel), "{referrer}");
        }
        assert_eq!(channel(&Arrival::default()), None);
    }
}
