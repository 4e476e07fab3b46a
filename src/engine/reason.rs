//! The closed list of reasons for a no, and of reasons to wake.

use crate::ruleset::names;

/// Why a rule does not show. The names are the contract of `explain`, events and traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum No {
    /// Its trigger has not fired.
    NotFired,
    /// It fired while an earlier firing was still under way.
    Busy,
    /// Its condition is false.
    If,
    /// Its condition hangs on a value nobody knows.
    Unknown,
    /// Consent was not given yet.
    ConsentPending,
    /// Consent was refused.
    ConsentDenied,
    /// Its schedule is not open.
    Schedule,
    /// A frequency limit.
    Limit,
    /// A limit beyond the page, and no store.
    NoStorage,
    /// Its condition turned false during its delay.
    Cancelled,
    /// The page view ended first.
    Navigated,
    /// Its place on the screen is taken.
    Slot,
    /// Another rule took its place at the same instant.
    Outranked,
    /// Too soon after the last interruption.
    QuietPeriod,
    /// The visitor is typing.
    Typing,
    /// Focus is in a payment field.
    Payment,
    /// A dialog of the page is open.
    Dialog,
    /// A quiet zone.
    QuietZone,
    /// The visitor closed two interruptions in this session, or asked for no more.
    Muted,
    /// The first two seconds of a page view.
    Early,
    /// The page is in the background.
    Hidden,
    /// A template has no value.
    MissingValue,
    /// The anchor is not in the page.
    NotFound,
    /// The anchor is not on the screen.
    NotVisible,
    /// The page keeps undoing the edit.
    Contested,
    /// An amount in another currency.
    Currency,
    /// The rule is disabled.
    Disabled,
    /// An event caused by an event, more than eight deep.
    Cascade,
    /// It waited as long as it may.
    Stale,
    /// The visitor is outside of its rollout.
    Rollout,
    /// Several elements could be the anchor, and nothing tells them apart.
    Many,
    /// The visitor is in the control of its experiment.
    Control,
    /// The visitor is among those who see nothing.
    Holdout,
}

impl No {
    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        // In their order.
        const NAMES: &str =
            "not_fired busy if unknown consent_pending consent_denied schedule limit no_storage cancelled \
             navigated slot outranked quiet_period typing payment dialog quiet_zone muted early hidden \
             missing_value not_found not_visible contested currency disabled cascade stale rollout many control \
             holdout";
        names::nth(NAMES, self as usize)
    }

    /// Whether it only says that the rule was not for this moment, which is no outcome to be told of.
    pub(crate) fn is_untold(self) -> bool {
        matches!(self, No::If | No::Unknown | No::Navigated | No::Control | No::Holdout)
    }

    /// Whether time or the page can still turn it into a yes for this firing.
    pub(crate) fn is_passing(self) -> bool {
        !matches!(
            self,
            No::Busy
                | No::ConsentDenied
                | No::Limit
                | No::NoStorage
                | No::Muted
                | No::Disabled
                | No::Cascade
                | No::Rollout
                | No::Control
                | No::Holdout
        )
    }

    /// Whether it is the anchor that keeps it from the screen: any change of the document can help.
    pub(crate) fn is_of_anchor(self) -> bool {
        matches!(self, No::NotFound | No::NotVisible | No::Many)
    }

    pub(crate) fn bit(self) -> u64 {
        1 << self as u32
    }
}

/// Why the engine wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A dwell clock reaches a threshold.
    Dwell,
    /// Somebody has been idle long enough.
    Idle,
    /// A hover lasts long enough.
    Hover,
    /// An element stays on screen long enough.
    Sight,
    /// A hesitation lasts long enough.
    Hesitation,
    /// It is too late for the page to answer a click.
    Answer,
    /// The height of a page that cannot scroll has been still long enough.
    Still,
    /// An absence has lasted long enough.
    Absent,
    /// A delay ends.
    Delay,
    /// A wait ends.
    Wait,
    /// What stood in the way may be over.
    Recheck,
    /// `hideAfter` or the pointer's absence ends a widget.
    Hide,
    /// A claim was not answered.
    Claim,
}

impl Reason {
    /// Its name for `explain` and debuggers.
    pub fn name(self) -> &'static str {
        // In their order.
        const NAMES: &str = "dwell idle hover visible hesitation deadClick still absent delay wait recheck hide claim";
        names::nth(NAMES, self as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_order_of_the_reasons() {
        for no in
            [No::NotFired, No::ConsentDenied, No::Schedule, No::QuietPeriod, No::MissingValue, No::Cascade, No::Holdout]
        {
            assert_eq!(no.name().replace('_', ""), format!("{no:?}").to_ascii_lowercase());
        }
        for reason in [Reason::Dwell, Reason::Hesitation, Reason::Absent, Reason::Recheck, Reason::Claim] {
            assert_eq!(reason.name(), format!("{reason:?}").to_ascii_lowercase());
        }
    }
}
