//! An address as conditions see it, for authors' tools.

use super::url::Url;
use crate::ruleset::model::Pattern;

/// A parsed address.
pub(crate) struct Address(Url);

impl Address {
    pub(crate) fn parse(text: &str, hash_routing: bool) -> Address {
        Address(Url::parse(text, hash_routing))
    }

    /// Whether its path, or with `whole` the address itself, is like that.
    pub(crate) fn is_like(&self, pattern: &Pattern, whole: bool) -> bool {
        match whole {
            true => pattern.is_like_url(&self.0),
            false => pattern.is_like_path(&self.0),
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.0.path
    }

    pub(crate) fn has_origin(&self) -> bool {
        !self.0.origin.is_empty()
    }
}

impl super::Engine {
    /// When the session began, and the calendar day: what interruptions are counted by.
    pub(crate) fn session_and_day(&self) -> (Option<crate::time::Wall>, i64) {
        (self.ledger.session, self.today())
    }
}
