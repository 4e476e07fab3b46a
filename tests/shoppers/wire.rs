//! What sinks would get of a shopper: outcomes wait while nobody answered the question about analytics, go out once the
//! answer is yes, and are dropped when it is no, or when the page is left before.

use opportune::engine::effect::Report;
use opportune::engine::input::ConsentState;
use opportune::ruleset::value::Value;

#[derive(Default)]
pub(crate) struct Wire {
    state: ConsentState,
    held: Vec<Report>,
    /// What arrived, in order.
    pub(crate) sent: Vec<Report>,
    /// How many waited and went out later.
    pub(crate) late: u32,
    /// Never sent: the answer was no, or there was none.
    pub(crate) dropped: u32,
}

impl Wire {
    pub(crate) fn take(&mut self, report: Report) {
        match self.state {
            ConsentState::Granted => self.sent.push(report),
            ConsentState::Pending => self.held.push(report),
            ConsentState::Denied => self.dropped += 1,
        }
    }

    pub(crate) fn agree(&mut self, state: ConsentState) {
        self.state = state;
        match state {
            ConsentState::Granted => {
                self.late += self.held.len() as u32;
                self.sent.append(&mut self.held);
            }
            ConsentState::Denied => self.leave(),
            ConsentState::Pending => {}
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state == ConsentState::Granted
    }

    /// The page and its memory are gone.
    pub(crate) fn leave(&mut self) {
        self.dropped += self.held.len() as u32;
        self.held.clear();
    }
}

/// Which variant a report is about; empty where its rule has none.
pub(crate) fn variant_of(report: &Report) -> &str {
    extra(report, "variant")
}

/// A text among what only some outcomes say.
pub(crate) fn extra<'r>(report: &'r Report, name: &str) -> &'r str {
    report.extra.get(name).and_then(Value::text).unwrap_or_default()
}
