//! How often: rollout, *No more tips*, and the counters of a rule: its own, those of its tags, and that of all.

use crate::ruleset::model::{Action, AskIx, Kind, Limit, SelectorIx, Trigger, WithoutStorage};

use super::atoms::asked_on;
use super::hash::bucket;
use super::input::ConsentState;
use super::ledger::{Op, Record};
use super::{Engine, No};
use crate::ruleset::firing::{atoms, sort};
use crate::time::{difference, Ms, Wall};

/// How long `mute()` holds where nobody says.
const MUTE: Ms = Ms(30 * Ms::DAY.0);
static EMPTY: Record =
    Record { total: 0, in_session: 0, day: 0, in_day: 0, shown: None, dismissed: None, clicked: None };

/// A limit, and how far its counter is.
pub(crate) struct Tally<'a> {
    /// The name of the counter in the ledger; empty: that of all rules.
    pub(crate) name: &'a str,
    pub(crate) limit: &'a Limit,
    pub(crate) record: &'a Record,
    pub(crate) in_page: u32,
}

impl Limit {
    /// Whether it reaches beyond the page.
    fn is_kept(&self) -> bool {
        [self.per_session, self.per_day, self.per_visitor].iter().any(Option::is_some)
            || [self.cooldown, self.after_dismiss, self.after_click].iter().any(Option::is_some)
            || self.after_goal.is_some()
    }
}

/// Whether only what the visitor does to that element makes it fire.
fn is_invited(trigger: &Trigger, anchor: Option<SelectorIx>) -> bool {
    let mut is_invited = true;
    atoms(trigger, &mut |atom| is_invited &= anchor.is_some() && asked_on(atom) == anchor);
    is_invited
}

impl Engine {
    /// Everything that counts an impression of the rule, its own counter first.
    pub(crate) fn tallies(&self, rule: u32) -> Vec<Tally<'_>> {
        let source = &self.set.rules[rule as usize];
        let quotas = &self.set.settings.quotas;
        let tally =
            |name, limit, in_page| Tally { name, limit, record: self.ledger.rule(name).unwrap_or(&EMPTY), in_page };
        let mut all = Vec::new();
        all.push(match source.key {
            Some(key) => tally(&quotas[key as usize].name, &source.limit, self.page_counts[key as usize]),
            None => tally(&source.id, &source.limit, self.rules[rule as usize].in_page),
        });
        for quota in &source.quotas {
            let at = *quota as usize;
            all.push(tally(&quotas[at].name, &quotas[at].limit, self.page_counts[at]));
        }
        if self.counts(rule) {
            all.push(tally("", &self.set.settings.most, self.page_counts[quotas.len()]));
        }
        all
    }

    /// The names of its counters that outlive the page view.
    pub(crate) fn names(&self, rule: u32) -> Vec<String> {
        let rules = &self.set.rules;
        let key = rules[rule as usize].key;
        // Others of the same key may ask for what this one does not.
        let mut is_asked = key.is_some() && rules.iter().any(|one| one.key == key && one.limit.is_kept());
        let mut names = Vec::new();
        for tally in self.tallies(rule) {
            // What nobody may ask for is not kept.
            if is_asked || tally.limit.is_kept() {
                names.push(tally.name.into());
            }
            is_asked = false;
        }
        names
    }

    /// Counts an impression, or with -1 takes it back.
    pub(crate) fn tally(&mut self, rule: u32, (at, day): (Wall, i64), by: i32) {
        let names = self.names(rule);
        let counts = usize::from(self.counts(rule));
        let source = &self.set.rules[rule as usize];
        let all = self.set.settings.quotas.len();
        let places = source.quotas.iter().chain(&source.key).map(|at| *at as usize).chain((all..all + counts).take(1));
        for place in places {
            self.page_counts[place] = self.page_counts[place].saturating_add_signed(by);
        }
        let state = &mut self.rules[rule as usize];
        state.in_page = state.in_page.saturating_add_signed(by);
        if !names.is_empty() {
            self.record(Op::Impression { names, at, day, by });
        }
    }

    /// Rollout, mute, and the first limit that says no.
    pub(crate) fn limit(&mut self, rule: u32) -> Option<No> {
        let index = rule as usize;
        let state = &self.rules[index];
        if state.is_counted {
            // The same page view's same impression: a stateful rule that comes back.
            return state.is_dismissed.then_some(No::Limit);
        }
        let source = &self.set.rules[index];
        if source.rollout < 10_000 && !self.is_rolled_out(rule) {
            return Some(No::Rollout);
        }
        if let (true, Some(until)) = (self.counts(rule), self.muted_until()) {
            self.recheck_at_wall(rule, until);
            return Some(No::Muted);
        }
        let is_free = self.fired_by(rule, sort::FREE);
        let (mut is_full, mut is_kept) = (state.is_dismissed, false);
        for tally in self.tallies(rule) {
            let most = match tally.limit.per_page {
                Some(0) if !tally.name.is_empty() => (!is_free).then_some(1),
                written => written,
            };
            is_full |= most.is_some_and(|most| tally.in_page >= most);
            is_kept |= tally.limit.is_kept();
        }
        if is_full {
            return Some(No::Limit);
        }
        if !is_kept {
            return None;
        }
        self.without_storage(rule).or_else(|| self.kept_limit(rule))
    }

    /// Whether the visitor is among those whom the rule is for.
    #[inline(never)]
    fn is_rolled_out(&self, rule: u32) -> bool {
        let source = &self.set.rules[rule as usize];
        bucket(&source.id, self.visitor()) < source.rollout
    }

    /// The first limit beyond the page that says no.
    fn kept_limit(&mut self, rule: u32) -> Option<No> {
        let (now, today) = (self.wall(), self.today());
        let (mut is_full, mut has_days, mut over) = (false, false, now);
        for Tally { limit, record, .. } in self.tallies(rule) {
            over = limit.after_goal.and_then(|ask| self.forgets(ask)).map_or(over, |at| over.max(at));
            has_days |= limit.per_day.is_some();
            let in_day = if record.day >= today { record.in_day } else { 0 };
            for (count, most) in
                [(record.in_session, limit.per_session), (in_day, limit.per_day), (record.total, limit.per_visitor)]
            {
                is_full |= most.is_some_and(|most| count >= most);
            }
            for (at, gap) in [
                (record.shown, limit.cooldown),
                (record.dismissed, limit.after_dismiss),
                (record.clicked, limit.after_click),
            ] {
                if let (Some(at), Some(gap)) = (at, gap) {
                    over = over.max(at + gap);
                }
            }
        }
        if is_full {
            // A new day may lift it without anything else happening.
            over = if has_days { self.tomorrow() } else { now };
        } else if over <= now {
            return None;
        }
        if over > now {
            self.recheck_at_wall(rule, over);
        }
        Some(No::Limit)
    }

    /// When what a question asks about is so long ago that it does not count any more.
    pub(crate) fn forgets(&self, ask: AskIx) -> Option<Wall> {
        self.ledger.next_leave(&self.set.asks[ask.0 as usize], self.wall())
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

    /// Whether counters that other tabs share decide.
    pub(crate) fn needs_claim(&self, rule: u32) -> bool {
        let is_kept = self.consent.functional == ConsentState::Granted && !self.is_unavailable;
        is_kept && !self.rules[rule as usize].is_counted && self.is_shared(rule)
    }

    /// Whether counters beyond the page or the quiet period matter to a rule.
    pub(crate) fn is_shared(&self, rule: u32) -> bool {
        self.set.rules[rule as usize].interrupts || self.tallies(rule).iter().any(|tally| tally.limit.is_kept())
    }

    /// Whether an impression counts towards `max*` and the quiet period: interruptions, and what fired of banners, of
    /// toasts and of tooltips that nobody asked for.
    pub(crate) fn counts(&self, rule: u32) -> bool {
        let source = &self.set.rules[rule as usize];
        let Some(trigger) = &source.trigger else { return source.interrupts };
        let is_counted = |action: &Action| match action {
            Action::Surface(surface) if surface.kind == Kind::Tooltip => match &self.rules[rule as usize].firing {
                Some(firing) => !firing.is(sort::INVITED | sort::STEP),
                None => !is_invited(trigger, surface.anchor),
            },
            Action::Surface(surface) => surface.kind.is_bar(),
            _ => false,
        };
        source.interrupts || source.actions.iter().any(is_counted)
    }

    /// Until when there are no more interruptions, if the visitor asked for that.
    pub(crate) fn muted_until(&self) -> Option<Wall> {
        let until = self.ledger.muted? + self.ledger.muted_for;
        (until > self.wall()).then_some(until)
    }

    /// `mute()`, or the button that says so.
    pub(crate) fn mute(&mut self, time: Option<Ms>) {
        let time = time.or(self.set.settings.mute).unwrap_or(MUTE);
        self.record(Op::Muted { at: self.wall(), time });
    }

    /// Who is in a rollout stays in: the page's own name of the visitor, or the one that the ledger keeps.
    pub(crate) fn visitor(&self) -> &str {
        match self.context.is_named || self.ledger.visitor.is_empty() {
            true => &self.context.visitor,
            false => &self.ledger.visitor,
        }
    }

    /// A random name is worth keeping once somebody needs it.
    pub(crate) fn keep_visitor(&mut self) {
        let is_needed = |rule: &crate::ruleset::model::Rule| rule.rollout < 10_000 || rule.trial.is_some();
        let is_known = self.context.is_named || !self.ledger.visitor.is_empty() || self.context.visitor.is_empty();
        if !is_known && (self.set.settings.holdout > 0 || self.set.rules.iter().any(is_needed)) {
            self.ledger.visitor.clone_from(&self.context.visitor);
            self.is_unsaved = true;
        }
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

    pub(super) fn offset(&self, at: Wall) -> Ms {
        Ms(super::schedule::offset(self.zone(0), at).unwrap_or(0))
    }
}
