//! What a comparison looks at: its value now, why there is none, and when it changes by time alone.

use crate::ruleset::model::{Cond, Leaf, RuleSet, Subject};
use crate::ruleset::names;
use crate::ruleset::value::Value;

use super::channel::channel;
use super::condition::{Subjected, Verdict};
use super::input::ConsentState;
use super::reason::No;
use super::{dirty, Engine};
use crate::ruleset::depends::leaves;
use crate::time::{Ms, Wall};

fn known(text: Option<&str>) -> Subjected<'_> {
    text.map_or(Subjected::Missing(No::Unknown), Subjected::Text)
}

fn found(value: Option<&Value>) -> Subjected<'_> {
    match value {
        None | Some(Value::Null) => Subjected::Missing(No::Unknown),
        Some(value) => Subjected::Known(value),
    }
}

/// Why something without consent may not be, if so.
#[inline(never)]
pub(super) fn refused(consent: ConsentState) -> Option<No> {
    match consent {
        ConsentState::Granted => None,
        ConsentState::Pending => Some(No::ConsentPending),
        ConsentState::Denied => Some(No::ConsentDenied),
    }
}

impl Engine {
    /// The value a comparison looks at.
    pub(crate) fn subject<'a>(&'a self, subject: &'a Subject, props: Option<&'a Value>) -> Subjected<'a> {
        match subject {
            Subject::Path => Subjected::Text(&self.page.url.path),
            Subject::Url => Subjected::Text(&self.page.url.whole),
            Subject::Query(name) => known(self.page.url.param(name)),
            Subject::Referrer => known(self.ledger.arrival.referrer.as_deref()),
            Subject::Utm(name) => known(super::url::value_of(&self.ledger.arrival.utm, name)),
            Subject::Visitor => match self.visits() {
                Ok(count) => Subjected::Text(if count > 1 { "returning" } else { "new" }),
                Err(why) => Subjected::Missing(why),
            },
            Subject::Visits => match self.visits() {
                Ok(count) => Subjected::Count(f64::from(count)),
                Err(why) => Subjected::Missing(why),
            },
            Subject::PageViewsInSession => self.count(self.ledger.page_views),
            Subject::PageViewsOfVisitor => match self.visits() {
                Ok(_) => self.count(self.ledger.all_page_views),
                Err(why) => Subjected::Missing(why),
            },
            Subject::Device => known(self.page.device()),
            Subject::Fact(path) => self.fact(path),
            Subject::CartHas(_) => Subjected::Missing(No::Unknown),
            Subject::History(ask) => self.count(self.ledger.answer(&self.set.asks[ask.0 as usize], self.wall())),
            Subject::Prop(path) => found(props.and_then(|props| props.at(path))),
            _ => self.rare_subject(subject),
        }
    }

    #[inline(never)]
    fn rare_subject<'a>(&'a self, subject: &'a Subject) -> Subjected<'a> {
        match subject {
            Subject::Hash => Subjected::Text(&self.page.url.hash),
            Subject::Channel => known(channel(&self.ledger.arrival)),
            Subject::LandingPath => known(self.ledger.arrival.landing.as_deref()),
            Subject::DaysSinceLastVisit => self.days_since(self.ledger.last_visit),
            Subject::DaysSinceFirstVisit => self.days_since(self.ledger.first_visit),
            Subject::Viewport(side) => match if *side == 0 { self.page.width } else { self.page.height } {
                size if size > 0.0 => Subjected::Count(size),
                _ => Subjected::Missing(No::Unknown),
            },
            Subject::Pointer => known(self.page.device().map(|_| if self.page.coarse { "coarse" } else { "fine" })),
            Subject::Orientation => known(self.page.orientation()),
            Subject::Environment(place) => {
                found(self.environment.get(names::nth(RuleSet::SURROUNDINGS, *place as usize)))
            }
            Subject::Consent(purpose) => Subjected::Text(self.consent.state(*purpose).name()),
            Subject::Schedule(schedule) => match self.opening(schedule) {
                Some(opening) => {
                    Subjected::Known(if opening.is_open { &Value::Bool(true) } else { &Value::Bool(false) })
                }
                None => Subjected::Missing(No::Unknown),
            },
            Subject::Language => known(Some(self.context.language.as_str()).filter(|tag| !tag.is_empty())),
            Subject::Element(query) | Subject::Sampled(query) => {
                found(self.samples.iter().find(|(index, _)| index == query).map(|(_, value)| value))
            }
            Subject::Audience(named) => match self.verdict(&named.cond) {
                Verdict::True => Subjected::Known(&Value::Bool(true)),
                Verdict::False => Subjected::Known(&Value::Bool(false)),
                Verdict::Unknown(why) => Subjected::Missing(why),
            },
            Subject::Stage(stages) => match self.impersonal().map_or_else(|| self.stage(stages), Err) {
                Ok(stage) => known(stage),
                Err(why) => Subjected::Missing(why),
            },
            Subject::Score(model) => match self.impersonal().map_or_else(|| self.score(model).value, Err) {
                Ok(score) => Subjected::Count(score as f64 / 1e6),
                Err(why) => Subjected::Missing(why),
            },
            Subject::Variant(experiment) => self.variant(experiment),
            _ => Subjected::Missing(No::Unknown),
        }
    }

    fn fact(&self, path: &[String]) -> Subjected<'_> {
        if path.first().is_some_and(|root| root == "customer") {
            if let Some(why) = self.impersonal() {
                return Subjected::Missing(why);
            }
        }
        found(self.facts.at(path))
    }

    /// Why nothing may depend on who the visitor is, if so.
    fn impersonal(&self) -> Option<No> {
        refused(self.consent.personalization)
    }

    fn count(&self, count: u32) -> Subjected<'static> {
        let count = f64::from(count);
        match self.is_history_known() {
            true => Subjected::Count(count),
            false => Subjected::AtLeast(count),
        }
    }

    /// The number of this visit, or why it is not known.
    pub(super) fn visits(&self) -> Result<u32, No> {
        match self.impersonal() {
            Some(why) => Err(why),
            None if self.is_ledger_read() => Ok(self.ledger.visits.max(1)),
            None => Err(self.unread_history()),
        }
    }

    /// Why history before this load cannot be read.
    pub(crate) fn unread_history(&self) -> No {
        match self.consent.functional {
            ConsentState::Pending => No::ConsentPending,
            ConsentState::Denied => No::ConsentDenied,
            ConsentState::Granted => No::Unknown,
        }
    }

    /// Whole days since then, as far as consent lets that be known.
    fn days_since(&self, then: Option<Wall>) -> Subjected<'static> {
        match (self.visits(), then) {
            (Err(why), _) => Subjected::Missing(why),
            (_, None) => Subjected::Missing(No::Unknown),
            (_, Some(then)) => Subjected::Count(((self.wall() - then).0.max(0) / Ms::DAY.0) as f64),
        }
    }

    /// When a comparison may change by time alone.
    pub(crate) fn leaf_changes(&self, leaf: &Leaf) -> Option<Wall> {
        let now = self.wall();
        let then = match &leaf.subject {
            Subject::History(ask) => return self.ledger.next_leave(&self.set.asks[ask.0 as usize], now),
            Subject::Schedule(schedule) => return self.opening(schedule)?.changes,
            Subject::DaysSinceLastVisit => self.ledger.last_visit?,
            Subject::DaysSinceFirstVisit => self.ledger.first_visit?,
            _ => return None,
        };
        let days = (now - then).0.max(0) / Ms::DAY.0;
        Some(then + Ms((days + 1).saturating_mul(Ms::DAY.0)))
    }

    /// When a condition may change by time alone.
    pub(crate) fn cond_changes(&self, cond: &Cond) -> Option<Wall> {
        let mut next: Option<Wall> = None;
        leaves(cond, &mut |leaf| {
            if let Some(at) = self.leaf_changes(leaf) {
                next = Some(next.map_or(at, |next| next.min(at)));
            }
        });
        next
    }

    /// Schedules, days and history with a window change by time alone.
    pub(crate) fn watch_windows(&mut self, rule: u32) {
        if self.rules[rule as usize].depends & (dirty::HISTORY | dirty::CLOCK) == 0 {
            return;
        }
        let cond = self.set.rules[rule as usize].cond.as_ref();
        let opening = self.rule_opening(rule);
        let changes = [cond.and_then(|cond| self.cond_changes(cond)), opening.and_then(|opening| opening.changes)];
        for at in changes.into_iter().flatten() {
            self.recheck_at_wall(rule, at);
        }
    }
}
