//! The compiled rule set, continued: the surfaces. Part of `model.rs`, where everybody finds it.

use crate::ruleset::names;

/// The surfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anchored, small.
    Tooltip,
    /// Modal.
    Popup,
    /// At an edge.
    Banner,
    /// Rewrites an element of the page.
    Cta,
    /// In a corner, for a while.
    Toast,
    /// Among the page's own content.
    Inline,
    /// A mark at an element's corner.
    Badge,
    /// Makes an element of the page stand out.
    Highlight,
    /// Holds a control of the page for a moment, and says why.
    Enable,
}

impl Kind {
    /// Its name in the rule language.
    pub fn name(self) -> &'static str {
        names::nth("tooltip popup banner cta toast inline badge highlight enable", self as usize)
    }

    /// Whether it comes over what the visitor reads, so that it counts towards `max*` where it fired.
    pub fn is_bar(self) -> bool {
        matches!(self, Kind::Banner | Kind::Toast)
    }
}
