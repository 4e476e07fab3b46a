//! Operators: what their children fired in one input goes in, at most one firing comes out. From the leaves to the root
//! of each trigger; what reaches the root fires the rule.

use std::rc::Rc;

use crate::order::{sort, unique};
use crate::ruleset::model::{Operator, OperatorKind};
use crate::ruleset::value::Value;

use super::guard::WHEN;
use super::rule::Firing;
use super::signals::NONE;
use super::time::{Instant, Ms};
use super::Engine;

/// The trigger trees of all rules, in file order; parents come before children.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) operators: Vec<OperatorState>,
}

/// A node of a trigger tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) rule: u32,
    pub(crate) parent: u32,
    /// Its place among its siblings; of a root, what it is for: `WHEN`, `CANCEL_ON` or `HIDE_ON`.
    pub(crate) slot: u32,
    /// Its place among the operators, or among the atoms.
    pub(crate) is: u32,
    pub(crate) is_operator: bool,
}

/// An operator at work.
#[derive(Clone, Debug)]
pub(crate) struct OperatorState {
    pub(crate) kind: OperatorKind,
    pub(crate) within: Option<Ms>,
    /// By child: whether it fires once in its scope.
    pub(crate) once: Vec<bool>,
    /// Children that fired in this input, the last one first.
    hits: Vec<(u32, Firing)>,
    /// When each child fired last.
    met: Vec<Option<Instant>>,
    /// When it fired last.
    last: Option<Instant>,
}

impl Tree {
    /// Makes the node an operator; its children are planted next.
    pub(crate) fn add(&mut self, node: usize, operator: &Operator) -> usize {
        let place = self.operators.len();
        self.nodes[node].is_operator = true;
        self.nodes[node].is = place as u32;
        self.operators.push(OperatorState {
            kind: operator.kind,
            within: operator.within,
            once: Vec::new(),
            hits: Vec::new(),
            met: vec![None; operator.of.len()],
            last: None,
        });
        place
    }

    /// Where a rule's nodes begin.
    pub(crate) fn first(&self, rule: u32) -> usize {
        self.nodes.partition_point(|node| node.rule < rule)
    }

    /// A rule's trigger is that of a rule of another tree: it goes on where that one is, and with `all` its guards too.
    pub(crate) fn carry(&mut self, rule: u32, old: &Tree, was: u32, all: bool) {
        let (mut to, mut from) = (self.first(rule), old.first(was));
        while let (Some(node), Some(other)) = (self.nodes.get(to), old.nodes.get(from)) {
            let is_guard = node.parent == NONE && node.slot != WHEN;
            if node.rule != rule || other.rule != was || is_guard && !all {
                break;
            }
            if node.is_operator && other.is_operator {
                self.operators[node.is as usize] = old.operators[other.is as usize].clone();
            }
            (to, from) = (to + 1, from + 1);
        }
    }

    /// A page view begins.
    pub(crate) fn reset(&mut self) {
        self.operators.iter_mut().for_each(OperatorState::clear);
    }

    /// Somebody waits for these anew.
    pub(crate) fn clear(&mut self, nodes: std::ops::Range<usize>) {
        for node in &self.nodes[nodes] {
            if node.is_operator {
                self.operators[node.is as usize].clear();
            }
        }
    }
}

impl OperatorState {
    /// Nothing has happened yet.
    fn clear(&mut self) {
        self.last = None;
        self.met.iter_mut().for_each(|at| *at = None);
    }

    /// What it makes of the children that fired.
    fn take(&mut self, now: Instant) -> Option<Firing> {
        let hits = std::mem::take(&mut self.hits);
        let is_fired = match self.kind {
            OperatorKind::Any => self.last != Some(now),
            OperatorKind::All => self.all(now, &hits),
        };
        if !is_fired {
            return None;
        }
        self.last = Some(now);
        // The last child of those that fired completed it.
        hits.into_iter().next().map(|(_, firing)| firing)
    }

    fn all(&mut self, now: Instant, hits: &[(u32, Firing)]) -> bool {
        for (slot, _) in hits {
            self.met[*slot as usize] = Some(now);
        }
        let mut first = now;
        for at in &self.met {
            let Some(at) = at else { return false };
            first = first.min(*at);
        }
        if self.within.is_some_and(|within| now - first >= within) {
            return false;
        }
        // Those that fire once in their scope stay met.
        for (at, once) in self.met.iter_mut().zip(&self.once) {
            if !*once {
                *at = None;
            }
        }
        true
    }
}

impl Engine {
    /// These atoms fire, each by a deadline of its own, in the order of the file.
    pub(crate) fn fire_each(&mut self, mut atoms: Vec<u32>) {
        // An atom may stand here for several elements that were seen for long enough at once.
        sort(&mut atoms, &|a, b| a < b);
        for atom in atoms {
            self.fire_all(vec![atom], Rc::default());
        }
    }

    /// These atoms fire by one signal. All of a trigger see it at once, so it never counts twice in one of them.
    pub(crate) fn fire_all(&mut self, mut atoms: Vec<u32>, event: Rc<Value>) {
        self.unspent(&mut atoms);
        let mut hot = Vec::new();
        for (index, atom) in atoms.iter().enumerate() {
            self.signals.spend(*atom);
            hot.push(self.signals.atoms[*atom as usize].node);
            // A rule's atoms stand together.
            if self.rule_of(atoms.get(index + 1)) != self.rule_of(Some(atom)) {
                self.climb(&mut hot, &event);
            }
        }
    }

    /// In order; without those that nobody waits for yet: a guard that this very signal arms.
    fn unspent(&self, atoms: &mut Vec<u32>) {
        unique(atoms);
        atoms.retain(|atom| !self.signals.atoms[*atom as usize].spent);
    }

    fn rule_of(&self, atom: Option<&u32>) -> u32 {
        atom.map_or(NONE, |atom| self.signals.tree.nodes[self.signals.atoms[*atom as usize].node as usize].rule)
    }

    /// Works through the nodes of one trigger that have something to do, from the last to the root.
    fn climb(&mut self, hot: &mut Vec<u32>, event: &Rc<Value>) {
        while let Some(index) = hot.pop() {
            let node = self.signals.tree.nodes[index as usize];
            let firing = if node.is_operator {
                self.signals.tree.operators[node.is as usize].take(self.now.mono)
            } else {
                let sort = self.signals.atoms[node.is as usize].sort;
                Some(Firing { event: event.clone(), sort, ..Firing::default() })
            };
            let Some(firing) = firing else { continue };
            if node.parent == NONE {
                match node.slot {
                    WHEN => self.fired(node.rule, firing),
                    role => self.guarded.push((node.rule, role)),
                }
                continue;
            }
            let parent = self.signals.tree.nodes[node.parent as usize].is;
            let hits = &mut self.signals.tree.operators[parent as usize].hits;
            hits.push((node.slot, firing));
            if let (1, Err(place)) = (hits.len(), hot.binary_search(&node.parent)) {
                hot.insert(place, node.parent);
            }
        }
    }
}
