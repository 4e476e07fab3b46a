//! What goes out: orders to the shell. Plain data; the shell carries them out and decides nothing.
//!
//! The shape of a [`Show`] view, in long form. Every text T is a string, or a piece that the shell writes for the locale
//! (`{ "value", "filter"?, "currency"?, "digits"?, "args"? }`, see `filter.rs`), or `{ "lang", "text": T }`, or a part of
//! a rich text (`{ "strong": T }`, `{ "em": T }`, `{ "link": { "text": T, "href": T } }`, `{ "break": true }`), or a list.
//!
//! ```json
//! { "title": T, "text": T, "image": {"src", "alt", "width", "height"},
//!   "content": [ {"text": T} | {"image": {..}} | {"coupon": {"code": T, "field"?: css, "apply"?: bool, "href"?: url}}
//!              | {"progress": {"value": n, "goal": n, "label"?: T}}
//!              | {"list": {"of": [T, ..], "style"?: "bullets" | "numbers" | "checks" | "plain"}}
//!              | {"countdown": {"to": ms since 1970, "over"?: true, "label"?: T, "ended"?: T}}
//!              | {"survey": {"question": T, "done"?: T,
//!                            "choice": [{"text": T, "value"}] | "rating": {"most", "least"?: 0, "low"?: T, "high"?: T} | "text": {"hint"?: T, "send"?: T}}}
//!              | {"form": {"fields": [{"type", "name", "label"?: T, "hint"?: T, "required": bool, "of"?, "autocomplete"?}],
//!                          "submit": {"call": name} | {"href": url}, "send"?: T, "error"?: T, "done"?: T}} ],
//!   "buttons": [ {"text": T, "href"?: url, "style"?: "primary" | "plain"} ],
//!   "close": T | false, "theme"?: the rule's own tokens, {"accent": "#06c", ..},
//!   "side"?, "edge"?, "size"?,
//!   "href"?: T, "class"?: text }
//! ```

use crate::ruleset::model::{ElementIx, Hand, Kind};
use crate::ruleset::names;
use crate::ruleset::value::Value;

use super::reason::No;
use crate::time::Wall;

/// One order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Observe these classes of signals from now on, and no others: bits of [`Need`].
    Watch(u32),
    /// Read these and answer with `Input::Sampled` before anything else.
    Sample {
        /// Element queries.
        elements: Vec<ElementIx>,
        /// Whether to look for dialogs, payment fields and quiet zones too.
        guards: bool,
    },
    /// Open a transaction on the store, hand its text in as `Input::Synced`, and write `Engine::ledger_text()` back
    /// in the same transaction. With `claim` the engine waits for it, so answer within 500 ms.
    Sync {
        /// A decision hangs on it.
        claim: bool,
    },
    /// Erase what is stored: consent was denied or withdrawn.
    Erase,
    /// Draw something.
    Show(Box<Show>),
    /// The same widget with new contents.
    Update {
        /// Its key.
        key: String,
        /// The whole new view.
        view: Value,
    },
    /// Take it away (and undo a rewritten element).
    Hide {
        /// Its key.
        key: String,
        /// Why.
        why: HideReason,
    },
    /// Push to `dataLayer`.
    DataLayer(Value),
    /// Call a function the page registered.
    Call {
        /// Rule id.
        rule: String,
        /// Function name.
        name: String,
        /// Its argument.
        args: Value,
    },
    /// Do something at an element of the page as the visitor's hands would.
    Hand {
        /// Rule id.
        rule: String,
        /// What.
        what: Hand,
        /// Where: a selector.
        on: String,
        /// What is typed.
        text: Value,
        /// The visitor pressed a button for it.
        asked: bool,
    },
    /// Dispatch a DOM CustomEvent `opportune:<name>` on the document.
    Emit {
        /// Rule id.
        rule: String,
        /// Event name.
        name: String,
        /// Its properties.
        props: Value,
    },
    /// An outcome event, for `onEvent`, DOM CustomEvents and sinks.
    Report(Report),
    /// A rule did not apply: a decision, for whoever simulates, but no outcome. With thousands of rules there are
    /// thousands of these in a page view, so they are plain numbers and the page never hears of them.
    Passed {
        /// Its index in the rule set.
        rule: u32,
        /// Why.
        no: No,
    },
}

/// Something to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Show {
    /// Unique among what is shown: `<rule id>#<index of the action>`.
    pub key: String,
    /// Rule id.
    pub rule: String,
    /// Place of the rule in the set, for `Pointer::widget`.
    pub place: u32,
    /// Which surface.
    pub kind: Kind,
    /// Selector of the anchor.
    pub anchor: Option<String>,
    /// It answers `hover` or `focus` on its own anchor: no close button, `role=tooltip`.
    pub answers: bool,
    /// What to draw.
    pub view: Value,
}

/// Why something was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HideReason {
    /// The shopper closed it.
    Dismiss,
    /// A button of it was pressed.
    Click,
    /// `hideAfter` passed.
    Expire,
    /// Its condition stopped.
    Condition,
    /// The pointer or focus left the anchor it answered.
    Leave,
    /// The page view ended.
    Navigate,
    /// `dismiss()` was called.
    Api,
    /// Its rule is gone, disabled or another one.
    Update,
    /// It could not be drawn.
    NotDrawn,
    /// Its `hideOn` fired.
    HideOn,
    /// What it stood at is gone.
    Lost,
    /// Its schedule closed.
    Schedule,
}

impl HideReason {
    /// Its name in events and traces.
    pub fn name(self) -> &'static str {
        // In their order.
        const NAMES: &str = "dismiss click expire condition leave navigate api update not_drawn hide_on lost schedule";
        names::nth(NAMES, self as usize)
    }
}

/// An outcome event.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// `opportune_impression`, `_click`, `_dismiss`, `_survey_answer`, `_submit`, `_blocked`, `_hidden`, `_exposure`,
    /// `_goal`, `_funnel_step` or `_error`.
    pub name: &'static str,
    /// Rule id; empty for what is of no rule.
    pub rule: String,
    /// Place of the rule in the set.
    pub place: u32,
    /// A reason from the closed enum, or how it was dismissed.
    pub reason: &'static str,
    /// Which button, for clicks.
    pub button: Option<u32>,
    /// What a survey was answered; null where it was typed.
    pub answer: Value,
    /// Counts up from 1 in this page.
    pub seq: u32,
    /// When it was decided.
    pub at: Wall,
    /// Which page view of this load, from 1.
    pub page_view: u32,
    /// When the session began, which is also its identity.
    pub session: Option<Wall>,
    /// The rule's `meta`.
    pub meta: Value,
    /// What only some outcomes say: an [`Extra`](super::extra::Extra) as a value, or null.
    pub extra: Value,
}

/// Classes of signals that can be observed: bits for [`Effect::Watch`].
#[derive(Clone, Copy, Debug)]
pub struct Need;

impl Need {
    /// Pointer crossings over selectors that use `POINTER`.
    pub const POINTER: u32 = 1;
    /// Focus within selectors that use `FOCUS`.
    pub const FOCUS: u32 = 2;
    /// Shares on screen of selectors that use `VIEW`.
    pub const VIEW: u32 = 4;
    /// Clicks.
    pub const CLICK: u32 = 8;
    /// Scrolling of the page.
    pub const SCROLL: u32 = 16;
    /// Scrolling of containers.
    pub const CONTAINER: u32 = 32;
    /// Shares passed of selectors that use `PASSED`.
    pub const PASSED: u32 = 64;
    /// The pointer leaving the page.
    pub const EXIT: u32 = 128;
    /// Activity of any kind.
    pub const ACTIVITY: u32 = 256;
    /// Typing and composition.
    pub const TYPING: u32 = 512;
    /// Changes of the document.
    pub const DOM: u32 = 1024;
    /// Height of the page and of containers.
    pub const HEIGHT: u32 = 2048;
    /// Pushes to `dataLayer`.
    pub const DATA_LAYER: u32 = 4096;
    /// The DOM CustomEvents of `RuleSet::dom_events`.
    pub const DOM_EVENTS: u32 = 8192;
    /// Size of the viewport.
    pub const VIEWPORT: u32 = 16384;
    /// Copying.
    pub const COPY: u32 = 32768;
    /// Elements that come to be rendered, of selectors that use `APPEARS`.
    pub const APPEARS: u32 = 65536;
    /// Videos and sounds that play, of selectors that use `MEDIA`.
    pub const MEDIA: u32 = 131_072;
    /// Input in fields.
    pub const FIELD: u32 = 262_144;
    /// Forms that are sent.
    pub const SUBMIT: u32 = 524_288;
    /// Fields that are refused.
    pub const INVALID: u32 = 1_048_576;
    /// Whether the page answers clicks.
    pub const ANSWER: u32 = 2_097_152;
    /// The visitor's surroundings, those of `RuleSet::environment`.
    pub const ENVIRONMENT: u32 = 1 << 24;
}

#[cfg(test)]
mod tests {
    use super::HideReason;

    #[test]
    fn names_stand_in_the_order_of_the_reasons() {
        use HideReason::*;
        for why in [Dismiss, Click, Expire, Condition, Leave, Navigate, Api, Update, NotDrawn, HideOn, Lost, Schedule] {
            assert_eq!(why.name().replace('_', ""), format!("{why:?}").to_ascii_lowercase());
        }
    }
}
