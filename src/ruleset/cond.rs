//! Conditions: which names there are, and what each looks at. An unknown name is a problem, so a rule with one is left
//! out rather than shown to everybody.

use super::compare::Sort;
use super::expect;
use super::model::{Cond, Leaf, Subject};
use super::problem::Code;
use super::reader::{Reader, Table};
use super::value::Value;

const CONDITIONS: Table = Table {
    main: "",
    known: &[
        "path",
        "url",
        "query",
        "referrer",
        "utm",
        "visitor",
        "visits",
        "pageViews",
        "device",
        "language",
        "cart",
        "product",
        "customer",
        "fact",
        "element",
        "seen",
        "did",
        "all",
        "any",
        "not",
    ],
    later: &[
        "hash",
        "title",
        "meta",
        "channel",
        "landingPath",
        "daysSinceLastVisit",
        "daysSinceFirstVisit",
        "timeZone",
        "viewport",
        "pointer",
        "orientation",
        "saveData",
        "reducedMotion",
        "colorScheme",
        "online",
        "goal",
        "variant",
        "audience",
        "stage",
        "score",
        "schedule",
        "consent",
        "cookie",
        "storage",
    ],
};

const CART: Table = Table { main: "", known: &["value", "currency", "count", "coupon", "has"], later: &[] };
const PRODUCT: Table =
    Table { main: "", known: &["id", "name", "price", "currency", "available", "category"], later: &[] };
const CUSTOMER: Table = Table { main: "", known: &["id", "firstName", "orders", "tags"], later: &[] };
const HAS: Table = Table { main: "sku", known: &["sku", "id", "category", "quantity"], later: &[] };

impl<'v> Reader<'v, '_> {
    /// An object of conditions: all of them.
    pub(super) fn cond(&mut self, value: &'v Value) -> Cond {
        let before = self.count();
        let mut all = Vec::new();
        if let Value::Map(pairs) = value {
            self.form_of(value, &CONDITIONS, expect::names("a condition", CONDITIONS.known));
            for (index, (key, part)) in pairs.iter().enumerate() {
                if CONDITIONS.known.contains(&key.as_str()) {
                    self.step(index, key);
                    all.push(self.part(key, part));
                    self.path.pop();
                }
            }
        }
        if all.is_empty() && self.count() == before {
            self.problem(Code::WrongType, expect::CONDITION, value);
        }
        join(all)
    }

    fn part(&mut self, key: &str, value: &'v Value) -> Cond {
        let (subject, sort) = match key {
            "all" => return Cond::All(self.list(value, Reader::cond)),
            "any" => return Cond::Any(self.list(value, Reader::cond)),
            "not" => return Cond::Not(Box::new(self.negated(value))),
            "path" => (Subject::Path, Sort::Path),
            "url" => (Subject::Url, Sort::Url),
            "referrer" => (Subject::Referrer, Sort::Url),
            "visitor" => (Subject::Visitor, Sort::Names(&["new", "returning"])),
            "visits" => (Subject::Visits, Sort::Number),
            "device" => (Subject::Device, Sort::Names(&["mobile", "tablet", "desktop"])),
            "language" => (Subject::Language, Sort::Language),
            "pageViews" => return self.page_views(value),
            "query" => return self.each(value, &|name| Subject::Query(name.into())),
            "utm" => return self.each(value, &|name| Subject::Utm(name.strip_prefix("utm_").unwrap_or(name).into())),
            "cart" => return self.facts(value, "cart", &CART),
            "product" => return self.facts(value, "product", &PRODUCT),
            "customer" => return self.facts(value, "customer", &CUSTOMER),
            "element" => return self.any_of(value, Reader::element),
            "seen" => return self.any_of(value, Reader::seen),
            "did" => return self.any_of(value, Reader::did),
            _ => return self.each_path(value, false),
        };
        self.compare(value, subject, sort)
    }

    /// What `not` negates: an object (all of it), or a list (any of it).
    fn negated(&mut self, value: &'v Value) -> Cond {
        match value {
            Value::List(_) => Cond::Any(self.list(value, Reader::cond)),
            _ => self.cond(value),
        }
    }

    /// One condition, or a list of which any holds.
    fn any_of(&mut self, value: &'v Value, read: fn(&mut Self, &'v Value) -> Cond) -> Cond {
        let mut any = self.many(value, read);
        if any.len() > 1 {
            return Cond::Any(any);
        }
        any.pop().unwrap_or(Cond::Any(any))
    }

    fn page_views(&mut self, value: &'v Value) -> Cond {
        let scoped =
            matches!(value, Value::Map(pairs) if pairs.iter().any(|(key, _)| key == "session" || key == "visitor"));
        if !scoped {
            return self.compare(value, Subject::PageViewsInSession, Sort::Number);
        }
        const SCOPES: Table = Table { main: "", known: &["session", "visitor"], later: &[] };
        let form = &self.form(value, &SCOPES);
        let session =
            self.opt(form, "session", |reader, value| reader.compare(value, Subject::PageViewsInSession, Sort::Number));
        let visitor =
            self.opt(form, "visitor", |reader, value| reader.compare(value, Subject::PageViewsOfVisitor, Sort::Number));
        let mut all = Vec::new();
        all.extend(session);
        all.extend(visitor);
        join(all)
    }

    /// Names of the page's own, each with a comparison.
    fn each(&mut self, value: &'v Value, subject: &dyn Fn(&str) -> Subject) -> Cond {
        let mut all = Vec::new();
        for (index, (key, part)) in self.some_pairs(value).iter().enumerate() {
            if key != "$comment" {
                self.step(index, key);
                all.push(self.compare(part, subject(key), Sort::Plain));
                self.path.pop();
            }
        }
        join(all)
    }

    /// Paths into facts, each with a comparison.
    fn each_path(&mut self, value: &'v Value, props: bool) -> Cond {
        let mut all = Vec::new();
        for leaf in self.leaves_at(value, props) {
            all.push(Cond::Leaf(leaf));
        }
        join(all)
    }

    /// Comparisons by path: of facts, or of the properties of the event at hand.
    fn leaves_at(&mut self, value: &'v Value, props: bool) -> Vec<Leaf> {
        let mut all = Vec::new();
        for (index, (key, part)) in self.some_pairs(value).iter().enumerate() {
            if key != "$comment" {
                self.step(index, key);
                let path = self.split(key, Code::UnknownField, part);
                let subject = if props { Subject::Prop(path) } else { Subject::Fact(path) };
                all.push(self.leaf(part, subject, Sort::Plain));
                self.path.pop();
            }
        }
        all
    }

    /// Conditions on the properties of an event.
    pub(super) fn filter(&mut self, value: &'v Value) -> Vec<Leaf> {
        self.leaves_at(value, true)
    }

    /// The pairs of an object that must not be empty.
    fn some_pairs(&mut self, value: &'v Value) -> &'v [(String, Value)] {
        let pairs = self.pairs(value, expect::COMPARISONS);
        if pairs.iter().all(|(key, _)| key == "$comment") && matches!(value, Value::Map(_)) {
            self.problem(Code::OutOfRange, expect::COMPARISONS, value);
        }
        pairs
    }

    /// The fields of a fact whose shape is known.
    fn facts(&mut self, value: &'v Value, root: &str, table: &'static Table) -> Cond {
        self.form(value, table);
        let mut all = Vec::new();
        for (index, (key, part)) in self.some_facts(value).iter().enumerate() {
            if !table.known.contains(&key.as_str()) {
                continue;
            }
            self.step(index, key);
            all.push(match key.as_str() {
                "has" => self.any_of(part, Reader::has),
                "tags" if matches!(part, Value::List(_)) => self.any_of(part, Reader::tag),
                "tags" => self.tag(part),
                _ => self.compare(part, Subject::Fact(vec![root.into(), key.clone()]), Sort::Plain),
            });
            self.path.pop();
        }
        join(all)
    }

    /// The pairs of an object of facts; that it is an object was checked before.
    fn some_facts(&mut self, value: &'v Value) -> &'v [(String, Value)] {
        match value {
            Value::Map(_) => self.some_pairs(value),
            _ => &[],
        }
    }

    fn tag(&mut self, value: &'v Value) -> Cond {
        self.compare(value, Subject::Fact(vec!["customer".into(), "tags".into()]), Sort::Tags)
    }

    /// A line item in the cart.
    fn has(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, &HAS);
        let mut leaves = Vec::new();
        for name in HAS.known {
            if let Some(part) = self.enter(form, name) {
                leaves.push(self.leaf(part, Subject::Prop(vec![(*name).into()]), Sort::Plain));
                self.path.pop();
            }
        }
        if leaves.is_empty() {
            self.problem(Code::Missing, expect::words("sku"), value);
        }
        self.holds(Subject::CartHas(leaves))
    }
}

/// All of these; one stands for itself.
pub(super) fn join(mut all: Vec<Cond>) -> Cond {
    if all.len() > 1 {
        return Cond::All(all);
    }
    all.pop().unwrap_or(Cond::All(all))
}
