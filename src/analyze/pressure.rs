//! Advice on numbers that are typed in where only a fact can know them: what is left in stock, and who else is looking.

/// `#` is a number, `*` one word more, but for units of time and money. English, German, French, Spanish, Italian, Dutch.
const CLAIMS: &[&str] = &[
    "only # left",
    "only # * left",
    "only # remaining",
    "only # * remaining",
    "only # in stock",
    "just # left",
    "just # * left",
    "# left in stock",
    "# * left in stock",
    "# people are looking",
    "# people are viewing",
    "# people looking at this",
    "# others are looking",
    "# others are viewing",
    "# shoppers are looking",
    "# customers are looking",
    "# sold in the last",
    "nur noch # stück",
    "nur noch # auf lager",
    "nur noch # * auf lager",
    "nur noch # verfügbar",
    "nur noch # * verfügbar",
    "nur noch # übrig",
    "# personen sehen sich",
    "# kunden sehen sich",
    "# andere sehen sich",
    "plus que # en stock",
    "plus que # * en stock",
    "plus que # disponibles",
    "plus que # exemplaires",
    "# personnes regardent",
    "# personnes consultent",
    "solo quedan # unidades",
    "quedan solo # unidades",
    "# personas están viendo",
    "# personas están mirando",
    "solo # rimasti",
    "solo # rimaste",
    "solo # pezzi",
    "# persone stanno guardando",
    "nog maar # op voorraad",
    "nog maar # * op voorraad",
    "nog maar # stuks",
    "slechts # op voorraad",
    "# mensen bekijken",
];

/// Of these there may well be only so many left.
const UNITS: &[&str] = &[
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "eur",
    "euro",
    "euros",
    "usd",
    "dollar",
    "dollars",
    "gbp",
    "pound",
    "pounds",
    "percent",
    "step",
    "steps",
    "question",
    "questions",
];

/// Small numbers are written in words as well.
const NUMBERS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "zwei", "drei", "vier", "deux", "trois", "dos", "tres", "due",
    "tre", "twee", "drie",
];

/// Whether a text claims a number that it has not from a fact.
pub(super) fn makes_up(text: &str) -> bool {
    let words = words(text);
    CLAIMS.iter().any(|claim| {
        let claim: Vec<&str> = claim.split(' ').collect();
        words.windows(claim.len()).any(|at| at.iter().zip(&claim).all(|(word, wanted)| fits(word, wanted)))
    })
}

fn fits(word: &str, wanted: &str) -> bool {
    match wanted {
        "#" => NUMBERS.contains(&word) || (word.starts_with(|c: char| c.is_ascii_digit())),
        "*" => !UNITS.contains(&word),
        _ => word == wanted,
    }
}

/// Its words without marks; what is filled in is none of them.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        plain.push_str(before);
        plain.push_str(" {} ");
        rest = after.split_once("}}").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '{' | '}' | '\'' | '.' | ',');
    let trimmed = |word: &str| word.trim_matches(['.', ',', '\'']).to_lowercase();
    plain.replace('\u{2019}', "'").split(is_mark).map(trimmed).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::makes_up;

    #[test]
    fn a_number_that_is_typed_in_is_told_from_one_that_is_known() {
        for text in [
            "Only 3 left!",
            "Hurry: only 12 pairs left in your size",
            "Just two left",
            "1,204 sold in the last 24 hours",
            "17 people are looking at this right now",
            "Nur noch 2 auf Lager",
            "Nur noch 4 Stück!",
            "Plus que 3 exemplaires",
            "Solo quedan 5 unidades",
            "8 persone stanno guardando",
            "Nog maar 3 op voorraad",
        ] {
            assert!(makes_up(text), "{text}");
        }
        for text in [
            "",
            "Only {{ product.stock }} left",
            "Only {{ product.stock | default: 3 }} left",
            "{{ views | number }} people are looking at this",
            "Only 2 days left",
            "Only 10 EUR left to free delivery",
            "Just 2 questions left",
            "Nur noch 3 Tage",
            "Nur noch 20 € bis zum kostenlosen Versand",
            "Three left feet",
            "Only 3 ways to wear it",
            "The left one is size 3",
            "50,000 people are wearing it",
        ] {
            assert!(!makes_up(text), "{text}");
        }
    }
}
