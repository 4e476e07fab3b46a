//! The engine and its ledger: what is remembered, and how what other tabs stored is taken in.

use super::effect::Effect;
use super::input::{ConsentState, Stored};
use super::ledger::{asks_for, Ledger, Op, ITSELF, MAX_OPS};
use super::{dirty, ledger_text, Engine};
use crate::ruleset::model::{Ask, Scope, SeenOutcome};
use crate::time::{sum, Wall};

impl Ask {
    /// Instants the ledger keeps for it.
    pub(crate) fn kept(&self) -> u32 {
        self.within.map_or(0, |_| self.keep.max(1))
    }
}

impl Engine {
    /// Whether history is known: from the store, or from memory where that is all there may be.
    pub(crate) fn is_history_known(&self) -> bool {
        self.consent.functional != ConsentState::Granted || self.is_read || self.is_unavailable
    }

    /// Whether the number of visits can be known: it lies in the store or nowhere.
    pub(crate) fn is_ledger_read(&self) -> bool {
        self.consent.functional == ConsentState::Granted && (self.is_read || self.is_unavailable)
    }

    /// Applies a change and keeps it for the store.
    pub(crate) fn record(&mut self, op: Op) {
        self.op_count = self.op_count.wrapping_add(1);
        self.ledger.apply(&op);
        self.ledger.mark(self.context.tab, self.op_count);
        self.ops.push((self.op_count, op));
        if self.ops.len() > MAX_OPS {
            self.ops.remove(0);
        }
        self.is_unsaved = true;
        self.dirty |= dirty::HISTORY;
    }

    /// An outcome of a rule, for those who ask about it.
    pub(crate) fn record_seen(&mut self, rule: u32, outcome: SeenOutcome) {
        for index in 0..self.set.asks.len() {
            if asks_for(&self.set.asks[index], &self.set.rules[rule as usize].id, outcome) {
                self.happened(index);
            }
        }
    }

    /// What a question asks about happened.
    pub(crate) fn happened(&mut self, ask: usize) {
        let ask = &self.set.asks[ask];
        let (key, keep) = (ask.key.clone(), ask.kept());
        self.record(Op::Happened { key, at: self.wall(), keep });
    }

    pub(crate) fn begin_session(&mut self) {
        if self.spans_views() {
            self.leave_session();
        }
        self.record(Op::Active {
            at: self.wall(),
            was: self.ledger.active,
            gap: self.set.settings.session,
            arrival: self.load_arrival.clone(),
            keep_history: self.consent.personalization == ConsentState::Granted,
        });
        self.keep_history();
    }

    /// Takes in what the store holds, with this tab's own changes that it does not hold yet on top.
    pub(crate) fn restore(&mut self, stored: Stored) {
        if self.consent.functional != ConsentState::Granted {
            return;
        }
        let is_gone = stored == Stored::Nothing;
        let mut ledger = match stored {
            Stored::Unavailable | Stored::Refused => {
                if stored == Stored::Refused {
                    (self.generation, self.stored) = (0, 0);
                }
                self.is_unavailable = true;
                self.dirty |= dirty::HISTORY;
                return;
            }
            Stored::Nothing => Ledger::default(),
            // A damaged store reads as an empty one.
            Stored::Text(text) => ledger_text::read(&text).unwrap_or_default(),
        };
        ledger.clamp(self.wall(), self.today());
        if self.set.is_measured {
            ledger.open_trail(self.wall());
        }
        let generation = ledger.applied(ITSELF);
        // One that says nothing of itself is damaged, or of a version that had no such number.
        if self.generation != 0 && self.generation != generation && (is_gone || generation != 0) {
            // Somebody erased what this page goes on from, and it did not hear of it. No reason to write: each time a
            // store forgets by itself, it would be asked again.
            let is_unsaved = self.is_unsaved;
            self.begin_anew();
            self.forget_met();
            self.is_unsaved = is_unsaved;
        }
        self.generation = generation;
        let tab = self.context.tab;
        let mut applied = ledger.applied(tab);
        if applied == 0 {
            // If it was known, so many pages came since that they are not all known any more.
            applied = self.stored;
        }
        self.stored = applied;
        // What the store holds is kept all the same: a text that was read before the last write may come after it.
        for (number, op) in &self.ops {
            if *number > applied {
                ledger.apply(op);
            }
        }
        if self.op_count > 0 {
            ledger.mark(tab, self.op_count);
        }
        if self.page.count > 0 {
            ledger.active = ledger.active.max(self.own_active());
        }
        let session = self.ledger.session;
        std::mem::swap(&mut self.ledger, &mut ledger);
        if self.consent.personalization == ConsentState::Denied {
            // Written before that was said.
            self.ledger.forget_history();
        }
        if self.consent.analytics == ConsentState::Denied {
            self.ledger.forget_trail();
            self.ledger.forget_goals();
        }
        self.take_progress(session);
        self.keep_history();
        // Whoever hears what they knew decides nothing anew: else it would show when the store answered.
        if !self.is_read || self.is_unavailable || ledger_text::told(&ledger) != ledger_text::told(&self.ledger) {
            self.dirty |= dirty::HISTORY;
        }
        self.sync_places();
        self.is_read = true;
        self.is_unavailable = false;
        self.keep_visitor();
    }

    /// The store is asked to hold what is known now: it answered.
    pub(crate) fn store(&mut self) {
        if self.consent.functional == ConsentState::Granted && !self.is_unavailable {
            if self.generation == 0 {
                self.generation = (self.wall().0 as u32).wrapping_add(self.op_count).max(1);
                self.ledger.tabs.insert(0, (ITSELF, self.generation));
            }
            self.stored = self.op_count;
        }
    }

    /// History is what the rules ask for, and no more.
    pub(crate) fn keep_history(&mut self) {
        let now = self.wall();
        self.ledger.keep_for(&self.set.asks, now);
        self.keep_funnels();
        if self.signals.places.all.is_empty() {
            self.ledger.dwells.iter_mut().for_each(Vec::clear);
        } else {
            self.keep_dwells();
        }
    }

    fn own_active(&self) -> Wall {
        Wall(sum(self.page.active_at.0, self.wall_offset))
    }

    /// Everything known beyond this page view goes, and what is stored.
    pub(crate) fn forget_all(&mut self, out: &mut Vec<Effect>) {
        out.push(Effect::Erase);
        self.begin_anew();
    }

    #[inline(never)]
    fn begin_anew(&mut self) {
        self.generation = 0;
        self.stored = 0;
        self.ledger = Ledger::default();
        self.forget_progress(Scope::Visitor);
        self.ops.clear();
        self.is_read = false;
        self.is_unavailable = false;
        if !self.context.is_named {
            // Another one: whoever is forgotten is not told by the old name again.
            let name = i64::from(super::hash::fnv1a(self.context.visitor.as_bytes()));
            self.context.visitor.clear();
            super::number::push_int(&mut self.context.visitor, name);
        }
        if self.page.count > 0 {
            self.begin_session();
            self.sync_places();
            self.record(Op::PageView);
        }
    }
}
