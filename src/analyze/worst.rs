//! The most interruptions that a page view, a session and a day can bring, over all journeys, and a journey that does.
//!
//! The bound is derived from the rules: caps, triggers that fire once, conditions that exclude each other. The journey is
//! looked for by a visitor who does whatever rules wait for, and what it shows is counted by running it. Counted are
//! impressions of what interrupts, with consent given and storage at hand, and without `trigger()`.

use super::caps::firings_in_page;
use super::domain::range;
use super::lits::{Lit, Way};
use super::measure::Counts;
use super::shadow::every;
use super::shares::{shares, sum, Share};
use super::solve::{fits, groups};
use super::whom::is_for_somebody;
use super::witness::{self, On};
use super::worn::Worn;
use crate::ruleset::firing::{sort, sort_of};
use crate::ruleset::model::{Atom, Limit, Rule, RuleSet, Subject};
use crate::ruleset::value::Value;

/// More rules than that are not held against each other.
const MOST_COMPARED: usize = 14;
/// Journeys are looked for in so many arms.
const MOST_TURNS: usize = 8;

/// What interruptions are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Page,
    Session,
    Day,
}

impl Scope {
    pub(super) const ALL: [Scope; 3] = [Scope::Page, Scope::Session, Scope::Day];

    pub(super) fn name(self) -> &'static str {
        match self {
            Scope::Page => "page",
            Scope::Session => "session",
            Scope::Day => "day",
        }
    }

    pub(super) fn of(self, counts: Counts) -> u32 {
        match self {
            Scope::Page => counts.page,
            Scope::Session => counts.session,
            Scope::Day => counts.day,
        }
    }

    /// What a limit alone allows; within a page view as often as `in_page` says.
    pub(super) fn cap(self, limit: &Limit, in_page: Option<u32>) -> Option<u32> {
        let own = match self {
            Scope::Page => in_page,
            Scope::Session => limit.per_session,
            Scope::Day => limit.per_day,
        };
        [own, limit.per_visitor].into_iter().flatten().min()
    }
}

/// The bound of one scope, and the journey.
#[derive(Clone, Debug)]
pub struct Worst {
    /// `page`, `session` or `day`.
    pub scope: &'static str,
    /// No journey has more; `None`: the rules set no bound.
    pub most: Option<u32>,
    /// How many the journey has.
    pub shown: u32,
    /// The journey: a trace.
    pub witness: Value,
    /// Rules that interrupt.
    pub rules: Vec<String>,
}

/// One for each scope. `device`: on which kind of device the journeys are, where that makes a difference.
/// `zones`: from when on which offset holds in zones that rules name, as far as the host knows.
pub(super) fn worst(set: &RuleSet, dead: &[String], device: Option<u32>, zones: &Value) -> Vec<Worst> {
    let is_alive = |rule: &&Rule| {
        let can_show = rule.trial.is_some() || !dead.contains(&rule.id);
        rule.enabled && rule.interrupts && can_show && is_for_somebody(set, rule)
    };
    let all = set.rules.iter().filter(is_alive).filter(|_| !set.disabled).map(Worn::new);
    let rules: Vec<Worn> = all.filter(|worn| !worn.faces.is_empty()).collect();
    let ways: Vec<Option<Vec<Way>>> = rules.iter().map(Worn::ways).collect();
    let mut out = Vec::new();
    for scope in Scope::ALL {
        let bounds: Vec<Option<u32>> = rules.iter().map(|worn| worn.bound(scope)).collect();
        let (sum, chosen) = together(&bounds, &ways, &shares(set, &rules, scope), scope);
        let cap = scope.cap(&set.settings.most, set.settings.most.per_page);
        let most = [sum, cap].into_iter().flatten().min();
        let chosen: Vec<&Worn> = chosen.iter().map(|index| &rules[*index]).collect();
        let (witness, shown) = journey(set, &chosen, scope, most, (device, zones));
        let rules = rules.iter().map(|worn| worn.id().into()).collect();
        out.push(Worst { scope: scope.name(), most, shown, witness, rules });
    }
    out
}

/// The journey that shows most, of those in which the visitors are in some arms or others.
fn journey(
    set: &RuleSet,
    chosen: &[&Worn],
    scope: Scope,
    most: Option<u32>,
    (device, zones): (Option<u32>, &Value),
) -> (Value, u32) {
    let most_faces = chosen.iter().map(|worn| worn.faces.len()).max().unwrap_or(1);
    let mut best = (Value::Null, 0);
    // Each in the arm in which it shows most; then all in their first arm, in their second..
    for turn in 0..=most_faces.min(MOST_TURNS) {
        let mut forced = Value::Map(Vec::new());
        let mut rules = Vec::new();
        for worn in chosen {
            let place = if turn == 0 { worn.worst(scope) } else { (turn - 1).min(worn.faces.len() - 1) };
            let (rule, arm) = &worn.faces[place];
            if let Some((experiment, arm)) = arm {
                if forced.get(experiment).is_none() {
                    forced.set(experiment, arm.as_str().into());
                }
            }
            rules.push(rule);
        }
        let on = On { device, forced: &forced, name: None, zones };
        let found = witness::find(set, &rules, scope, most, on);
        if turn == 0 || found.1 > best.1 {
            best = found;
        }
        if most_faces < 2 || best.1 >= most.unwrap_or(u32::MAX) {
            break;
        }
    }
    best
}

/// Whether it fires without the visitor or the page having asked for the rule: once in a page view, unless a limit is written.
pub(super) fn is_by_itself(atom: &Atom) -> bool {
    sort_of(atom) & sort::FREE == 0
}

/// How often a rule alone can interrupt within a scope.
pub(super) fn alone(rule: &Rule, ways: Option<&[Way]>, scope: Scope) -> Option<u32> {
    let limit = &rule.limit;
    let in_page = match (&rule.trigger, limit.per_page) {
        // Again in the same page view is the same impression.
        (None, _) => Some(1),
        (Some(trigger), Some(0)) => every(trigger, is_by_itself).then_some(1),
        (Some(_), most) => most,
    };
    let fired = rule.trigger.as_ref().and_then(firings_in_page);
    let in_page = [in_page, fired, limit.per_visitor].into_iter().flatten().min();
    match scope {
        Scope::Page => in_page,
        Scope::Session => {
            let views = ways.and_then(page_views).zip(in_page).map(|(views, each)| views.saturating_mul(each));
            [limit.per_session, limit.per_visitor, views].into_iter().flatten().min()
        }
        Scope::Day => [limit.per_day, limit.per_visitor].into_iter().flatten().min(),
    }
}

/// In how many page views of a session a condition can be true at all, if it says so.
fn page_views(ways: &[Way]) -> Option<u32> {
    let (mut first, mut last) = (f64::INFINITY, f64::NEG_INFINITY);
    for way in ways {
        let all = groups(way);
        let group = all.iter().find(|group| group[0].subject == Subject::PageViewsInSession)?;
        if group.iter().any(|lit| lit.otherwise.is_some()) {
            return None;
        }
        let (low, high) = range(group);
        first = first.min(low.max(0.0).ceil());
        last = last.max(high.floor());
    }
    (last.is_finite() && first <= last).then(|| (last - first + 1.0).min(1e6) as u32)
}

/// The largest sum over rules that can all interrupt in one scope, and which they are. `None`: no bound.
fn together(
    bounds: &[Option<u32>],
    ways: &[Option<Vec<Way>>],
    shares: &[Share],
    scope: Scope,
) -> (Option<u32>, Vec<usize>) {
    let all: Vec<usize> = (0..bounds.len()).collect();
    let sum = |chosen: &[usize]| sum(bounds, chosen, shares);
    if bounds.len() > MOST_COMPARED {
        return (sum(&all), all);
    }
    let apart = |a: usize, b: usize| match (&ways[a], &ways[b]) {
        (Some(one), Some(other)) => !one.iter().any(|way| other.iter().any(|with| meet(way, with, scope))),
        _ => false,
    };
    let mut best: (Option<u32>, Vec<usize>) = (Some(0), Vec::new());
    for mask in 1u32..1 << bounds.len() {
        let chosen: Vec<usize> = all.iter().copied().filter(|index| mask >> index & 1 == 1).collect();
        let clashes = chosen.iter().enumerate().any(|(at, a)| chosen[at + 1..].iter().any(|b| apart(*a, *b)));
        let rank = |sum: Option<u32>, count: usize| (sum.is_none(), sum.unwrap_or(0), count);
        let sum = sum(&chosen);
        if !clashes && rank(sum, chosen.len()) > rank(best.0, best.1.len()) {
            best = (sum, chosen);
        }
    }
    best
}

/// Whether two ways can be true in the same scope: what does not change within it must fit both.
fn meet(one: &Way, other: &Way, scope: Scope) -> bool {
    let stays = |lit: &&Lit| match scope {
        Scope::Page => lit.subject == Subject::Path,
        Scope::Session => matches!(lit.subject, Subject::Visits | Subject::Visitor),
        Scope::Day => false,
    };
    let both: Way = one.iter().chain(other).filter(stays).cloned().collect();
    groups(&both).iter().all(|group| fits(group))
}

impl Worst {
    /// As data.
    pub(super) fn to_value(&self) -> Value {
        let mut out = Value::Null;
        out.set("most", self.most.map_or(Value::Null, |most| Value::Num(f64::from(most))));
        out.set("shown", Value::Num(f64::from(self.shown)));
        out.set("rules", Value::List(self.rules.iter().map(|id| id.as_str().into()).collect()));
        out.set("witness", self.witness.clone());
        out
    }
}
