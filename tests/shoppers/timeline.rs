//! What happens on one page, in order of time; more may come while it is walked through.

use opportune::time::Ms;
use opportune::trace::Signal;

use super::truth::Decision;

/// One thing that happens.
pub(crate) enum Act {
    /// The page says something.
    Say(Signal),
    /// The banner is answered.
    Answer,
    /// Put it into the cart, go to the till, order: or not. Again, if what was seen meanwhile speaks for it.
    Decide(Decision, bool),
    /// The widget of that rule is taken in.
    Notice(String, String),
    /// Its button is pressed, or it is closed.
    Press(String, String),
    Close(String),
    Leave,
}

#[derive(Default)]
pub(crate) struct Timeline(Vec<(Ms, Act)>);

impl Timeline {
    pub(crate) fn add(&mut self, at: Ms, act: Act) {
        // What comes first is last, and of the same instant what was written first.
        let place = self.0.partition_point(|(due, _)| *due > at);
        self.0.insert(place, (at, act));
    }

    pub(crate) fn say(&mut self, at: Ms, signal: Signal) {
        self.add(at, Act::Say(signal));
    }

    /// Nobody leaves before then.
    pub(crate) fn stay_until(&mut self, at: Ms) {
        if let Some(place) = self.0.iter().position(|(due, act)| *due < at && matches!(act, Act::Leave)) {
            let (_, leave) = self.0.remove(place);
            self.add(at, leave);
        }
    }

    /// The next thing, and when.
    pub(crate) fn take(&mut self) -> Option<(Ms, Act)> {
        self.0.pop()
    }

    pub(crate) fn next(&self) -> Option<Ms> {
        self.0.last().map(|(at, _)| *at)
    }
}
