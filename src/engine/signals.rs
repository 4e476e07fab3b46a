//! Who waits for which signal. Built once from the rule set; a signal looks only at those who wait for it.

use std::rc::Rc;

use crate::ruleset::model::{
    Ask, Atom, Deed, Depth, Leaf, Measure, OperatorKind, Pattern, Point, Rule, Scope, Selector, SelectorIx, Source,
    Trial, Trigger,
};

use super::act::Acts;
use super::atoms::{anchor_of, asked_on, needs, Needs};
use super::deed::Deeds;
use super::guard::Guard;
use super::input::Exit;
use super::kept::Kept;
use super::meters::{Dial, Meter, Scroller};
use super::operator::{Node, Tree};
use super::place::Places;
use super::react::STILL;
use super::repeat::Ears;
use super::role::{CANCEL_ON, HIDE_ON, WHEN};
use super::sight::{Plays, Sights};
use super::stopwatch::Stopwatch;
use crate::ruleset::firing::{sort, sort_of};
use crate::time::{Instant, Ms};

pub(crate) const NONE: u32 = u32::MAX;
/// How long an idle visitor on a touch device stands in for exit intent.
const TOUCH_IDLE: Ms = Ms(30_000);

/// An atom of some rule's trigger.
#[derive(Clone, Debug)]
pub(crate) struct AtomState {
    pub(crate) node: u32,
    /// Fires once in its scope.
    pub(crate) once: bool,
    /// Its scope is more than the page view.
    pub(crate) is_kept: bool,
    /// It does not fire: it did, or nobody waits for it now.
    pub(crate) spent: bool,
    /// It was reached in this page view, whether that counted or not.
    pub(crate) reached: bool,
    /// The `hold` around it.
    pub(crate) hold: u32,
    /// It has a clock of its own there.
    pub(crate) is_held: bool,
    /// It cancels or hides: nobody waits for it before its rule has fired or shows.
    pub(crate) is_guard: bool,
    /// What its firings are: bits of `Firing`.
    pub(crate) sort: u32,
    /// Signals it needs.
    pub(crate) needs: u32,
}

/// A hover in progress.
#[derive(Clone, Debug)]
pub(crate) struct Hover {
    pub(crate) on: SelectorIx,
    pub(crate) time: Ms,
    pub(crate) times: u32,
    pub(crate) rests: u32,
    pub(crate) pointed: bool,
    pub(crate) focused: bool,
    /// When it will have lasted long enough.
    pub(crate) due: Option<Instant>,
    pub(crate) atom: u32,
}

/// Exit intent with the pointer.
#[derive(Clone, Debug)]
pub(crate) struct ExitWatch {
    pub(crate) min_speed: f64,
    pub(crate) after: Ms,
    pub(crate) fired: bool,
    pub(crate) last: Option<(Exit, &'static str)>,
    pub(crate) atom: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct ScrollUp {
    pub(crate) by: f64,
    pub(crate) within: Ms,
    pub(crate) after_depth: f64,
    pub(crate) touch_only: bool,
    pub(crate) armed: bool,
    pub(crate) atom: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct EventWatch {
    pub(crate) name: String,
    pub(crate) source: Option<Source>,
    pub(crate) filter: Rc<Vec<Leaf>>,
    pub(crate) atom: u32,
}

/// All tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signals {
    pub(crate) atoms: Vec<AtomState>,
    pub(crate) tree: Tree,
    /// Of the rule that is being planted.
    arming: u64,
    /// Where the tooltip of the rule that is planted stands.
    anchor: Option<SelectorIx>,
    pub(super) kept: Rc<[Kept]>,
    /// The `hold` in which we are planting.
    hold: u32,
    /// There are triggers, or clocks of a `hold`, of which most rule sets have none.
    pub(crate) has_rare: bool,
    /// By rule and role.
    pub(crate) guards: Vec<Guard>,
    /// Visible, active, total.
    pub(crate) clocks: [Dial; 3],
    /// Visible and active, over all page views of this load.
    pub(crate) runs: [Stopwatch; 2],
    pub(crate) places: Places,
    /// The page first, then containers.
    pub(crate) scrollers: Vec<(Option<SelectorIx>, Scroller)>,
    /// Element, who waits, and the last share seen.
    pub(crate) passed: Vec<(SelectorIx, Meter, f64)>,
    pub(crate) hovers: Vec<Hover>,
    pub(crate) exits: Vec<ExitWatch>,
    pub(crate) scroll_ups: Vec<ScrollUp>,
    pub(crate) idle: Dial,
    /// Atoms in `idle` that count only on touch devices.
    pub(crate) idle_touch: Vec<u32>,
    /// Absence, touch only, atom.
    pub(crate) returns: Vec<(Ms, bool, u32)>,
    pub(crate) clicks: Acts,
    pub(crate) copies: Acts,
    pub(crate) sights: Sights,
    pub(crate) appears: Acts,
    pub(crate) plays: Plays,
    pub(crate) deeds: Deeds,
    pub(crate) events: Vec<EventWatch>,
    pub(crate) ears: Ears,
    /// Paths (none: any), atom.
    pub(crate) page_views: Vec<(Rc<Vec<Pattern>>, u32)>,
    /// Rule, atom.
    pub(crate) manual: Vec<(u32, u32)>,
    /// Of the live atoms.
    pub(crate) needs: Needs,
}

impl Signals {
    /// Nobody waits yet: for each rule `plant_rule`, then `settle`.
    pub(crate) fn new() -> Signals {
        let mut signals = Signals { hold: NONE, ..Signals::default() };
        signals.scrollers.push((None, Scroller::default()));
        signals
    }

    /// Adds the triggers of a rule, which comes after all that are there.
    pub(crate) fn plant_rule(&mut self, index: u32, rule: &Rule) {
        if !rule.enabled {
            return;
        }
        self.about_to_plant(rule);
        if let Some(trigger) = &rule.trigger {
            self.plant(index, trigger, NONE, WHEN);
        }
        self.plant_guard(index, CANCEL_ON, &rule.cancel_on);
        self.plant_guard(index, HIDE_ON, &rule.hide_on);
        if let Some(trial) = &rule.trial {
            self.plant_faces(index, trial);
        }
    }

    /// What of a rule its triggers hang on.
    pub(super) fn about_to_plant(&mut self, rule: &Rule) {
        (self.arming, self.kept) = (rule.arming, super::kept::kept(rule));
        self.anchor = anchor_of(rule);
    }

    /// What the firings of an atom are in the rule that is planted.
    pub(super) fn sort_here(&self, atom: &Atom) -> u32 {
        let is_invited = self.anchor.is_some() && asked_on(atom) == self.anchor;
        sort_of(atom) | if is_invited { sort::INVITED } else { 0 }
    }

    /// What its arms fire by, where that differs, and what ends them.
    #[inline(never)]
    fn plant_faces(&mut self, index: u32, trial: &Trial) {
        for (arm, face) in trial.faces.iter().enumerate() {
            let Some(face) = face else { continue };
            let role = 4 * (arm as u32 + 1);
            if let (Point::Page, Some(trigger)) = (trial.point, &face.trigger) {
                self.plant(index, trigger, NONE, WHEN + role);
            }
            self.plant_guard(index, CANCEL_ON + role, &face.cancel_on);
            self.plant_guard(index, HIDE_ON + role, &face.hide_on);
        }
    }

    /// All triggers are there: puts thresholds in order.
    pub(crate) fn settle(&mut self, asks: &[Ask], selectors: &[Selector]) {
        for (_, scroller) in &mut self.scrollers {
            for meter in scroller.meters() {
                meter.sort();
            }
        }
        for dial in &mut self.clocks {
            dial.sort();
        }
        self.idle.sort();
        self.clicks.sort();
        self.deeds.focus().sort();
        self.ears = Ears::new(&self.events, asks);
        if self.has_rare {
            self.settle_rare(selectors);
        }
        self.count_needs();
    }

    /// Adds a trigger tree; returns whether it fires at most once per page view.
    pub(crate) fn plant(&mut self, rule: u32, trigger: &Trigger, parent: u32, slot: u32) -> bool {
        let index = self.tree.nodes.len();
        self.tree.nodes.push(Node { rule, parent, slot, is: self.atoms.len() as u32, is_operator: false });
        match trigger {
            Trigger::Atom(atom) => self.plant_atom(rule, index as u32, atom),
            Trigger::Op(operator) => {
                let place = self.tree.add(index, operator, self.arming, &self.kept);
                self.tree.operators[place].hold = self.hold;
                let outer = self.hold;
                if let Some(cond) = &operator.cond {
                    self.plant_watch(index as u32, cond);
                    self.hold = place as u32;
                }
                for (slot, child) in operator.of.iter().enumerate() {
                    let once = self.plant(rule, child, index as u32, slot as u32);
                    self.tree.operators[place].once.push(once);
                }
                self.hold = outer;
                let is_once = self.tree.operators[place].once.iter().all(|once| *once);
                is_once && !matches!(operator.kind, OperatorKind::Count | OperatorKind::Absent | OperatorKind::Hold)
            }
        }
    }

    fn plant_atom(&mut self, rule: u32, node: u32, atom: &Atom) -> bool {
        let index = self.atoms.len() as u32;
        let once = atom.is_once();
        let hold = self.hold;
        let is_held = hold != NONE && self.plant_held(hold, index, atom);
        let is_kept = matches!(atom, Atom::Dwell { scope: Scope::Session | Scope::Visitor, .. }) && !is_held;
        self.atoms.push(AtomState {
            node,
            once,
            is_kept,
            spent: false,
            reached: false,
            hold,
            is_held,
            is_guard: false,
            sort: self.sort_here(atom),
            needs: needs(atom),
        });
        if is_held {
            return once;
        }
        match atom {
            Atom::Dwell { time, clock, scope: Scope::Page, on: None } => {
                self.clocks[*clock as usize].wait(*time, index);
            }
            Atom::Scroll { depth, measure, container, on: None } => {
                let scroller = self.scroller(*container);
                match (depth, measure) {
                    (Depth::Px(px), _) => scroller.px.steps.push(*px, index),
                    (Depth::Share(share), Measure::Scrolled) => scroller.scrolled.steps.push(*share, index),
                    (Depth::Share(share), Measure::Seen) => scroller.seen.steps.push(*share, index),
                }
            }
            Atom::Hover { on, time, times } => self.hovers.push(Hover {
                on: *on,
                time: *time,
                times: *times,
                rests: 0,
                pointed: false,
                focused: false,
                due: None,
                atom: index,
            }),
            Atom::ExitIntent { min_speed, after, touch } => self.plant_exit(*min_speed, *after, *touch, index),
            Atom::Idle { time } => self.idle.wait(*time, index),
            Atom::Click { on } => self.clicks.wait(*on, index),
            Atom::Deed { what: Deed::Focus, on, .. } => self.deeds.focus().wait(*on, index),
            Atom::Event { name, source, filter } => self.events.push(EventWatch {
                name: name.clone(),
                source: *source,
                filter: filter.clone(),
                atom: index,
            }),
            Atom::PageView { path } => self.page_views.push((path.clone(), index)),
            Atom::Manual => self.manual.push((rule, index)),
            _ => self.plant_rare(node, atom, index),
        }
        once
    }

    pub(super) fn plant_scroll_up(&mut self, by: f64, within: Ms, after_depth: f64, touch_only: bool, atom: u32) {
        self.scroll_ups.push(ScrollUp { by, within, after_depth, touch_only, armed: true, atom });
    }

    fn plant_exit(&mut self, min_speed: f64, after: Ms, touch: u32, atom: u32) {
        self.exits.push(ExitWatch { min_speed, after, fired: false, last: None, atom });
        if touch & Atom::TOUCH_SCROLL_UP != 0 {
            self.plant_scroll_up(300.0, Ms(500), 0.2, true, atom);
        }
        if touch & Atom::TOUCH_RETURN != 0 {
            self.returns.push((Ms(5_000), true, atom));
        }
        if touch & Atom::TOUCH_IDLE != 0 {
            self.idle.wait(TOUCH_IDLE, atom);
            self.idle_touch.push(atom);
        }
    }

    /// The scroller of a container, or of the page.
    pub(crate) fn scroller(&mut self, container: Option<SelectorIx>) -> &mut Scroller {
        let at = self.scrollers.iter().position(|(name, _)| *name == container).unwrap_or_else(|| {
            self.scrollers.push((container, Scroller::default()));
            self.scrollers.len() - 1
        });
        &mut self.scrollers[at].1
    }

    /// A page view begins: clocks, maxima and once-flags of the old one are gone.
    pub(crate) fn reset(&mut self, now: Instant) {
        self.clocks.iter_mut().for_each(|dial| dial.reset(now));
        for (_, scroller) in &mut self.scrollers {
            scroller.meters().into_iter().for_each(Meter::reset);
            scroller.keep_still(now + STILL);
        }
        for hover in &mut self.hovers {
            hover.rests = 0;
            hover.due = None;
        }
        for exit in &mut self.exits {
            exit.fired = false;
            exit.last = None;
        }
        self.scroll_ups.iter_mut().for_each(|up| up.armed = true);
        self.idle.reset(now);
        if self.has_rare {
            self.reset_rare(now);
        }
        for atom in &mut self.atoms {
            if !atom.is_kept || atom.is_guard {
                atom.spent = atom.is_guard;
            }
            atom.reached = false;
        }
        self.tree.reset(now);
        self.count_needs();
    }
}

impl Hover {
    /// Pointer and focus are as they are now; before, one of them was here or not.
    pub(crate) fn turn(&mut self, was: bool, now: Instant) {
        let is = self.pointed || self.focused;
        if was != is {
            self.due = is.then(|| now + self.time);
        }
    }
}
