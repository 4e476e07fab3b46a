//! What is true in the made-up world, and what nobody who only has the events knows: what each widget does to those who
//! really saw it, and what became of whom.

use opportune::ruleset::value::Value;
use opportune::time::Ms;

/// What shoppers decide on the way to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// On a product's page: to take it.
    Add,
    /// In the cart: to go on.
    Checkout,
    /// At the till: to order.
    Buy,
}

/// What seeing one variant of one rule does: so much is added to the probability of each decision, in that visit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lift {
    pub(crate) by: [f64; 3],
    /// Added to an order's probability of those who look for a code.
    pub(crate) seekers: f64,
    /// The code that whoever presses its button takes.
    pub(crate) coupon: Option<String>,
}

/// By rule and variant. What is not named here does nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects(Vec<(String, String, Lift)>);

impl Effects {
    /// Reads `{ "rule": { "variant, or *": { "add": 0.04, "coupon": "WELCOME10" } } }`.
    pub(crate) fn read(source: &Value) -> Result<Effects, String> {
        let mut all = Vec::new();
        for (rule, variants) in pairs(source, "the effects")? {
            for (variant, lift) in pairs(variants, rule)? {
                all.push((rule.clone(), variant.clone(), Lift::read(lift, rule)?));
            }
        }
        Ok(Effects(all))
    }

    pub(crate) fn of(&self, rule: &str, variant: &str) -> Option<&Lift> {
        let named = |name: &str| self.0.iter().find(|one| one.0 == rule && one.1 == name).map(|one| &one.2);
        named(variant).or_else(|| named("*"))
    }
}

impl Lift {
    fn read(source: &Value, rule: &str) -> Result<Lift, String> {
        let mut lift = Lift::default();
        for (key, value) in pairs(source, rule)? {
            match (key.as_str(), value) {
                ("add", Value::Num(by)) => lift.by[Decision::Add as usize] = *by,
                ("checkout", Value::Num(by)) => lift.by[Decision::Checkout as usize] = *by,
                ("buy", Value::Num(by)) => lift.by[Decision::Buy as usize] = *by,
                ("seekers", Value::Num(by)) => lift.seekers = *by,
                ("coupon", Value::Text(code)) => lift.coupon = Some(code.clone()),
                _ => {
                    return Err(format!(
                        "{rule}: {key} is none of add, checkout, buy, seekers (numbers) and coupon (a text)"
                    ))
                }
            }
        }
        Ok(lift)
    }
}

fn pairs<'v>(value: &'v Value, name: &str) -> Result<&'v [(String, Value)], String> {
    match value {
        Value::Map(pairs) => Ok(pairs),
        _ => Err(format!("{name} must be an object")),
    }
}

/// A widget that was really looked at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) at: Ms,
    pub(crate) rule: String,
    pub(crate) variant: String,
}

/// What became of somebody.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fate {
    pub(crate) visits: u32,
    pub(crate) pages: u32,
    pub(crate) seen: Vec<Seen>,
    /// When something was put into the cart.
    pub(crate) added: Vec<Ms>,
    /// When something was ordered, and for how much.
    pub(crate) bought: Vec<(Ms, f64)>,
}
