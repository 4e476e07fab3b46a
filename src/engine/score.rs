//! Audiences, stages and scores. A score is a whole number of millionths. Each step on the way there is one operation
//! on doubles that every machine rounds alike, so natively and in wasm it is the same number.

use crate::ruleset::model::{Cond, Model, Named, Term};

use super::condition::{Subjected, Verdict};
use super::reason::No;
use super::Engine;

/// A score, and why.
pub(crate) struct Score {
    /// In millionths.
    pub(crate) value: Result<i64, No>,
    /// By term: how much there is of it, if that is known, and what it adds in millionths.
    pub(crate) terms: Vec<(Option<f64>, i64)>,
}

/// Numbers beyond this count as this.
const MOST: f64 = 1e9;

impl Engine {
    /// The last of the stages that holds. Unknown if a later one may.
    pub(crate) fn stage<'a>(&self, stages: &'a [Named]) -> Result<Option<&'a str>, No> {
        for stage in stages.iter().rev() {
            match self.verdict(&stage.cond) {
                Verdict::True => return Ok(Some(&stage.name)),
                Verdict::False => {}
                Verdict::Unknown(why) => return Err(why),
            }
        }
        Ok(None)
    }

    /// What a model makes of the visitor.
    pub(crate) fn score(&self, model: &Model) -> Score {
        let (mut sum, mut terms, mut unknown) = (model.bias, Vec::new(), None);
        for term in &model.terms {
            let known = self.term(term);
            let amount = match (known, term.otherwise) {
                (Ok(amount), _) => Some(amount),
                (Err(_), Some(stand_in)) => Some(stand_in),
                (Err(why), None) => {
                    unknown = unknown.or(Some(why));
                    None
                }
            };
            let amount = amount.map(|amount| amount.min(term.most).clamp(-MOST, MOST));
            let adds = amount.map_or(0, |amount| (term.weight as f64 * amount + 0.5).floor() as i64);
            sum = sum.saturating_add(adds);
            terms.push((amount, adds));
        }
        let value = match unknown {
            Some(why) => Err(why),
            None if model.is_logistic => Ok(logistic(sum)),
            None => Ok(sum),
        };
        Score { value, terms }
    }

    /// How much there is of a term.
    fn term(&self, term: &Term) -> Result<f64, No> {
        if let (true, Cond::Leaf(leaf)) = (term.is_number, &term.of) {
            return match self.subject(&leaf.subject, None) {
                Subjected::Missing(why) => Err(why),
                Subjected::AtLeast(_) => Err(self.unread_history()),
                subject => subject.num().ok_or(No::Unknown),
            };
        }
        match self.verdict(&term.of) {
            Verdict::True => Ok(1.0),
            Verdict::False => Ok(0.0),
            Verdict::Unknown(why) => Err(why),
        }
    }
}

/// 1 / (1 + e^-x), both in millionths.
fn logistic(x: i64) -> i64 {
    const LN_2: f64 = core::f64::consts::LN_2;
    // Beyond 40 the share differs from 0 or 1 by less than a millionth of a millionth.
    let size = (x.unsigned_abs().min(40_000_000)) as f64 / 1e6;
    // e^-size = 2^-halvings * e^-rest
    let halvings = (size / LN_2).floor();
    let rest = size - halvings * LN_2;
    let mut power = 1.0;
    let mut n = 16.0;
    while n > 0.0 {
        power = 1.0 - rest * power / n;
        n -= 1.0;
    }
    for _ in 0..halvings as u32 {
        power *= 0.5;
    }
    let share = if x < 0 { power / (1.0 + power) } else { 1.0 / (1.0 + power) };
    (share * 1e6 + 0.5).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::logistic;

    #[test]
    fn shares_are_exact_to_the_millionth() {
        for x in (-20_000_000..=20_000_000).step_by(1_237) {
            let exact = 1e6 / (1.0 + (-(x as f64) / 1e6).exp());
            assert!((logistic(x) as f64 - exact).abs() <= 0.500_001, "{x}: {} {exact}", logistic(x));
            assert!(logistic(x) + logistic(-x) >= 999_999, "{x}");
        }
        assert_eq!((logistic(0), logistic(i64::MAX), logistic(i64::MIN)), (500_000, 1_000_000, 0));
        assert_eq!((logistic(1_000_000), logistic(-1_000_000)), (731_059, 268_941));
    }
}
