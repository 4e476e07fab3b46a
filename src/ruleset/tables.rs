//! All tables of the language, a line each in one text: an address, a length and a main field for each would cost the
//! shopper five bytes a table. A line begins with the place of the main field.

use super::expect::{self, Expected};
use super::names;
use super::table::Table;
use super::{
    action, block, by_device, compare, cond, countdown, element, experiment, goal, history, operator, question, rule,
    schedule, score, settings, surface, surroundings, theme, top, trigger, words,
};

/// Whoever reads an object has its table here. Those of a list stand one below the other.
const ALL: [&[Table]; 63] = [
    &[action::RULE_ACTIONS],
    &[action::BUTTON_ACTIONS],
    &[action::FILL],
    &[action::FOCUS],
    &[action::EMIT],
    &[action::CALL],
    &[block::BLOCKS],
    &[block::IMAGE],
    &[block::COUPON],
    &[block::PROGRESS],
    &[block::LIST],
    &[by_device::KINDS],
    &[by_device::OVERRIDE],
    &[compare::OPERATORS],
    &[compare::SCORE],
    &[compare::VARIANT],
    &[compare::TIMES],
    &[cond::CONDITIONS],
    &cond::FACTS,
    &[cond::HAS],
    &[cond::SCOPES],
    &[countdown::COUNTDOWN],
    &[element::ELEMENT],
    &[experiment::EXPERIMENT],
    &[experiment::NAMESPACE],
    &[experiment::VARIANT],
    &[experiment::VARIES],
    &[goal::GOAL],
    &[goal::VALUE],
    &[goal::FUNNEL],
    &[goal::STEP],
    &[goal::TIMES],
    &[goal::AFTER],
    &[history::DID],
    &[history::SEEN],
    &operator::OPERATORS,
    &[question::SURVEY],
    &[question::RATING],
    &[question::FREE],
    &[question::OPTION],
    &[question::DONE],
    &[question::FORM],
    &[question::FIELD],
    &question::FIELDS,
    &[rule::RULE],
    &rule::LIMITS,
    &[schedule::SCHEDULE],
    &[score::MODEL],
    &[score::TERM],
    &[settings::SETTINGS],
    &[settings::MUTE],
    &[surface::SHOW],
    &surface::SURFACES,
    &[surface::ENABLE],
    &[surface::BUTTON],
    &[surroundings::VIEWPORT],
    &[surroundings::CONSENT],
    &[theme::THEME],
    &[top::TOP],
    &[trigger::TRIGGERS],
    &trigger::ATOMS,
    &[words::PARTS],
    &[words::LINK],
];

/// How a line begins whose first field is the main one; whose second is, with the next character..
pub(super) const FIRST: u8 = b'0';
/// .. and one that has no small form.
pub(super) const NONE: u8 = b'-';

const LENGTH: usize = begin_of(None);
static LINES: [u8; LENGTH] = lines();
const TEXT: &str = match std::str::from_utf8(&LINES) {
    Ok(text) => text,
    Err(_) => panic!("names are ASCII"),
};

/// Where a line begins, or the whole ends.
const fn begin_of(table: Option<&Table>) -> usize {
    let (mut at, mut list) = (0, 0);
    while list < ALL.len() {
        let mut place = 0;
        while place < ALL[list].len() {
            let one = &ALL[list][place];
            if let Some(table) = table {
                if is_same(one, table) {
                    return at;
                }
            }
            at += one.known.len() + 2;
            place += 1;
        }
        list += 1;
    }
    assert!(table.is_none(), "a table that is not in the list of all");
    at
}

const fn first_of(table: &Table) -> u8 {
    match table.main {
        Some(place) => FIRST + place as u8,
        None => NONE,
    }
}

const fn is_same(one: &Table, other: &Table) -> bool {
    let (names, others) = (one.known.as_bytes(), other.known.as_bytes());
    let mut at = 0;
    while at < names.len() && at < others.len() && names[at] == others[at] {
        at += 1;
    }
    at == names.len() && at == others.len() && first_of(one) == first_of(other)
}

const fn lines() -> [u8; LENGTH] {
    let mut out = [b'\n'; LENGTH];
    let (mut at, mut list) = (0, 0);
    while list < ALL.len() {
        // What stands below it is found by its first.
        assert!(ALL[list].len() == 1 || begin_of(Some(&ALL[list][0])) == at, "a list begins like another table");
        let mut place = 0;
        while place < ALL[list].len() {
            let one = &ALL[list][place];
            out[at] = first_of(one);
            let mut index = 0;
            while index < one.known.len() {
                out[at + 1 + index] = one.known.as_bytes()[index];
                index += 1;
            }
            at += one.known.len() + 2;
            place += 1;
        }
        list += 1;
    }
    out
}

/// A table, by where its line begins.
#[derive(Clone, Copy)]
pub(super) struct TableIx(usize);

impl TableIx {
    /// See [`ix!`](super::table::ix).
    pub(super) const fn of(table: &Table) -> TableIx {
        TableIx(begin_of(Some(table)))
    }

    /// The table so many lines below.
    pub(super) fn row(self, lines: usize) -> TableIx {
        let mut at = self.0;
        for _ in 0..lines {
            at = TableIx(at).end() + 1;
        }
        TableIx(at)
    }

    /// Where its line ends.
    const fn end(self) -> usize {
        let mut end = self.0 + 1;
        while end < LENGTH && LINES[end] != b'\n' {
            end += 1;
        }
        end
    }

    /// The names in it: while compiling.
    pub(super) const fn names(self) -> &'static str {
        let (line, _) = TEXT.as_bytes().split_at(self.end());
        match std::str::from_utf8(line.split_at(self.0 + 1).1) {
            Ok(names) => names,
            Err(_) => panic!("names are ASCII"),
        }
    }

    /// The names in it.
    #[inline(never)]
    pub(super) fn known(self) -> &'static str {
        TEXT.get(self.0 + 1..self.end()).unwrap_or_default()
    }

    /// How it begins, and the names in it.
    pub(super) fn line(self) -> (u8, &'static str) {
        (TEXT.as_bytes()[self.0], self.known())
    }

    /// The name of the main field.
    pub(super) fn main(self) -> Option<&'static str> {
        let (first, known) = self.line();
        (first != NONE).then(|| names::nth(known, usize::from(first - FIRST)))
    }

    /// For the problem of a name that is not in it.
    #[cfg_attr(not(feature = "dev"), allow(unused_variables))]
    pub(super) fn expected(self, words: &'static str) -> Expected {
        #[cfg(feature = "dev")]
        return expect::names(words, self.known());
        #[cfg(not(feature = "dev"))]
        expect::NOTHING
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ruleset::table::ix;

    #[test]
    fn tables_are_found_by_where_they_begin() {
        for list in ALL {
            for (place, table) in list.iter().enumerate() {
                let ix = TableIx::of(&list[0]).row(place);
                assert_eq!(ix.known(), table.known);
                assert_eq!(ix.main(), table.main.map(|main| names::nth(table.known, main)), "{}", table.known);
            }
        }
        assert_eq!(ix!(block::COUPON).main(), Some("code"));
        assert_eq!(ix!(theme::THEME).main(), None);
    }
}
