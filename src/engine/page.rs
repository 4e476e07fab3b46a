//! The page view as the engine knows it.

use super::input::Exit;
use super::url::Url;
use crate::ruleset::by_device::{device_of, DEVICES};
use crate::ruleset::names;
use crate::time::{Instant, Ms};

/// How long after the last activity the active clock still runs.
pub(crate) const ACTIVE: Ms = Ms(5_000);
/// How long after the last keystroke somebody counts as typing.
pub(crate) const TYPING: Ms = Ms(3_000);
/// The first moments of a page view, in which nobody is interrupted.
pub(crate) const EARLY: Ms = Ms(2_000);
/// Scroll samples remembered for `scrollUp`.
const MAX_SAMPLES: usize = 32;

/// State of the page view.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) url: Url,
    /// Counts page views of this load, from 1; 0 before the first.
    pub(crate) count: u32,
    pub(crate) began: Instant,
    pub(crate) visible: bool,
    /// It was left; nothing runs until the next page view.
    pub(crate) ended: bool,
    pub(crate) hidden_since: Option<Instant>,
    /// Wheel, touch, key or pointer was used since it began.
    pub(crate) engaged: bool,
    /// The last input came from a finger.
    pub(crate) touched: bool,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) coarse: bool,
    pub(crate) active_at: Instant,
    /// The active clock runs until then.
    pub(crate) active_until: Instant,
    pub(crate) composing: bool,
    pub(crate) typing_until: Option<Instant>,
    /// Recent scroll positions, for `scrollUp`.
    pub(crate) samples: Vec<(Instant, f64)>,
    /// Rule whose widget the pointer is over.
    pub(crate) over_widget: Option<u32>,
    /// Rule whose widget has focus.
    pub(crate) focus_widget: Option<u32>,
}

impl Page {
    /// `mobile`, `tablet` or `desktop`; not known without a viewport.
    pub(crate) fn device(&self) -> Option<&'static str> {
        (self.width > 0.0).then(|| names::nth(DEVICES, device_of(self.width, self.coarse) as usize))
    }

    /// A square is a portrait, as it is in CSS.
    pub(crate) fn orientation(&self) -> Option<&'static str> {
        let is_known = self.width > 0.0 && self.height > 0.0;
        is_known.then_some(if self.height >= self.width { "portrait" } else { "landscape" })
    }

    pub(crate) fn is_touch(&self) -> bool {
        self.coarse || self.touched
    }

    pub(crate) fn is_typing(&self, now: Instant) -> bool {
        self.composing || self.typing_until.is_some_and(|until| now < until)
    }

    pub(crate) fn age(&self, now: Instant) -> Ms {
        now - self.began
    }

    /// How far up it went from the lowest place in the window before; where nothing was seen in that, the page stood
    /// where it was seen last, and went up at once.
    pub(crate) fn scrolled_up(&mut self, now: Instant, top: f64, within: Ms) -> f64 {
        let mut lowest = top;
        for (index, (at, seen)) in self.samples.iter().rev().enumerate() {
            if now - *at >= within && index > 0 {
                break;
            }
            if *seen > lowest {
                lowest = *seen;
            }
        }
        lowest - top
    }

    pub(crate) fn note_scroll(&mut self, now: Instant, top: f64) {
        if self.samples.len() >= MAX_SAMPLES {
            self.samples.remove(0);
        }
        self.samples.push((now, top));
    }
}

/// Why a pointer that left is no exit; `None` if it is one. `again`: it has fired before in this page view.
pub(crate) fn false_exit(exit: &Exit, min_speed: f64, again: bool) -> Option<&'static str> {
    // Coming back for a second, once it has fired; before that, long enough not to be a pass through the corner.
    let stay = if again { 1_000.0 } else { 300.0 };
    let rules: [(bool, &'static str); 8] = [
        (exit.touch, "touch"),
        (exit.related, "related"),
        (exit.buttons != 0, "buttons"),
        (exit.native, "native"),
        (exit.y > 0.0, "not_top"),
        (exit.speed <= 0.0 || exit.speed < min_speed, "slow"),
        (exit.since_enter < stay, "entering"),
        // Somebody who just pressed a link or button is on the way, not leaving.
        (exit.since_press < 500.0, "pressed"),
    ];
    rules.into_iter().find(|(is_false, _)| *is_false).map(|(_, why)| why)
}
