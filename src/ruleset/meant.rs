//! What people write for a name of ours who come from other tools, and what to write in its place. An entry holds for one
//! place alone: `name` is the id of a rule, and the first name of a customer.

use super::names;

/// Where; the names, in small letters and without `_` and `-`; and what was meant: a name known there after `=`, or a
/// sentence. The first entry that fits counts.
type Entry = (&'static str, &'static str, &'static str);

/// All surfaces that hold words.
const SURFACES: &str = "tooltip popup banner toast inline badge";
/// The place of an entry for any of them.
const ANY_SURFACE: &str = "*";

const ENTRIES: &[Entry] = &[
    ("a trigger", "addtocart addedtocart cartadd", "Write {\"event\": \"product_added_to_cart\"}."),
    ("a trigger", "purchase purchased order ordered bought conversion", "Write {\"event\": \"checkout_completed\"}."),
    ("a trigger", "search searched", "Write {\"event\": \"search_submitted\"}."),
    ("a trigger", "change changed typing keypress", "=input"),
    (
        "a trigger",
        "where props properties payload",
        "It belongs into the event: {\"event\": {\"name\": \"product_viewed\", \"where\": {\u{2026}}}}.",
    ),
    ("a trigger", "after timer timeout seconds delay time wait", "=dwell"),
    ("a trigger", "leave leaving mouseleave mouseout abandon", "=exitIntent"),
    ("a trigger", "pageload load onload ready start arrival open", "=pageView"),
    ("a trigger", "visit", "Write {\"pageView\": true}, and {\"visits\": {\"atLeast\": 2}} under \"if\"."),
    ("a trigger", "and", "=all"),
    ("a trigger", "or", "=any"),
    ("a condition", "page pathname pages pagepath", "=path"),
    (
        "a condition",
        "time hour hours date dates day days weekday weekdays daterange timeofday from to",
        "Write {\"schedule\": {\"days\": [\"mon\", \"tue\"], \"hours\": \"09:00-18:00\"}}.",
    ),
    (
        "a condition",
        "lastvisit dayssince sincelastvisit dayssincevisit",
        "Write {\"daysSinceLastVisit\": {\"atLeast\": 30}}.",
    ),
    (
        "a condition",
        "returning returningvisitor isreturning returninguser",
        "Write {\"visitor\": \"returning\"}.",
    ),
    ("a condition", "new newvisitor isnew newuser firstvisit", "Write {\"visitor\": \"new\"}."),
    ("a condition", "mobile ismobile", "Write {\"device\": \"mobile\"}."),
    ("a condition", "desktop isdesktop", "Write {\"device\": \"desktop\"}."),
    ("a condition", "tablet istablet", "Write {\"device\": \"tablet\"}."),
    ("a condition", "utmsource", "Write {\"utm\": {\"source\": \u{2026}}}."),
    ("a condition", "utmmedium", "Write {\"utm\": {\"medium\": \u{2026}}}."),
    ("a condition", "utmcampaign", "Write {\"utm\": {\"campaign\": \u{2026}}}."),
    ("a condition", "locale lang", "=language"),
    (
        "a condition",
        "purchased haspurchased bought ordered hasordered customerhasbought",
        "Write {\"did\": \"checkout_completed\"}.",
    ),
    ("a condition", "loggedin isloggedin signedin", "Write {\"customer\": {\"id\": {\"exists\": true}}}."),
    ("a condition", "cartvalue carttotal cartamount subtotal", "Write {\"cart\": {\"value\": {\"atLeast\": 50}}}."),
    ("a condition", "cartempty emptycart", "Write {\"cart\": {\"count\": 0}}."),
    ("a condition", "cartitems items", "Write {\"cart\": {\"has\": {\"category\": \u{2026}}}}."),
    ("a condition", "tag tags", "Write {\"customer\": {\"tags\": \u{2026}}}."),
    ("a condition", "orders ordercount", "Write {\"customer\": {\"orders\": \u{2026}}}."),
    (
        "a condition",
        "times within where count",
        "It belongs into the condition, as in {\"did\": {\"event\": \"product_viewed\", \"times\": 3, \"within\": \"7d\"}}.",
    ),
    ("a condition", "didnot notdid never", "Write {\"not\": {\"did\": \u{2026}}}."),
    ("a condition", "segment segments", "=audience"),
    ("an operator", "not", "A \"not\" stands around the condition, as in {\"not\": {\"path\": \"/cart*\"}}."),
    ("an operator", "from to", "Write {\"between\": [40, 90]}."),
    ("an operator", "notempty isnotempty", "Write {\"empty\": false}."),
    ("an operator", "greaterthan morethan greater over", "=above"),
    ("an operator", "lessthan fewerthan less under", "=below"),
    ("an operator", "greaterorequal greaterthanorequal minimum morethanorequal", "=atLeast"),
    ("an operator", "lessorequal lessthanorequal maximum", "=atMost"),
    ("an operator", "equal equalto", "=is"),
    ("an operator", "doesnotcontain notcontains", "A \"not\" stands around it: {\"not\": {\u{2026}}}."),
    ("an operator", "isempty", "=empty"),
    ("an operator", "isset exist", "=exists"),
    ("a surface", "slidein corner flyout", "=toast"),
    ("a surface", "bar stickybar topbar announcement ribbon", "=banner"),
    ("a surface", "overlay lightbox interstitial", "=popup"),
    ("a surface", "hint hotspot", "=tooltip"),
    ("a surface", "embed embedded", "=inline"),
    ("a surface", "progressbar", "=progress"),
    ("a surface", "nps question poll", "=survey"),
    ("a surface", "text title message html content", "Write {\"banner\": \u{2026}}, or another surface that holds it."),
    (
        "a surface",
        "chat livechat",
        "Write {\"do\": [{\"call\": \"openChat\"}]}: a function that the page gives to start().",
    ),
    (
        "a surface",
        "tour steps walkthrough onboarding",
        "A tour is a rule for each step, with {\"next\": \"step-2\"} on the button of the one before.",
    ),
    ("an action", "redirect url navigate goto href", "No rule takes visitors elsewhere: offer a button with \"href\"."),
    ("an action", "copy", "A coupon brings a button that copies it: {\"content\": [{\"coupon\": \"CODE\"}]}."),
    ("an action", "close dismiss", "A button that is only a text closes."),
    ("an action", "event", "=emit"),
    ("an action", "chat openchat openlivechat", "Write {\"call\": \"openChat\"}: a function that the page gives to start()."),
    ("a rule", "active", "=enabled"),
    ("a rule", "title label", "=description"),
    (
        "a rule",
        "startdate enddate start end from to dates date validfrom validuntil expires",
        "Write {\"schedule\": {\"from\": \"2026-12-01\", \"to\": \"2026-12-24\"}}.",
    ),
    ("a rule", "timezone tz zone", "Write {\"schedule\": {\u{2026}, \"timeZone\": \u{2026}}}; \"timeZone\" in \"settings\" is for all rules."),
    ("a rule", "hours days weekdays", "Write {\"schedule\": {\"days\": [\"mon\", \"tue\"], \"hours\": \"09:00-18:00\"}}."),
    ("a rule", "variants variant test abtest ab split", "=experiment"),
    (
        "a rule",
        "holdout control",
        "A variant of an \"experiment\" with {\"control\": true} sees nothing; \"holdout\" in \"settings\" is for all rules.",
    ),
    ("a rule", "group campaign label category", "=tags"),
    ("a rule", "target targeting filter filters", "=if"),
    ("a set", "popups campaigns messages", "=rules"),
    ("a set", "segments", "=audiences"),
    ("a set", "tests abtests", "=experiments"),
    ("a set", "conversions", "=goals"),
    ("a set", "translations strings i18n", "=texts"),
    ("settings", "frequencycap maxpopups cap", "=maxPerSession"),
    ("settings", "cooldown gap pause delay", "=quietPeriod"),
    ("settings", "limits limit frequency", "Write \"maxPerPage\", \"maxPerSession\" or \"maxPerDay\"."),
    ("settings", "maxperweek maxpermonth", "There are \"maxPerPage\", \"maxPerSession\" and \"maxPerDay\"."),
    (
        "settings",
        "quiethours silenthours donotdisturb dnd hours",
        "Hours are of each rule: {\"schedule\": {\"hours\": \"07:00-22:00\"}}.",
    ),
    (
        "experiment",
        "goal goals metric metrics kpi",
        "Every goal in \"goals\", at the top, is told with the variants that its visitor saw.",
    ),
    ("limit", "once onlyonce onetime", "Write {\"perVisitor\": 1}, or {\"perSession\": 1}."),
    ("limit", "perweek everyweek weekly week", "Write {\"cooldown\": \"7d\"}."),
    ("limit", "permonth everymonth monthly month", "Write {\"cooldown\": \"30d\"}."),
    ("limit", "perhour hourly", "Write {\"cooldown\": \"1h\"}."),
    ("limit", "every interval gap wait pause delay", "=cooldown"),
    ("limit", "peruser percustomer perperson total lifetime ever overall", "=perVisitor"),
    ("limit", "pervisit visit session", "=perSession"),
    ("limit", "perpageview perview", "=perPage"),
    ("limit", "max times count", "Write {\"perSession\": 1}: \"perPage\", \"perDay\" and \"perVisitor\" count, too."),
    (
        "limit",
        "afterconversion afterpurchase aftersubmit",
        "Write {\"afterGoal\": {\"goal\": \u{2026}, \"for\": \"30d\"}}.",
    ),
    ("schedule", "start begin startdate startsat", "=from"),
    ("schedule", "end until enddate endsat", "=to"),
    ("schedule", "weekdays day weekday", "=days"),
    ("schedule", "time times hour", "=hours"),
    ("schedule", "tz zone", "=timeZone"),
    (
        "schedule",
        "except exclude holidays without closed not",
        "Days off are a condition: {\"not\": {\"schedule\": {\"from\": \"2026-12-25\", \"to\": \"2026-12-26\"}}}.",
    ),
    ("visitor", "returning isreturning", "Write {\"visitor\": \"returning\"}."),
    ("visitor", "new isnew", "Write {\"visitor\": \"new\"}."),
    ("cart", "total amount subtotal sum price", "=value"),
    ("cart", "items products lines contains includes product item", "=has"),
    ("cart", "empty isempty", "Write {\"count\": 0}."),
    ("cart", "quantity size itemcount", "=count"),
    ("cart", "code discount couponcode", "=coupon"),
    ("cart", "not", "A \"not\" stands around it: {\"not\": {\"cart\": {\u{2026}}}}."),
    ("product", "instock isavailable", "=available"),
    ("product", "soldout outofstock", "Write {\"available\": false}."),
    ("product", "title", "=name"),
    ("customer", "name firstname", "=firstName"),
    ("customer", "loggedin isloggedin", "Write {\"id\": {\"exists\": true}}."),
    ("customer", "purchases ordercount", "=orders"),
    ("customer", "segment group groups", "=tags"),
    ("click", "times count clicks", "Write {\"count\": {\"of\": {\"click\": \u{2026}}, \"times\": 3}}."),
    ("rageClick", "clicks count", "=times"),
    ("count", "event click", "What is counted stands in \"of\", as in {\"of\": {\"event\": \"product_viewed\"}, \"times\": 3}."),
    ("count", "same by", "A \"sequence\" of as many steps has \"same\"."),
    ("did", "count", "=times"),
    ("event", "props properties payload data", "=where"),
    ("countdown", "duration minutes hours", "=for"),
    ("countdown", "end ends until date deadline", "=to"),
    ("buttons", "call emit next setfact focus fill action actions", "What it does stands in \"do\": {\"do\": [{\"call\": \u{2026}}]}."),
    ("buttons", "onclick click handler", "Write {\"do\": [{\"call\": \u{2026}}]}: a function that the page gives to start()."),
    ("survey", "choices options answers", "=choice"),
    ("survey", "scale nps stars score", "=rating"),
    (
        "survey",
        "followup next then",
        "What follows is said in \"done\": {\"done\": {\"do\": {\"next\": \"another-rule\"}}}.",
    ),
    ("survey", "multiple multi multiplechoice", "Of a choice one is taken; a \"form\" has checkboxes."),
    ("rating", "max scale stars to", "=most"),
    ("rating", "min", "=least"),
    ("form", "action url endpoint target", "=submit"),
    ("form", "button label cta", "=send"),
    ("form", "success thanks thankyou message", "=done"),
    ("a field", "name number textarea message", "=text"),
    ("a field", "select dropdown radio", "=choice"),
    ("a field", "consent optin", "=checkbox"),
    ("email", "placeholder", "=hint"),
    ("text", "placeholder", "=hint"),
    ("phone", "placeholder", "=hint"),
    ("progress", "max total target", "=goal"),
    ("progress", "text", "=label"),
    ("theme", "background bg", "=surface"),
    ("theme", "color foreground textcolor", "=text"),
    ("theme", "primary brand main button", "=accent"),
    ("theme", "border bordercolor", "=line"),
    ("theme", "rounded corners borderradius", "=radius"),
    ("theme", "fontfamily", "=font"),
    ("theme", "fontsize", "=size"),
    (ANY_SURFACE, "coupon", "It is a block: {\"content\": [{\"coupon\": \u{2026}}]}."),
    (ANY_SURFACE, "form", "It is a block: {\"content\": [{\"form\": \u{2026}}]}."),
    (ANY_SURFACE, "countdown", "It is a block: {\"content\": [{\"countdown\": \u{2026}}]}."),
    (ANY_SURFACE, "progress", "It is a block: {\"content\": [{\"progress\": \u{2026}}]}."),
    (ANY_SURFACE, "survey", "It is a block: {\"content\": [{\"survey\": \u{2026}}]}."),
    (ANY_SURFACE, "list", "It is a block: {\"content\": [{\"list\": \u{2026}}]}."),
    (ANY_SURFACE, "cta button action link", "=buttons"),
    (ANY_SURFACE, "html", "=text"),
    (ANY_SURFACE, "on target selector element at", "=anchor"),
    (ANY_SURFACE, "position placement", "=corner"),
    (ANY_SURFACE, "position placement", "=edge"),
    (ANY_SURFACE, "position placement", "=side"),
    (ANY_SURFACE, "position placement", "=place"),
    (ANY_SURFACE, "duration autoclose timeout autohide dismissafter closeafter", "=hideAfter"),
    (ANY_SURFACE, "background color colors style css styles", "=theme"),
    (ANY_SURFACE, "description message", "=text"),
];

/// What is meant by the last name of the path, where `what` was expected and these names are known.
pub(super) fn meant(path: &[String], what: &str, known: &[&str]) -> Option<&'static str> {
    let (key, above) = path.split_last()?;
    let owner = match above {
        _ if what.starts_with("a ") || what.starts_with("an ") => what,
        [] => "a set",
        [rules, _] if rules == "rules" => "a rule",
        _ => above.iter().rev().find(|name| !name.bytes().all(|byte| byte.is_ascii_digit()))?,
    };
    let plain: String = key.chars().filter(|c| !matches!(c, '_' | '-')).collect::<String>().to_ascii_lowercase();
    let is_surface = names::place(SURFACES, owner).is_some() && above.iter().any(|name| name == "show" || name == "do");
    let fits = |entry: &&Entry| {
        let is_here = entry.0 == owner || entry.0 == ANY_SURFACE && is_surface;
        let is_known = entry.2.strip_prefix('=').is_none_or(|name| known.contains(&name) && name != key);
        is_here && is_known && names::place(entry.1, &plain).is_some()
    };
    ENTRIES.iter().find(fits).map(|entry| entry.2)
}

/// For a name that is not known and like none: where what was meant belongs.
pub(super) fn generally(path: &[String], known: &str) -> Option<String> {
    let (key, above) = path.split_last()?;
    let key = super::message::quoted(key);
    match (above.last()?.as_str(), above.iter().any(|name| name == "show" || name == "do")) {
        (owner @ ("cart" | "product" | "customer"), false) => {
            let path = super::message::quoted(&format!("{owner}.{}", key.trim_matches('"')));
            Some(format!("If the page tells it, it is a fact: {{\"fact\": {{{path}: \u{2026}}}}}. {known}"))
        }
        ("did" | "event", false) => Some(format!(
            "What its properties must be stands in \"where\": {{\"where\": {{{key}: \u{2026}}}}}. {known}"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{meant, ENTRIES};

    fn at(path: &str, what: &str, known: &[&str]) -> Option<&'static str> {
        meant(&path.split('/').skip(1).map(String::from).collect::<Vec<_>>(), what, known)
    }

    #[test]
    fn a_name_is_read_where_it_stands() {
        assert_eq!(at("/rules/0/if/page", "a condition", &["path"]), Some("=path"));
        assert_eq!(at("/rules/0/if/page", "a condition", &[]), None, "only what is known there");
        assert_eq!(at("/rules/0/show/tooltip/on", "", &["anchor"]), Some("=anchor"));
        assert_eq!(at("/rules/0/show/popup/on", "", &["text"]), None, "a popup has no anchor");
        assert_eq!(at("/rules/0/limit/perVisit", "", &["perSession", "perVisitor"]), Some("=perSession"));
        assert_eq!(at("/rules/0/if/customer/name", "", &["firstName"]), Some("=firstName"));
        assert_eq!(at("/rules/0/name", "", &["id", "description"]), None);
        assert!(at("/rules/0/start_date", "", &[]).unwrap().contains("\"schedule\""));
        assert_eq!(at("/popups", "", &["rules"]), Some("=rules"));
    }

    #[test]
    fn entries_are_written_as_they_are_looked_up() {
        for (_, all, to) in ENTRIES {
            assert!(
                all.bytes().all(|byte| byte == b' ' || byte.is_ascii_lowercase() || byte.is_ascii_digit()),
                "{all}"
            );
            assert!(to.starts_with('=') || to.ends_with('.'), "{to}");
        }
    }
}
