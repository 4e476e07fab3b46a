//! The fields an object may have, and an object read by them. Whoever reads a field names it, and while this is compiled
//! the name becomes the field's place in its table: the shopper carries each name once, in the table.

use super::expect::{self, Expected};
use super::names;
use super::tables::{TableIx, FIRST, NONE};
use super::value::Value;

/// The fields an object may have. Names stand with spaces between them.
pub(super) struct Table {
    /// Place of the field that a small form stands for.
    pub(super) main: Option<usize>,
    /// What is known.
    pub(super) known: &'static str,
}

/// A table. `main`: what a small form stands for; empty if there is none.
pub(super) const fn table(main: &'static str, known: &'static str) -> Table {
    let main = if main.is_empty() { None } else { Some(names::place_of(known, main)) };
    Table { main, known }
}

impl Table {
    /// The field at a place.
    pub(super) const fn nth(&self, place: usize) -> Field {
        Field {
            place,
            #[cfg(debug_assertions)]
            known: self.known,
        }
    }
}

/// A field, by its place in its table.
#[derive(Clone, Copy)]
pub(super) struct Field {
    place: usize,
    /// To see that it is read in a form of that table, or of one where it has the same place.
    #[cfg(debug_assertions)]
    known: &'static str,
}

impl Field {
    /// The field of that name, found while this is compiled: see [`field!`].
    pub(super) const fn of(table: &Table, name: &str) -> Field {
        table.nth(names::place_of(table.known, name))
    }

    /// The one that stands so many places behind it.
    pub(super) const fn behind(self, places: usize) -> Field {
        Field { place: self.place + places, ..self }
    }
}

/// `field!(TABLE, "name")`: the field of that name. A name that is not in the table does not compile.
macro_rules! field {
    ($table:expr, $name:literal) => {
        const { $crate::ruleset::table::Field::of(&$table, $name) }
    };
}
pub(super) use field;

/// `ix!(TABLE)`: where it stands among all, found while this is compiled.
macro_rules! ix {
    ($table:expr) => {
        const { $crate::ruleset::tables::TableIx::of(&$table) }
    };
}
pub(super) use ix;

/// `known!(TABLE)`: its names, as they stand among all.
macro_rules! known {
    ($table:expr) => {
        const { $crate::ruleset::tables::TableIx::of(&$table).names() }
    };
}
pub(super) use known;

/// An object's fields, or a small form.
pub(super) struct Form<'v> {
    pub(super) known: &'static str,
    /// The place of its main field, as a table's line begins.
    main: u8,
    pub(super) pairs: &'v [(String, Value)],
    /// What stands for the main field.
    pub(super) small: Option<&'v Value>,
    /// It is no object at all: what it lacks is not told.
    pub(super) is_bad: bool,
}

impl<'v> Form<'v> {
    /// One without any fields.
    pub(super) fn new(table: TableIx) -> Form<'v> {
        let (main, known) = table.line();
        Form { known, main, pairs: &[], small: None, is_bad: false }
    }

    /// Whether something else than an object may stand for its main field.
    pub(super) fn has_small(&self) -> bool {
        self.main != NONE
    }

    /// Whether a small form stands for that field.
    pub(super) fn is_main(&self, field: Field) -> bool {
        usize::from(self.main) == usize::from(FIRST) + field.place
    }

    /// The field at a place.
    pub(super) fn nth(&self, place: usize) -> Field {
        Table { main: None, known: self.known }.nth(place)
    }

    /// A field's name.
    pub(super) fn name(&self, field: Field) -> &'static str {
        let name = names::nth(self.known, field.place);
        #[cfg(debug_assertions)]
        assert_eq!(name, names::nth(field.known, field.place), "a field of another table");
        name
    }

    /// For the problem that it is not there.
    #[cfg_attr(not(feature = "dev"), allow(unused_variables))]
    pub(super) fn lacking(&self, field: Field) -> Expected {
        #[cfg(feature = "dev")]
        return expect::words(self.name(field));
        #[cfg(not(feature = "dev"))]
        expect::NOTHING
    }
}
