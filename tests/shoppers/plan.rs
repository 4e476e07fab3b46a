//! The experiments that a rule set runs, read from its JSON, and the same rules with an arm for everybody: the other
//! lives that each shopper could have had.

use opportune::ruleset::value::Value;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    /// Its name, or the id of the rule that it is written in.
    pub(crate) name: String,
    pub(crate) arms: Vec<Arm>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arm {
    pub(crate) id: String,
    pub(crate) weight: f64,
    /// It shows nothing.
    pub(crate) is_control: bool,
}

impl Plan {
    /// The arm that the others are compared with: the control, or else the first.
    pub(crate) fn base(&self) -> usize {
        self.arms.iter().position(|arm| arm.is_control).unwrap_or(0)
    }
}

pub(crate) fn plans(source: &Value) -> Vec<Plan> {
    let mut all = Vec::new();
    if let Some(Value::Map(shared)) = source.get("experiments") {
        all.extend(shared.iter().filter_map(|(name, one)| plan(name, one)));
    }
    if let Some(Value::List(rules)) = source.get("rules") {
        for rule in rules {
            if let (Some(id), Some(one)) = (rule.get("id").and_then(Value::text), rule.get("experiment")) {
                all.extend(plan(id, one));
            }
        }
    }
    all
}

fn plan(name: &str, source: &Value) -> Option<Plan> {
    let Some(Value::List(variants)) = source.get("variants") else { return None };
    let arm = |variant: &Value| {
        Some(Arm {
            id: variant.get("id")?.text()?.into(),
            weight: variant.get("weight").and_then(Value::num).unwrap_or(1.0),
            is_control: variant.get("control") == Some(&Value::Bool(true)),
        })
    };
    Some(Plan { name: name.into(), arms: variants.iter().map(arm).collect::<Option<Vec<Arm>>>()? })
}

/// The same rules, in which everybody who is in the experiment is in that arm.
pub(crate) fn forced(source: &Value, plan: &Plan, arm: usize) -> Value {
    let mut out = source.clone();
    for (place, _) in plan.arms.iter().enumerate() {
        let weight = if place == arm { 1.0 } else { 0.0 };
        if let Some(variant) = variant(&mut out, &plan.name, place) {
            variant.set("weight", weight.into());
        }
    }
    out
}

fn variant<'v>(source: &'v mut Value, name: &str, place: usize) -> Option<&'v mut Value> {
    let shared = source.get("experiments").and_then(|all| all.get(name)).is_some();
    let experiment = if shared {
        field(field(source, "experiments")?, name)?
    } else {
        let Some(Value::List(rules)) = field(source, "rules") else { return None };
        let rule = rules.iter_mut().find(|rule| rule.get("id").and_then(Value::text) == Some(name))?;
        field(rule, "experiment")?
    };
    match field(experiment, "variants")? {
        Value::List(variants) => variants.get_mut(place),
        _ => None,
    }
}

fn field<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    match value {
        Value::Map(pairs) => pairs.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value),
        _ => None,
    }
}
