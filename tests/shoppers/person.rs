//! Who comes: when, from where, with what, how keen, how patient, and what they answer to the question about consent.
//! Keen people stay longer, scroll deeper and come by other ways, so whoever sees much is not like everybody else: that
//! is what makes naive estimates wrong.

use opportune::engine::input::ConsentState;
use opportune::time::Ms;

use super::dice::Dice;

/// A weekday by the hour: when people shop. Sums to anything.
const HOURS: [f64; 24] = [
    12.0, 6.0, 3.0, 2.0, 2.0, 3.0, 8.0, 18.0, 28.0, 34.0, 38.0, 40.0, 46.0, 44.0, 38.0, 36.0, 38.0, 44.0, 54.0, 66.0,
    76.0, 78.0, 58.0, 30.0,
];
/// Monday to Sunday.
const DAYS: [f64; 7] = [1.05, 1.0, 0.96, 0.98, 0.9, 0.94, 1.17];
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// How somebody found the shop: name, share of arrivals, query, referrer, and how keen that makes.
pub(crate) struct Source(
    pub(crate) &'static str,
    pub(crate) f64,
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) f64,
);

pub(crate) const SOURCES: [Source; 6] = [
    Source("direct", 24.0, "", "", 0.25),
    Source("organic", 30.0, "", "https://www.google.com/", 0.1),
    Source("paid", 20.0, "utm_source=google&utm_medium=cpc&utm_campaign=rain", "https://www.google.com/", -0.1),
    Source("email", 9.0, "utm_source=forecast&utm_medium=email&utm_campaign=october", "", 0.6),
    Source("social", 12.0, "utm_source=instagram&utm_medium=paid_social", "https://www.instagram.com/", -0.6),
    Source("referral", 5.0, "", "https://outdoor.example/reviews", 0.3),
];

/// What it is that they hold: name, share, viewport, whether a finger points.
pub(crate) struct Device(pub(crate) &'static str, pub(crate) f64, pub(crate) (f64, f64), pub(crate) bool);

pub(crate) const DEVICES: [Device; 3] = [
    Device("mobile", 57.0, (390.0, 844.0), true),
    Device("tablet", 6.0, (820.0, 1_180.0), true),
    Device("desktop", 37.0, (1_440.0, 900.0), false),
];

/// What is answered to the banner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    All,
    /// Limits may be remembered, nothing is to be measured.
    Partly,
    None,
    /// The banner stays where it is.
    Silent,
}

impl Choice {
    pub(crate) fn name(self) -> &'static str {
        ["all", "partly", "none", "silent"][self as usize]
    }

    /// Functional, analytics, personalization; nothing while nobody answers.
    pub(crate) fn states(self) -> Option<[Option<ConsentState>; 3]> {
        let (yes, no) = (Some(ConsentState::Granted), Some(ConsentState::Denied));
        match self {
            Choice::All => Some([yes; 3]),
            Choice::Partly => Some([yes, no, no]),
            Choice::None => Some([no; 3]),
            Choice::Silent => None,
        }
    }
}

/// The people that a run is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Population {
    /// Days over which first visits are spread, and after which nobody comes any more.
    pub(crate) days: u32,
    /// Added to how keen everybody is; 0 is the trade of an ordinary month.
    pub(crate) keen: f64,
    /// The weekday of the first day, 0 for Monday.
    pub(crate) first_day: u32,
    /// How many of a hundred choose all, partly, none, and nothing at all.
    pub(crate) choices: [f64; 4],
    /// Most visits of one of them.
    pub(crate) visits: u32,
    /// Leave out who never agrees to be counted: they are in no estimate, only in the way.
    pub(crate) only_counted: bool,
}

/// What people answer to an honest banner.
pub(crate) const CHOICES: [f64; 4] = [61.0, 7.0, 19.0, 13.0];

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) dice: Dice,
    /// A random id, as the runtime would have made one.
    pub(crate) id: String,
    pub(crate) device: usize,
    pub(crate) source: usize,
    /// From the normal distribution, shifted by the source.
    pub(crate) keen: f64,
    /// How much longer than others they look at a page.
    pub(crate) patience: f64,
    /// They go to the coupon field, and are disappointed without a code.
    pub(crate) seeks: bool,
    pub(crate) choice: Choice,
    /// After the first page view.
    pub(crate) answers_after: Ms,
    /// The first visit, since the beginning.
    pub(crate) arrives: Ms,
    pub(crate) last: Ms,
    pub(crate) visits: u32,
}

impl Person {
    pub(crate) fn new(seed: u64, number: u64, among: &Population) -> Person {
        let dice = Dice::new(seed).of("person", number);
        let source = dice.pick("source", &SOURCES.map(|source| source.1));
        let keen = dice.normal("keen") + SOURCES[source].4 + among.keen;
        let id = (dice.share("id") * (1u64 << 53) as f64) as u64;
        Person {
            dice,
            id: format!("{id:014x}"),
            device: dice.pick("device", &DEVICES.map(|device| device.1)),
            source,
            keen,
            patience: (0.55 * dice.normal("patience") + 0.25 * keen.clamp(-2.5, 2.5)).exp(),
            seeks: dice.is("seeks", 0.34),
            choice: [Choice::All, Choice::Partly, Choice::None, Choice::Silent][dice.pick("choice", &among.choices)],
            answers_after: Ms((2_000.0 + 9_000.0 * dice.normal("answers").abs()) as i64),
            arrives: arrival(dice, among),
            last: Ms(i64::from(among.days) * DAY),
            visits: among.visits,
        }
    }

    /// Whether there is another visit after this one, and when.
    pub(crate) fn returns(&self, visit: u32, left: Ms, has_bought: bool) -> Option<Ms> {
        let dice = self.dice.of("visit", u64::from(visit));
        let odds = if has_bought { 0.08 } else { sigmoid(-1.15 + 0.55 * self.keen) };
        let after = Ms((-(1.0 - dice.share("lag")).ln() * 2.6 * DAY as f64) as i64 + 2 * HOUR);
        let back = left + after;
        (visit < self.visits && back < self.last && dice.is("returns", odds)).then_some(back)
    }
}

fn arrival(dice: Dice, among: &Population) -> Ms {
    let days: Vec<f64> = (0..among.days).map(|day| DAYS[((among.first_day + day) % 7) as usize]).collect();
    let (day, hour) = (dice.pick("day", &days) as i64, dice.pick("hour", &HOURS) as i64);
    Ms(day * DAY + hour * HOUR + (dice.share("minute") * HOUR as f64) as i64)
}

pub(crate) fn sigmoid(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}
