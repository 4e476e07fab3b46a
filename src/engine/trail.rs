//! What the ledger keeps for measuring: which arms the visitor was exposed to, and which arm is theirs. Most rule sets
//! measure nothing, so it stands at the end of the ledger's text, as a tail that those hand on as it is.

use super::ledger::Ledger;
use super::ledger_op::Op;
use super::ledger_text::{Reader, Writer};
use crate::time::{Ms, Wall};

/// Most exposures and arms remembered; those that were added last.
const MAX_EXPOSURES: usize = 64;
const MAX_ARMS: usize = 128;

/// It.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Trail {
    /// One for each experiment and variant, the latest last. None is older than `settings.attribution` was when the
    /// last of them came.
    pub(crate) exposures: Vec<Exposure>,
    pub(crate) arms: Vec<Arm>,
}

/// The visitor was where the arms of an experiment can differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Exposure {
    /// Name of the experiment; for one of a rule's own the rule's id.
    pub(crate) experiment: String,
    /// Id of the variant.
    pub(crate) variant: String,
    /// The last time.
    pub(crate) at: Wall,
}

/// Who is in an arm stays there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Arm {
    pub(crate) experiment: String,
    /// Of the experiment: another one deals anew.
    pub(crate) version: u32,
    /// Who: a hash of what they are told apart by.
    pub(crate) unit: u32,
    /// Id of the variant.
    pub(crate) variant: String,
}

impl Trail {
    /// Takes in an exposure.
    pub(crate) fn expose(&mut self, new: &Exposure, keep: Ms) {
        self.exposures.retain(|known| {
            let is_same = known.experiment == new.experiment && known.variant == new.variant;
            !is_same && (new.at - known.at).0 < keep.0
        });
        if self.exposures.len() >= MAX_EXPOSURES {
            self.exposures.remove(0);
        }
        self.exposures.push(new.clone());
    }

    /// Keeps somebody in an arm.
    fn assign(&mut self, new: &Arm) {
        self.arms.retain(|arm| (&arm.experiment, arm.version, arm.unit) != (&new.experiment, new.version, new.unit));
        if self.arms.len() >= MAX_ARMS {
            self.arms.remove(0);
        }
        self.arms.push(new.clone());
    }

    /// Appends it to the ledger's text.
    #[inline(never)]
    pub(super) fn write(&self, to: &mut Writer) {
        to.length(self.exposures.len());
        for exposure in &self.exposures {
            to.text(&exposure.experiment);
            to.text(&exposure.variant);
            to.int(exposure.at.0);
        }
        to.length(self.arms.len());
        for arm in &self.arms {
            to.text(&arm.experiment);
            to.int(i64::from(arm.version));
            to.int(i64::from(arm.unit));
            to.text(&arm.variant);
        }
    }

    /// Reads what [`Trail::write`] wrote; what is not of that kind reads as nothing.
    fn read(tail: &str) -> Trail {
        let mut trail = Trail::default();
        if tail.is_empty() {
            return trail;
        }
        let mut from = Reader::new(tail);
        for _ in 0..from.length(MAX_EXPOSURES) {
            let (experiment, variant) = (from.text(), from.text());
            trail.exposures.push(Exposure { experiment, variant, at: Wall(from.int()) });
        }
        for _ in 0..from.length(MAX_ARMS) {
            let (experiment, version, unit) = (from.text(), from.count(), from.count());
            trail.arms.push(Arm { experiment, version, unit, variant: from.text() });
        }
        if from.is_bad {
            return Trail::default();
        }
        trail
    }
}

impl Ledger {
    /// Makes of the tail what can be asked. No instant lies after `now`.
    #[inline(never)]
    pub(crate) fn open_trail(&mut self, now: Wall) -> &mut Trail {
        let tail = std::mem::take(&mut self.tail);
        self.trail.get_or_insert_with(|| {
            let mut trail = Trail::read(&tail);
            for exposure in &mut trail.exposures {
                exposure.at = exposure.at.min(now);
            }
            Box::new(trail)
        })
    }

    /// Changes that only measuring makes.
    #[inline(never)]
    pub(crate) fn measure(&mut self, op: &Op) {
        match op {
            Op::Exposed { exposure, keep } => self.open_trail(exposure.at).expose(exposure, *keep),
            Op::Assigned(arm) => self.open_trail(Wall(i64::MAX)).assign(arm),
            _ => {}
        }
    }

    /// Nothing may be measured any more: exposures and arms go. True if there were any.
    pub(crate) fn forget_trail(&mut self) -> bool {
        let was_any = !self.tail.is_empty();
        self.tail.clear();
        was_any | self.trail.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger_text::{read, write};
    use super::*;

    fn exposed(experiment: &str, variant: &str, at: i64) -> Op {
        let exposure = Exposure { experiment: experiment.into(), variant: variant.into(), at: Wall(at) };
        Op::Exposed { exposure, keep: Ms(100) }
    }

    fn sample() -> Ledger {
        let mut ledger = Ledger::default();
        ledger.apply(&exposed("a b", "x", 5));
        ledger.apply(&exposed("c", "%", 6));
        ledger.apply(&exposed("a b", "x", 7));
        ledger.apply(&Op::Assigned(Arm { experiment: "c".into(), version: 2, unit: u32::MAX, variant: "y".into() }));
        ledger
    }

    #[test]
    fn a_trail_is_read_back_when_it_is_opened() {
        let ledger = sample();
        let mut again = read(&write(&ledger)).expect("what was written");
        assert_eq!(again.trail, None);
        again.open_trail(Wall(1_000));
        assert_eq!(again, ledger);
    }

    #[test]
    fn who_measures_nothing_hands_it_on() {
        let text = write(&sample());
        assert_eq!(write(&read(&text).expect("what was written")), text);
    }

    #[test]
    fn exposures_are_one_for_each_arm_the_latest_last_and_not_too_old() {
        let mut ledger = sample();
        let names = |ledger: &mut Ledger| -> Vec<(String, i64)> {
            let trail = ledger.open_trail(Wall(1_000));
            trail.exposures.iter().map(|one| (one.experiment.clone(), one.at.0)).collect()
        };
        assert_eq!(names(&mut ledger), [("c".into(), 6), ("a b".into(), 7)]);
        ledger.apply(&exposed("d", "x", 106));
        assert_eq!(names(&mut ledger), [("a b".into(), 7), ("d".into(), 106)]);
        for number in 0..100 {
            ledger.apply(&exposed("e", &number.to_string(), 106));
        }
        assert_eq!(names(&mut ledger).len(), MAX_EXPOSURES);
    }

    #[test]
    fn instants_of_a_clock_that_was_ahead_are_now() {
        let mut again = read(&write(&sample())).expect("what was written");
        assert!(again.open_trail(Wall(6)).exposures.iter().all(|one| one.at == Wall(6)));
    }

    #[test]
    fn a_tail_of_another_kind_reads_as_nothing() {
        for tail in [" x", " 1", " 9999", " 1 a b c", " -1 0"] {
            let mut ledger = Ledger { tail: tail.into(), ..Ledger::default() };
            assert_eq!(*ledger.open_trail(Wall(0)), Trail::default(), "{tail}");
        }
    }

    #[test]
    fn a_trail_never_makes_a_ledger_too_long_to_be_read() {
        let mut ledger = Ledger::default();
        for number in 0..MAX_ARMS {
            let experiment = format!("{number}{}", " ".repeat(200));
            let variant = "%".repeat(200);
            ledger.apply(&Op::Assigned(Arm { experiment, version: 1, unit: 0, variant }));
        }
        assert!(read(&write(&ledger)).is_some());
        let raw = Ledger { tail: " a".repeat(60_000), ..Ledger::default() };
        assert!(read(&write(&raw)).is_some());
    }
}
