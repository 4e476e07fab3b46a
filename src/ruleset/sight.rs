//! Triggers of what is seen and heard: elements on screen, videos and sounds.

use super::expect;
use super::model::{Atom, Play, Selector};
use super::problem::Code;
use super::reader::Reader;
use super::table::Form;
use super::trigger::of;
use super::value::Value;
use crate::time::Ms;

impl<'v> Reader<'v, '_> {
    pub(super) fn visible(&mut self, form: &Form<'v>) -> Atom {
        let mut ratio = 0.5;
        if let Some(value) = self.enter(form, of!("visible", "ratio")) {
            ratio = match value {
                Value::Num(number) if *number >= 0.01 && *number <= 1.0 => *number,
                Value::Num(_) => {
                    self.problem(Code::OutOfRange, expect::RATIO, value);
                    1.0
                }
                _ => {
                    self.problem(Code::WrongType, expect::RATIO, value);
                    1.0
                }
            };
            self.leave();
        }
        self.watch_ratio(ratio);
        let time = self.time_at(form, of!("visible", "for")).unwrap_or(Ms::SECOND);
        let each = self.flag_at(form, of!("visible", "each")).unwrap_or(false);
        let uses = if each { Selector::VIEW | Selector::EACH } else { Selector::VIEW };
        Atom::Visible { on: self.need_selector(form, of!("visible", "on"), uses), ratio, time, each }
    }

    pub(super) fn media(&mut self, form: &Form<'v>, value: &'v Value) -> Atom {
        let on = self.need_selector(form, of!("media", "on"), Selector::MEDIA);
        let share = self.measure_at(form, of!("media", "progress"), "%", 50.0) / 100.0;
        let state = self.choice_at(form, of!("media", "state"), "playing paused ended");
        if state.is_some() && value.get("progress").is_some() {
            self.problem(Code::Conflict, expect::PROGRESS_OR_STATE, value);
        }
        Atom::Media { on, play: state.map_or(Play::Share(share), |state| Play::State(state as u32)) }
    }

    /// Somebody waits for that share of an element on screen.
    pub(super) fn watch_ratio(&mut self, ratio: f64) {
        if !self.set.ratios.contains(&ratio) {
            self.set.ratios.push(ratio);
        }
    }
}
