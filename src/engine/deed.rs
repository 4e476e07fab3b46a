//! Deeds at the page's controls: clicks in anger or in vain, fields and forms that are used, left, or hesitated over.
//! It knows that something was typed and where, never what.

use crate::ruleset::firing::atoms;
use crate::ruleset::model::{Atom, Deed, SelectorIx};

use super::act::Acts;
use super::explain::map::Map;
use super::input::{Click, ConsentState};
use super::ledger::{Op, FORM};
use super::Engine;
use crate::time::{Instant, Ms};

/// A click within that time of the one before, and that near to it (|dx| + |dy|), may be rage.
const RAGE_GAP: Ms = Ms(1_000);
const RAGE_REACH: f64 = 30.0;
/// How long the page has to answer a click.
const DEAD: Ms = Ms(1_000);
/// Unanswered clicks followed at once.
const MAX_DEAD: usize = 64;

/// Clicks in one place.
#[derive(Clone, Debug)]
struct Rage {
    times: u32,
    count: u32,
    last: Instant,
    x: f64,
    y: f64,
    atom: u32,
}

/// A form that may be abandoned.
#[derive(Clone, Debug)]
struct Form {
    on: SelectorIx,
    touched: bool,
    atom: u32,
}

/// Who waits for what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deeds {
    /// By `Deed`. They hold atoms, but those of rage and forms places in `rages` and `forms`.
    acts: [Acts; 7],
    rages: Vec<Rage>,
    forms: Vec<Form>,
    /// Clicks without an answer: when it is too late for one, and who waits for that. In order.
    dead: Vec<(Instant, u32)>,
    /// Where focus is.
    pub(super) focused: Vec<SelectorIx>,
    /// The store has yet to say which forms were left by the page that came back.
    asks_store: bool,
}

impl Deeds {
    /// Adds a waiter; `sort` once all are there.
    pub(super) fn wait(&mut self, what: Deed, on: Option<SelectorIx>, times: u32, atom: u32) {
        let mut item = atom;
        match (what, on) {
            (Deed::RageClick, _) => {
                item = self.rages.len() as u32;
                self.rages.push(Rage { times, count: 0, last: Instant(0), x: 0.0, y: 0.0, atom });
            }
            (Deed::FormAbandon, Some(on)) => {
                item = self.forms.len() as u32;
                self.forms.push(Form { on, touched: false, atom });
            }
            _ => {}
        }
        self.acts[what as usize].wait(on, item);
    }

    /// Who waits for focus: more rules do than for any other deed.
    pub(super) fn focus(&mut self) -> &mut Acts {
        &mut self.acts[Deed::Focus as usize]
    }

    pub(super) fn sort(&mut self) {
        self.acts.iter_mut().for_each(Acts::sort);
    }

    /// A page view begins.
    pub(super) fn reset(&mut self) {
        self.dead.clear();
        self.rages.iter_mut().for_each(|rage| rage.count = 0);
    }

    /// Whoever waits for that deed there.
    #[inline(never)]
    fn meet(&self, what: Deed, on: &[SelectorIx]) -> Vec<u32> {
        let mut met = Vec::new();
        self.acts[what as usize].meet(on, &mut met);
        met
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.dead.first().map(|(due, _)| *due)
    }

    /// Clicks that got no answer by `now`.
    pub(super) fn take(&mut self, now: Instant, fired: &mut Vec<u32>) {
        while self.due().is_some_and(|due| due <= now) {
            fired.push(self.dead.remove(0).1);
        }
    }

    /// The page did something that a click may have asked for.
    pub(super) fn answer(&mut self) {
        self.dead.clear();
    }

    /// Focus went to these and no others.
    pub(super) fn move_focus(&mut self, on: &[SelectorIx], fired: &mut Vec<u32>) {
        let mut came = Vec::new();
        for on in on {
            if !self.focused.contains(on) {
                came.push(*on);
            }
        }
        self.focused = on.to_vec();
        self.focus().meet(&came, fired);
    }

    /// Whoever waits for the focus where it is.
    pub(super) fn catch_up(&self, fired: &mut Vec<u32>) {
        self.acts[Deed::Focus as usize].meet(&self.focused, fired);
    }

    /// Touched forms go to `fired`; they are not touched any more.
    fn abandon(&mut self, fired: &mut Vec<u32>) -> bool {
        let before = fired.len();
        for form in &mut self.forms {
            if form.touched {
                form.touched = false;
                fired.push(form.atom);
            }
        }
        fired.len() > before
    }
}

impl Rage {
    /// Counts a click; whether it is one too many.
    fn count(&mut self, now: Instant, click: &Click) -> bool {
        let is_near = (click.x - self.x).abs() + (click.y - self.y).abs() < RAGE_REACH;
        let goes_on = self.count > 0 && is_near && now - self.last < RAGE_GAP;
        self.count = if goes_on { self.count + 1 } else { 1 };
        (self.last, self.x, self.y) = (now, click.x, click.y);
        let is_rage = self.count >= self.times;
        if is_rage {
            self.count = 0;
        }
        is_rage
    }
}

impl Engine {
    pub(super) fn click(&mut self, click: &Click, fired: &mut Vec<u32>) {
        self.signals.clicks.meet(&click.on, fired);
        if self.signals.has_rare {
            self.judge_click(click, fired);
        }
    }

    /// In anger, in vain, or the end of a hesitation.
    #[inline(never)]
    fn judge_click(&mut self, click: &Click, fired: &mut Vec<u32>) {
        self.restart_hesitation();
        if click.field {
            return;
        }
        let now = self.now.mono;
        let deeds = &mut self.signals.deeds;
        for place in deeds.meet(Deed::RageClick, &click.on) {
            let rage = &mut deeds.rages[place as usize];
            if rage.count(now, click) {
                fired.push(rage.atom);
            }
        }
        if click.answered {
            return;
        }
        for atom in deeds.meet(Deed::DeadClick, &click.on) {
            if deeds.dead.len() < MAX_DEAD {
                deeds.dead.push((now + DEAD, atom));
            }
        }
        self.is_next_stale = true;
    }

    /// Input, submission or refusal.
    pub(super) fn field(&mut self, what: Deed, on: &[SelectorIx], fired: &mut Vec<u32>) {
        self.signals.deeds.acts[what as usize].meet(on, fired);
        if what == Deed::Invalid {
            return;
        }
        self.restart_hesitation();
        let touches = what == Deed::Input;
        for place in self.signals.deeds.meet(Deed::FormAbandon, on) {
            let form = &mut self.signals.deeds.forms[place as usize];
            if form.touched != touches {
                form.touched = touches;
                let on = form.on;
                self.mark_form(on, touches);
            }
        }
    }

    fn restart_hesitation(&mut self) {
        self.signals.places.restart(self.now.mono);
        self.is_next_stale = true;
    }

    /// Notes for the session that a form was touched in this load, or that there is nothing to be said of it.
    fn mark_form(&mut self, on: SelectorIx, touched: bool) {
        let mut key = String::from(FORM);
        key.push_str(&self.set.selectors[on.0 as usize].css);
        let value = if touched { self.context.tab } else { 0 };
        if self.ledger.mark_of(&key) != value {
            self.record(Op::Mark { key, value });
        }
    }

    /// The visitor came back, or does nothing any more: touched forms were left.
    pub(super) fn abandon(&mut self, fired: &mut Vec<u32>) {
        let first = fired.len();
        if self.signals.deeds.abandon(fired) {
            self.forget_forms(&fired[first..]);
        }
    }

    /// What is stored is known now: a page that came back can say which of its forms were left, and one that may ask late
    /// which were left by the page before it.
    pub(super) fn know_store(&mut self) {
        let comes = std::mem::take(&mut self.signals.deeds.asks_store);
        if !self.page.ended && self.page.count > 0 && !self.signals.deeds.forms.is_empty() {
            self.leave_each_form(comes);
        }
    }

    /// A page view begins. Forms that this load touched before, or a load that was left, were abandoned.
    pub(super) fn leave_forms(&mut self) {
        if !self.signals.deeds.asks_store && !self.signals.deeds.forms.is_empty() {
            self.leave_each_form(true);
        }
    }

    /// `is_own`: those that this load touched, too.
    #[inline(never)]
    fn leave_each_form(&mut self, is_own: bool) {
        let mut left = Vec::new();
        for place in 0..self.signals.deeds.forms.len() {
            let form = &self.signals.deeds.forms[place];
            let mut key = String::from(FORM);
            key.push_str(&self.set.selectors[form.on.0 as usize].css);
            let mark = self.ledger.mark_of(&key);
            let is_left = is_own && (form.touched || mark == self.context.tab) || self.context.left.contains(&mark);
            if mark != 0 && is_left {
                left.push(form.atom);
            }
            self.signals.deeds.forms[place].touched &= !is_own;
        }
        // This page is back: what is touched from here on is not left.
        let tab = self.context.tab;
        self.context.left.retain(|page| *page != tab);
        self.forget_forms(&left);
        // Before what the new view fires: one happened after the other.
        self.fire_all(left, None);
    }

    /// These atoms have fired: what was noted of their forms is done with.
    #[inline(never)]
    fn forget_forms(&mut self, atoms: &[u32]) {
        for place in 0..self.signals.deeds.forms.len() {
            let form = &self.signals.deeds.forms[place];
            if atoms.contains(&form.atom) {
                let on = form.on;
                self.mark_form(on, false);
            }
        }
    }

    /// The page is left. Whether its forms were abandoned is asked when the next page view begins, here or elsewhere.
    pub(super) fn end_forms(&mut self) {
        let deeds = &mut self.signals.deeds;
        deeds.answer();
        deeds.forms.iter_mut().for_each(|form| form.touched = false);
        // Should the page come back from the cache: another page may have had its turn meanwhile.
        deeds.asks_store = self.consent.functional == ConsentState::Granted;
    }

    /// Whether what a rule answers at this anchor still goes on: the pointer or focus is there.
    pub(super) fn is_answering(&self, rule: u32, anchor: SelectorIx) -> bool {
        let mut goes_on = false;
        let mut look = |atom: &Atom| match atom {
            Atom::Hover { on, .. } if *on == anchor => {
                goes_on |=
                    self.signals.hovers.iter().any(|hover| hover.on == anchor && (hover.pointed || hover.focused));
            }
            Atom::Deed { what: Deed::Focus, on, .. } if *on == Some(anchor) => {
                goes_on |= self.signals.deeds.focused.contains(&anchor);
            }
            _ => {}
        };
        if let Some(trigger) = &self.set.rules[rule as usize].trigger {
            atoms(trigger, &mut look);
        }
        goes_on
    }

    pub(super) fn explain_deed(&self, now: Instant, what: Deed, atom: u32, all: &mut Map) {
        let deeds = &self.signals.deeds;
        if let Some(rage) = deeds.rages.iter().find(|rage| rage.atom == atom) {
            let is_over = now - rage.last >= RAGE_GAP;
            all.num("have", if is_over { 0.0 } else { f64::from(rage.count) });
            all.num("need", f64::from(rage.times));
        }
        if let Some(form) = deeds.forms.iter().find(|form| form.atom == atom) {
            all.flag("touched", form.touched);
        }
        if what == Deed::DeadClick {
            all.flag("clicked", deeds.dead.iter().any(|(_, waits)| *waits == atom));
        }
    }
}
