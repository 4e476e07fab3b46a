//! What people do on a page besides deciding: they scroll, point, rest, type, and turn to another tab.

use opportune::engine::input::Activity;
use opportune::time::Ms;
use opportune::trace::Signal;

use super::dice::Dice;
use super::person::{Person, DEVICES};
use super::shop::Page;
use super::timeline::Timeline;

/// Writes it down; the result is for how long they were away meanwhile.
pub(crate) fn behave(person: &Person, page: Page, dice: Dice, began: Ms, stay: Ms, line: &mut Timeline) -> Ms {
    let away = leave_for_a_while(dice, began, stay, line);
    // After the absence everything is later by it.
    let moment = |share: f64| {
        let at = Ms((stay.0 as f64 * share) as i64);
        began + if at.0 > stay.0 / 3 { at + away } else { at }
    };
    scroll(person, page, dice, &moment, line);
    if !DEVICES[person.device].3 {
        point(page, dice, &moment, line);
    }
    if page == Page::Checkout {
        fill(person, dice, &moment, line);
    }
    away
}

fn leave_for_a_while(dice: Dice, began: Ms, stay: Ms, line: &mut Timeline) -> Ms {
    if !dice.is("turns away", 0.11) {
        return Ms(0);
    }
    let away = Ms(dice.between("away", 4_000.0, 90_000.0) as i64);
    let goes = began + Ms(stay.0 / 3);
    line.say(goes, Signal::Visibility(false));
    line.say(goes + away, Signal::Visibility(true));
    away
}

/// In a few strides to where they lose interest.
fn scroll(person: &Person, page: Page, dice: Dice, moment: &dyn Fn(f64) -> Ms, line: &mut Timeline) {
    let Some((_, _, (_, view), is_touch)) = DEVICES.get(person.device).map(|one| (one.0, one.1, one.2, one.3)) else {
        return;
    };
    let depth = (0.42 + 0.3 * dice.normal("depth") + 0.09 * person.keen).clamp(0.0, 1.0);
    let whole = (page.height() * if person.device == 0 { 1.6 } else { 1.0 } - view).max(0.0);
    let by = Some(if is_touch { Activity::Touch } else { Activity::Wheel });
    if depth < 0.08 {
        return;
    }
    for stride in 1..=4 {
        let share = f64::from(stride) / 4.0;
        line.say(
            moment(0.08 + 0.6 * share),
            Signal::Scroll { container: None, top: (whole * depth * share).round(), by },
        );
    }
}

fn point(page: Page, dice: Dice, moment: &dyn Fn(f64) -> Ms, line: &mut Timeline) {
    line.say(moment(0.25), Signal::Activity(Activity::Pointer));
    if !matches!(page, Page::Product(_)) || !dice.is("size guide", 0.22) {
        return;
    }
    let at = moment(0.45);
    let rests = Ms(dice.between("rests", 150.0, 3_000.0) as i64);
    let over = |names: &[&str]| Signal::Pointer {
        over: names.iter().map(|name| (*name).into()).collect(),
        touch: false,
        widget: None,
    };
    line.say(at, over(&["#size-guide"]));
    line.say(at + rests, over(&[]));
}

/// Fields at the till, and for some the coupon field, whether they have a code or not.
fn fill(person: &Person, dice: Dice, moment: &dyn Fn(f64) -> Ms, line: &mut Timeline) {
    for field in 0..6 {
        line.say(moment(0.2 + 0.08 * f64::from(field)), Signal::Typing(false));
    }
    if person.seeks {
        let at = moment(dice.between("coupon field", 0.06, 0.5));
        line.say(at, Signal::Focus { on: vec!["#coupon".into()], keyboard: false, widget: None });
        line.say(at + Ms(9_000), Signal::Focus { on: Vec::new(), keyboard: false, widget: None });
    }
}
