//! Experiments: who takes part, which arms there are, and what a rule is in each of them.

use std::rc::Rc;

use super::compare::Sort;
use super::expect;
use super::intern::{prefixed, Fnv};
use super::model::{Cond, Experiment, Face, Point, Subject, Trial, Variant};
use super::named::{self, EXPERIMENTS};
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::table::{field, ix, known, table, Table};
use super::value::Value;

pub(super) const EXPERIMENT: Table = table("", "variants coverage namespace seed by version minVersion");
pub(super) const NAMESPACE: Table = table("", "name range");

/// An arm: what it is, what of a rule it may override, and what all arms share.
pub(super) const VARIANT: Table = table(
    "",
    "id weight control when if delay wait cancelOn hideOn show do meta enabled interrupts slot priority limit schedule tags rollout on experiment description",
);
const ARM: &str = "id weight control when if delay wait cancelOn hideOn show do meta";
const META: usize = 11;
/// Most arms.
pub(super) const MOST: usize = 16;
/// Whoever is held out is in an arm of that name.
const HOLDOUT: &str = "holdout";

pub(super) const VARIES: Table = table("", "experiment is isNot in notIn exists else");

impl<'v> Reader<'v, '_> {
    /// The experiment of a rule: its own, or the name of one at the top.
    #[inline(never)]
    pub(super) fn experiment(&mut self, value: &'v Value) -> Option<Box<Trial>> {
        let experiment = match value {
            Value::Text(name) => match self.refer(EXPERIMENTS, name, value, expect::EXPERIMENT)? {
                Subject::Variant(experiment) => experiment,
                _ => return None,
            },
            _ => {
                let name = self.rule.unwrap_or_default();
                Rc::new(self.own_experiment(value, name))
            }
        };
        self.set.is_measured = true;
        let faces = experiment.arms.iter().map(|_| None).collect();
        Some(Box::new(Trial { experiment, faces, point: Point::Show, mark: 0 }))
    }

    /// What an experiment is.
    #[inline(never)]
    pub(super) fn own_experiment(&mut self, value: &'v Value, name: &str) -> Experiment {
        let mut out = Experiment {
            name: name.into(),
            seed: prefixed("experiment:", name),
            coverage: 1.0,
            ..Experiment::default()
        };
        let form = &self.form(value, ix!(EXPERIMENT));
        if !matches!(value, Value::Map(_)) {
            return out;
        }
        if name == HOLDOUT {
            self.problem(Code::Conflict, expect::NO_HOLDOUT, value);
        }
        self.entries(value, known!(EXPERIMENT), &mut |reader, which, _, part| match which {
            0 => out.arms = reader.arms(part),
            1 => out.coverage = reader.share(part),
            2 => out.namespace = reader.namespace(part),
            3 => out.seed = reader.name(part).into(),
            4 => {
                let path = reader.name(part);
                if path != "visitor" {
                    reader.dotted(path, Code::UnknownValue, part);
                    out.by = Some(scan::pieces(path, b'.'));
                }
            }
            5 => out.version = reader.whole(part, 0, 1_000_000, expect::WHOLE_FROM_0) as u32,
            _ => out.min_version = reader.whole(part, 0, 1_000_000, expect::WHOLE_FROM_0) as u32,
        });
        if self.need(form, field!(EXPERIMENT, "variants")).is_some() {
            self.leave();
        }
        if out.min_version > out.version {
            self.problem(Code::OutOfRange, expect::MIN_VERSION, value);
        }
        out
    }

    /// A percentage as a share, to the hundredth of a percent.
    pub(super) fn share(&mut self, value: &'v Value) -> f64 {
        (self.measure(value, "%", 100.0, expect::PERCENT) * 100.0).round() / 10_000.0
    }

    fn namespace(&mut self, value: &'v Value) -> Option<(String, f64, f64)> {
        let form = &self.form(value, ix!(NAMESPACE));
        let name = self.need_name(form, field!(NAMESPACE, "name"));
        let range = self.need(form, field!(NAMESPACE, "range"))?;
        let mut ends = Vec::new();
        self.list(range, &mut |reader, item| ends.push(reader.share(item)));
        let pair = match ends.as_slice() {
            [low, high] if low < high => Some((name.into(), *low, *high)),
            _ => {
                self.problem(Code::OutOfRange, expect::SHARES, range);
                None
            }
        };
        self.leave();
        pair
    }

    #[inline(never)]
    fn arms(&mut self, value: &'v Value) -> Vec<Variant> {
        let before = self.count();
        let mut arms: Vec<Variant> = Vec::new();
        self.list(value, &mut |reader, item| {
            let arm = reader.arm(item, &arms);
            arms.push(arm);
        });
        let controls = arms.iter().filter(|arm| arm.is_control).count();
        if let Value::List(items) = value {
            if items.len() == 1 || items.len() > MOST {
                self.problem(Code::OutOfRange, expect::ARMS, value);
            } else if controls > 1 {
                self.problem(Code::Conflict, expect::ONE_CONTROL, value);
            }
        }
        let mut sum = 0.0;
        arms.iter().for_each(|arm| sum += arm.weight);
        if sum > 0.0 {
            arms.iter_mut().for_each(|arm| arm.weight /= sum);
        } else if !arms.is_empty() && self.count() == before {
            self.problem(Code::OutOfRange, expect::WEIGHTS, value);
        }
        arms
    }

    #[inline(never)]
    fn arm(&mut self, value: &'v Value, before: &[Variant]) -> Variant {
        self.form_of(value, ix!(VARIANT), expect::names("", ARM));
        let mut arm = Variant { weight: 1.0, ..Variant::default() };
        let (mut has_id, mut overrides) = (false, false);
        self.entries(value, known!(VARIANT), &mut |reader, which, _, part| match which {
            0 => {
                has_id = true;
                let id = reader.name(part);
                if !named::is_name(id) {
                    reader.problem(Code::OutOfRange, expect::NAME, part);
                } else if id == HOLDOUT || before.iter().any(|other| other.id == id) {
                    reader.problem(Code::OutOfRange, expect::ARM_ID, part);
                }
                arm.id = id.into();
            }
            1 => {
                arm.weight = reader.number(part);
                if !(0.0..=1e6).contains(&arm.weight) {
                    reader.problem(Code::OutOfRange, expect::WEIGHTS, part);
                    arm.weight = 1.0;
                }
            }
            2 => arm.is_control = reader.flag(part),
            _ => {
                overrides = true;
                if which > META {
                    reader.problem(Code::Conflict, expect::ALL_ARMS, part);
                }
            }
        });
        if !has_id {
            self.problem(Code::Missing, expect::words("id"), value);
        }
        if arm.is_control && overrides {
            self.problem(Code::Conflict, expect::CONTROL, value);
        }
        arm
    }

    /// Reads what the rule that was read last is in each arm, and puts it there.
    #[inline(never)]
    pub(super) fn faces(&mut self, place: u32, device: u32) {
        let Some(mut rule) = self.set.rules.pop() else { return };
        let all = self.overrides;
        let mut hash = Fnv::default();
        if let Some(trial) = &mut rule.trial {
            for one in all.iter().filter(|one| one.place == place && one.device == device) {
                let Some(variant) = one.variant else { continue };
                let good = self.set.rules.len();
                self.merged = Some(one);
                self.one_rule(&one.rule, place);
                self.merged = None;
                self.set.rules.truncate(good + 1);
                let Some(read) = self.set.rules.pop() else { continue };
                rule.interrupts |= read.interrupts;
                if let Some(face) = trial.faces.get_mut(variant as usize) {
                    *face = Some(Face::of(read));
                }
                hash.eat(&variant.to_le_bytes());
                hash.value(&one.rule);
            }
        }
        if let Some(mut trial) = rule.trial.take() {
            for face in trial.faces.iter().flatten() {
                let point = face.point(&rule);
                if point as u32 > trial.point as u32 {
                    trial.point = point;
                }
            }
            let experiment = &trial.experiment;
            hash.eat(experiment.name.as_bytes());
            hash.eat(experiment.seed.as_bytes());
            hash.eat(&experiment.version.to_le_bytes());
            for arm in &experiment.arms {
                hash.eat(arm.id.as_bytes());
                hash.eat(&arm.weight.to_bits().to_le_bytes());
                hash.eat(&[u8::from(arm.is_control)]);
            }
            let (space, low, high) = experiment.namespace.clone().unwrap_or_default();
            hash.eat(space.as_bytes());
            for number in [experiment.coverage, low, high, f64::from(experiment.min_version)] {
                hash.eat(&number.to_bits().to_le_bytes());
            }
            experiment.by.iter().flatten().for_each(|piece| hash.eat(piece.as_bytes()));
            trial.mark = hash.0;
            rule.trial = Some(trial);
        }
        self.set.rules.push(rule);
    }

    /// Which arm of an experiment the visitor is in.
    #[inline(never)]
    pub(super) fn variant(&mut self, value: &'v Value) -> Cond {
        self.form_of(value, ix!(VARIES), expect::names("a field", VARIES.known));
        let mut subject = None;
        let mut is_named = false;
        self.entries(value, "experiment", &mut |reader, _, _, part| {
            is_named = true;
            let name = reader.name(part);
            subject = reader.refer(EXPERIMENTS, name, part, expect::EXPERIMENT);
        });
        if let (Value::Map(_), false) = (value, is_named) {
            self.problem(Code::Missing, expect::words("experiment"), value);
        }
        let Some(subject) = subject else { return Cond::All(Vec::new()) };
        self.set.is_measured = true;
        if let Subject::Variant(experiment) = &subject {
            let arms = experiment.clone();
            self.entries(value, "is isNot in notIn", &mut |reader, _, _, part| {
                reader.many(part, &mut |reader, item| {
                    let is_known = |id: &str| arms.arms.iter().any(|arm| arm.id == id);
                    if !item.text().is_some_and(is_known) {
                        reader.problem(Code::UnknownValue, expect::VARIANT, item);
                        #[cfg(feature = "dev")]
                        {
                            let ids: Vec<&str> = arms.arms.iter().map(|arm| arm.id.as_str()).collect();
                            reader.suggest(super::nearest::nearest(item.text().unwrap_or_default(), &ids));
                        }
                    }
                });
            });
        }
        self.compare(value, subject, Sort::Variant)
    }
}
