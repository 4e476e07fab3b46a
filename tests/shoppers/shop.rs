//! The shop that the shoppers walk through: the demo of `www/`, as far as rules can tell. Its shelves, its pages, and
//! what it tells the runtime.

use opportune::ruleset::value::Value;

/// One thing on the shelves: id, price, category.
pub(crate) struct Product(pub(crate) &'static str, pub(crate) f64, pub(crate) &'static str);

/// As in `www/js/data.js`.
pub(crate) const PRODUCTS: [Product; 10] = [
    Product("harbour-coat", 189.0, "coats"),
    Product("lane-cape", 92.0, "coats"),
    Product("puddle-boot", 84.0, "boots"),
    Product("steady-umbrella", 64.0, "carry"),
    Product("gable-hat", 36.0, "coats"),
    Product("roll-pack", 98.0, "carry"),
    Product("long-sock", 19.0, "small"),
    Product("ferry-flask", 34.0, "small"),
    Product("galley-mug", 14.0, "small"),
    Product("proofing-wax", 11.0, "small"),
];

/// How much each of them is looked at.
pub(crate) const INTEREST: [f64; 10] = [14.0, 9.0, 12.0, 12.0, 9.0, 9.0, 12.0, 9.0, 8.0, 6.0];

/// A page of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Home,
    Collection,
    Product(usize),
    Cart,
    Checkout,
}

impl Page {
    pub(crate) fn path(self) -> String {
        match self {
            Page::Home => "/".into(),
            Page::Collection => "/collection.html".into(),
            Page::Product(which) => format!("/product.html?id={}", PRODUCTS[which].0),
            Page::Cart => "/cart.html".into(),
            Page::Checkout => "/checkout.html".into(),
        }
    }

    /// How high it is, in CSS pixels, on a desktop.
    pub(crate) fn height(self) -> f64 {
        match self {
            Page::Home => 4_600.0,
            Page::Collection => 3_100.0,
            Page::Product(_) => 3_400.0,
            Page::Cart => 1_900.0,
            Page::Checkout => 2_300.0,
        }
    }

    /// For how long people of average patience look at it, in seconds.
    pub(crate) fn stay(self) -> f64 {
        match self {
            Page::Home => 12.0,
            Page::Collection => 16.0,
            Page::Product(_) => 24.0,
            Page::Cart => 15.0,
            Page::Checkout => 55.0,
        }
    }
}

/// What somebody carries about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cart {
    pub(crate) items: Vec<usize>,
    pub(crate) coupon: Option<String>,
}

impl Cart {
    pub(crate) fn value(&self) -> f64 {
        self.items.iter().map(|which| PRODUCTS[*which].1).sum()
    }

    /// What there is to pay: less what the code takes off, and with delivery below 90.
    pub(crate) fn total(&self) -> f64 {
        let value = self.value();
        let off = match self.coupon.as_deref() {
            Some("WELCOME10") => value / 10.0,
            Some("STAYDRY") => value.min(5.0),
            _ => 0.0,
        };
        let delivery = if value >= 90.0 { 0.0 } else { 4.9 };
        ((value - off + delivery) * 100.0).round() / 100.0
    }

    /// As `www/js/cart.js` tells it.
    pub(crate) fn facts(&self) -> Value {
        let item = |which: &usize| {
            let Product(id, price, category) = &PRODUCTS[*which];
            map(&[
                ("id", (*id).into()),
                ("quantity", 1.0.into()),
                ("category", (*category).into()),
                ("price", (*price).into()),
            ])
        };
        map(&[
            ("value", self.value().into()),
            ("currency", "EUR".into()),
            ("count", (self.items.len() as f64).into()),
            ("coupon", self.coupon.as_deref().map_or(Value::Null, Value::from)),
            ("items", Value::List(self.items.iter().map(item).collect())),
        ])
    }
}

/// What is told of a product when it is looked at or taken.
pub(crate) fn product(which: usize) -> Value {
    let Product(id, price, category) = &PRODUCTS[which];
    map(&[
        ("id", (*id).into()),
        ("price", (*price).into()),
        ("currency", "EUR".into()),
        ("category", (*category).into()),
    ])
}

pub(crate) fn map(pairs: &[(&str, Value)]) -> Value {
    Value::Map(pairs.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}
