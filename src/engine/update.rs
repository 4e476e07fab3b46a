//! Other rules at run time. The whole set is swapped in one instant; what the page has seen stays seen, and a rule that
//! did not change goes on as if nothing had happened. Nothing is built anew: a rule keeps its index for as long as its
//! triggers do, what goes leaves a blank behind, what comes is added at the end.

use crate::ruleset::model::{Atom, Rule, RuleSet, Scope, Trigger, Variant};

use super::effect::{Effect, HideReason};
use super::input::NewRules;
use super::rule::RuleState;
use super::signals::{Signals, NONE};
use super::trial::HELD_OUT;
use super::url::Url;
use super::Engine;

/// Nothing of a rule changed.
const SAME: u32 = 2;

impl Engine {
    /// Swaps the rules; who fires because of it goes to `fired`.
    #[inline(never)]
    pub(super) fn adopt(&mut self, new: NewRules, fired: &mut Vec<u32>, out: &mut Vec<Effect>) {
        let NewRules { mut set, zones, kept } = new;
        // By old index: how much of each rule stays.
        let mut stays = vec![0; self.rules.len()];
        let mut came = Vec::new();
        let mut from = 0;
        for mut rule in std::mem::take(&mut set.rules) {
            rule.enabled &= !set.disabled;
            let was = self.find(&rule.id, from);
            if let Some(old) = self.set.rules.get(was as usize) {
                from = was as usize + 1;
                if old.enabled && rule.enabled {
                    let stay = kept.get(rule.place as usize).copied().unwrap_or(0);
                    stays[was as usize] = stay;
                    if old.mark() != rule.mark() || old.trial.is_some() && stay != SAME {
                        stays[was as usize] = 0;
                    }
                }
            }
            came.push((rule, was));
        }
        self.let_go(&stays, out);
        self.page_counts = self.carry_counts(&set);
        set.rules = std::mem::take(&mut self.set.rules);
        self.set = set;
        self.page.url = Url::parse(&self.page.url.whole, self.set.settings.hash_routing);
        self.context.zones = zones;
        let first = self.signals.atoms.len() as u32;
        self.stateful.clear();
        for (rule, was) in came {
            let stays = stays.get(was as usize).copied().unwrap_or(0);
            let index = self.install(rule, was, stays);
            let rule = &self.set.rules[index as usize];
            if rule.enabled && (rule.trigger.is_none() || rule.is_page_trial()) {
                self.stateful.push(index);
            }
        }
        self.signals.settle(&self.set.asks, &self.set.selectors);
        self.sync_places();
        self.run_places();
        self.take_progress(self.ledger.session);
        self.catch_up(first, fired);
        self.set_needs = self.standing_needs();
        self.watching = None;
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

    /// The index of the rule with that id, or `NONE`; most often it is the one at `from`.
    fn find(&self, id: &str, from: usize) -> u32 {
        let count = self.set.rules.len();
        for step in 0..count {
            let at = (from + step) % count;
            if self.set.rules[at].id == id {
                return at as u32;
            }
        }
        NONE
    }

    /// What does not stay as it is leaves the screen and gives up what it was about to do; of what goes or has other
    /// triggers, nobody listens to the old ones any more.
    fn let_go(&mut self, stays: &[u32], out: &mut Vec<Effect>) {
        self.hide_where(HideReason::Update, &|_, shown| stays[shown.rule as usize] != SAME, out);
        for (index, stays) in stays.iter().enumerate() {
            if *stays != SAME {
                self.close(index as u32);
            }
            if *stays == 0 {
                let rule = &mut self.set.rules[index];
                rule.enabled = false;
                rule.id.clear();
            }
        }
        for atom in &mut self.signals.atoms {
            let rule = self.signals.tree.nodes[atom.node as usize].rule;
            if stays[rule as usize] == 0 {
                // As a guard that is never armed.
                atom.spent = true;
                atom.is_guard = true;
                atom.needs = 0;
            }
        }
        let tree = &mut self.signals.tree;
        for place in 0..tree.operators.len() {
            let rule = tree.nodes[tree.operators[place].node as usize].rule;
            if stays[rule as usize] == 0 {
                tree.restart(place as u32);
                let gone = &mut tree.operators[place];
                gone.scope = Scope::Page;
                gone.held.clear();
            }
        }
        let nodes = &tree.nodes;
        tree.watches.retain(|watch| stays[nodes[watch.node as usize].rule as usize] != 0);
    }

    /// Puts a rule where it was, or at the end; answers where.
    fn install(&mut self, rule: Rule, was: u32, stays: u32) -> u32 {
        let mut state = RuleState::new(&rule, self.set.settings.holdout);
        if let Some(old) = self.rules.get(was as usize) {
            // What it may do in this page view, and what was said of it.
            (state.in_page, state.is_dismissed) = (old.in_page, old.is_dismissed);
            // Only what stands while its condition holds may come again without being counted again.
            state.is_counted = old.is_counted && rule.trigger.is_none();
            (state.last, state.reported) = (old.last, old.reported);
            state.seat.told = told(old.seat.told, &self.set.rules[was as usize], &rule);
        }
        if stays == 0 {
            let index = self.rules.len() as u32;
            self.signals.plant_rule(index, &rule);
            self.set.rules.push(rule);
            self.rules.push(state);
            return index;
        }
        self.signals.renew_rule(was, &rule);
        if stays == SAME {
            // What it refers to may be another.
            let old = &mut self.rules[was as usize];
            (old.depends, old.is_tried) = (state.depends, state.is_tried);
        } else {
            self.rules[was as usize] = state;
        }
        self.set.rules[was as usize] = rule;
        if self.rules[was as usize].is_tried {
            self.dress_again(was);
        }
        was
    }

    /// A rule that comes in the middle of a page view finds the page view begun, its clocks running and its depths
    /// reached; a rule that was there has had its turn. `first`: the first atom that is new.
    fn catch_up(&mut self, first: u32, fired: &mut Vec<u32>) {
        let now = self.now.mono;
        if self.page.count == 0 || self.page.ended {
            return;
        }
        let signals = &mut self.signals;
        for dial in &mut signals.clocks {
            dial.catch_up(first, now, fired);
        }
        for place in &mut signals.places.all {
            place.dial.catch_up(first, now, fired);
        }
        for (_, scroller) in &mut signals.scrollers {
            for meter in scroller.meters() {
                meter.catch_up(first, fired);
            }
        }
        for (_, meter, _) in &mut signals.passed {
            meter.catch_up(first, fired);
        }
        signals.sights.catch_up(first, now, fired);
        signals.plays.catch_up(first, fired);
        signals.deeds.catch_up(fired);
        self.fit_page_views(fired);
        fired.retain(|atom| *atom >= first);
        // Idleness is a moment, not a state: whoever comes later waits for the next.
        self.signals.idle.take(now, &mut Vec::new());
    }
}

/// The exposures that were told of a rule, as bits of the arms that it has now: those are the same by their ids, whatever
/// their weights or the version.
fn told(told: u32, before: &Rule, after: &Rule) -> u32 {
    let experiment = |rule: &Rule| rule.trial.as_ref().map(|trial| trial.experiment.clone());
    match (experiment(before), experiment(after)) {
        (None, None) => told,
        (Some(before), Some(after)) if before.name == after.name => {
            let was = |arm: &Variant| before.arms.iter().position(|other| other.id == arm.id);
            let bit = |(at, arm)| was(arm).map_or(0, |was| (told >> was & 1) << at);
            after.arms.iter().enumerate().map(bit).fold(told & HELD_OUT, |all, bit| all | bit)
        }
        _ => 0,
    }
}

impl Signals {
    /// The triggers of a rule are as they were, but what they refer to (questions, audiences, patterns, zones) goes by
    /// the numbers of its new set, and what the rule does may be something else.
    fn renew_rule(&mut self, index: u32, rule: &Rule) {
        self.about_to_plant(rule);
        let mut at = self.tree.first(index);
        let mut renew = |trigger: &Option<Trigger>| trigger.iter().for_each(|trigger| self.renew(trigger, &mut at));
        renew(&rule.trigger);
        renew(&rule.cancel_on);
        renew(&rule.hide_on);
        for face in rule.trial.iter().flat_map(|trial| trial.faces.iter().flatten()) {
            if rule.is_page_trial() {
                renew(&face.trigger);
            }
            renew(&face.cancel_on);
            renew(&face.hide_on);
        }
    }

    /// In the order in which they were planted; `at` is the node of the next.
    fn renew(&mut self, trigger: &Trigger, at: &mut usize) {
        let (index, node) = (*at as u32, self.tree.nodes[*at]);
        *at += 1;
        let cond = match trigger {
            Trigger::Atom(atom) => {
                self.atoms[node.is as usize].sort = self.sort_here(atom);
                if let Atom::Event { filter, .. } = atom {
                    if let Ok(place) = self.events.binary_search_by_key(&node.is, |watch| watch.atom) {
                        self.events[place].filter = filter.clone();
                    }
                }
                match atom {
                    Atom::Turns { cond } => Some(cond),
                    _ => None,
                }
            }
            Trigger::Op(operator) => {
                self.tree.operators[node.is as usize].kept = self.kept.clone();
                for part in &operator.of {
                    self.renew(part, at);
                }
                operator.cond.as_ref()
            }
        };
        if let Some(cond) = cond {
            self.tree.watch_anew(index, cond);
        }
    }
}
