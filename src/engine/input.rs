//! What comes in: facts the page reports. Every input is dated; nothing is decided before it reaches the engine.

use crate::ruleset::model::{Deed, ElementIx, RuleSet, SelectorIx, Source};
use crate::ruleset::names;
use crate::ruleset::packed::Packed;
use crate::ruleset::value::Value;

use crate::time::{Ms, Wall};

/// What the engine is told once, before the first input.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The visitor's language tag.
    pub language: String,
    /// The tag of the language in which the page is read.
    pub locale: String,
    /// Offsets of each of `RuleSet::zones`: from each UTC instant on, that many milliseconds are added. Sorted.
    /// Empty: not known, so that calendar days are UTC's and schedules are unknown.
    pub zones: Vec<Vec<(Wall, i64)>>,
    /// The visitor's id: the page's own, or one made for this load, which the ledger keeps where it has none yet.
    pub visitor: String,
    /// The page named the visitor.
    pub is_named: bool,
    /// A number that no other tab of this store is likely to have.
    pub tab: u32,
    /// Such numbers of pages that were left since the last page began: forms touched there were abandoned.
    pub left: Vec<u32>,
    /// Arms that are forced, for a look or a test: the name of each experiment, and the id of a variant.
    pub forced: Vec<(String, String)>,
    /// Whether a text matches one of `RuleSet::patterns`, by place; only the shopper's build asks.
    pub matches: Option<fn(u32, &str) -> bool>,
}

/// One input.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Nothing happened; time passed. Early and late wakes are legal.
    Wake,
    /// A page view begins: load, prerender activation or bfcache restore.
    PageView(PageView),
    /// The URL changed without a load. The engine decides whether that is a page view.
    Url(String),
    /// The page is being left or frozen.
    PageEnd,
    /// The viewport has this size in CSS pixels, and its main pointer is coarse (a finger) or not.
    Viewport {
        /// Width in CSS pixels.
        width: f64,
        /// Height in CSS pixels.
        height: f64,
        /// `(pointer: coarse)`
        coarse: bool,
    },
    /// What changed of the visitor's surroundings, by name: a map.
    Environment(Value),
    /// A scroller's content has this height: the page's, or a container's with its own view height.
    Height {
        /// `None`: the page.
        container: Option<SelectorIx>,
        /// scrollHeight
        height: f64,
        /// clientHeight; for the page the viewport's height is used instead, and less than nothing says that it loads.
        view: f64,
    },
    /// The page came to the foreground or left it.
    Visibility(bool),
    /// The visitor did something.
    Activity(Activity),
    /// The pointer crossed a border: it is now over these watched selectors and no others.
    Pointer {
        /// Sorted.
        over: Vec<SelectorIx>,
        /// Mouse and pen hover; touch never does.
        touch: bool,
        /// The rule whose widget the pointer is over, by place in the set.
        widget: Option<u32>,
    },
    /// Focus moved: it is now within these watched selectors and no others.
    Focus {
        /// Sorted.
        on: Vec<SelectorIx>,
        /// `:focus-visible`: it came from the keyboard.
        keyboard: bool,
        /// The rule whose widget has focus, by place in the set.
        widget: Option<u32>,
    },
    /// That share of the element is on screen.
    Seen {
        /// Which.
        on: SelectorIx,
        /// 0: the one of its elements that is seen most. Else the number of one element, from 1.
        which: u32,
        /// 0 to 1.
        ratio: f64,
    },
    /// An element is in the document and rendered: told once per page view, and again whenever in doubt.
    Appears(SelectorIx),
    /// A video or sound.
    Media {
        /// Which.
        on: SelectorIx,
        /// The share of it that was played, 0 to 1.
        share: f64,
        /// 1 playing, 2 paused, 3 ended; 0 none of them.
        state: u32,
    },
    /// A scroller is now this many pixels from its top.
    Scroll {
        /// `None`: the page.
        container: Option<SelectorIx>,
        /// scrollTop
        top: f64,
    },
    /// That share of the element has passed the viewport's bottom edge.
    Passed {
        /// Which.
        on: SelectorIx,
        /// 0 to 1.
        share: f64,
    },
    /// The pointer left the page.
    Exit(Exit),
    /// Something was copied there.
    Copy(Vec<SelectorIx>),
    /// A click.
    Click(Click),
    /// Something happened to fields or forms: `Input`, `Submit` or `Invalid`.
    Field {
        /// What.
        what: Deed,
        /// At these watched selectors.
        on: Vec<SelectorIx>,
        /// How long the text is now, of a field that a rule names and that holds no secret.
        length: Option<u32>,
    },
    /// The visitor typed in a field, or an input method is composing.
    Typing {
        /// Composition goes on until the next `Typing` says it does not.
        composing: bool,
    },
    /// A JSON merge patch to the facts, as it crosses: most often it says little that is new.
    Facts(Packed),
    /// Something happened by name.
    Event(Event),
    /// Consent changed.
    Consent(Consent),
    /// `forget()`: the visitor is to be unknown from now on, whatever consent says.
    Forget,
    /// The answer to [`Effect::Sample`](super::effect::Effect::Sample), of the same instant.
    Sampled(Sampled),
    /// The document changed (batched), while the engine asked to be told.
    Dom,
    /// The answer to [`Effect::Sync`](super::effect::Effect::Sync).
    Synced(Stored),
    /// What other tabs stored meanwhile: at page views and on becoming visible.
    Merge(Stored),
    /// Told before a [`Merge`](Input::Merge): numbers of pages that were left before this one began, or while it was away.
    Left(Vec<u32>),
    /// `trigger(id)`
    Trigger {
        /// Rule id.
        rule: String,
        /// Past its targeting and limits.
        force: bool,
    },
    /// `dismiss(id)`: one rule's widgets, or all.
    Dismiss(Option<String>),
    /// `mute()`: no more for that long; without it, as long as the settings say.
    Mute(Option<Ms>),
    /// What became of something shown.
    Outcome {
        /// Key of the widget, as in `Show`.
        key: String,
        /// What.
        is: Outcome,
    },
    /// Other rules from here on.
    Rules(Box<NewRules>),
}

/// A rule set that takes the place of the one there is.
#[derive(Clone, Debug)]
pub struct NewRules {
    /// It, compiled.
    pub set: RuleSet,
    /// As in [`Context`]: it may name other zones.
    pub zones: Vec<Vec<(Wall, i64)>>,
    /// For each rule of its file, by place: how much of the rule with that id is as before. 1: its triggers (`when`,
    /// `cancelOn`, `hideOn`); 2: all of it; else 0. Compiled with the selectors of the set that runs before its own.
    pub kept: Vec<u32>,
}

/// No two are alike: only tests compare inputs, and none compares these.
impl PartialEq for NewRules {
    fn eq(&self, other: &NewRules) -> bool {
        std::ptr::eq(self, other)
    }
}

/// How a page view began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageView {
    /// The whole URL.
    pub url: String,
    /// `document.referrer`
    pub referrer: String,
    /// Whether the page is in the foreground.
    pub visible: bool,
    /// A bfcache restore: what was shown is hidden first.
    pub restored: bool,
}

/// Kinds of activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// A pointer press or crossing.
    Pointer,
    /// A key.
    Key,
    /// A finger.
    Touch,
    /// A wheel.
    Wheel,
}

/// Evidence of the pointer leaving the page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exit {
    /// clientY where it left.
    pub y: f64,
    /// Upward speed in px/ms; negative when it moved down.
    pub speed: f64,
    /// Buttons held.
    pub buttons: u32,
    /// It went to another element (an iframe, say) rather than out.
    pub related: bool,
    /// A native popup may be open: select, autofill, picker, context menu.
    pub native: bool,
    /// Milliseconds since it entered the page.
    pub since_enter: f64,
    /// Milliseconds since the last press.
    pub since_press: f64,
    /// It was a finger.
    pub touch: bool,
}

/// A click.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Click {
    /// On these watched selectors.
    pub on: Vec<SelectorIx>,
    /// clientX
    pub x: f64,
    /// clientY
    pub y: f64,
    /// Into a field or its label, or without a pointer: neither rage nor in vain.
    pub field: bool,
    /// The page changed when the button went down: it has its answer.
    pub answered: bool,
}

/// Something that happened by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name as the page said it.
    pub name: String,
    /// Its properties: a map.
    pub props: Value,
    /// Where it came from.
    pub source: Source,
}

/// What rules cause; it is seen after the signal that fired them.
#[derive(Clone, Debug)]
pub(crate) enum Caused {
    /// `emit`
    Event(Event),
    /// `setFact`
    Facts(Value),
    /// `next`; by a button that the visitor pressed, or not.
    Next(String, bool),
}

/// State of one consent purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConsentState {
    /// Not asked yet.
    #[default]
    Pending,
    /// Yes.
    Granted,
    /// No.
    Denied,
}

impl ConsentState {
    /// Its name in rules and explanations.
    pub(crate) fn name(self) -> &'static str {
        names::nth("pending granted denied", self as usize)
    }
}

/// Consent by purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// Limits, scopes and history beyond the page.
    pub functional: ConsentState,
    /// Exposures, goals, funnels, sinks.
    pub analytics: ConsentState,
    /// `visits`, `customer`, history beyond the session.
    pub personalization: ConsentState,
}

impl Consent {
    /// By the order of the fields.
    pub(crate) fn state(&self, purpose: u32) -> ConsentState {
        match purpose {
            0 => self.functional,
            1 => self.analytics,
            _ => self.personalization,
        }
    }
}

/// What a sample read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sampled {
    /// Answers in any order; what was asked and is not here is unknown.
    pub elements: Vec<(ElementIx, Value)>,
    /// What stands in the way of an interruption: bits of `GUARD_*`.
    pub guards: u32,
}

impl Sampled {
    /// A dialog or overlay of the page is open.
    pub const GUARD_DIALOG: u32 = 1;
    /// Focus is in a payment field or an iframe.
    pub const GUARD_PAYMENT: u32 = 2;
    /// Focus is in a quiet zone, or one fills half of the viewport.
    pub const GUARD_QUIET_ZONE: u32 = 4;
}

/// What the store holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// The ledger's text, as `Engine::ledger_text` wrote it (or anything: it is checked).
    Text(String),
    /// Nothing yet.
    Nothing,
    /// No store, no answer in time.
    Unavailable,
    /// It was read, and what was to be written then is not in it.
    Refused,
}

/// What became of something shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is on the screen.
    Drawn,
    /// It could not be drawn: `not_found`, `not_visible`, `many`, `contested`.
    NotDrawn(String),
    /// A button or link, by its index.
    Click(u32),
    /// Its survey was answered, or its form sent: the place of the choice, or the rating; never what was typed.
    Answer(u32),
    /// Its coupon was copied (0), or put where it belongs (1).
    Take(u32),
    /// The shopper closed it: `close`, `escape`, `outside`, or `mute` (and wants no more).
    Dismiss(String),
}
