//! Which variants visitors would be dealt, without a page: the same answer as in one.

use crate::engine::offline;
use crate::ruleset::compile;
use crate::ruleset::value::Value;

/// For each id `{ id, bucket, variant, why }`, or null if there is no such experiment. `experiment`: its name among those
/// of the set, or the id of the rule that it is written in. A shared one need not be named by a rule.
pub fn bucket(rules: &Value, experiment: &str, ids: &[Value]) -> Value {
    let mut source = rules.clone();
    if rules.get("experiments").is_some_and(|all| all.get(experiment).is_some()) {
        // What no rule names is not kept.
        let user = Value::Map(vec![
            ("id".into(), "\u{7f}".into()),
            ("do".into(), Value::List(vec![Value::Map(vec![("emit".into(), "x".into())])])),
            ("experiment".into(), experiment.into()),
        ]);
        source.set("rules", Value::List(vec![user]));
    }
    let (set, _) = compile(&source);
    let of_rule = |rule: &crate::ruleset::model::Rule| rule.trial.as_ref().map(|trial| trial.experiment.clone());
    let Some(found) = set.rules.iter().filter_map(of_rule).find(|it| it.name == experiment) else {
        return Value::Null;
    };
    let one = |id: &Value| {
        let name = id.text().unwrap_or_default();
        let (bucket, variant, why) = offline(&found, name, set.settings.holdout);
        Value::Map(vec![
            ("id".into(), name.into()),
            ("bucket".into(), Value::Num(f64::from(bucket))),
            ("variant".into(), variant.map_or(Value::Null, Value::Text)),
            ("why".into(), why.into()),
        ])
    };
    Value::List(ids.iter().map(one).collect())
}
