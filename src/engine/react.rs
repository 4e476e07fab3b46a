//! Private reactions, one to each kind of signal: who is where, what the clocks do, who fires.

use crate::ruleset::model::{Clock, DwellOn, Scope, SelectorIx};

use super::effect::{Effect, HideReason};
use super::input::{Activity, Consent, ConsentState, Exit, PageView};
use super::page::{false_exit, ACTIVE};
use super::rule::Phase;
use super::url::Url;
use super::{dirty, Engine, No};
use crate::time::{difference, Ms, Now};

/// How long a page that cannot scroll must keep its height.
pub(super) const STILL: Ms = Ms(1_000);
/// How long the pointer may be away from what it asked for.
const LEAVE: Ms = Ms(200);
/// How long after a scroll those who wait for an element look again.
const LOOK: Ms = Ms(500);
/// How stale the store's idea of the last activity, and of the clocks that outlive the page, may get.
const SAVE_ACTIVITY: Ms = Ms(60_000);

impl Engine {
    pub(super) fn anchor_wall(&mut self, now: Now) {
        self.wall_offset = difference(now.wall.0, now.mono.0);
    }

    pub(super) fn begin_load(&mut self, view: PageView, fired: &mut Vec<u32>, out: &mut Vec<Effect>) {
        if self.page.count > 0 {
            self.anchor_wall(self.now);
        }
        self.page.url = Url::parse(&view.url, self.set.settings.hash_routing);
        if self.page.ended {
            self.sync_places();
        }
        self.page.visible = view.visible;
        self.page.ended = false;
        self.page.hidden_since = (!view.visible).then_some(self.now.mono);
        let is_own = Url::parse(&view.referrer, false).origin == self.page.url.origin && !view.referrer.is_empty();
        self.load_arrival.referrer = (!is_own).then(|| first_chars(&view.referrer, 512));
        self.load_arrival.landing = Some(first_chars(&self.page.url.path, 512));
        self.load_arrival.utm.clear();
        for (key, value) in &self.page.url.query {
            if let (Some(name), true) = (key.strip_prefix("utm_"), self.load_arrival.utm.len() < 8) {
                self.load_arrival.utm.push((first_chars(name, 32), first_chars(value, 128)));
            }
        }
        self.begin_view(fired, out);
    }

    pub(super) fn change_url(&mut self, text: &str, fired: &mut Vec<u32>, out: &mut Vec<Effect>) {
        let url = Url::parse(text, self.set.settings.hash_routing);
        if url.whole == self.page.url.whole {
            return;
        }
        let params = &self.set.settings.page_query;
        let is_view =
            url.path != self.page.url.path || params.iter().any(|name| url.param(name) != self.page.url.param(name));
        self.page.url = url;
        self.dirty |= dirty::URL;
        if is_view && self.page.count > 0 {
            self.anchor_wall(self.now);
            self.begin_view(fired, out);
        }
    }

    /// The old view's hides; reset; the new view's firings.
    pub(super) fn begin_view(&mut self, fired: &mut Vec<u32>, out: &mut Vec<Effect>) {
        let now = self.now.mono;
        self.forget_standing();
        self.open.clear();
        self.aside.clear();
        for rule in 0..self.rules.len() as u32 {
            if !matches!(self.rules[rule as usize].phase, Phase::Idle | Phase::Shown) {
                self.drop_firing(rule, No::Navigated, out);
            }
        }
        self.hide_where(HideReason::Navigate, &|_, _| true, out);
        self.signals.reset(now);
        if self.set.is_measured {
            self.unseat_all();
        }
        for state in &mut self.rules {
            state.in_page = 0;
            state.is_counted = false;
            state.is_dismissed = false;
            state.reported = 0;
            state.retries = 0;
            state.miss = None;
        }
        self.misses.clear();
        self.page_counts.fill(0);
        self.page.count += 1;
        self.page.began = now;
        self.page.engaged = false;
        self.page.samples.clear();
        self.dirty |= dirty::URL | dirty::TIME | dirty::ELEMENT;
        self.set_clocks();
        self.be_active();
        self.leave_forms();
        self.record(super::ledger::Op::PageView);
        self.keep_history();
        self.is_unsaved = true;
        self.dirty |= dirty::HISTORY;
        self.fit_page_views(fired);
    }

    pub(super) fn set_clocks(&mut self) {
        let now = self.now.mono;
        let visible = self.page.visible;
        self.signals.clocks[Clock::Visible as usize].watch.set_running(now, visible);
        self.signals.runs[0].set_running(now, visible);
        self.signals.clocks[Clock::Total as usize].watch.set_running(now, !self.page.ended);
        self.signals.idle.watch.set_running(now, visible);
        self.signals.sights.show(now, visible);
        if !visible {
            self.signals.clocks[Clock::Active as usize].watch.set_running(now, false);
            self.signals.runs[1].set_running(now, false);
            self.page.active_until = now;
        }
        self.run_places();
        self.stale_timers();
    }

    /// Somebody did something: sessions, the active clock, idleness.
    pub(crate) fn be_active(&mut self) {
        let now = self.now.mono;
        self.page.active_at = now;
        if self.page.visible {
            self.page.active_until = now + ACTIVE;
            self.signals.clocks[Clock::Active as usize].watch.run_until(now, self.page.active_until);
            self.signals.runs[1].run_until(now, self.page.active_until);
            self.run_active_places();
            self.run_held();
        }
        if !self.signals.idle.steps.all.is_empty() {
            self.signals.idle.reset(now);
            self.drop_idle();
        }
        self.restart_held_idle();
        self.is_next_stale = true;
        self.touch_session();
    }

    pub(super) fn touch_session(&mut self) {
        let at = self.wall();
        if self.ledger.is_session_over(at, self.set.settings.session) {
            self.begin_session();
            self.sync_places();
        } else if self.now.mono - self.saved_at >= SAVE_ACTIVITY {
            self.is_unsaved = true;
        }
        self.ledger.active = self.ledger.active.max(at);
    }

    pub(super) fn act(&mut self, kind: Activity, fired: &mut Vec<u32>) {
        self.page.touched = match kind {
            Activity::Touch => true,
            Activity::Pointer => self.page.touched,
            Activity::Key | Activity::Wheel => false,
        };
        self.be_active();
        if !self.page.engaged {
            self.page.engaged = true;
            for index in 0..self.signals.passed.len() {
                let (_, meter, share) = &mut self.signals.passed[index];
                meter.raise(*share, fired);
            }
        }
    }

    /// The page is left or frozen: its clocks stop until a page view begins.
    pub(super) fn end_page(&mut self) {
        self.page.visible = false;
        self.page.ended = true;
        self.page.hidden_since.get_or_insert(self.now.mono);
        self.end_forms();
        self.signals.hovers.iter_mut().for_each(|hover| hover.due = None);
        self.set_clocks();
        self.is_unsaved = true;
    }

    pub(super) fn see(&mut self, visible: bool, fired: &mut Vec<u32>) {
        if visible == self.page.visible || self.page.ended {
            return;
        }
        let now = self.now.mono;
        self.page.visible = visible;
        self.dirty |= dirty::TIME;
        self.set_clocks();
        if visible {
            let away = self.page.hidden_since.take().map_or(Ms(0), |since| now - since);
            let touch = self.page.is_touch();
            for (after, touch_only, atom) in &self.signals.returns {
                if away >= *after && (touch || !touch_only) {
                    fired.push(*atom);
                }
            }
            self.abandon(fired);
            self.be_active();
        } else {
            self.page.hidden_since = Some(now);
            self.signals.hovers.iter_mut().for_each(|hover| hover.due = None);
            self.is_unsaved = true;
        }
    }

    pub(super) fn point(&mut self, over: &[SelectorIx], touch: bool, widget: Option<u32>) {
        self.page.over_widget = widget;
        let over = if touch { &[][..] } else { over };
        for hover in &mut self.signals.hovers {
            let was = hover.pointed || hover.focused;
            hover.pointed = over.contains(&hover.on);
            hover.turn(was, self.now.mono);
        }
        self.be_there(DwellOn::BY_POINTER, over, true, true);
        self.check_leave();
    }

    pub(super) fn focus(&mut self, on: &[SelectorIx], keyboard: bool, widget: Option<u32>) {
        self.page.focus_widget = widget;
        for hover in &mut self.signals.hovers {
            let was = hover.pointed || hover.focused;
            hover.focused = keyboard && on.contains(&hover.on);
            hover.turn(was, self.now.mono);
        }
        self.be_there(DwellOn::BY_FOCUS, on, true, true);
        self.dirty |= dirty::FOCUS;
        self.check_leave();
    }

    /// Widgets that answer a hover or focus leave a moment after it, unless pointer or focus went into them.
    pub(super) fn check_leave(&mut self) {
        self.linger();
        let now = self.now.mono;
        for index in 0..self.shown.len() {
            let shown = &self.shown[index];
            let Some(anchor) = shown.answers else { continue };
            let inside = [self.page.over_widget, self.page.focus_widget].contains(&Some(shown.rule));
            let stays = inside || self.is_answering(shown.rule, SelectorIx(anchor));
            let shown = &mut self.shown[index];
            shown.leave_at = match (stays, shown.leave_at) {
                (true, _) => None,
                (false, Some(at)) => Some(at),
                (false, None) => Some(now + LEAVE),
            };
        }
        self.stale_timers();
    }

    pub(super) fn measure(&mut self, container: Option<SelectorIx>, height: f64, view: f64) {
        let at = self.now.mono + STILL;
        let scroller = self.signals.scroller(container);
        scroller.height = height;
        scroller.view = view;
        scroller.keep_still(at);
        self.is_next_stale = true;
    }

    pub(super) fn scroll(&mut self, container: Option<SelectorIx>, top: f64, fired: &mut Vec<u32>) {
        self.be_active();
        self.look_again();
        let engaged = self.page.engaged;
        let scroller = match container {
            None => &mut self.signals.scrollers[0].1,
            Some(_) => self.signals.scroller(container),
        };
        scroller.top = top.max(0.0);
        if engaged {
            scroller.raise(fired);
        }
        if container.is_none() && !self.signals.scroll_ups.is_empty() {
            self.scroll_up(top, fired);
        }
    }

    /// Scrolling may bring an element into the layout, or a quiet zone out of sight: a moment later somebody looks.
    fn look_again(&mut self) {
        for at in 0..self.open.len() {
            let rule = self.open[at];
            if let Phase::Waiting { no: No::NotVisible | No::Many | No::QuietZone, .. } =
                self.rules[rule as usize].phase
            {
                self.recheck(rule, self.now.mono + LOOK);
                self.stale_timers();
            }
        }
    }

    pub(super) fn scroll_up(&mut self, top: f64, fired: &mut Vec<u32>) {
        let (now, touch) = (self.now.mono, self.page.is_touch());
        let share = self.signals.scrollers[0].1.share();
        let rising = self.page.samples.last().is_some_and(|(_, last)| top > *last);
        for up in &mut self.signals.scroll_ups {
            up.armed |= rising;
            if up.touch_only && !touch || share < up.after_depth || !up.armed {
                continue;
            }
            if self.page.scrolled_up(now, top, up.within) >= up.by {
                up.armed = false;
                fired.push(up.atom);
            }
        }
        self.page.note_scroll(now, top);
    }

    pub(super) fn pass_by(&mut self, on: SelectorIx, share: f64, fired: &mut Vec<u32>) {
        let engaged = self.page.engaged;
        for (selector, meter, last) in &mut self.signals.passed {
            if *selector == on {
                *last = share;
                if engaged {
                    meter.raise(share, fired);
                }
            }
        }
    }

    pub(super) fn exit(&mut self, exit: &Exit, fired: &mut Vec<u32>) {
        let age = self.page.age(self.now.mono);
        for watch in &mut self.signals.exits {
            let no = match age < watch.after {
                true => Some("after"),
                false => false_exit(exit, watch.min_speed, watch.fired),
            };
            watch.last = Some((*exit, no.unwrap_or("exit")));
            if no.is_none() {
                watch.fired = true;
                fired.push(watch.atom);
            }
        }
    }

    pub(super) fn consent(&mut self, consent: Consent, out: &mut Vec<Effect>) {
        let was = std::mem::replace(&mut self.consent, consent);
        if was == consent {
            return;
        }
        self.dirty |= dirty::CONSENT | dirty::HISTORY;
        let functional = consent.functional;
        if functional == ConsentState::Granted {
            self.is_unsaved = true;
        } else if functional != was.functional && was.functional != ConsentState::Denied {
            // Not again with every change after a denial: by then another tab may be allowed to store.
            self.forget_all(out);
        }
        if consent.analytics == ConsentState::Denied {
            self.is_unsaved |= self.ledger.forget_trail() | self.forget_goals();
            self.ops
                .retain(|(_, op)| !matches!(op, super::ledger::Op::Exposed { .. } | super::ledger::Op::Assigned(_)));
        }
        if consent.personalization == ConsentState::Granted {
            // A session that began before the answer keeps its history too, as far as it is not stored yet.
            for (_, op) in &mut self.ops {
                if let super::ledger::Op::Active { keep_history, .. } = op {
                    *keep_history = true;
                }
            }
        }
        if consent.personalization == ConsentState::Denied {
            // At once, where it is stored, too.
            self.is_unsaved = true;
            if self.ledger.forget_history() {
                self.forget_progress(Scope::Visitor);
                self.sync_places();
                self.keep_history();
                self.ops.retain(|(_, op)| !matches!(op, super::ledger::Op::Happened { .. }));
            }
        }
    }
}

/// The first characters of a text, as many as may be kept.
#[inline(never)]
fn first_chars(text: &str, mut most: usize) -> String {
    let mut first = String::new();
    for c in text.chars() {
        if most == 0 {
            break;
        }
        most -= 1;
        first.push(c);
    }
    first
}
