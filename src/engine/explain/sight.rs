//! Explanations, continued: how far what must be seen or heard has come.

use crate::ruleset::model::{Atom, Play};

use super::map::Map;
use crate::engine::Engine;
use crate::time::{Ms, Now};

impl Engine {
    /// Progress of such an atom; why it stands still, if it does.
    pub(crate) fn explain_sight(&self, now: Now, atom: &Atom, all: &mut Map) -> &'static str {
        match atom {
            Atom::Visible { on, ratio, time, each } => {
                let mut best = None;
                let mut have = Ms(-1);
                for sight in &self.signals.sights.all {
                    if (sight.on, sight.ratio, sight.each) != (*on, *ratio, *each) {
                        continue;
                    }
                    for spot in &sight.spots {
                        if spot.dial.watch.read(now.mono) > have {
                            have = spot.dial.watch.read(now.mono);
                            best = Some(&spot.dial);
                        }
                    }
                }
                all.read(best, now, *time);
                match best {
                    Some(dial) if dial.watch.is_running(now.mono) => "",
                    _ if self.page.visible => "elsewhere",
                    _ => "hidden",
                }
            }
            Atom::Media { on, play: Play::Share(need) } => {
                let share = self.signals.plays.shares.iter().find(|(at, _)| at == on);
                all.num("have", share.map_or(0.0, |(_, meter)| meter.max));
                all.num("need", *need);
                ""
            }
            _ => "",
        }
    }
}
