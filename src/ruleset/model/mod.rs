//! The compiled rule set: what the decoder makes of JSON and the engine runs. Plain data, everything resolved:
//! small forms expanded, selectors, element queries and history questions interned, durations in milliseconds.

mod deed;
mod goal;
mod kind;
mod named;
mod operator;
mod schedule;
mod trial;
mod when;

use crate::ruleset::value::Value;
use crate::time::Ms;
pub use deed::*;
pub use goal::*;
pub use kind::*;
pub use named::*;
pub use operator::*;
pub use schedule::*;
pub use trial::*;
pub use when::*;

/// Index into [`RuleSet::selectors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SelectorIx(pub u32);

/// Index into [`RuleSet::elements`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ElementIx(pub u32);

/// Index into [`RuleSet::asks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AskIx(pub u32);

/// A whole rule set that passed the decoder; bad rules are already left out.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    /// `"enabled": false` at the top stops everything.
    pub disabled: bool,
    /// What holds for all rules.
    pub settings: Settings,
    /// The rules, in file order.
    pub rules: Vec<Rule>,
    /// Every selector a rule watches or places something at.
    pub selectors: Vec<Selector>,
    /// Every question about an element that an `element` condition asks.
    pub elements: Vec<ElementQuery>,
    /// Every question about history; retention is exactly this.
    pub asks: Vec<Ask>,
    /// Names of DOM CustomEvents that rules listen for (`source: "dom"` or no source at all).
    pub dom_events: Vec<String>,
    /// Shares of elements on screen that rules wait for, each once.
    pub ratios: Vec<f64>,
    /// Zones whose clocks matter: that of the settings (or `visitor`), then those that schedules name.
    pub zones: Vec<String>,
    /// A schedule goes by the first of them.
    pub is_zoned: bool,
    /// Regular expressions of `matches`.
    pub patterns: Vec<Expression>,
    /// What the store wants to happen; what each waits for is one of the rules.
    pub goals: Vec<Goal>,
    /// Goals in an order.
    pub funnels: Vec<Funnel>,
    /// What of the visitor's surroundings rules ask: bits by the order of [`RuleSet::SURROUNDINGS`].
    pub environment: u32,
    /// Something of it is measured (experiments, a holdout, goals, funnels): what the ledger keeps for that is read.
    pub is_measured: bool,
}

impl RuleSet {
    /// What the shell tells of the visitor's surroundings, by name.
    pub const SURROUNDINGS: &'static str = "timeZone saveData reducedMotion colorScheme online";
}

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// `i` and the pattern without regard to case, or `s` and the pattern with.
    pub key: String,
    /// It, compiled; in the shopper's build a module of its own has it.
    #[cfg(feature = "dev")]
    pub regex: regex_lite::Regex,
}

/// A selector and what it is for. `>>>` crosses into open shadow roots.
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    /// The CSS selector as written.
    pub css: String,
    /// Union of the `Selector::POINTER`... bits.
    pub uses: u32,
}

impl Selector {
    /// The pointer over it matters (`hover`, `dwell` on it).
    pub const POINTER: u32 = 1;
    /// Focus within it matters.
    pub const FOCUS: u32 = 2;
    /// Its share of the viewport matters (`dwell` with `by: view`).
    pub const VIEW: u32 = 4;
    /// Clicks on it matter.
    pub const CLICK: u32 = 8;
    /// How much of it has passed the viewport's bottom edge matters (`scroll` on it).
    pub const PASSED: u32 = 16;
    /// It is a scroll container.
    pub const CONTAINER: u32 = 32;
    /// A widget is anchored to it, or its text is edited.
    pub const ANCHOR: u32 = 64;
    /// Copying from it matters.
    pub const COPY: u32 = 128;
    /// It matters that it is rendered.
    pub const APPEARS: u32 = 256;
    /// A video or sound that plays in it matters.
    pub const MEDIA: u32 = 512;
    /// Each of its elements is seen for itself, besides `VIEW`.
    pub const EACH: u32 = 1024;
    /// Input, submission and refusal of fields in it matter.
    pub const FIELD: u32 = 2048;
    /// It is a form that may be abandoned, besides `FIELD`.
    pub const FORM: u32 = 4096;
}

/// What an `element` condition reads. One query per distinct (selector, what).
#[derive(Clone, Debug, PartialEq)]
pub struct ElementQuery {
    /// The selector as written.
    pub css: String,
    /// Which property of the match is read.
    pub what: ElementWhat,
}

/// The readable properties of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementWhat {
    /// Whether anything matches: a boolean.
    Exists,
    /// Whether a match is rendered and not hidden: a boolean.
    Visible,
    /// Its trimmed text content.
    Text,
    /// The value of a form field; never read for password and payment fields.
    Value,
    /// How many match: a number.
    Count,
    /// Of the document; its selector is empty.
    Title,
    /// The content of the `meta` of that name or property.
    Meta,
    /// The cookie of that name.
    Cookie,
    /// What is stored under that name: in `localStorage`, or else `sessionStorage`.
    Storage,
}

/// A question about the past. The ledger keeps a total without `within`, else the latest `keep` instants.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Event, or outcome of a rule.
    pub about: About,
    /// Conditions on the event's properties.
    pub filter: Vec<Leaf>,
    /// The window, if one was given.
    pub within: Option<Ms>,
    /// How many of the latest instants decide the question (at most 64).
    pub keep: u32,
    /// The name under which the ledger keeps the answer: equal for equal questions, independent of file order.
    pub key: String,
}

/// What an [`Ask`] counts.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// `did`: an event of that name.
    Event(String),
    /// `seen`: an outcome of the rule with that id.
    Seen(String, SeenOutcome),
    /// `goal`: a goal of that name.
    Goal(String),
}

/// Which outcome `seen` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenOutcome {
    /// It was shown (the default).
    Shown,
    /// It was clicked.
    Click,
    /// The shopper closed it.
    Dismiss,
}

/// What holds for all rules. Defaults in brackets.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Inactivity that ends a session (30 min).
    pub session: Ms,
    /// Gap between two interruptions (20 s).
    pub quiet_period: Ms,
    /// Selectors of page overlays that count as open dialogs (none).
    pub overlays: Vec<String>,
    /// Selectors within which nobody is interrupted (none).
    pub quiet_zones: Vec<String>,
    /// Most interruptions, toasts and banners: `maxPerPage`, `maxPerSession`, `maxPerDay` (no limits).
    pub most: Limit,
    /// Counters that rules share: those of tags, with their limits, and those of `limit.key`, without.
    pub quotas: Vec<Quota>,
    /// How long *No more tips* holds (no such button).
    pub mute: Option<Ms>,
    /// The page's language for formatting (the visitor's).
    pub locale: Option<String>,
    /// The currency of bare amounts (none: amounts compare as they are).
    pub currency: Option<String>,
    /// Whose calendar day counts: `None` is the visitor's, else an IANA zone.
    pub time_zone: Option<String>,
    /// `#/...` and `#!...` are paths (false).
    pub hash_routing: bool,
    /// Query names whose change begins a page view (none).
    pub page_query: Vec<String>,
    /// What capped rules do when nothing can be stored (quiet).
    pub without_storage: WithoutStorage,
    /// Theme tokens for every widget (empty map).
    pub theme: Value,
    /// How long an exposure is remembered for what follows from it (7 days).
    pub attribution: Ms,
    /// How many visitors of 10,000 see nothing (0).
    pub holdout: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            session: Ms(30 * 60_000),
            quiet_period: Ms(20_000),
            overlays: Vec::new(),
            quiet_zones: Vec::new(),
            most: Limit::default(),
            quotas: Vec::new(),
            mute: None,
            locale: None,
            currency: None,
            time_zone: None,
            hash_routing: false,
            page_query: Vec::new(),
            without_storage: WithoutStorage::Quiet,
            theme: Value::Map(Vec::new()),
            attribution: Ms(7 * Ms::DAY.0),
            holdout: 0,
        }
    }
}

/// A counter that rules share.
#[derive(Clone, Debug)]
pub struct Quota {
    /// Its name in the ledger; no rule's id, as it begins with a control character.
    pub name: String,
    /// How often all of its rules together may be seen.
    pub limit: Limit,
}

/// What to do with limits beyond the page when nothing can be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutStorage {
    /// Interruptions limited beyond the page do not show, others at most once per page view.
    Quiet,
    /// Count in memory only.
    Show,
    /// Nothing with such a limit shows.
    Hide,
}

/// One rule, ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Unique in the rule set.
    pub id: String,
    /// Its index in the file's `rules`, for pointers.
    pub place: u32,
    /// `enabled: false` keeps it out; it is still explained.
    pub enabled: bool,
    /// `None`: a stateful rule.
    pub trigger: Option<Trigger>,
    /// What its progress is remembered by: a hash of its id and trigger.
    pub arming: u64,
    /// The condition, if any.
    pub cond: Option<Cond>,
    /// Ends a firing that is under way.
    pub cancel_on: Option<Trigger>,
    /// Hides what is shown.
    pub hide_on: Option<Trigger>,
    /// When it may act at all.
    pub schedule: Option<Box<Schedule>>,
    /// From the firing to the decision, on the visible clock (0).
    pub delay: Ms,
    /// How long a firing outlives a passing no.
    pub wait: Wait,
    /// What it does, in order: the one `show`, or the list of `do`.
    pub actions: Vec<Action>,
    /// Whether any of it interrupts (popups, or `interrupts: true`).
    pub interrupts: bool,
    /// The rule's own slot name, if one was given.
    pub slot: Option<String>,
    /// Higher goes first (0).
    pub priority: i32,
    /// How often.
    pub limit: Limit,
    /// The counter of `limit.key`: counts are kept there and not under the rule's id. Index into `Settings::quotas`.
    pub key: Option<u32>,
    /// The counters of its tags.
    pub quotas: Vec<u32>,
    /// How many visitors of 10,000 get to see it.
    pub rollout: u32,
    /// Copied into events, never read.
    pub meta: Option<Value>,
    /// The device whose override is merged in: a place in `by_device::DEVICES`.
    pub on: Option<u32>,
    /// Its experiment.
    pub trial: Option<Box<Trial>>,
    /// It is what a goal waits for: the goal's place in [`RuleSet::goals`]. It shows nothing; its actions are the goal's
    /// value and currency.
    pub goal: Option<u32>,
}

impl Rule {
    /// What the id of a goal's rule begins with, and no other.
    pub const GOAL: &'static str = "\u{3}";
}

/// How long a firing waits for a passing no to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// That long on the visible clock.
    For(Ms),
    /// To the end of the page view.
    Page,
    /// To the end of the page view where what completed the firing is a state of it, else not at all.
    Default,
}

/// Something to put on the screen.
#[derive(Clone, Debug)]
pub struct Surface {
    /// Which surface.
    pub kind: Kind,
    /// Where it is anchored.
    pub anchor: Option<SelectorIx>,
    /// Which edge or side or place, part of its slot.
    pub edge: Option<String>,
    /// Hidden after that long on the visible clock.
    pub hide_after: Option<Ms>,
    /// The long form of everything to draw, in the shape that `effect.rs` describes, its templates still in its texts.
    pub view: Value,
    /// What each of its buttons does.
    pub buttons: Vec<Button>,
    /// A countdown is in it.
    pub countdown: bool,
    /// What its survey or form does once it is answered.
    pub done: Vec<Action>,
}

/// What a button of a surface does besides closing it.
#[derive(Clone, Debug)]
pub struct Button {
    /// Its actions: `emit`, `dataLayer`, `call`.
    pub actions: Vec<Action>,
}

/// How often a rule may be seen. `None`: no such limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limit {
    /// Per page view. 0, which nobody can write: once, unless the visitor or the page asked for the firing.
    pub per_page: Option<u32>,
    /// Per session.
    pub per_session: Option<u32>,
    /// Per calendar day of `settings.timeZone`.
    pub per_day: Option<u32>,
    /// Ever.
    pub per_visitor: Option<u32>,
    /// After an impression.
    pub cooldown: Option<Ms>,
    /// After the shopper closed it.
    pub after_dismiss: Option<Ms>,
    /// After a click on it.
    pub after_click: Option<Ms>,
    /// After a goal, for as long as this question says.
    pub after_goal: Option<AskIx>,
}
