//! Guards: the triggers of `cancelOn` and `hideOn`. They are listened to only from their rule's firing until it shows,
//! or from then until it is hidden.

use crate::ruleset::model::Trigger;

use super::atoms::STATES;
use super::signals::{Signals, NONE};

/// The trigger of a `cancelOn` or `hideOn`, and where its nodes and atoms lie.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub(crate) of: (u32, u32),
    pub(crate) nodes: std::ops::Range<usize>,
    pub(crate) atoms: std::ops::Range<usize>,
}

impl Signals {
    pub(crate) fn plant_guard(&mut self, rule: u32, role: u32, trigger: &Option<Trigger>) {
        if let Some(trigger) = trigger {
            self.guard(rule, role, trigger);
        }
    }

    #[inline(never)]
    fn guard(&mut self, rule: u32, role: u32, trigger: &Trigger) {
        let (node, atom) = (self.tree.nodes.len(), self.atoms.len());
        self.plant(rule, trigger, NONE, role);
        let (nodes, atoms) = (node..self.tree.nodes.len(), atom..self.atoms.len());
        for atom in &mut self.atoms[atoms.clone()] {
            atom.is_guard = true;
            atom.spent = true;
        }
        self.guards.push(Guard { of: (rule, role), nodes, atoms });
    }

    /// From now on somebody waits for a guard, or nobody does. What happened before does not count.
    pub(crate) fn arm(&mut self, rule: u32, role: u32, on: bool) {
        let Ok(at) = self.guards.binary_search_by_key(&(rule, role), |guard| guard.of) else { return };
        self.arm_at(at, on);
    }

    #[inline(never)]
    fn arm_at(&mut self, at: usize, on: bool) {
        let guard = &self.guards[at];
        for atom in &mut self.atoms[guard.atoms.clone()] {
            if atom.spent == on {
                atom.spent = !on;
                self.needs.add(atom.needs & !STATES, if on { 1 } else { -1 });
            }
        }
        self.tree.clear(guard.nodes.clone());
    }
}
