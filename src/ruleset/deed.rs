//! Triggers that answer what hands do to the page's controls: clicks in anger or in vain, fields and forms.

use super::expect;
use super::model::{Atom, Deed, Selector};
use super::reader::Reader;
use super::table::Form;
use super::trigger::of;
use crate::time::Ms;

/// In the order of `TRIGGERS`; `hesitation` stands between the last two.
const DEEDS: [Deed; 8] = [
    Deed::RageClick,
    Deed::DeadClick,
    Deed::Focus,
    Deed::Input,
    Deed::Submit,
    Deed::Invalid,
    Deed::Input,
    Deed::FormAbandon,
];
const HESITATION: usize = 6;

impl<'v> Reader<'v, '_> {
    /// One of them, by its place among them.
    pub(super) fn deed(&mut self, which: usize, form: &Form<'v>) -> Atom {
        let what = DEEDS[which % DEEDS.len()];
        let uses = match what {
            _ if which == HESITATION => Selector::POINTER | Selector::FOCUS,
            Deed::RageClick | Deed::DeadClick => Selector::CLICK,
            Deed::FormAbandon => Selector::FIELD | Selector::FORM,
            _ => Selector::FIELD,
        };
        let on = match what {
            _ if which == HESITATION => Some(self.need_selector(form, of!("input", "on"), uses)),
            Deed::FormAbandon => Some(self.need_selector(form, of!("input", "on"), uses)),
            _ => self.selector_at(form, of!("input", "on"), uses),
        };
        if let (HESITATION, Some(on)) = (which, on) {
            return Atom::Hesitation { on, time: self.time_at(form, of!("hesitation", "for")).unwrap_or(Ms(5_000)) };
        }
        let mut times = 3;
        if what == Deed::RageClick {
            if let Some(value) = self.enter(form, of!("rageClick", "times")) {
                times = self.whole(value, 2, 20, expect::RAGE) as u32;
                self.leave();
            }
        }
        Atom::Deed { what, on, times }
    }
}
