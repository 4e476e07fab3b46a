//! The pure engine. It reads no clock, draws no random number, touches no page: inputs in, effects out.
//!
//! One door: [`Engine::handle`]. The caller drains the effects completely, then reads [`Engine::next_deadline`].
//! Inputs go through an inbox, so that time is walked instant by instant: deadlines first, in order, then the signal.
//! While a [`Sample`](effect::Effect::Sample) or a claiming [`Sync`](effect::Effect::Sync) is unanswered the inbox is
//! held, so how long the answer takes changes no decision.

mod absent;
mod act;
#[cfg(feature = "dev")]
mod address;
mod arming;
mod ask;
pub(crate) mod atoms;
mod block;
mod channel;
mod cohort;
mod condition;
mod deal;
mod decide;
mod deed;
pub mod effect;
mod explain;
pub mod extra;
mod filter;
mod gate;
mod goal;
mod guard;
mod handle;
mod hash;
mod hold;
pub mod input;
mod kept;
mod language;
pub(crate) mod ledger;
mod ledger_op;
mod ledger_text;
mod limits;
mod linger;
mod memory;
mod meters;
mod number;
mod operator;
mod outcome;
mod page;
mod pattern;
mod place;
mod progress;
mod progress_text;
mod rare;
mod react;
mod reason;
mod render;
mod repeat;
mod role;
pub(crate) mod rule;
mod schedule;
mod score;
pub(crate) mod seeds;
mod sight;
mod signals;
mod standing;
mod stopwatch;
mod subject;
mod text;
pub(crate) mod trail;
mod trial;
mod trial_page;
mod trigger;
mod update;
mod url;

use crate::ruleset::model::{ElementIx, RuleSet};
use crate::ruleset::value::Value;

pub(crate) use crate::ruleset::depends::dirty;
use crate::time::{sum, Instant, Now, Wall};
#[cfg(feature = "dev")]
pub(crate) use address::Address;
#[cfg(feature = "dev")]
pub(crate) use deal::{offline, sees};
use input::{Consent, Context, Input};
use ledger::{Arrival, Ledger, Op};
use page::Page;
pub use reason::{No, Reason};
use rule::{Pass, Pending, RuleState, Shown};
#[cfg(feature = "dev")]
pub(crate) use schedule::opening as schedule_opening;
use seeds::Seeds;
use signals::Signals;
use standing::Standing;

/// The engine: a rule set and everything it knows of the page.
pub struct Engine {
    set: RuleSet,
    context: Context,
    /// The instant being worked on.
    now: Now,
    /// Wall minus monotonic time at the start of this page view: later jumps of the wall clock change nothing.
    wall_offset: i64,
    /// The same at the start of this load.
    even_offset: i64,
    inbox: Vec<(Now, Input)>,
    /// The latest instant any input was dated.
    latest: Instant,
    pending: Option<Pending>,
    pass: Option<Pass>,
    misses: explain::miss::Misses,
    /// Who was a candidate in the last arbitration, and what became of it.
    transcript: Vec<(u32, rule::Decision)>,
    arbitrated: Wall,
    page: Page,
    signals: Signals,
    rules: Vec<RuleState>,
    /// Firing rules under way: in delay, ready or waiting (but not `standing`). Sorted by place.
    open: Vec<u32>,
    /// Those of them that were set aside in this arbitration.
    aside: Vec<u32>,
    /// Firings that wait for their condition alone.
    standing: Standing,
    /// Stateful rules, and those whose arms differ in when they fire.
    stateful: Vec<u32>,
    shown: Vec<Shown>,
    facts: Value,
    /// The visitor's surroundings, by name, as far as rules ask.
    environment: Value,
    consent: Consent,
    /// What rules caused, with its depth.
    caused: Vec<(input::Caused, u32)>,
    /// `cancelOn` and `hideOn` that fired: rule and role.
    guarded: Vec<(u32, u32)>,
    event_ids: Vec<String>,
    samples: Vec<(ElementIx, Value)>,
    guards: u32,
    ledger: Ledger,
    /// Goals that happened and are not counted yet.
    met: Vec<goal::Met>,
    ops: Vec<(u32, Op)>,
    op_count: u32,
    /// The number of the ledger that the store should hold; 0 where it is not known to hold any.
    generation: u32,
    /// The highest change that the store should hold; 0 until it was seen to hold any.
    stored: u32,
    /// The store was read, or is known not to be there.
    is_read: bool,
    is_unavailable: bool,
    /// Changes that the store does not hold yet.
    is_unsaved: bool,
    /// When the store was last asked to hold what there is.
    saved_at: Instant,
    /// What changed since the last arbitration: `dirty::*` bits.
    dirty: u32,
    watching: Option<u32>,
    next: Option<(Instant, Reason)>,
    is_next_stale: bool,
    /// The next deadline of rules and widgets; `None` when it must be looked for again.
    next_timer: Option<Option<(Instant, Reason)>>,
    seq: u32,
    /// Impressions in this page view, by quota; the last one is that of all rules.
    page_counts: Vec<u32>,
    dropped: u32,
    /// Signals needed whatever the triggers do.
    set_needs: u32,
    /// A stateful rule could not be drawn for want of its anchor.
    missing_anchor: bool,
    /// How this load began, should a session begin with it.
    load_arrival: Arrival,
    /// How deep in a chain of caused events this is.
    depth: u32,
    rounds: u32,
    /// Rules that draw nothing have had their turn in this round.
    did_runs: bool,
}

impl Engine {
    /// An engine for a compiled rule set. Consent is pending until an input says otherwise.
    pub fn new(set: RuleSet, context: Context) -> Engine {
        Engine::sown(set, Seeds::new(), context)
    }

    /// The same, of which some was made before.
    pub(crate) fn sown(mut set: RuleSet, mut seeds: Seeds, context: Context) -> Engine {
        seeds.sow(&mut set, usize::MAX);
        let Seeds { mut signals, rules, stateful } = seeds;
        signals.settle(&set.asks, &set.selectors);
        let page_counts = vec![0; set.settings.quotas.len() + 1];
        let mut engine = Engine {
            set,
            context,
            now: Now::default(),
            wall_offset: 0,
            even_offset: 0,
            inbox: Vec::new(),
            latest: Instant::default(),
            pending: None,
            pass: None,
            misses: explain::miss::Misses::default(),
            transcript: Vec::new(),
            arbitrated: Wall(0),
            page: Page::default(),
            signals,
            rules,
            open: Vec::new(),
            aside: Vec::new(),
            standing: Standing::default(),
            stateful,
            shown: Vec::new(),
            facts: Value::Map(Vec::new()),
            environment: Value::Map(Vec::new()),
            consent: Consent::default(),
            caused: Vec::new(),
            guarded: Vec::new(),
            event_ids: Vec::new(),
            samples: Vec::new(),
            guards: 0,
            ledger: Ledger::default(),
            met: Vec::new(),
            ops: Vec::new(),
            op_count: 0,
            generation: 0,
            stored: 0,
            is_read: false,
            is_unavailable: false,
            is_unsaved: false,
            saved_at: Instant::default(),
            dirty: 0,
            watching: None,
            next: None,
            is_next_stale: true,
            next_timer: None,
            seq: 0,
            page_counts,
            dropped: 0,
            set_needs: 0,
            missing_anchor: false,
            load_arrival: Arrival::default(),
            depth: 0,
            rounds: 0,
            did_runs: false,
        };
        engine.set_needs = engine.standing_needs();
        engine
    }

    /// The rule set it runs.
    pub fn rules(&self) -> &RuleSet {
        &self.set
    }

    /// When it wants to be woken next, and why. `None`: nothing can change by time alone.
    pub fn next_deadline(&self) -> Option<(Instant, Reason)> {
        match &self.pending {
            Some(Pending::Claim { until, .. }) => Some((*until, Reason::Claim)),
            Some(Pending::Sample) => None,
            None => self.next,
        }
    }

    /// What to store: everything this tab knows, its own changes included.
    pub fn ledger_text(&self) -> String {
        ledger_text::write(&self.ledger)
    }

    pub(crate) fn wall(&self) -> Wall {
        Wall(sum(self.now.mono.0, self.wall_offset))
    }
}
