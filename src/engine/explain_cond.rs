//! Explanations, continued: conditions. Each comparison with what was there, what is needed, and when it may change;
//! what has a name at the top of the file with what it is made of.

use crate::ruleset::model::{Ask, Leaf, Model, Subject, Term};
use crate::ruleset::value::Value;

use super::condition::Verdict;
use super::explain_map::Map;
use super::explain_miss::needs;
use super::rule::own_leaves;
use super::Engine;

impl Engine {
    /// A comparison: where, verdict, what was there, what is needed.
    pub(super) fn explain_leaf(&self, leaf: &Leaf) -> Value {
        let result = self.leaf(leaf, None);
        let mut all = Map::default();
        all.text("at", &leaf.at);
        all.put("verdict", verdict(result));
        all.put("had", self.had(leaf));
        if let Verdict::Unknown(no) = result {
            all.text("reason", no.name());
        }
        all.put("need", needs(leaf));
        if let Some(at) = self.leaf_changes(leaf) {
            all.wall("changes", Some(at));
        }
        self.explain_parts(&leaf.subject, &mut all);
        all.done()
    }

    /// What a subject is made of.
    fn explain_parts(&self, subject: &Subject, all: &mut Map) {
        let mut parts = Vec::new();
        match subject {
            Subject::Audience(named) => {
                all.text("audience", &named.name);
                own_leaves(&named.cond, &mut |leaf| parts.push(self.explain_leaf(leaf)));
            }
            Subject::Stage(stages) => {
                for stage in stages.iter() {
                    own_leaves(&stage.cond, &mut |leaf| parts.push(self.explain_leaf(leaf)));
                }
            }
            Subject::Score(model) => {
                all.text("model", &model.name);
                all.put("contributions", self.explain_score(model));
                return;
            }
            Subject::History(ask) => return self.explain_ask(&self.set.asks[ask.0 as usize], all),
            _ => return,
        }
        all.put("conditions", Value::List(parts));
    }

    /// What each term adds to a score, and the bias.
    fn explain_score(&self, model: &Model) -> Value {
        let mut list = Vec::new();
        let mut bias = Map::default();
        bias.text("of", "bias");
        bias.num("adds", model.bias as f64 / 1e6);
        list.push(bias.done());
        for (term, (amount, adds)) in model.terms.iter().zip(self.score(model).terms) {
            list.push(self.explain_term(term, amount, adds));
        }
        Value::List(list)
    }

    fn explain_term(&self, term: &Term, amount: Option<f64>, adds: i64) -> Value {
        let mut parts = Vec::new();
        own_leaves(&term.of, &mut |leaf| parts.push(Value::from(&*leaf.at)));
        let mut all = Map::default();
        all.put("of", Value::List(parts));
        all.put("amount", amount.map_or(Value::Null, Value::Num));
        all.num("weight", term.weight as f64 / 1e6);
        all.num("adds", adds as f64 / 1e6);
        all.done()
    }

    /// Since when a question is asked, and how much is kept to answer it.
    pub(super) fn explain_ask(&self, ask: &Ask, all: &mut Map) {
        let answer = self.ledger.known_answer(&ask.key);
        all.wall("since", answer.and_then(|answer| answer.since));
        all.num("kept", answer.map_or(0, |answer| answer.latest.len()) as f64);
        all.num("keeps", f64::from(ask.kept()));
    }

    /// Everything that is kept of the past for the loaded rules, and no more.
    pub(super) fn explain_history(&self) -> Value {
        let mut list = Vec::new();
        for ask in &self.set.asks {
            let mut all = Map::default();
            all.text("question", &ask.key);
            let answer = self.ledger.known_answer(&ask.key);
            all.num("total", f64::from(answer.map_or(0, |answer| answer.total)));
            if let Some(within) = ask.within {
                all.num("within", within.0 as f64);
            }
            self.explain_ask(ask, &mut all);
            list.push(all.done());
        }
        Value::List(list)
    }

    /// A rule's own schedule: whether it is open, and when that may change.
    pub(super) fn explain_opening(&self, rule: u32) -> Value {
        let Some(opening) = self.rule_opening(rule) else { return Value::from("unknown") };
        let mut all = Map::default();
        all.flag("open", opening.is_open);
        all.wall("changes", opening.changes);
        all.done()
    }
}

pub(super) fn verdict(verdict: Verdict) -> Value {
    match verdict {
        Verdict::True => Value::Bool(true),
        Verdict::False => Value::Bool(false),
        Verdict::Unknown(_) => Value::from("unknown"),
    }
}

#[cfg(all(test, feature = "dev"))]
mod tests {
    use crate::ruleset::value::Value;
    use crate::trace::{simulate, write};

    /// The conditions of the first rule at the end of a journey, as text.
    fn conditions(top: &str, cond: &str, events: &str) -> (String, String) {
        let parse = |text: &str| -> Value { convert(&serde_json::from_str(text).unwrap()) };
        let rules = format!(r#"{{ {top} "rules": [{{ "id": "x", "if": {cond}, "show": {{ "banner": "Hi" }} }}] }}"#);
        let trace = format!(r#"{{ "now": "2026-01-05T09:00:00Z", "events": [{events}] }}"#);
        let result = simulate(&parse(&rules), &parse(&trace));
        let state = result.get("state").unwrap();
        let Some(Value::List(rules)) = state.get("rules") else { panic!("no rules") };
        (write(rules[0].get("conditions").unwrap()), write(state.get("history").unwrap()))
    }

    fn convert(json: &serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(flag) => Value::Bool(*flag),
            serde_json::Value::Number(number) => Value::Num(number.as_f64().unwrap_or(0.0)),
            serde_json::Value::String(text) => Value::from(text.as_str()),
            serde_json::Value::Array(items) => Value::List(items.iter().map(convert).collect()),
            serde_json::Value::Object(pairs) => {
                Value::Map(pairs.iter().map(|(key, value)| (key.clone(), convert(value))).collect())
            }
        }
    }

    const PAGE: &str = r#"{ "at": "0s", "pageView": "https://shop.test/" }, "#;
    const START: i64 = 1_767_603_600_000;

    #[test]
    fn a_score_tells_what_each_part_adds() {
        let models = r#""models": { "m": { "bias": -1, "weights": [
            { "fact": "cart.value", "weight": 0.02, "most": 100 }, { "if": { "path": "/" }, "weight": 0.25 } ] } },"#;
        let cond = r#"{ "score": { "model": "m", "atLeast": 1.25 } }"#;
        let events = format!(r#"{PAGE} {{ "at": "1s", "facts": {{ "cart": {{ "value": 500 }} }} }}"#);
        let (told, _) = conditions(models, cond, &events);
        assert_eq!(
            told,
            concat!(
                r#"[{"at":"/if/score","verdict":true,"had":1.25,"need":[{"atLeast":1.25}],"model":"m","contributions":["#,
                r#"{"of":"bias","adds":-1},"#,
                r#"{"of":["/models/m/weights/0/fact"],"amount":100,"weight":0.02,"adds":2},"#,
                r#"{"of":["/models/m/weights/1/if/path"],"amount":1,"weight":0.25,"adds":0.25}]}]"#
            )
        );
    }

    #[test]
    fn an_audience_tells_what_it_is_made_of_and_a_schedule_when_it_changes() {
        let audiences = r#""audiences": { "early": { "schedule": { "hours": "08:00-10:00" }, "path": "/cart" } },"#;
        let (told, _) =
            conditions(audiences, r#"{ "audience": "early" }"#, &format!(r#"{PAGE} {{ "at": "1s", "end": {{}} }}"#));
        assert_eq!(
            told,
            format!(
                r#"[{{"at":"/if/audience","verdict":false,"had":false,"need":[{{"is":true}}],"audience":"early","conditions":[{{"at":"/audiences/early/schedule","verdict":true,"had":true,"need":[{{"is":true}}],"changes":{}}},{{"at":"/audiences/early/path","verdict":false,"had":"/","need":[{{"like":["/cart"]}}]}}]}}]"#,
                START + 3_600_000
            )
        );
    }

    #[test]
    fn history_tells_since_when_and_how_much_it_keeps() {
        let cond = r#"{ "did": { "event": "seen", "times": 3, "within": "1h" } }"#;
        let events: String = (1..=9).map(|at| format!(r#"{{ "at": "{at}s", "event": "seen" }}, "#)).collect();
        let (told, history) = conditions("", cond, &format!(r#"{PAGE} {events} {{ "at": "1m", "end": {{}} }}"#));
        let changes = START + 7_000 + 3_600_000;
        assert_eq!(
            told,
            format!(
                r#"[{{"at":"/if/did/times","verdict":true,"had":3,"need":[{{"atLeast":3}}],"changes":{changes},"since":{START},"kept":3,"keeps":3}}]"#
            )
        );
        assert!(history.starts_with(r#"[{"question":"e:seen#"#), "{history}");
        assert!(
            history.ends_with(&format!(r#""total":9,"within":3600000,"since":{START},"kept":3,"keeps":3}}]"#)),
            "{history}"
        );
    }
}
