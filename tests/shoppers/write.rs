//! What a run leaves: the events as sinks get them, one JSON object a line; the truth, one shopper a line; and the sums
//! for the page that draws them.

use opportune::engine::effect::Report;
use opportune::ruleset::value::Value;
use opportune::trace;

use super::life::Life;
use super::month::Month;
use super::person::{Person, DEVICES, SOURCES};
use super::shop::map;
use super::stats::Estimate;
use super::study::{ArmResult, Study};
use super::world::World;

/// One event, with the visitor's name beside it, as whoever receives it would know it.
pub(crate) fn event(person: &Person, report: &Report) -> String {
    let text = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    let mut pairs: Vec<(String, Value)> = Vec::new();
    let mut add = |key: &str, value: Value| pairs.push((key.into(), value));
    add("visitor", person.id.as_str().into());
    add("at", (report.at.0 as f64).into());
    add("name", report.name.into());
    add("rule", text(&report.rule));
    add("reason", text(report.reason));
    if let Some(button) = report.button {
        add("button", f64::from(button).into());
    }
    add("seq", f64::from(report.seq).into());
    add("pageView", f64::from(report.page_view).into());
    add("session", report.session.map_or(Value::Null, |at| (at.0 as f64).into()));
    if report.meta != Value::Null {
        add("meta", report.meta.clone());
    }
    if let Value::Map(extra) = &report.extra {
        pairs.extend(extra.iter().cloned());
    }
    trace::write(&Value::Map(pairs))
}

/// What nobody knows who only has the events.
pub(crate) fn truth(world: &World, person: &Person, life: &Life) -> String {
    let at = |ms: opportune::time::Ms| Value::Num((world.begins() + person.arrives + ms).0 as f64);
    let seen = |one: &super::truth::Seen| {
        map(&[("at", at(one.at)), ("rule", one.rule.as_str().into()), ("variant", one.variant.as_str().into())])
    };
    let bought = |(when, total): &(opportune::time::Ms, f64)| map(&[("at", at(*when)), ("value", (*total).into())]);
    trace::write(&map(&[
        ("visitor", person.id.as_str().into()),
        ("device", DEVICES[person.device].0.into()),
        ("source", SOURCES[person.source].0.into()),
        ("keen", ((person.keen * 1e3).round() / 1e3).into()),
        ("consent", person.choice.name().into()),
        ("visits", f64::from(life.fate.visits).into()),
        ("pages", f64::from(life.fate.pages).into()),
        ("seen", Value::List(life.fate.seen.iter().map(seen).collect())),
        ("added", Value::List(life.fate.added.iter().map(|when| at(*when)).collect())),
        ("bought", Value::List(life.fate.bought.iter().map(bought).collect())),
    ]))
}

/// The sums of a month: what `www/report.html` draws.
pub(crate) struct Sums {
    pub(crate) visitors: u32,
    pub(crate) visits: u32,
    pub(crate) pages: u32,
    pub(crate) measured: u32,
    pub(crate) buyers: u32,
    pub(crate) turnover: f64,
    pub(crate) sent: u32,
    pub(crate) late: u32,
    pub(crate) dropped: u32,
    /// By rule: impressions, presses, dismissals, blocked, and how many people saw it.
    pub(crate) rules: Vec<(String, [u32; 5])>,
    /// By goal: how often, by how many, and what it was worth.
    pub(crate) goals: Vec<(String, u32, u32, f64)>,
    /// By funnel: how many people came to each step.
    pub(crate) funnels: Vec<(String, Vec<u32>)>,
}

impl Sums {
    pub(crate) fn of(month: &Month) -> Sums {
        let lives = &month.lives;
        let sum = |of: &dyn Fn(&Life) -> u32| lives.iter().map(of).sum::<u32>();
        let mut sums = Sums {
            visitors: lives.len() as u32,
            visits: sum(&|life| life.fate.visits),
            pages: sum(&|life| life.fate.pages),
            measured: month.known.iter().filter(|known| known.is_measured).count() as u32,
            buyers: sum(&|life| u32::from(!life.fate.bought.is_empty())),
            turnover: lives.iter().flat_map(|life| &life.fate.bought).map(|(_, total)| total).sum(),
            sent: sum(&|life| life.wire.sent.len() as u32),
            late: sum(&|life| life.wire.late),
            dropped: sum(&|life| life.wire.dropped),
            rules: Vec::new(),
            goals: Vec::new(),
            funnels: Vec::new(),
        };
        for known in &month.known {
            sums.add(known);
        }
        sums.rules.sort();
        sums.goals.sort_by(|one, other| one.0.cmp(&other.0));
        sums.funnels.sort();
        sums
    }

    fn add(&mut self, known: &super::known::Known) {
        for (rule, counts) in &known.rules {
            let into = entry(&mut self.rules, rule);
            for (sum, count) in into.iter_mut().zip(counts) {
                *sum += count;
            }
            into[4] += u32::from(counts[0] > 0);
        }
        let mut met: Vec<&str> = Vec::new();
        for goal in &known.goals {
            if !self.goals.iter().any(|one| one.0 == goal.goal) {
                self.goals.push((goal.goal.clone(), 0, 0, 0.0));
            }
            let Some(sum) = self.goals.iter_mut().find(|one| one.0 == goal.goal) else { continue };
            sum.1 += 1;
            sum.2 += u32::from(!met.contains(&goal.goal.as_str()));
            sum.3 += goal.value;
            met.push(&goal.goal);
        }
        for (funnel, step) in &known.steps {
            let into = entry(&mut self.funnels, funnel);
            let place = step.saturating_sub(1) as usize;
            if into.len() <= place {
                into.resize(place + 1, 0);
            }
            into[place] += 1;
        }
    }

    pub(crate) fn to_value(&self, studies: &[Study], head: Value) -> Value {
        let number = |count: u32| Value::Num(f64::from(count));
        let rule = |(id, [shown, pressed, closed, blocked, people]): &(String, [u32; 5])| {
            map(&[
                ("rule", id.as_str().into()),
                ("impressions", number(*shown)),
                ("clicks", number(*pressed)),
                ("dismissals", number(*closed)),
                ("blocked", number(*blocked)),
                ("visitors", number(*people)),
            ])
        };
        let goal = |(name, count, people, value): &(String, u32, u32, f64)| {
            map(&[
                ("goal", name.as_str().into()),
                ("count", number(*count)),
                ("visitors", number(*people)),
                ("value", round(*value, 2)),
            ])
        };
        let funnel = |(name, steps): &(String, Vec<u32>)| {
            map(&[
                ("funnel", name.as_str().into()),
                ("visitors", Value::List(steps.iter().map(|count| number(*count)).collect())),
            ])
        };
        map(&[
            ("run", head),
            ("visitors", number(self.visitors)),
            ("visits", number(self.visits)),
            ("pages", number(self.pages)),
            ("measured", number(self.measured)),
            ("buyers", number(self.buyers)),
            ("turnover", round(self.turnover, 2)),
            (
                "events",
                map(&[("sent", number(self.sent)), ("late", number(self.late)), ("dropped", number(self.dropped))]),
            ),
            ("rules", Value::List(self.rules.iter().map(rule).collect())),
            ("goals", Value::List(self.goals.iter().map(goal).collect())),
            ("funnels", Value::List(self.funnels.iter().map(funnel).collect())),
            ("studies", Value::List(studies.iter().map(written).collect())),
        ])
    }
}

fn entry<'l, T: Default>(list: &'l mut Vec<(String, T)>, name: &str) -> &'l mut T {
    let place = list.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        list.push((name.into(), T::default()));
        list.len() - 1
    });
    &mut list[place].1
}

fn written(study: &Study) -> Value {
    map(&[
        ("experiment", study.experiment.as_str().into()),
        ("goal", study.goal.as_str().into()),
        ("mismatch", round(study.mismatch, 4)),
        ("arms", Value::List(study.arms.iter().map(arm).collect())),
    ])
}

fn arm(arm: &ArmResult) -> Value {
    let pair = |one: &Estimate| Value::List(vec![round(one.is, 5), round(one.error, 5)]);
    let maybe = |one: &Option<Estimate>| one.as_ref().map_or(Value::Null, pair);
    map(&[
        ("id", arm.id.as_str().into()),
        ("exposed", f64::from(arm.exposed).into()),
        ("converted", f64::from(arm.converted).into()),
        ("rate", pair(&arm.rate)),
        ("worth", pair(&arm.worth)),
        ("lift", maybe(&arm.lift)),
        ("naive", maybe(&arm.naive)),
        ("truth", arm.truth.map_or(Value::Null, |truth| round(truth, 5))),
    ])
}

fn round(number: f64, digits: i32) -> Value {
    let scale = 10f64.powi(digits);
    let rounded = (number * scale).round() / scale;
    if rounded.is_finite() {
        rounded.into()
    } else {
        Value::Null
    }
}
