//! The one door: inputs in order of time, deadlines before the signal of the same instant, then one arbitration.

use crate::ruleset::model::About;
use crate::ruleset::value::Value;

use super::decide::sooner;
use super::effect::{Effect, Need};
use super::input::{ConsentState, Input};
use super::page::TYPING;
use super::rule::{said, Pending, Phase};
use super::signals::NONE;
use super::{dirty, Engine, No, Reason};
use crate::time::{Instant, Now};

/// Most inputs held while an answer is awaited.
const MAX_INBOX: usize = 1_024;

impl Engine {
    /// Takes one input and appends what follows from it to `out`. Never panics, whatever comes in.
    pub fn handle(&mut self, now: Now, input: Input, out: &mut Vec<Effect>) {
        let now = now.within_reason();
        self.latest = self.latest.max(now.mono);
        let now = now.at(self.latest);
        if self.page.count == 0 {
            self.anchor_wall(now);
            self.even_offset = self.wall_offset;
        }
        let is_answer = matches!(input, Input::Synced(_));
        match (input, &self.pending) {
            (Input::Wake, _) => {}
            (Input::Sampled(sampled), Some(Pending::Sample)) => {
                self.samples = sampled.elements;
                self.guards = sampled.guards;
                self.pending = None;
                self.go_on(out);
            }
            (Input::Sampled(_), _) => {}
            (Input::Synced(stored), Some(Pending::Claim { .. })) => {
                self.pending = None;
                self.restore(stored);
                self.claimed(out);
            }
            (input, _) if self.inbox.len() < MAX_INBOX => self.inbox.push((now, input)),
            _ => self.dropped = self.dropped.saturating_add(1),
        }
        self.run(now, out);
        self.finish(out);
        if is_answer {
            self.store();
        }
    }

    /// Walks time up to `now`.
    fn run(&mut self, now: Now, out: &mut Vec<Effect>) {
        loop {
            match self.pending {
                Some(Pending::Claim { until }) if until <= now.mono => {
                    self.pending = None;
                    self.is_unavailable = true;
                    self.claimed(out);
                    continue;
                }
                Some(_) => return,
                None => {}
            }
            let horizon = self.inbox.first().map_or(now, |(at, _)| *at);
            self.refresh_next();
            match self.next {
                Some((due, _)) if due <= horizon.mono => {
                    self.now = horizon.at(due.max(self.now.mono));
                    self.fire_due(out);
                    self.settle(out);
                }
                _ => match self.next_input() {
                    Some((at, input)) => {
                        self.now = at;
                        self.apply(input, out);
                        self.settle(out);
                    }
                    None => {
                        self.now = now;
                        return;
                    }
                },
            }
        }
    }

    fn next_input(&mut self) -> Option<(Now, Input)> {
        (!self.inbox.is_empty()).then(|| self.inbox.remove(0))
    }

    /// After everything: what to observe, what to store.
    fn finish(&mut self, out: &mut Vec<Effect>) {
        self.keep_progress();
        if self.pending.is_some() {
            return;
        }
        let needs = self.needs();
        if self.watching != Some(needs) {
            self.watching = Some(needs);
            out.push(Effect::Watch(needs));
        }
        if self.is_unsaved && self.consent.functional == ConsentState::Granted && self.page.count > 0 {
            if self.signals.has_rare {
                self.save_places();
            }
            self.is_unsaved = false;
            self.saved_at = self.now.mono;
            out.push(Effect::Sync { claim: false });
        }
        self.refresh_next();
    }

    /// What conditions, limits and the interruption contract need, whatever the triggers do.
    pub(super) fn standing_needs(&self) -> u32 {
        // Whether the session goes on decides what is remembered.
        let mut needs = if self.signals.tree.has_session { Need::ACTIVITY } else { 0 };
        for (index, rule) in self.set.rules.iter().enumerate().filter(|(_, rule)| rule.enabled) {
            let depends = self.rules[index].depends;
            let is_stateful = rule.trigger.is_none() || rule.is_page_trial();
            let has_session = needs & Need::ACTIVITY != 0
                || depends & dirty::HISTORY != 0
                || self.is_shared(index as u32)
                || self.counts_sessions(rule);
            let when = |holds: bool, need: u32| if holds { need } else { 0 };
            needs |= when(has_session, Need::ACTIVITY)
                | when(rule.interrupts, Need::TYPING)
                | when(depends & dirty::DEVICE != 0, Need::VIEWPORT)
                | when(is_stateful && depends & dirty::ELEMENT != 0, Need::DOM);
        }
        if self.set.asks.iter().any(|ask| matches!(ask.about, About::Event(_))) {
            needs |= Need::DOM_EVENTS | Need::DATA_LAYER;
        }
        if self.set.environment != 0 {
            needs |= Need::ENVIRONMENT;
        }
        needs
    }

    fn needs(&self) -> u32 {
        let mut needs = self.signals.needs.mask | self.set_needs;
        let wants_dom = |rule: &u32| {
            matches!(
                self.rules[*rule as usize].phase,
                Phase::Waiting {
                    no: No::NotFound | No::NotVisible | No::Many | No::Dialog | No::QuietZone | No::Payment,
                    ..
                }
            )
        };
        if self.open.iter().any(wants_dom) {
            needs |= Need::DOM | Need::FOCUS | Need::VIEWPORT | Need::SCROLL;
        }
        if self.missing_anchor {
            needs |= Need::DOM | Need::VIEWPORT;
        }
        let lingers = |shown: &super::rule::Shown| shown.answers.is_some() || shown.hide_at.or(shown.rest).is_some();
        if self.shown.iter().any(lingers) {
            needs |= Need::POINTER | Need::FOCUS;
        }
        needs
    }

    fn apply(&mut self, input: Input, out: &mut Vec<Effect>) {
        let (mut fired, mut event) = (Vec::new(), Value::Null);
        let now = self.now.mono;
        if is_answer(&input) {
            self.signals.deeds.answer();
        }
        match input {
            Input::PageView(view) => self.begin_load(view, &mut fired, out),
            Input::Url(url) => self.change_url(&url, &mut fired, out),
            Input::PageEnd => self.end_page(),
            // Whoever begins to look tells it again: that is no news, and nobody tries again because of it.
            Input::Viewport { width, height, coarse }
                if (self.page.width, self.page.height, self.page.coarse) == (width, height, coarse) => {}
            Input::Viewport { width, height, coarse } => {
                // Other layout, other elements that are rendered; whoever asks only now how large it is has no other.
                self.dirty |= if self.page.width > 0.0 { dirty::DEVICE | dirty::ELEMENT } else { dirty::DEVICE };
                self.page.width = width;
                self.page.height = height;
                self.page.coarse = coarse;
                let content = self.signals.scroller(None).height;
                self.measure(None, content, height);
            }
            Input::Height { container, height, view } => {
                let mut seen = view;
                if container.is_none() {
                    let page = self.signals.scroller(None);
                    page.is_loading = view < 0.0;
                    seen = page.view;
                }
                self.measure(container, height, seen);
            }
            Input::Visibility(visible) => self.see(visible, &mut fired),
            Input::Activity(kind) => self.act(kind, &mut fired),
            Input::Pointer { over, touch, widget } => self.point(&over, touch, widget),
            Input::Focus { on, keyboard, widget } => {
                self.signals.deeds.move_focus(&on, &mut fired);
                self.focus(&on, keyboard, widget);
            }
            Input::Scroll { container, top } => self.scroll(container, top, &mut fired),
            Input::Exit(exit) => self.exit(&exit, &mut fired),
            Input::Click(click) => self.click(&click, &mut fired),
            Input::Typing { composing } => {
                if self.page.composing && !composing {
                    self.dirty |= dirty::TIME;
                }
                self.page.composing = composing;
                self.page.typing_until = Some(now + TYPING);
            }
            Input::Facts(patch) => {
                patch.merge_into(&mut self.facts);
                self.dirty |= dirty::FACTS;
            }
            Input::Event(event) => self.hear(event, 0),
            Input::Consent(consent) => self.consent(consent, out),
            Input::Forget => {
                self.forget_all(out);
                self.forget_met();
                self.dirty |= dirty::HISTORY;
            }
            Input::Dom => self.dirty |= dirty::ELEMENT,
            Input::Synced(stored) => self.restore(stored),
            Input::Left(pages) => self.context.left = pages,
            Input::Merge(stored) => {
                self.restore(stored);
                self.know_store();
            }
            Input::Trigger { rule, force } => self.trigger(&rule, force),
            Input::Dismiss(rule) => self.dismiss(rule.as_deref(), out),
            Input::Mute(time) => self.mute(time),
            Input::Outcome { key, is } => self.outcome(&key, is, out),
            Input::Rules(new) => self.adopt(*new, &mut fired, out),
            Input::Wake | Input::Sampled(_) => {}
            Input::Environment(patch) => {
                self.environment.merge(patch);
                self.dirty |= dirty::ENVIRONMENT;
            }
            rare => {
                if self.signals.has_rare {
                    event = self.apply_rare(rare, &mut fired);
                }
            }
        }
        self.look(&mut fired);
        self.fire_all(fired, said(event));
    }

    /// Everybody whom time has reached.
    fn fire_due(&mut self, out: &mut Vec<Effect>) {
        let now = self.now.mono;
        let mut fired = Vec::new();
        for dial in &mut self.signals.clocks {
            dial.take(now, &mut fired);
        }
        if self.signals.has_rare {
            self.take_rare(&mut fired);
        }
        let mut idle = Vec::new();
        self.signals.idle.take(now, &mut idle);
        let touch = self.page.is_touch();
        for atom in idle {
            if atom == NONE {
                self.abandon(&mut fired);
            } else if touch || !self.signals.idle_touch.contains(&atom) {
                fired.push(atom);
            }
        }
        for hover in &mut self.signals.hovers {
            if hover.due.is_some_and(|due| due <= now) {
                hover.due = None;
                hover.rests += 1;
                if hover.rests >= hover.times {
                    hover.rests = 0;
                    fired.push(hover.atom);
                }
            }
        }
        for (_, scroller) in &mut self.signals.scrollers {
            if scroller.still_at.is_some_and(|due| due <= now) {
                scroller.complete(&mut fired);
            }
        }
        self.is_next_stale = true;
        self.take_held(&mut fired);
        self.look_by_time(&mut fired);
        for atom in &mut fired {
            *atom = self.signals.atoms[*atom as usize].node;
        }
        self.take_absences(&mut fired);
        self.fire_each(fired);
        self.rule_timers(out);
    }

    fn refresh_next(&mut self) {
        if !self.is_next_stale {
            return;
        }
        self.is_next_stale = false;
        let timers = if self.next_timer.is_none() { self.first_timer() } else { None };
        let mut next: Option<(Instant, Reason)> = None;
        let mut offer = |due: Option<Instant>, reason: Reason| sooner(&mut next, due, reason);
        for dial in &self.signals.clocks {
            offer(dial.due(), Reason::Dwell);
        }
        if self.signals.has_rare {
            for (at, reason) in self.rare_dues().into_iter().flatten() {
                offer(Some(at), reason);
            }
        }
        offer(self.signals.idle.due(), Reason::Idle);
        for hover in &self.signals.hovers {
            offer(hover.due, Reason::Hover);
        }
        for (_, scroller) in &self.signals.scrollers {
            offer(scroller.still_at, Reason::Still);
        }
        offer(self.next_absence(), Reason::Absent);
        offer(self.next_held(), Reason::Dwell);
        // While no page is open nobody looks.
        offer(self.signals.tree.next_look.filter(|_| !self.page.ended), Reason::Recheck);
        let timer = *self.next_timer.get_or_insert(timers);
        offer(timer.map(|(at, _)| at), timer.map_or(Reason::Wait, |(_, reason)| reason));
        self.next = next;
    }
}

/// Whether it shows that the page did something, which a click may have asked for.
fn is_answer(input: &Input) -> bool {
    matches!(
        input,
        Input::PageView(_)
            | Input::Url(_)
            | Input::Visibility(_)
            | Input::Focus { .. }
            | Input::Field { .. }
            | Input::Scroll { .. }
            | Input::Dom
    )
}
