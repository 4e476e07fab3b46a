//! Conditions: which names there are, and what each looks at. An unknown name is a problem, so a rule with one is left
//! out rather than shown to everybody.

use super::compare::Sort;
use super::expect;
use super::model::{Cond, ElementWhat, Leaf, Subject};
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::table::{ix, known, table, Field, Form, Table};
use super::value::Value;

pub(super) const CONDITIONS: Table = table(
    "",
    "path url query referrer utm visitor visits pageViews device language cart product customer fact element seen did all any not hash channel landingPath daysSinceLastVisit daysSinceFirstVisit viewport pointer orientation timeZone saveData reducedMotion colorScheme online consent schedule audience stage score title meta cookie storage goal variant",
);
const CART: usize = 10;
const UTM: usize = 4;

/// Fields of the facts whose shape is known, from `cart` on in the order of [`CONDITIONS`].
pub(super) const FACTS: [Table; 3] = [
    table("", "value currency count coupon has"),
    table("", "id name price currency available category"),
    table("", "id firstName orders tags"),
];
pub(super) const HAS: Table = table("sku", "sku id category quantity");
pub(super) const SCOPES: Table = table("", "session visitor");

/// Whose comparisons the pairs of an object are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Query,
    Utm,
    Fact,
    Prop,
    Sampled(ElementWhat),
}

impl<'v, 'p> Reader<'v, 'p> {
    /// An object of conditions: all of them.
    pub(super) fn cond(&mut self, value: &'v Value) -> Cond {
        let before = self.count();
        let mut all = Vec::new();
        if let Value::Map(_) = value {
            self.form_of(value, ix!(CONDITIONS), expect::names("a condition", CONDITIONS.known));
            self.entries(value, known!(CONDITIONS), &mut |reader, which, _, part| all.push(reader.part(which, part)));
        }
        if all.is_empty() && self.count() == before {
            self.problem(Code::WrongType, expect::CONDITION, value);
        }
        join(all)
    }

    /// One condition, by its place in the table.
    fn part(&mut self, which: usize, value: &'v Value) -> Cond {
        let (subject, sort) = match which {
            0 => (Subject::Path, Sort::Path),
            1 => (Subject::Url, Sort::Url),
            2 | UTM => return self.named(value, if which == UTM { Of::Utm } else { Of::Query }),
            3 => (Subject::Referrer, Sort::Url),
            5 => (Subject::Visitor, Sort::Names("new returning")),
            6 => (Subject::Visits, Sort::Number),
            7 => return self.page_views(value),
            8 => (Subject::Device, Sort::Names("mobile tablet desktop")),
            CART..=12 => return self.facts(value, which),
            13 => return self.named(value, Of::Fact),
            15 => return self.any_of(value, Reader::seen),
            16 => return self.any_of(value, Reader::did),
            17 => return Cond::All(self.conds(value)),
            18 => return Cond::Any(self.conds(value)),
            // What `not` negates: an object (all of it), or a list (any of it).
            19 => {
                let negated = match value {
                    Value::List(_) => Cond::Any(self.conds(value)),
                    _ => self.cond(value),
                };
                return Cond::Not(Box::new(negated));
            }
            _ => return self.rare_part(which, value),
        };
        self.compare(value, subject, sort)
    }

    #[inline(never)]
    fn rare_part(&mut self, which: usize, value: &'v Value) -> Cond {
        match which {
            9 => self.compare(value, Subject::Language, Sort::Language),
            14 => self.any_of(value, Reader::element),
            35 => self.any_of(value, Reader::audience),
            36 => self.stage(value),
            37 => self.any_of(value, Reader::score),
            38 => {
                let title = Subject::Sampled(self.query("", ElementWhat::Title));
                self.compare(value, title, Sort::Plain)
            }
            39 => self.named(value, Of::Sampled(ElementWhat::Meta)),
            40 => self.named(value, Of::Sampled(ElementWhat::Cookie)),
            41 => self.named(value, Of::Sampled(ElementWhat::Storage)),
            42 => self.any_of(value, Reader::reached),
            43 => self.any_of(value, Reader::variant),
            _ => self.surroundings(which - 20, value),
        }
    }

    #[inline(never)]
    fn conds(&mut self, value: &'v Value) -> Vec<Cond> {
        let mut out = Vec::new();
        self.list(value, &mut |reader, item| out.push(reader.cond(item)));
        out
    }

    /// One condition, or a list of which any holds.
    #[inline(never)]
    fn any_of(&mut self, value: &'v Value, read: fn(&mut Reader<'v, 'p>, &'v Value) -> Cond) -> Cond {
        let mut any = Vec::new();
        self.many(value, &mut |reader, item| any.push(read(reader, item)));
        if any.len() > 1 {
            return Cond::Any(any);
        }
        any.pop().unwrap_or(Cond::Any(any))
    }

    fn page_views(&mut self, value: &'v Value) -> Cond {
        if value.get("session").is_none() && value.get("visitor").is_none() {
            return self.compare(value, Subject::PageViewsInSession, Sort::Number);
        }
        let form = &self.form(value, ix!(SCOPES));
        let mut all = Vec::new();
        for index in 0..2 {
            if let Some(part) = self.enter(form, SCOPES.nth(index)) {
                let subject = if index == 0 { Subject::PageViewsInSession } else { Subject::PageViewsOfVisitor };
                all.push(self.compare(part, subject, Sort::Number));
                self.leave();
            }
        }
        join(all)
    }

    /// Names of the page's own, or paths, each with a comparison.
    fn named(&mut self, value: &'v Value, of: Of) -> Cond {
        let mut all = Vec::new();
        self.leaves(value, of, &mut |leaf| all.push(Cond::Leaf(leaf)));
        join(all)
    }

    #[inline(never)]
    fn leaves(&mut self, value: &'v Value, of: Of, out: &mut dyn FnMut(Leaf)) {
        self.some_pairs(value);
        self.entries(value, "", &mut |reader, _, key, part| {
            let subject = match of {
                Of::Query => Subject::Query(key.into()),
                Of::Sampled(what) => Subject::Sampled(reader.query(key, what)),
                Of::Utm => Subject::Utm(key.strip_prefix("utm_").unwrap_or(key).into()),
                _ => {
                    reader.dotted(key, Code::UnknownField, part);
                    let path = scan::pieces(key, b'.');
                    if of == Of::Fact {
                        Subject::Fact(path)
                    } else {
                        Subject::Prop(path)
                    }
                }
            };
            out(reader.leaf(part, subject, Sort::Plain));
        });
    }

    /// The field `where`: conditions on the properties of an event.
    #[inline(never)]
    pub(super) fn filter_at(&mut self, form: &Form<'v>, field: Field) -> Vec<Leaf> {
        let mut out = Vec::new();
        if let Some(value) = self.enter(form, field) {
            self.leaves(value, Of::Prop, &mut |leaf| out.push(leaf));
            self.leave();
        }
        out
    }

    /// Reports what is no object, or an empty one.
    pub(super) fn some_pairs(&mut self, value: &'v Value) {
        let code = match value {
            Value::Map(pairs) if pairs.iter().all(|(key, _)| key == "$comment") => Code::OutOfRange,
            Value::Map(_) => return,
            _ => Code::WrongType,
        };
        self.problem(code, expect::COMPARISONS, value);
    }

    /// The fields of a fact whose shape is known.
    fn facts(&mut self, value: &'v Value, which: usize) -> Cond {
        let mut all = Vec::new();
        let table = ix!(FACTS[0]).row(which - CART);
        self.form(value, table);
        if let Value::Map(_) = value {
            self.some_pairs(value);
        }
        self.entries(value, table.known(), &mut |reader, _, key, part| {
            all.push(match key {
                "has" => reader.any_of(part, Reader::has),
                "tags" if matches!(part, Value::List(_)) => reader.any_of(part, Reader::tag),
                "tags" => reader.tag(part),
                _ => {
                    let subject = fact(names::nth(known!(CONDITIONS), which), key);
                    let mut leaf = reader.leaf(part, subject, Sort::Plain);
                    // "eur" is no other currency.
                    leaf.ignore_case |= key == "currency";
                    Cond::Leaf(leaf)
                }
            });
        });
        join(all)
    }

    fn tag(&mut self, value: &'v Value) -> Cond {
        self.compare(value, fact("customer", "tags"), Sort::Tags)
    }

    /// A line item in the cart.
    fn has(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, ix!(HAS));
        let mut leaves = Vec::new();
        for index in 0..4 {
            let field = HAS.nth(index);
            if let Some(part) = self.enter(form, field) {
                let name = form.name(field);
                leaves.push(self.leaf(part, Subject::Prop(vec![name.into()]), Sort::Plain));
                self.leave();
            }
        }
        if leaves.is_empty() {
            self.problem(Code::Missing, expect::words("sku"), value);
        }
        self.holds(Subject::CartHas(leaves))
    }
}

#[inline(never)]
fn fact(root: &str, name: &str) -> Subject {
    Subject::Fact(vec![root.into(), name.into()])
}

/// All of these; one stands for itself.
#[inline(never)]
pub(super) fn join(mut all: Vec<Cond>) -> Cond {
    if all.len() > 1 {
        return Cond::All(all);
    }
    all.pop().unwrap_or(Cond::All(all))
}
