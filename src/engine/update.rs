//! Other rules at run time. The whole set is swapped in one instant; what the page has seen stays seen, and a rule that
//! did not change goes on as if nothing had happened.

use crate::ruleset::model::{Action, RuleSet, SelectorIx};

use super::effect::{Effect, HideReason};
use super::input::{Context, NewRules};
use super::rule::Phase;
use super::signals::{Signals, NONE};
use super::Engine;

/// How a rule of the new set was in the old one.
#[derive(Clone, Copy, PartialEq)]
struct Was {
    /// Its index there, or `NONE`.
    index: u32,
    /// Its trigger did not change, and it is enabled in both.
    same_trigger: bool,
    /// Nothing of it changed.
    same: bool,
}

impl Engine {
    /// Swaps the rules; who fires because of it goes to `fired`.
    pub(super) fn adopt(&mut self, new: NewRules, fired: &mut Vec<u32>, out: &mut Vec<Effect>) {
        let NewRules { set, zones, kept } = new;
        let mut fresh = Engine::new(set, Context { zones, ..self.context.clone() });
        fresh.page_counts = self.carry_counts(&fresh.set);
        let mut goes_on = vec![NONE; self.set.rules.len()];
        let mut was = Vec::new();
        for (index, rule) in fresh.set.rules.iter().enumerate() {
            let is = was_in(&self.set, rule.enabled, kept.get(rule.place as usize).copied().unwrap_or(0));
            if is.same {
                goes_on[is.index as usize] = index as u32;
            }
            was.push(is);
        }
        // While the old set still says what they are.
        self.hide_where(HideReason::Update, &|_, shown| goes_on[shown.rule as usize] == NONE, out);
        let old_set = std::mem::replace(&mut self.set, fresh.set);
        let old_signals = std::mem::replace(&mut self.signals, fresh.signals);
        let mut old_rules = std::mem::replace(&mut self.rules, fresh.rules);
        self.context = fresh.context;
        self.page_counts = fresh.page_counts;
        self.stateful = fresh.stateful;
        self.set_needs = fresh.set_needs;
        self.watching = None;
        self.missing_anchor = false;
        self.open.clear();
        self.forget_standing();
        for (index, is) in was.iter().enumerate() {
            let Some(old) = old_rules.get_mut(is.index as usize) else { continue };
            let state = &mut self.rules[index];
            std::mem::swap(state, old);
            (state.depends, state.draws) = (old.depends, old.draws);
            if !is.same {
                (state.phase, state.firing, state.recheck) = (Phase::Idle, None, None);
                (state.is_unanchored, state.is_forced, state.retries) = (false, false, 0);
            }
            if !matches!(state.phase, Phase::Idle | Phase::Shown) {
                self.open.push(index as u32);
            }
        }
        self.remap_shown(&goes_on);
        let carried = self.carry_trees(&old_signals, &was);
        self.carry_signals(&old_signals, &selectors(&old_set, &self.set), &carried);
        self.catch_up(&carried, fired);
        self.keep_history();
        self.dirty = u32::MAX;
        self.stale_timers();
    }

    /// Shared counters go on under their names; that of all rules is the last.
    fn carry_counts(&self, set: &RuleSet) -> Vec<u32> {
        let old = &self.set.settings.quotas;
        let mut counts = Vec::new();
        for quota in &set.settings.quotas {
            let was = old.iter().position(|other| other.name == quota.name);
            counts.push(was.map_or(0, |was| self.page_counts[was]));
        }
        counts.push(self.page_counts[old.len()]);
        counts
    }

    /// What is on the screen knows its rule by index, and its place by the index of a selector.
    fn remap_shown(&mut self, goes_on: &[u32]) {
        let move_on = |rule: u32| goes_on.get(rule as usize).copied().filter(|rule| *rule != NONE);
        self.page.over_widget = self.page.over_widget.and_then(move_on);
        self.page.focus_widget = self.page.focus_widget.and_then(move_on);
        for at in 0..self.shown.len() {
            let Some(rule) = move_on(self.shown[at].rule) else { continue };
            self.shown[at].rule = rule;
            let action = self.set.rules[rule as usize].actions.get(self.shown[at].action as usize);
            let Some(Action::Surface(surface)) = action else { continue };
            let slots = self.slots(rule, surface);
            let answers = self.shown[at].answers.and_then(|_| self.answered(rule, surface.anchor.map(|on| on.0)));
            self.shown[at].slots = slots;
            self.shown[at].answers = answers;
        }
    }

    /// Triggers that did not change keep what they have seen. Answers with the old atom of each new one, or `NONE`.
    fn carry_trees(&mut self, old: &Signals, was: &[Was]) -> Vec<u32> {
        let mut carried = vec![NONE; self.signals.atoms.len()];
        // Trees lie one after the other, in the order of their rules, and so do their atoms.
        let (mut from, mut rule) = (0, NONE);
        for (at, atom) in self.signals.atoms.iter_mut().enumerate() {
            let owner = self.signals.tree.nodes[atom.node as usize].rule;
            let is = was[owner as usize];
            if !is.same_trigger || atom.is_guard && !is.same {
                continue;
            }
            if owner != rule {
                rule = owner;
                let nodes = old.tree.first(is.index);
                from = old.atoms.partition_point(|atom| (atom.node as usize) < nodes);
                self.signals.tree.carry(owner, &old.tree, is.index, is.same);
            }
            if let Some(other) = old.atoms.get(from) {
                carried[at] = from as u32;
                atom.spent = other.spent;
                from += 1;
            }
        }
        self.signals.count_needs();
        carried
    }

    /// What the page has seen so far. `selectors` and `carried`: where each selector and atom was before.
    fn carry_signals(&mut self, old: &Signals, selectors: &[u32], carried: &[u32]) {
        let signals = &mut self.signals;
        let was_at = |on: SelectorIx| SelectorIx(selectors.get(on.0 as usize).copied().unwrap_or(NONE));
        for (dial, other) in signals.clocks.iter_mut().zip(&old.clocks) {
            dial.watch = other.watch;
        }
        signals.runs = old.runs;
        signals.idle.watch = old.idle.watch;
        for (container, scroller) in &mut signals.scrollers {
            let before = container.map(was_at);
            let Some((_, other)) = old.scrollers.iter().find(|(name, _)| *name == before) else { continue };
            (scroller.height, scroller.view, scroller.top) = (other.height, other.view, other.top);
            scroller.still_at = other.still_at;
            (scroller.scrolled.max, scroller.seen.max, scroller.px.max) =
                (other.scrolled.max, other.seen.max, other.px.max);
        }
        for (on, meter, share) in &mut signals.passed {
            if let Some((_, other, last)) = old.passed.iter().find(|(name, ..)| *name == was_at(*on)) {
                (meter.max, *share) = (other.max, *last);
            }
        }
        signals.places.carry(&old.places, &was_at);
        signals.sights.carry(&old.sights, &was_at);
        signals.plays.carry(&old.plays, &was_at);
        for hover in &mut signals.hovers {
            if let Some(other) = entry(&old.hovers, carried[hover.atom as usize], |other| other.atom) {
                (hover.pointed, hover.focused) = (other.pointed, other.focused);
                (hover.rests, hover.due) = (other.rests, other.due);
            }
        }
        signals.deeds.carry(&old.deeds, selectors, carried);
        for exit in &mut signals.exits {
            if let Some(other) = entry(&old.exits, carried[exit.atom as usize], |other| other.atom) {
                (exit.fired, exit.last) = (other.fired, other.last);
            }
        }
        for up in &mut signals.scroll_ups {
            if let Some(other) = entry(&old.scroll_ups, carried[up.atom as usize], |other| other.atom) {
                up.armed = other.armed;
            }
        }
    }

    /// A rule that comes in the middle of a page view finds the page view begun, its clocks running and its depths
    /// reached; a rule that was there has had its turn.
    fn catch_up(&mut self, carried: &[u32], fired: &mut Vec<u32>) {
        let now = self.now.mono;
        if self.page.count == 0 || self.page.ended {
            return;
        }
        for dial in &mut self.signals.clocks {
            dial.take(now, fired);
        }
        self.signals.places.take(now, fired);
        for (_, scroller) in &mut self.signals.scrollers {
            scroller.meters().into_iter().for_each(|meter| meter.catch_up(fired));
        }
        for (_, meter, _) in &mut self.signals.passed {
            meter.catch_up(fired);
        }
        self.signals.sights.take(now, fired);
        self.signals.plays.catch_up(fired);
        self.fit_page_views(fired);
        fired.retain(|atom| carried[*atom as usize] == NONE);
        // Idleness is a moment, not a state: whoever comes later waits for the next.
        self.signals.idle.take(now, &mut Vec::new());
    }
}

/// Reads one entry of `NewRules::kept`.
fn was_in(old: &RuleSet, enabled: bool, kept: u32) -> Was {
    let place = (kept / 4).wrapping_sub(1);
    let index = old.rules.partition_point(|rule| rule.place < place);
    match old.rules.get(index) {
        Some(rule) if rule.place == place => {
            let both = enabled && rule.enabled;
            Was { index: index as u32, same_trigger: both && kept & 3 > 0, same: both && kept & 3 > 1 }
        }
        _ => Was { index: NONE, same_trigger: false, same: false },
    }
}

/// The entry of an atom; entries lie in the order of their atoms.
fn entry<T>(list: &[T], atom: u32, of: fn(&T) -> u32) -> Option<&T> {
    let at = list.partition_point(|entry| of(entry) < atom);
    list.get(at).filter(|entry| of(entry) == atom)
}

/// Where each selector was before, or `NONE`.
fn selectors(old: &RuleSet, new: &RuleSet) -> Vec<u32> {
    let (mut from, count) = (0, old.selectors.len());
    let mut map = Vec::new();
    for selector in &new.selectors {
        let mut found = NONE;
        // Most often the next one.
        for step in 0..count {
            let at = (from + step) % count;
            if old.selectors[at].css == selector.css {
                found = at as u32;
                from = at + 1;
                break;
            }
        }
        map.push(found);
    }
    map
}
