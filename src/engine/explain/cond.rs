//! Explanations, continued: conditions. Each comparison with what was there, what is needed, and when it may change;
//! what has a name at the top of the file with what it is made of.

use crate::ruleset::model::{Ask, Leaf, Model, Subject, Term};
use crate::ruleset::value::Value;

use super::map::Map;
use super::miss::needs;
use crate::engine::condition::Verdict;
use crate::engine::Engine;
use crate::ruleset::depends::own_leaves;

impl Engine {
    /// A comparison: where, verdict, what was there, what is needed.
    pub(crate) fn explain_leaf(&self, leaf: &Leaf) -> Value {
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
    pub(crate) fn explain_ask(&self, ask: &Ask, all: &mut Map) {
        let answer = self.ledger.known_answer(&ask.key);
        all.wall("since", answer.and_then(|answer| answer.since));
        all.num("kept", answer.map_or(0, |answer| answer.latest.len()) as f64);
        all.num("keeps", f64::from(ask.kept()));
    }

    /// Everything that is kept of the past for the loaded rules, and no more.
    pub(crate) fn explain_history(&self) -> Value {
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
    pub(crate) fn explain_opening(&self, rule: u32) -> Value {
        let Some(opening) = self.rule_opening(rule) else { return Value::from("unknown") };
        let mut all = Map::default();
        all.flag("open", opening.is_open);
        all.wall("changes", opening.changes);
        all.done()
    }
}

pub(crate) fn verdict(verdict: Verdict) -> Value {
    match verdict {
        Verdict::True => Value::Bool(true),
        Verdict::False => Value::Bool(false),
        Verdict::Unknown(_) => Value::from("unknown"),
    }
}
