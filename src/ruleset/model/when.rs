//! The compiled rule set, continued: triggers and conditions. Part of `model.rs`, where everybody finds them.

use std::rc::Rc;

use super::{AskIx, Deed, ElementIx, Experiment, Model, Named, Operator, Schedule, Scope, SelectorIx};
use crate::ruleset::value::Value;
use crate::time::Ms;

/// When a rule fires.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// A single signal pattern.
    Atom(Atom),
    /// Triggers combined.
    Op(Operator),
}

/// The signal patterns.
#[derive(Clone, Debug, PartialEq)]
pub enum Atom {
    /// The clock reached `time`; once per page view.
    Dwell {
        /// How much.
        time: Ms,
        /// Which clock.
        clock: Clock,
        /// Since when, and once in what.
        scope: Scope,
        /// Only time spent there.
        on: Option<DwellOn>,
    },
    /// The maximum scroll depth reached `depth`; once per page view.
    Scroll {
        /// How deep.
        depth: Depth,
        /// Which formula, for shares.
        measure: Measure,
        /// An inner scroller instead of the page.
        container: Option<SelectorIx>,
        /// The share of this element that passed the viewport's bottom edge.
        on: Option<SelectorIx>,
    },
    /// A fast reversal upward.
    ScrollUp {
        /// At least this many pixels up (300).
        by: f64,
        /// In this time (500 ms).
        within: Ms,
        /// After the maximum depth was at least this share (0.2).
        after_depth: f64,
    },
    /// The pointer rests on the element, or the keyboard's focus does.
    Hover {
        /// Where.
        on: SelectorIx,
        /// For how long (300 ms).
        time: Ms,
        /// How many rests it takes (1).
        times: u32,
    },
    /// The pointer leaves by the top; on touch, one of the stand-ins.
    ExitIntent {
        /// Slowest upward speed that counts, in px/ms.
        min_speed: f64,
        /// Not before this time in the page view (1 s).
        after: Ms,
        /// On touch devices: bits of `TOUCH_*`.
        touch: u32,
    },
    /// No activity for that long while visible.
    Idle {
        /// How long.
        time: Ms,
    },
    /// The tab becomes visible after that absence.
    Return {
        /// How long it was away (5 s).
        after: Ms,
    },
    /// A click, anywhere or on the element.
    Click {
        /// Where.
        on: Option<SelectorIx>,
    },
    /// Copying, anywhere or in the element.
    Copy {
        /// Where.
        on: Option<SelectorIx>,
    },
    /// The element stayed on screen; once per page view, or once for each element.
    Visible {
        /// Which.
        on: SelectorIx,
        /// At least this share of it (0.5).
        ratio: f64,
        /// For that long without a break (1 s).
        time: Ms,
        /// Each of the elements counts for itself.
        each: bool,
    },
    /// The element is in the document and rendered; once per page view.
    Appears {
        /// Which.
        on: SelectorIx,
    },
    /// A video or sound was played that far, or is in that state; once per page view.
    Media {
        /// Which.
        on: SelectorIx,
        /// How far.
        play: Play,
    },
    /// Something done to controls, anywhere or in the element.
    Deed {
        /// What.
        what: Deed,
        /// Where.
        on: Option<SelectorIx>,
        /// How many clicks are rage (3).
        times: u32,
    },
    /// Focused or pointed at, and no input meanwhile.
    Hesitation {
        /// Where.
        on: SelectorIx,
        /// For how long (5 s).
        time: Ms,
    },
    /// A named event.
    Event {
        /// Its name, commerce names already in our vocabulary.
        name: String,
        /// Conditions on its properties. Shared with the engine's tables, as cloning models would cost the shopper.
        filter: Rc<Vec<Leaf>>,
        /// Only from there.
        source: Option<Source>,
    },
    /// A page view begins.
    PageView {
        /// On a path like one of these; empty: on any. Shared, too.
        path: Rc<Vec<Pattern>>,
    },
    /// A condition goes from not true to true.
    Turns {
        /// Which. Shared, too.
        cond: Rc<Cond>,
    },
    /// `trigger(id)`.
    Manual,
}

impl Atom {
    /// `touch` bit: a fast scroll upward.
    pub const TOUCH_SCROLL_UP: u32 = 1;
    /// `touch` bit: coming back to the tab.
    pub const TOUCH_RETURN: u32 = 2;
    /// `touch` bit: idle for 30 s.
    pub const TOUCH_IDLE: u32 = 4;

    /// It stands for a state of the page view rather than a moment, and so fires once in it.
    pub fn is_once(&self) -> bool {
        matches!(
            self,
            Atom::Dwell { .. }
                | Atom::Scroll { .. }
                | Atom::Visible { each: false, .. }
                | Atom::Appears { .. }
                | Atom::Media { .. }
        )
    }
}

/// What a video or sound must have done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Play {
    /// That share of it was played, 0 to 1.
    Share(f64),
    /// Its place among `playing`, `paused`, `ended`.
    State(u32),
}

/// Which clock a dwell reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The page in the foreground.
    Visible,
    /// Visible, and the visitor did something in the last 5 s.
    Active,
    /// Monotonic time since the page view began.
    Total,
}

/// A dwell that counts only time spent at an element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DwellOn {
    /// Where.
    pub on: SelectorIx,
    /// Being there by: bits of `BY_*`.
    pub by: u32,
}

impl DwellOn {
    /// The pointer is over it.
    pub const BY_POINTER: u32 = 1;
    /// Focus is within it.
    pub const BY_FOCUS: u32 = 2;
    /// At least half of it is on screen.
    pub const BY_VIEW: u32 = 4;

    /// Where somebody hesitates.
    pub fn hesitation(on: SelectorIx) -> DwellOn {
        DwellOn { on, by: DwellOn::BY_POINTER | DwellOn::BY_FOCUS }
    }
}

/// A scroll depth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Depth {
    /// A share from 0 to 1.
    Share(f64),
    /// CSS pixels.
    Px(f64),
}

/// How a share of a scroller is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// top / (height - viewport)
    Scrolled,
    /// (top + viewport) / height
    Seen,
}

/// Where an event came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// `track()`
    Track,
    /// A DOM CustomEvent.
    Dom,
    /// A push to `dataLayer`.
    DataLayer,
}

/// A condition tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Cond {
    /// True if all are.
    All(Vec<Cond>),
    /// True if one is.
    Any(Vec<Cond>),
    /// True if the part is false.
    Not(Box<Cond>),
    /// A comparison.
    Leaf(Leaf),
}

/// A comparison: all `tests` hold of `subject`.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// What is looked at.
    pub subject: Subject,
    /// What must hold of it; never empty.
    pub tests: Vec<Test>,
    /// Compare text without regard to ASCII case.
    pub ignore_case: bool,
    /// Stands in for a missing value.
    pub otherwise: Option<Value>,
    /// JSON Pointer of the comparison within its rule, like `/if/cart/value`.
    pub at: Box<str>,
}

/// What a comparison looks at.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// The parsed path, without trailing slash, percent-decoded, ASCII lower case.
    Path,
    /// The whole URL.
    Url,
    /// The fragment, without `#`.
    Hash,
    /// A query parameter.
    Query(String),
    /// The referrer.
    Referrer,
    /// A `utm_` parameter of the landing page, without the prefix.
    Utm(String),
    /// How the visit came about: `direct`, `organic`, `paid`, `social`, `email`, `referral` or `affiliate`.
    Channel,
    /// The path on which the visit began.
    LandingPath,
    /// `new` or `returning`.
    Visitor,
    /// The number of this visit, from 1.
    Visits,
    /// Page views so far in the session.
    PageViewsInSession,
    /// Page views so far of this visitor.
    PageViewsOfVisitor,
    /// Whole days since the last activity of the visit before.
    DaysSinceLastVisit,
    /// Whole days since the first visit began.
    DaysSinceFirstVisit,
    /// `mobile`, `tablet` or `desktop`.
    Device,
    /// Its width (0) or height (1) in CSS pixels.
    Viewport(u32),
    /// `fine` or `coarse`.
    Pointer,
    /// `portrait` or `landscape`.
    Orientation,
    /// By place in [`RuleSet::SURROUNDINGS`](super::RuleSet::SURROUNDINGS).
    Environment(u32),
    /// The state of a purpose: functional, analytics, personalization.
    Consent(u32),
    /// Whether it is open.
    Schedule(Box<Schedule>),
    /// The visitor's language tag.
    Language,
    /// A fact: `cart.value` is `["cart", "value"]`.
    Fact(Vec<String>),
    /// The cart holds a line item for which these comparisons (paths relative to the item) hold.
    CartHas(Vec<Leaf>),
    /// An element, sampled.
    Element(ElementIx),
    /// Title, meta, cookie or storage, sampled.
    Sampled(ElementIx),
    /// Whether the visitor is in an audience.
    Audience(Rc<Named>),
    /// The last of the stages that holds.
    Stage(Rc<Vec<Named>>),
    /// What a model makes of the visitor.
    Score(Rc<Model>),
    /// The variant that the visitor is in.
    Variant(Rc<Experiment>),
    /// How often something happened.
    History(AskIx),
    /// A property of the event at hand (in `where`): path into its properties.
    Prop(Vec<String>),
}

/// One test of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Equal.
    Is(Value),
    /// Not equal.
    IsNot(Value),
    /// Equal to one of them.
    In(Vec<Value>),
    /// Equal to none of them.
    NotIn(Vec<Value>),
    /// The text has it as a part, or the list as an item.
    Contains(Value),
    /// The text starts so.
    StartsWith(String),
    /// The text ends so.
    EndsWith(String),
    /// The text is like one of the patterns (`*` any run).
    Like(Vec<Pattern>),
    /// The text matches one of the regular expressions: by place in the set, and as written.
    Matches(Vec<(u32, String)>),
    /// `>=`
    AtLeast(Amount),
    /// `<=`
    AtMost(Amount),
    /// `>`
    Above(Amount),
    /// `<`
    Below(Amount),
    /// Both ends included.
    Between(Amount, Amount),
    /// Whether there is a value; never unknown.
    Exists(bool),
    /// Whether it is missing, null, `""`, `[]` or `{}`; never unknown.
    Empty(bool),
}

/// A number to compare with, or one per currency.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A bare number.
    Number(f64),
    /// By currency code.
    Money(Vec<(String, f64)>),
}

/// A `like` pattern: the text between stars. `["a"]` matches "a" alone, `["a", ""]` whatever starts with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The pieces between `*`; at least one.
    pub pieces: Vec<String>,
    /// The pattern names a query, so it is held against path (or URL) and query together.
    pub query: bool,
    /// The pattern names a fragment.
    pub hash: bool,
}
