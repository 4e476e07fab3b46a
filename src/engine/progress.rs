//! How far an operator has come: marks instead of a list of events. Pure: it knows no engine, no rule set, no clock.
//!
//! Instants are wall time that runs on evenly in a page, so that they can be stored. A mark has the number of the input
//! that made it, so that two firings in one millisecond keep their order, and two tabs can put together what they have.

use std::rc::Rc;

use crate::ruleset::value::Value;

use crate::time::{Ms, Wall};

/// Slot of the mark that says when everything before was forgotten: by a firing, or a `no`.
pub(crate) const FORGOT: u32 = u32::MAX;
/// Values that a `same` tells apart; those seen last.
const MAX_VALUES: usize = 16;
/// Most marks of an operator, more or less.
pub(crate) const MAX_MARKS: usize = 512;

/// Progress of one operator.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Progress {
    /// It goes with the session.
    pub(crate) is_of_session: bool,
    /// The latest input in which a child fired, and its number.
    pub(crate) last: Stamp,
    /// All of it was dropped then.
    pub(crate) dropped: Stamp,
    pub(crate) marks: Vec<Mark>,
}

/// When, and in which input of those an operator was part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp {
    pub(crate) at: Wall,
    pub(crate) number: u32,
}

/// Something that fired and is not forgotten.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    /// The child; for a `sequence`: a chain that has come to it.
    pub(crate) slot: u32,
    pub(crate) stamp: Stamp,
    /// When the chain began.
    pub(crate) start: Wall,
    /// `absent`: what its clock had read when this was stored.
    pub(crate) spent: Ms,
    /// `sequence` with `same`: the value that its events have.
    pub(crate) value: Value,
    /// What templates will read of the events so far.
    pub(crate) props: Vec<Prop>,
}

/// A property of the event of an earlier step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Prop {
    pub(crate) step: u32,
    /// With dots.
    pub(crate) path: Rc<str>,
    pub(crate) value: Value,
}

/// What does not change about an operator's memory.
pub(crate) struct Shape<'a> {
    pub(crate) within: Option<Ms>,
    pub(crate) strict: bool,
    pub(crate) times: u32,
    /// By child: whether it fires once in its scope.
    pub(crate) once: &'a [bool],
}

/// A child that fired in this input.
pub(crate) struct Hit<'a> {
    pub(crate) slot: u32,
    /// What is kept of its event.
    pub(crate) props: &'a [Prop],
}

impl Shape<'_> {
    fn holds(&self, start: Wall, now: Wall) -> bool {
        self.within.is_none_or(|within| now - start < within)
    }

    /// How many values a `same` tells apart: fewer where there are many steps.
    pub(crate) fn most_values(&self) -> usize {
        (MAX_MARKS / self.once.len().max(1)).clamp(1, MAX_VALUES)
    }

    /// How many of the first steps fire once in their scope: they stay met.
    fn lasting(&self) -> u32 {
        let mut count = 0;
        while self.once.get(count).is_some_and(|once| *once) {
            count += 1;
        }
        count as u32
    }
}

impl Mark {
    fn new(slot: u32, stamp: Stamp, value: &Value) -> Mark {
        Mark { slot, stamp, start: stamp.at, spent: Ms(0), value: value.clone(), props: Vec::new() }
    }
}

impl Progress {
    /// A child fired; the number of its input.
    pub(crate) fn tick(&mut self, now: Wall) {
        self.last = Stamp { at: now.max(self.last.at), number: self.last.number.wrapping_add(1) };
    }

    /// The mark of a slot.
    pub(crate) fn mark(&self, slot: u32, value: &Value) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.slot == slot && mark.value == *value)
    }

    #[inline(never)]
    fn put(&mut self, new: Mark) {
        self.marks.retain(|mark| mark.slot != new.slot || mark.value != new.value);
        self.marks.push(new);
    }

    /// Forgets the marks of a value but those of the first `lasting` slots.
    pub(crate) fn forget(&mut self, value: &Value, lasting: u32) {
        self.marks.retain(|mark| mark.value != *value || mark.slot < lasting);
        self.marks.push(Mark::new(FORGOT, self.last, value));
    }

    /// `all`: the props of all children in order, if this completes it.
    pub(crate) fn all(&mut self, shape: &Shape, hits: &[Hit]) -> Option<Vec<Prop>> {
        for hit in hits {
            let props = hit.props.to_vec();
            self.put(Mark { props, ..Mark::new(hit.slot, self.last, &Value::Null) });
        }
        let mut first = self.last.at;
        let mut props = Vec::new();
        for slot in 0..shape.once.len() {
            let mark = self.mark(slot as u32, &Value::Null)?;
            first = first.min(mark.start);
            props.extend_from_slice(&mark.props);
        }
        if !shape.holds(first, self.last.at) {
            return None;
        }
        self.marks.retain(|mark| shape.once.get(mark.slot as usize).is_some_and(|once| *once));
        self.marks.push(Mark::new(FORGOT, self.last, &Value::Null));
        Some(props)
    }

    /// `count`: whether this is the last of as many as it takes.
    pub(crate) fn count(&mut self, shape: &Shape) -> bool {
        self.marks.push(Mark::new(0, self.last, &Value::Null));
        self.trim(shape.times);
        let mut have = 0;
        for mark in &self.marks {
            have += u32::from(mark.slot == 0 && shape.holds(mark.start, self.last.at));
        }
        if have < shape.times {
            return false;
        }
        self.forget(&Value::Null, 0);
        true
    }

    /// `count`: keeps as many of the latest marks as can matter.
    pub(crate) fn trim(&mut self, most: u32) {
        let mut left = most;
        for at in (0..self.marks.len()).rev() {
            if self.marks[at].slot != 0 {
                continue;
            }
            if left == 0 {
                self.marks.remove(at);
            } else {
                left -= 1;
            }
        }
    }

    /// `sequence`: the props of the chain, if this completes one. `value` is what the events have under `same`: each
    /// value is a sequence of its own. Hits are in the order of the steps.
    pub(crate) fn sequence(&mut self, shape: &Shape, hits: &[Hit], value: &Value) -> Option<Vec<Prop>> {
        let old = self.marks.clone();
        self.stray(shape);
        let chain = self.step(shape, hits, value, &old);
        if chain.is_some() {
            self.forget(value, shape.lasting());
        }
        self.evict(shape.most_values());
        chain.map(|chain| chain.props)
    }

    /// `sequence`: a step fired that belongs to no value.
    pub(crate) fn stray(&mut self, shape: &Shape) {
        if shape.strict {
            self.marks.retain(|mark| mark.slot == FORGOT);
        }
    }

    /// The steps of one value; the chain, if the last of them completes one.
    fn step(&mut self, shape: &Shape, hits: &[Hit], value: &Value, old: &[Mark]) -> Option<Mark> {
        let last = shape.once.len().saturating_sub(1) as u32;
        for hit in hits {
            // What is reached once may follow in the same leap; anything else takes an input of its own.
            let is_leap = shape.once.get(hit.slot as usize).is_some_and(|once| *once);
            let before = |mark: &&Mark| mark.slot.wrapping_add(1) == hit.slot && mark.value == *value;
            let leap = self.marks.iter().find(before).filter(|_| is_leap);
            let mut chain = match (hit.slot, leap.or_else(|| old.iter().find(before))) {
                (0, _) => Mark::new(0, self.last, value),
                (_, Some(mark)) => mark.clone(),
                _ => continue,
            };
            if !shape.holds(chain.start, self.last.at) {
                continue;
            }
            chain.props.extend_from_slice(hit.props);
            if hit.slot == last {
                return Some(chain);
            }
            (chain.slot, chain.stamp) = (hit.slot, self.last);
            self.put(chain);
        }
        None
    }

    /// `absent`: the latest firing of its first child restarts it, its second child cancels it.
    pub(crate) fn absent(&mut self, hits: &[Hit]) {
        for hit in hits {
            if hit.slot == 0 {
                let props = hit.props.to_vec();
                self.put(Mark { props, ..Mark::new(0, self.last, &Value::Null) });
            } else {
                self.forget(&Value::Null, 0);
            }
        }
    }
}
