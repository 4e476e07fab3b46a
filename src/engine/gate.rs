//! What stands between a firing and the screen: targeting and limits first, then the state of the screen.

use crate::ruleset::model::{Action, Kind, Surface, WithoutStorage};

use super::input::{ConsentState, Sampled};
use super::ledger::Record;
use super::page::EARLY;
use super::rule::Firing;
use super::time::{difference, Instant, Ms, Wall};
use super::{Engine, No};

/// Tooltips on the screen at once.
const MAX_TOOLTIPS: usize = 2;
/// Interruptions closed in a session after which there are no more.
const MAX_DISMISSALS: u32 = 2;

impl Engine {
    /// Condition and limits.
    pub(crate) fn target_gate(&mut self, rule: u32) -> Result<(), No> {
        if let Some(no) = self.barred(rule) {
            return Err(no);
        }
        self.limit(rule).map_or(Ok(()), Err)
    }

    /// The screen, the interruption contract, slots and values; for stateful rules their limits too.
    pub(crate) fn screen_gate(&mut self, rule: u32) -> Result<(), No> {
        let index = rule as usize;
        let is_exit = self.fired_by(rule, Firing::EXIT);
        if self.rules[index].firing.is_none() {
            if let Some(no) = self.limit(rule) {
                return Err(no);
            }
        }
        if !self.page.visible {
            return Err(No::Hidden);
        }
        if self.rules[index].is_unanchored {
            return Err(No::NotFound);
        }
        if is_exit && self.guards & Sampled::GUARD_DIALOG != 0 {
            return Err(No::Dialog);
        }
        if self.set.rules[index].interrupts {
            self.interruption(rule, is_exit)?;
        }
        self.slots_free(rule)?;
        self.views(rule).map(|_| ())
    }

    /// The interruption contract (rules.md section 4).
    fn interruption(&mut self, rule: u32, is_exit: bool) -> Result<(), No> {
        let now = self.now.mono;
        if !is_exit && self.page.age(now) < EARLY {
            self.recheck(rule, self.page.began + EARLY);
            return Err(No::Early);
        }
        if self.page.is_typing(now) {
            if let (false, Some(until)) = (self.page.composing, self.page.typing_until) {
                self.recheck(rule, until);
            }
            return Err(No::Typing);
        }
        for (bit, no) in [
            (Sampled::GUARD_PAYMENT, No::Payment),
            (Sampled::GUARD_DIALOG, No::Dialog),
            (Sampled::GUARD_QUIET_ZONE, No::QuietZone),
        ] {
            if self.guards & bit != 0 {
                return Err(no);
            }
        }
        self.quiet(rule).map_or(Ok(()), Err)
    }

    /// Silence between interruptions, and after two that were closed.
    pub(crate) fn quiet(&mut self, rule: u32) -> Option<No> {
        if !self.set.rules[rule as usize].interrupts {
            return None;
        }
        if self.ledger.dismissals >= MAX_DISMISSALS {
            return Some(No::Muted);
        }
        let over = self.ledger.quiet_since? + self.set.settings.quiet_period;
        if over <= self.wall() {
            return None;
        }
        self.recheck_at_wall(rule, over);
        Some(No::QuietPeriod)
    }

    /// The first limit that says no.
    pub(crate) fn limit(&mut self, rule: u32) -> Option<No> {
        let index = rule as usize;
        let (state, limit, counts) = (&self.rules[index], &self.set.rules[index].limit, self.counts(rule));
        if state.is_counted {
            // The same page view's same impression: a stateful rule that comes back.
            return state.is_dismissed.then_some(No::Limit);
        }
        let settings = &self.set.settings;
        let per_page = match limit.per_page {
            Some(0) => (!self.fired_by(rule, Firing::FREE)).then_some(1),
            written => written,
        };
        let is_page_full = per_page.is_some_and(|most| state.in_page >= most);
        let is_global_full = counts && settings.max_per_page.is_some_and(|most| self.page_counts >= most);
        if state.is_dismissed || is_page_full || is_global_full {
            return Some(No::Limit);
        }
        if !self.is_limited_beyond_page(rule) {
            return None;
        }
        if let Some(no) = self.without_storage(rule) {
            return Some(no);
        }
        let (now, today) = (self.wall(), self.today());
        let empty = Record::default();
        let record = self.ledger.rule(&self.set.rules[index].id).unwrap_or(&empty);
        let all = if counts { &self.ledger.all } else { &empty };
        let in_day = |record: &Record| if record.day >= today { record.in_day } else { 0 };
        let full = [
            (record.in_session, limit.per_session),
            (in_day(record), limit.per_day),
            (record.total, limit.per_visitor),
            (all.in_session, settings.max_per_session),
            (in_day(all), settings.max_per_day),
        ];
        if full.iter().any(|(count, most)| most.is_some_and(|most| *count >= most)) {
            // A new day may lift it without anything else happening.
            if limit.per_day.is_some() || counts && settings.max_per_day.is_some() {
                self.recheck_at_wall(rule, self.tomorrow());
            }
            return Some(No::Limit);
        }
        let gaps = [
            (record.shown, limit.cooldown),
            (record.dismissed, limit.after_dismiss),
            (record.clicked, limit.after_click),
        ];
        let mut over = now;
        for (at, gap) in gaps {
            if let (Some(at), Some(gap)) = (at, gap) {
                over = over.max(at + gap);
            }
        }
        if over <= now {
            return None;
        }
        self.recheck_at_wall(rule, over);
        Some(No::Limit)
    }

    /// What `settings.withoutStorage` says while counters beyond the page cannot be kept.
    fn without_storage(&self, rule: u32) -> Option<No> {
        let no = match self.consent.functional {
            ConsentState::Granted if !self.is_unavailable => return None,
            ConsentState::Granted => No::NoStorage,
            ConsentState::Pending => No::ConsentPending,
            ConsentState::Denied => No::ConsentDenied,
        };
        let index = rule as usize;
        match self.set.settings.without_storage {
            WithoutStorage::Show => None,
            WithoutStorage::Hide => Some(no),
            WithoutStorage::Quiet if self.set.rules[index].interrupts => Some(no),
            WithoutStorage::Quiet => (self.rules[index].in_page >= 1).then_some(No::Limit),
        }
    }

    fn is_limited_beyond_page(&self, rule: u32) -> bool {
        let limit = &self.set.rules[rule as usize].limit;
        let settings = &self.set.settings;
        let has_count = [limit.per_session, limit.per_day, limit.per_visitor].iter().any(Option::is_some);
        let has_gap = [limit.cooldown, limit.after_dismiss, limit.after_click].iter().any(Option::is_some);
        let is_global = self.counts(rule) && (settings.max_per_session.is_some() || settings.max_per_day.is_some());
        has_count || has_gap || is_global
    }

    /// Whether counters that other tabs share decide.
    pub(crate) fn needs_claim(&self, rule: u32) -> bool {
        let is_kept = self.consent.functional == ConsentState::Granted && !self.is_unavailable;
        is_kept && !self.rules[rule as usize].is_counted && self.is_shared(rule)
    }

    /// Whether counters beyond the page or the quiet period matter to a rule.
    pub(crate) fn is_shared(&self, rule: u32) -> bool {
        self.is_limited_beyond_page(rule) || self.set.rules[rule as usize].interrupts
    }

    /// Whether an impression counts towards `max*` and the quiet period: interruptions, and banners that fired.
    pub(crate) fn counts(&self, rule: u32) -> bool {
        let rule = &self.set.rules[rule as usize];
        let is_banner = |action: &Action| matches!(action, Action::Surface(surface) if surface.kind == Kind::Banner);
        rule.interrupts || rule.trigger.is_some() && rule.actions.iter().any(is_banner)
    }

    /// The places on the screen that a surface takes.
    pub(crate) fn slots(&self, rule: u32, surface: &Surface) -> Vec<String> {
        let mut name = String::from(match surface.kind {
            Kind::Popup => "modal",
            Kind::Banner => "banner ",
            Kind::Tooltip => "tooltip ",
            Kind::Cta => "cta ",
        });
        name.push_str(surface.edge.as_deref().filter(|_| surface.kind == Kind::Banner).unwrap_or(""));
        if let (Kind::Tooltip | Kind::Cta, Some(anchor)) = (surface.kind, surface.anchor) {
            super::ledger_text::push_int(&mut name, i64::from(anchor.0));
        }
        let mut slots = vec![name];
        if let Some(slot) = &self.set.rules[rule as usize].slot {
            let mut own = String::from("own ");
            own.push_str(slot);
            slots.push(own);
        }
        slots
    }

    fn slots_free(&self, rule: u32) -> Result<(), No> {
        let before = self.pass.as_ref().map_or(0, |pass| pass.before);
        for action in &self.set.rules[rule as usize].actions {
            let Action::Surface(surface) = action else { continue };
            let slots = self.slots(rule, surface);
            let holder = self.shown.iter().position(|shown| shown.slots.iter().any(|slot| slots.contains(slot)));
            let tooltips = self.shown.iter().filter(|shown| shown.kind == Kind::Tooltip).count();
            let is_full = surface.kind == Kind::Tooltip && tooltips >= MAX_TOOLTIPS;
            match holder {
                Some(at) if at >= before => return Err(No::Outranked),
                Some(_) => return Err(No::Slot),
                None if is_full => return Err(No::Slot),
                None => {}
            }
        }
        Ok(())
    }

    fn recheck(&mut self, rule: u32, at: Instant) {
        let recheck = &mut self.rules[rule as usize].recheck;
        *recheck = Some(recheck.map_or(at, |known| known.min(at)));
    }

    pub(crate) fn recheck_at_wall(&mut self, rule: u32, at: Wall) {
        self.recheck(rule, Instant(difference(at.0, self.wall_offset)));
    }

    /// Its condition or its schedule says no.
    pub(crate) fn barred(&self, rule: u32) -> Option<No> {
        self.rule_verdict(rule).no().or_else(|| match self.rule_opening(rule) {
            Some(opening) if opening.is_open => None,
            Some(_) => Some(No::Schedule),
            None => Some(No::Unknown),
        })
    }

    /// The calendar day of `settings.timeZone`, as days since 1970.
    pub(crate) fn today(&self) -> i64 {
        let now = self.wall();
        (now + self.offset(now)).0.div_euclid(Ms::DAY.0)
    }

    /// When the next calendar day begins, or an hour before where the clocks change by then: looking early is harmless.
    fn tomorrow(&self) -> Wall {
        let midnight = Wall(self.today().saturating_add(1).saturating_mul(Ms::DAY.0));
        let with = |offset: Ms| Wall(difference(midnight.0, offset.0));
        let now = with(self.offset(self.wall()));
        let then = with(self.offset(now));
        if then > self.wall() {
            now.min(then)
        } else {
            now
        }
    }

    fn offset(&self, at: Wall) -> Ms {
        Ms(super::schedule::offset(self.zone(0), at).unwrap_or(0))
    }
}
