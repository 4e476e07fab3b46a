//! Arbitration: after each instant, who of those that fired may act.
//!
//! A pass takes every rule that something changed for, higher priority first, then file order. It asks for a sample of
//! the page first if a verdict hangs on one, and pauses where a rule needs a claim.

use crate::order::sort;
use crate::ruleset::model::Wait;

use super::condition::Verdict;
use super::effect::{Effect, HideReason};
use super::rule::{Decision, Pass, Pending, Phase};
use super::{dirty, Engine, No, Reason};
use crate::ruleset::firing::sort;
use crate::time::{Instant, Ms};

/// How long a claim may take. From the contract: rules.md section 4.
pub(crate) const CLAIM: Ms = Ms(500);
/// Most rounds of arbitration after one input.
const MAX_ROUNDS: u32 = 64;

/// Takes a deadline if it is sooner than the one there is.
#[inline(never)]
pub(crate) fn sooner(next: &mut Option<(Instant, Reason)>, due: Option<Instant>, reason: Reason) {
    let Some(due) = due else { return };
    if next.is_none_or(|(at, _)| due < at) {
        *next = Some((due, reason));
    }
}

impl Engine {
    /// Decides whatever the current instant brought.
    pub(crate) fn settle(&mut self, out: &mut Vec<Effect>) {
        self.rounds = 0;
        self.go_on(out);
    }

    /// Rounds of arbitration until nothing changes any more, or an answer is awaited.
    pub(crate) fn go_on(&mut self, out: &mut Vec<Effect>) {
        // Before the first page view, and after a page's end, there is nothing to decide about; it is made up for then.
        if self.page.count == 0 || self.page.ended {
            return self.settle_goals(out);
        }
        loop {
            if self.pass.is_none() {
                for guard in std::mem::take(&mut self.guarded) {
                    self.guard_fired(guard, out);
                }
                while let Some((caused, depth)) = self.next_caused() {
                    self.depth = self.depth.max(depth);
                    self.take_caused(caused, depth);
                    self.did_runs = false;
                }
                let mut turned = Vec::new();
                self.look(&mut turned);
                self.fire_all(turned, None);
                if self.dirty == 0 || self.rounds >= MAX_ROUNDS {
                    break;
                }
                self.rounds += 1;
                self.begin_pass(out);
                if self.pending.is_some() {
                    return;
                }
            }
            while let Some(rule) = self.pass.as_mut().and_then(|pass| pass.trials.pop()) {
                self.expose_page(rule, out);
            }
            while let Some(rule) = self.pass.as_mut().and_then(|pass| pass.left.pop()) {
                self.decide(rule, out);
                if self.pending.is_some() {
                    return;
                }
            }
            self.end_pass(out);
        }
        self.settle_goals(out);
        self.dirty = 0;
        self.depth = 0;
    }

    fn next_caused(&mut self) -> Option<(super::input::Caused, u32)> {
        (!self.caused.is_empty()).then(|| self.caused.remove(0))
    }

    fn begin_pass(&mut self, out: &mut Vec<Effect>) {
        let changed = self.dirty;
        self.call_back(changed);
        // What draws nothing goes first: the events it causes come before the one arbitration of the screen.
        let mut left = Vec::new();
        if !self.did_runs {
            self.add_due(&self.open, changed, false, &mut left);
        }
        let only_runs = !left.is_empty();
        if !only_runs {
            self.add_due(&self.open, changed, true, &mut left);
            for rule in &self.stateful {
                if self.set.rules[*rule as usize].trigger.is_none() && self.is_affected(*rule, changed) {
                    left.push(*rule);
                }
            }
            self.dirty = 0;
        }
        self.did_runs = only_runs;
        // Taken from the end: the highest priority last, and of equals the first of the file.
        let rules = &self.set.rules;
        let key = |rule: &u32| (rules[*rule as usize].priority, u32::MAX - rules[*rule as usize].place);
        sort(&mut left, &|a, b| key(a) < key(b));
        if changed & (dirty::ELEMENT | dirty::URL) != 0 {
            for rule in &left {
                self.rules[*rule as usize].is_unanchored = false;
            }
        }
        let trials = if self.set.is_measured { self.page_trials(changed) } else { Vec::new() };
        self.ask_for_sample(&left, &trials, out);
        if !only_runs && !left.is_empty() {
            self.transcript.clear();
            self.arbitrated = self.wall();
        }
        self.pass = Some(Pass { left, trials, claiming: None, before: self.shown.len(), changed, only_runs });
    }

    /// Those of `rules` that a change may change something for, and that draw or do not.
    #[inline(never)]
    fn add_due(&self, rules: &[u32], changed: u32, draws: bool, left: &mut Vec<u32>) {
        for rule in rules {
            if self.rules[*rule as usize].draws == draws && self.is_affected(*rule, changed) {
                left.push(*rule);
            }
        }
    }

    fn end_pass(&mut self, out: &mut Vec<Effect>) {
        let Some(pass) = self.pass.take() else { return };
        if !self.aside.is_empty() {
            self.leave_open();
        }
        if !pass.only_runs && pass.changed & (dirty::FACTS | dirty::CONSENT | dirty::HISTORY) != 0 {
            self.refresh_views(out);
        }
        self.missing_anchor = self.stateful.iter().any(|rule| self.rules[*rule as usize].is_unanchored);
        self.stale_timers();
    }

    /// Deadlines of rules or widgets moved.
    pub(crate) fn stale_timers(&mut self) {
        self.is_next_stale = true;
        self.next_timer = None;
    }

    /// Whether a change can change anything for a rule.
    fn is_affected(&self, rule: u32, changed: u32) -> bool {
        const ALWAYS: u32 = dirty::URL | dirty::CONSENT | dirty::TIME | dirty::SCREEN;
        let state = &self.rules[rule as usize];
        match state.phase {
            Phase::Ready => true,
            Phase::Delay { .. } => changed & state.depends != 0,
            Phase::Waiting { no, .. } if no.is_of_anchor() => changed & (dirty::ELEMENT | dirty::URL) != 0,
            Phase::Waiting { no: No::Dialog | No::Payment | No::QuietZone, .. } => {
                changed & (dirty::ELEMENT | dirty::FOCUS | state.depends | ALWAYS) != 0
            }
            Phase::Waiting { no: No::MissingValue, .. } => changed & (dirty::FACTS | state.depends | ALWAYS) != 0,
            Phase::Waiting { .. } => changed & (state.depends | ALWAYS | dirty::HISTORY) != 0,
            Phase::Idle | Phase::Shown if self.set.rules[rule as usize].trigger.is_some() => false,
            Phase::Idle => {
                let anchor = if state.is_unanchored { dirty::ELEMENT } else { 0 };
                changed & (state.depends | ALWAYS | dirty::HISTORY | dirty::FACTS | anchor) != 0
            }
            Phase::Shown => changed & (state.depends | dirty::URL) != 0,
        }
    }

    fn decide(&mut self, rule: u32, out: &mut Vec<Effect>) {
        self.forget_recheck(rule);
        self.watch_windows(rule);
        if self.set.rules[rule as usize].goal.is_some() {
            return self.decide_goal(rule);
        }
        let is_stateful = self.set.rules[rule as usize].trigger.is_none() && self.rules[rule as usize].firing.is_none();
        match is_stateful {
            true => self.decide_stateful(rule, out),
            false => self.decide_firing(rule, out),
        }
    }

    fn decide_stateful(&mut self, rule: u32, out: &mut Vec<Effect>) {
        let state = &self.rules[rule as usize];
        // What draws nothing runs when its condition comes true, not all the while it is.
        let has_run = state.is_counted && !state.draws;
        let is_on = has_run || matches!(state.phase, Phase::Shown);
        if self.rules[rule as usize].is_tried && !is_on {
            if self.rules[rule as usize].seat.is_withheld {
                return;
            }
            self.begin_firing(rule);
        }
        let no = self.barred(rule);
        match (no, is_on) {
            (Some(_), true) if self.rules[rule as usize].is_forced => {}
            (Some(_), true) if !has_run => self.hide_where(HideReason::Condition, &|_, shown| shown.rule == rule, out),
            (Some(no), _) => {
                self.rules[rule as usize].is_counted &= !has_run;
                self.decided(rule, Decision::No(no));
            }
            (None, true) => {}
            (None, false) => match self.screen_gate(rule) {
                Ok(()) => self.claim_or_act(rule, out),
                Err(no) => {
                    self.decided(rule, Decision::No(no));
                    self.blocked(rule, no, out);
                }
            },
        }
    }

    fn decide_firing(&mut self, rule: u32, out: &mut Vec<Effect>) {
        let index = rule as usize;
        let Some(firing) = &self.rules[index].firing else { return self.close(rule) };
        let (is_forced, is_delayed) = (firing.is_forced, firing.is_delayed);
        if let Phase::Delay { .. } = self.rules[index].phase {
            if self.rule_verdict(rule) == Verdict::False {
                self.drop_firing(rule, No::Cancelled, out);
            }
            return;
        }
        let targeted = if is_forced { Ok(()) } else { self.target_gate(rule) };
        if let Err(no) = targeted {
            return self.refuse(rule, no, out);
        }
        if self.rules[index].is_tried && !is_forced {
            self.reach(rule, out);
        }
        let delay = self.set.rules[index].delay;
        if delay > Ms(0) && !is_delayed && !is_forced {
            self.rules[index].phase = Phase::Delay { until: self.visible_time() + delay };
            return;
        }
        let screen = if self.rules[index].draws { self.screen_gate(rule) } else { Ok(()) };
        match screen {
            Ok(()) => self.claim_or_act(rule, out),
            Err(no) => self.refuse(rule, no, out),
        }
    }

    /// The verdict on a rule's whole condition.
    pub(crate) fn rule_verdict(&self, rule: u32) -> Verdict {
        self.set.rules[rule as usize].cond.as_ref().map_or(Verdict::True, |cond| self.verdict(cond))
    }

    fn claim_or_act(&mut self, rule: u32, out: &mut Vec<Effect>) {
        if !self.needs_claim(rule) {
            return self.act_on(rule, out);
        }
        // From when it is asked: a deadline may be noticed late, and nobody answers in the past.
        let until = self.latest.max(self.now.mono) + CLAIM;
        if let Some(pass) = &mut self.pass {
            pass.claiming = Some(rule);
        }
        self.pending = Some(Pending::Claim { until });
        out.push(Effect::Sync { claim: true });
    }

    /// The claim was answered: the limits hold or they do not.
    pub(crate) fn claimed(&mut self, out: &mut Vec<Effect>) {
        let rule = self.pass.as_mut().and_then(|pass| pass.claiming.take());
        if let Some(rule) = rule {
            let is_forced = self.rules[rule as usize].firing.as_ref().is_some_and(|firing| firing.is_forced);
            let no = if is_forced { None } else { self.limit(rule).or_else(|| self.quiet(rule)) };
            match no {
                None => {
                    self.act_on(rule, out);
                    // The store is written from this state in the same transaction.
                    self.is_unsaved = false;
                }
                Some(no) if self.set.rules[rule as usize].trigger.is_none() => {
                    self.decided(rule, Decision::No(no));
                    self.blocked(rule, no, out);
                }
                Some(no) => self.refuse(rule, no, out),
            }
        }
        self.go_on(out);
    }

    /// A no: wait if it can pass and the rule waits, else let go.
    pub(crate) fn refuse(&mut self, rule: u32, no: No, out: &mut Vec<Effect>) {
        let index = rule as usize;
        let wait = match self.set.rules[index].wait {
            Wait::Default if self.fired_by(rule, sort::LASTING) => Wait::Page,
            Wait::Default => Wait::For(Ms(0)),
            wait => wait,
        };
        let is_over = no == No::Schedule && self.rule_opening(rule).is_some_and(|opening| opening.changes.is_none());
        if !no.is_passing() || is_over || wait == Wait::For(Ms(0)) {
            return self.drop_firing(rule, no, out);
        }
        let until = match (self.rules[index].phase, wait) {
            (Phase::Waiting { until, .. }, _) => until,
            (_, Wait::For(time)) => Some(self.visible_time() + time),
            _ => None,
        };
        self.rules[index].phase = Phase::Waiting { until, no };
        self.decided(rule, Decision::No(no));
        self.blocked(rule, no, out);
        self.set_aside(rule, no);
    }

    /// The firing is over without a result.
    pub(crate) fn drop_firing(&mut self, rule: u32, no: No, out: &mut Vec<Effect>) {
        self.close(rule);
        self.decided(rule, Decision::No(no));
        self.blocked(rule, no, out);
    }

    /// Delays, waits, rechecks and hides whose time has come.
    pub(crate) fn rule_timers(&mut self, out: &mut Vec<Effect>) {
        self.stale_timers();
        let (now, visible) = (self.now.mono, self.visible_time());
        for at in (0..self.open.len()).rev() {
            let rule = self.open[at];
            let state = &mut self.rules[rule as usize];
            match state.phase {
                Phase::Delay { until } if until <= visible => {
                    state.phase = Phase::Ready;
                    if let Some(firing) = &mut state.firing {
                        firing.is_delayed = true;
                    }
                    self.dirty |= dirty::FIRED;
                }
                Phase::Waiting { until: Some(until), .. } if until <= visible => self.drop_firing(rule, No::Stale, out),
                _ => {}
            }
        }
        for rules in [&self.open, &self.stateful] {
            for rule in rules {
                let state = &mut self.rules[*rule as usize];
                if state.recheck.is_some_and(|at| at <= now) {
                    state.recheck = None;
                    let looks =
                        matches!(state.phase, Phase::Waiting { no: No::NotVisible | No::Many | No::QuietZone, .. });
                    let element = if looks { dirty::ELEMENT } else { 0 };
                    self.dirty |= dirty::TIME | element | state.depends & (dirty::HISTORY | dirty::CLOCK);
                }
            }
        }
        self.end_schedules(out);
        self.turn_views(out);
        self.hide_where(
            HideReason::Expire,
            &|engine, shown| shown.hide_at.is_some_and(|at| at <= engine.visible_time()),
            out,
        );
        self.hide_where(
            HideReason::Leave,
            &|engine, shown| shown.leave_at.is_some_and(|at| at <= engine.now.mono),
            out,
        );
    }

    /// The first deadline of rules and widgets.
    pub(crate) fn first_timer(&self) -> Option<(Instant, Reason)> {
        let mut first: Option<(Instant, Reason)> = None;
        let mut offer = |due: Option<Instant>, reason: Reason| sooner(&mut first, due, reason);
        let watch = &self.signals.clocks[0].watch;
        for rules in [&self.open, &self.stateful] {
            for rule in rules {
                let state = &self.rules[*rule as usize];
                offer(state.recheck, Reason::Recheck);
                match state.phase {
                    Phase::Delay { until } => offer(watch.reaches(until), Reason::Delay),
                    Phase::Waiting { until: Some(until), .. } => offer(watch.reaches(until), Reason::Wait),
                    _ => {}
                }
            }
        }
        for shown in &self.shown {
            offer(shown.hide_at.and_then(|at| watch.reaches(at)), Reason::Hide);
            offer(shown.leave_at, Reason::Hide);
            offer(shown.ends_at, Reason::Hide);
            offer(shown.turns_at, Reason::Recheck);
        }
        first
    }

    /// The visible clock of the page view.
    pub(crate) fn visible_time(&self) -> Ms {
        self.signals.clocks[0].watch.read(self.now.mono)
    }
}
