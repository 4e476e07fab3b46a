//! What only some outcomes say: those of experiments, goals and funnels. Closed: nothing else can be said. A report
//! carries it as a value, so that a shop without these pays nothing for it.

use crate::ruleset::value::Value;

use crate::time::Wall;

/// Fields of an outcome that most do not have. In JavaScript they are fields of the event itself, under these names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extra {
    /// The experiment: its name, or the id of the rule that it is written in.
    pub experiment: Option<String>,
    /// Which arm of it.
    pub variant: Option<String>,
    /// The arm was forced, for a look or a test: no data.
    pub test: bool,
    /// The goal that was reached.
    pub goal: Option<String>,
    /// What it is worth.
    pub value: Option<f64>,
    /// In which currency.
    pub currency: Option<String>,
    /// How many reports of it there were for this visitor, this one included.
    pub count: Option<u32>,
    /// The exposures it is put down to.
    pub exposures: Vec<Exposed>,
    /// The funnel.
    pub funnel: Option<String>,
    /// Which of its steps, from 1.
    pub step: Option<u32>,
    /// How many it has.
    pub steps: Option<u32>,
    /// When the visitor entered it.
    pub entered: Option<Wall>,
    /// Audiences that the visitor was in, of those that the goal asks for.
    pub segments: Vec<String>,
    /// The ISO week of the visitor's first visit.
    pub cohort: Option<String>,
}

/// An exposure that came before a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposed {
    /// As in [`Extra::experiment`].
    pub experiment: String,
    /// Which arm.
    pub variant: String,
    /// When.
    pub at: Wall,
}

impl Extra {
    /// As a report carries it: what is not there is left out.
    #[inline(never)]
    pub fn into_value(self) -> Value {
        let number = |count: u32| Value::Num(f64::from(count));
        let exposures =
            (!self.exposures.is_empty()).then(|| self.exposures.into_iter().map(Exposed::into_value).collect());
        let segments = (!self.segments.is_empty()).then(|| self.segments.into_iter().map(Value::Text).collect());
        let fields = [
            ("experiment", self.experiment.map(Value::Text)),
            ("variant", self.variant.map(Value::Text)),
            ("test", self.test.then_some(Value::Bool(true))),
            ("goal", self.goal.map(Value::Text)),
            ("value", self.value.map(Value::Num)),
            ("currency", self.currency.map(Value::Text)),
            ("count", self.count.map(number)),
            ("exposures", exposures.map(Value::List)),
            ("funnel", self.funnel.map(Value::Text)),
            ("step", self.step.map(number)),
            ("steps", self.steps.map(number)),
            ("entered", self.entered.map(|at| Value::Num(at.0 as f64))),
            ("segments", segments.map(Value::List)),
            ("cohort", self.cohort.map(Value::Text)),
        ];
        map(fields)
    }
}

impl Exposed {
    fn into_value(self) -> Value {
        map([
            ("experiment", Some(Value::Text(self.experiment))),
            ("variant", Some(Value::Text(self.variant))),
            ("at", Some(Value::Num(self.at.0 as f64))),
        ])
    }
}

/// Nothing at all is null.
fn map<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let mut pairs = Vec::new();
    for (name, value) in fields {
        if let Some(value) = value {
            pairs.push((String::from(name), value));
        }
    }
    if pairs.is_empty() {
        return Value::Null;
    }
    Value::Map(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_there_and_no_more() {
        assert_eq!(Extra::default().into_value(), Value::Null);
        let exposed = Exposed { experiment: "hint".into(), variant: "b".into(), at: Wall(7) };
        let extra =
            Extra { goal: Some("bought".into()), value: Some(9.5), exposures: vec![exposed], ..Extra::default() };
        let value = extra.into_value();
        assert_eq!(value.get("goal"), Some(&Value::from("bought")));
        assert_eq!(value.get("value"), Some(&Value::Num(9.5)));
        assert_eq!(value.get("test"), None);
        let Some(Value::List(exposures)) = value.get("exposures") else { panic!("no exposures") };
        assert_eq!(exposures[0].get("at"), Some(&Value::Num(7.0)));
    }
}
