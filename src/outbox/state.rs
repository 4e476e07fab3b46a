//! What the tabs share besides the events: how often sending failed, not before when it is tried again, and how many
//! events were lost for which reason. It lies in the store in two slots, written in turns: a cut leaves the other one.

use crate::frame::{is_whole, number, put, put_number, seal, word};

/// Why an event was dropped. Each is counted, and the counts go with a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lost {
    /// No room.
    Full,
    /// It lay too long.
    Old,
    /// The collector will not have it.
    Refused,
    /// Its text is too long.
    Large,
    /// What lay in the store was no whole record.
    Damaged,
}

/// How many reasons there are.
pub const REASONS: usize = 5;
/// How many events were lost, by reason.
pub type Counts = [u32; REASONS];

/// Bytes of one slot.
pub const STATE: usize = 80;

/// The shared state.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct State {
    /// Which of two slots is newer.
    pub generation: u32,
    /// Failures since the last success.
    pub failures: u32,
    /// Of these the ones without any answer, since the last answer.
    pub silent: u32,
    /// Nothing is sent before that, in milliseconds since 1970.
    pub not_before: f64,
    /// Lost, and not yet told.
    pub open: Counts,
    /// Told under an id, and nobody knows yet whether it arrived. No id: zero.
    pub sealed: Counts,
    /// The id of the sealed counts.
    pub id: u64,
}

impl State {
    /// Nothing ever happened.
    pub(crate) const NONE: State =
        State { generation: 0, failures: 0, silent: 0, not_before: 0.0, open: [0; 5], sealed: [0; 5], id: 0 };

    /// Writes a slot.
    pub fn write(&self, bytes: &mut [u8; STATE]) {
        put_number(bytes, 8, self.not_before);
        for (place, one) in [self.generation, self.failures, self.silent].into_iter().enumerate() {
            put(bytes, 16 + 4 * place, one);
        }
        put_number(bytes, 28, f64::from_bits(self.id));
        for (place, one) in self.open.iter().chain(&self.sealed).enumerate() {
            put(bytes, 36 + 4 * place, *one);
        }
        seal(bytes);
    }

    /// Reads a slot, if it is whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != STATE || !is_whole(bytes) {
            return None;
        }
        let mut state = Self {
            generation: word(bytes, 16),
            failures: word(bytes, 20),
            silent: word(bytes, 24),
            not_before: number(bytes, 8),
            id: number(bytes, 28).to_bits(),
            ..Self::default()
        };
        for (place, one) in state.open.iter_mut().chain(&mut state.sealed).enumerate() {
            *one = word(bytes, 36 + 4 * place);
        }
        Some(state)
    }
}

/// What a tab knows and the store does not, yet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct News {
    pub(crate) lost: Counts,
    /// Something arrived: failures begin anew.
    pub(crate) arrived: bool,
    /// Somebody answered, if only that it failed.
    pub(crate) answered: bool,
    pub(crate) failures: u32,
    pub(crate) silent: u32,
    pub(crate) not_before: f64,
    /// These counts arrived.
    pub(crate) told: u64,
}

pub(crate) fn add(counts: &mut Counts, more: &Counts) {
    for (one, other) in counts.iter_mut().zip(more) {
        *one = one.saturating_add(*other);
    }
}

impl News {
    /// Nothing is new.
    pub(crate) const NONE: News =
        News { lost: [0; 5], arrived: false, answered: false, failures: 0, silent: 0, not_before: 0.0, told: 0 };

    pub(crate) fn lose(&mut self, why: Lost) {
        if let Some(one) = self.lost.get_mut(why as usize) {
            *one = one.saturating_add(1);
        }
    }

    pub(crate) fn arrive(&mut self) {
        let Self { lost, told, .. } = *self;
        *self = Self { lost, told, arrived: true, ..Self::default() };
    }

    pub(crate) fn fail(&mut self, has_answer: bool, counts: bool, not_before: f64) {
        self.failures += 1;
        self.not_before = not_before;
        if has_answer {
            self.answered = true;
            self.silent = 0;
        } else if counts {
            self.silent += 1;
        }
    }

    pub(crate) fn apply(&self, state: &mut State) {
        add(&mut state.open, &self.lost);
        if self.arrived {
            (state.failures, state.silent, state.not_before) = (0, 0, 0.0);
        }
        if self.answered {
            state.silent = 0;
        }
        state.failures = state.failures.saturating_add(self.failures);
        state.silent = state.silent.saturating_add(self.silent);
        if self.failures > 0 {
            state.not_before = self.not_before;
        }
        if self.told != 0 && self.told == state.id {
            (state.id, state.sealed) = (0, Counts::default());
        }
    }

    /// Both, `later` after this one.
    pub(crate) fn then(&mut self, later: &News) {
        add(&mut self.lost, &later.lost);
        if later.arrived {
            self.arrive();
        }
        if later.answered {
            self.answered = true;
            self.silent = 0;
        }
        self.failures += later.failures;
        self.silent += later.silent;
        if later.failures > 0 {
            self.not_before = later.not_before;
        }
        if later.told != 0 {
            self.told = later.told;
        }
    }
}
