//! Operators: what their children fired in one input goes in, at most one firing comes out. From the leaves to the root
//! of each trigger; what reaches the root fires the rule.

use std::rc::Rc;

use crate::order::{sort, unique};
use crate::ruleset::model::{Clock, Operator, OperatorKind, Scope};
use crate::ruleset::value::Value;

use super::hold::{Held, Watch};
use super::kept::Kept;
use super::progress::{Hit, Progress, Shape};
use super::role::WHEN;
use super::rule::{heard, said, Firing, Phase, Said};
use super::signals::NONE;
use super::Engine;
use crate::time::{Instant, Ms, Wall};

/// The trigger trees of all rules, in file order; parents come before children.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) operators: Vec<OperatorState>,
    /// By clock: what it reads when an `absent` is due, and which one. Sorted.
    pub(crate) due: [Vec<(i64, u32)>; 3],
    /// Operators whose progress the ledger does not have yet.
    pub(crate) touched: Vec<u32>,
    /// Some progress goes with the session.
    pub(crate) has_session: bool,
    /// Conditions of triggers, in order of their nodes.
    pub(crate) watches: Vec<Watch>,
    /// `dirty` bits that can change one of them.
    pub(crate) watched: u32,
    /// Operators with clocks that run only while they hold.
    pub(crate) holding: Vec<u32>,
    /// When time alone may change one of them.
    pub(crate) next_look: Option<Instant>,
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
    pub(crate) node: u32,
    pub(crate) kind: OperatorKind,
    pub(crate) scope: Scope,
    pub(crate) within: Option<Ms>,
    pub(crate) strict: bool,
    pub(crate) times: u32,
    same: Rc<[String]>,
    pub(crate) clock: Clock,
    /// Where the ledger keeps its progress.
    pub(crate) key: u64,
    /// What is kept of the events of earlier steps.
    pub(crate) kept: Rc<[Kept]>,
    /// By child: whether it fires once in its scope.
    pub(crate) once: Vec<bool>,
    /// Children that fired in this input, the last one first.
    hits: Vec<(u32, Firing)>,
    pub(crate) progress: Progress,
    pub(crate) is_touched: bool,
    /// `hold`: it holds.
    pub(crate) is_on: bool,
    /// The `hold` around it.
    pub(crate) hold: u32,
    /// `hold`: clocks that run only while it holds.
    pub(crate) held: Vec<Held>,
    /// `any`: when it fired last.
    pub(crate) fired: Option<Wall>,
    /// `absent`: what its clock reads when it is due.
    pub(crate) target: Option<i64>,
    /// `absent`: when it was due last, and when it fired.
    pub(crate) passed: Option<(Wall, Wall)>,
}

impl Tree {
    /// Makes the node an operator; its children are planted next.
    #[inline(never)]
    pub(crate) fn add(&mut self, node: usize, operator: &Operator, arming: u64, kept: &Rc<[Kept]>) -> usize {
        let place = self.operators.len();
        let (rule, mut root) = (self.nodes[node].rule, node);
        while self.nodes[root].parent != NONE {
            root = self.nodes[root].parent as usize;
        }
        // A guard is armed and over within a page view.
        let scope = if self.nodes[root].slot % 4 == WHEN { operator.scope } else { Scope::Page };
        self.has_session |= scope == Scope::Session;
        let offset = (node - self.first(rule)) as u64;
        self.nodes[node].is_operator = true;
        self.nodes[node].is = place as u32;
        self.operators.push(OperatorState {
            node: node as u32,
            kind: operator.kind,
            scope,
            within: operator.within,
            strict: operator.strict,
            times: operator.times,
            same: operator.same.as_slice().into(),
            clock: operator.clock,
            key: arming.wrapping_add(offset),
            kept: kept.clone(),
            once: Vec::new(),
            hits: Vec::new(),
            progress: Progress { is_of_session: scope == Scope::Session, ..Progress::default() },
            is_touched: false,
            is_on: false,
            hold: NONE,
            held: Vec::new(),
            fired: None,
            target: None,
            passed: None,
        });
        place
    }

    /// Where a rule's nodes begin.
    pub(crate) fn first(&self, rule: u32) -> usize {
        self.nodes.partition_point(|node| node.rule < rule)
    }

    /// A page view begins.
    pub(crate) fn reset(&mut self, now: Instant) {
        for place in 0..self.operators.len() {
            let state = &mut self.operators[place];
            state.held.iter_mut().for_each(|held| held.reset(now));
            (state.fired, state.passed) = (None, None);
            if state.scope == Scope::Page {
                self.restart(place as u32);
            }
        }
    }

    /// Somebody waits for these anew.
    pub(crate) fn clear(&mut self, nodes: std::ops::Range<usize>) {
        for index in nodes {
            if self.nodes[index].is_operator {
                self.restart(self.nodes[index].is);
            }
        }
    }

    /// Nothing has happened yet.
    pub(crate) fn restart(&mut self, place: u32) {
        let state = &mut self.operators[place as usize];
        state.progress = Progress { is_of_session: state.progress.is_of_session, ..Progress::default() };
        state.fired = None;
        self.touch(place);
        self.set_target(place, None);
    }

    /// What it has come to does not count any more, wherever it is stored.
    pub(crate) fn drop_operator(&mut self, place: u32) {
        let state = &mut self.operators[place as usize];
        state.fired = None;
        if state.progress.marks.is_empty() {
            return;
        }
        state.progress.tick(state.progress.last.at);
        state.progress.dropped = state.progress.last;
        state.progress.marks.clear();
        self.touch(place);
    }

    /// Its progress changed.
    pub(crate) fn touch(&mut self, place: u32) {
        let state = &mut self.operators[place as usize];
        if state.scope != Scope::Page && !state.is_touched {
            state.is_touched = true;
            self.touched.push(place);
        }
    }
}

impl OperatorState {
    pub(crate) fn shape(&self) -> Shape<'_> {
        Shape { within: self.within, strict: self.strict, times: self.times, once: &self.once }
    }

    /// What it makes of the children that fired.
    fn take(&mut self, now: Wall) -> Option<Firing> {
        let hits = std::mem::take(&mut self.hits);
        if self.kind == OperatorKind::Hold {
            return first(hits);
        }
        if self.kind == OperatorKind::Any {
            if self.fired == Some(now) {
                return None;
            }
            self.fired = Some(now);
            return first(hits);
        }
        let mut kept = Vec::new();
        for (slot, firing) in hits.iter().rev() {
            kept.push((*slot, super::kept::keep(&self.kept, *slot, self.kind, heard(&firing.event))));
        }
        let mut seen = Vec::new();
        for (slot, props) in &kept {
            seen.push(Hit { slot: *slot, props });
        }
        let mut progress = std::mem::take(&mut self.progress);
        progress.tick(now);
        let shape = self.shape();
        let props = match self.kind {
            OperatorKind::Count => progress.count(&shape).then(Vec::new),
            OperatorKind::All => progress.all(&shape, &seen),
            OperatorKind::Sequence => match self.value(&hits) {
                Some(value) => progress.sequence(&shape, &seen, &value),
                None => {
                    progress.stray(&shape);
                    None
                }
            },
            OperatorKind::Absent => {
                progress.absent(&seen);
                None
            }
            OperatorKind::Any | OperatorKind::Hold => None,
        };
        self.progress = progress;
        let props = props?;
        // The last child of those that fired completed it.
        let mut firing = first(hits)?;
        if self.kind != OperatorKind::Count {
            firing.steps = said(super::kept::steps(&props));
        }
        Some(firing)
    }

    /// What the event of this input has where `same` looks; nothing if it is missing.
    fn value(&self, hits: &[(u32, Firing)]) -> Option<Value> {
        if self.same.is_empty() {
            return Some(Value::Null);
        }
        let (_, firing) = hits.first().filter(|(_, firing)| firing.absent.is_none())?;
        heard(&firing.event).at(&self.same).filter(|value| super::kept::is_small(value)).cloned()
    }
}

fn first(hits: Vec<(u32, Firing)>) -> Option<Firing> {
    hits.into_iter().next().map(|(_, firing)| firing)
}

impl Engine {
    /// These nodes fire, each by a deadline of its own, in the order of the file.
    pub(crate) fn fire_each(&mut self, mut nodes: Vec<u32>) {
        // An atom may stand here for several elements that were seen for long enough at once.
        sort(&mut nodes, &|a, b| a < b);
        for index in nodes {
            let node = self.signals.tree.nodes[index as usize];
            if node.is_operator {
                self.pass_absence(node.is);
            } else {
                self.fire_all(vec![node.is], None);
            }
        }
    }

    /// These atoms fire by one signal. All of a trigger see it at once, so it never counts twice in one of them.
    pub(crate) fn fire_all(&mut self, mut atoms: Vec<u32>, event: Said) {
        self.unspent(&mut atoms);
        if atoms.is_empty() {
            return;
        }
        self.end_session();
        let mut hot = Vec::new();
        for (index, atom) in atoms.iter().enumerate() {
            self.signals.spend(*atom);
            let state = &mut self.signals.atoms[*atom as usize];
            state.reached = state.once && !state.is_held;
            if state.is_kept && !state.is_guard {
                self.keep_fired(*atom);
            }
            hot.push(self.signals.atoms[*atom as usize].node);
            // A rule's atoms stand together.
            if self.rule_of(atoms.get(index + 1)) != self.rule_of(Some(atom)) {
                self.climb(&mut hot, &event);
            }
        }
    }

    /// In order; without those that nobody waits for yet: a guard that this very signal arms.
    fn unspent(&mut self, atoms: &mut Vec<u32>) {
        unique(atoms);
        atoms.retain(|atom| !self.signals.atoms[*atom as usize].spent);
        for at in (0..atoms.len()).rev() {
            if !self.holds_atom(atoms[at]) {
                let state = &mut self.signals.atoms[atoms[at] as usize];
                state.reached = state.once && !state.is_held;
                atoms.remove(at);
            }
        }
    }

    fn rule_of(&self, atom: Option<&u32>) -> u32 {
        atom.map_or(NONE, |atom| self.signals.tree.nodes[self.signals.atoms[*atom as usize].node as usize].rule)
    }

    /// Works through the nodes of one trigger that have something to do, from the last to the root.
    fn climb(&mut self, hot: &mut Vec<u32>, event: &Said) {
        while let Some(index) = hot.pop() {
            let node = self.signals.tree.nodes[index as usize];
            let firing = if node.is_operator {
                self.operate(node)
            } else {
                let sort = self.signals.atoms[node.is as usize].sort;
                Some(Firing { event: event.clone(), sort, ..Firing::default() })
            };
            if let Some(firing) = firing {
                self.rise(index, firing, hot);
            }
        }
    }

    #[inline(never)]
    fn operate(&mut self, node: Node) -> Option<Firing> {
        let now = self.even();
        let state = &mut self.signals.tree.operators[node.is as usize];
        let is_absent = state.kind == OperatorKind::Absent;
        let is_off = is_absent && state.hits.iter().any(|(slot, _)| *slot > 0);
        let firing = state.take(now);
        self.signals.tree.touch(node.is);
        if is_absent {
            self.watch_absence(node.is);
        }
        if is_off {
            self.end_absence(node);
        }
        firing
    }

    /// The wait of what an absence fired ends with it.
    fn end_absence(&mut self, node: Node) {
        let at = self.offset_of(node);
        let state = &self.rules[node.rule as usize];
        let is_its = state.firing.as_ref().is_some_and(|firing| firing.absent == Some(at));
        if is_its && matches!(state.phase, Phase::Waiting { .. }) {
            self.close(node.rule);
        }
    }

    /// An operator's place in its rule, which outlives other rules.
    pub(crate) fn offset_of(&self, node: Node) -> u32 {
        let tree = &self.signals.tree;
        tree.operators[node.is as usize].node - tree.first(node.rule) as u32
    }

    /// A node fired: its parent has something to do, or its rule.
    fn rise(&mut self, index: u32, firing: Firing, hot: &mut Vec<u32>) {
        let node = self.signals.tree.nodes[index as usize];
        if node.parent == NONE {
            match node.slot % 4 {
                WHEN => {
                    if !self.rules[node.rule as usize].is_tried || self.is_turn(node.rule, node.slot / 4) {
                        self.fired(node.rule, firing);
                    }
                }
                _ => self.guarded.push((node.rule, node.slot)),
            }
            return;
        }
        let parent = self.signals.tree.nodes[node.parent as usize].is;
        let hits = &mut self.signals.tree.operators[parent as usize].hits;
        hits.push((node.slot, firing));
        if let (1, Err(place)) = (hits.len(), hot.binary_search(&node.parent)) {
            hot.insert(place, node.parent);
        }
    }

    /// A node fired by itself.
    pub(crate) fn fire_node(&mut self, index: u32, firing: Firing) {
        let mut hot = Vec::new();
        self.rise(index, firing, &mut hot);
        self.climb(&mut hot, &None);
    }
}
