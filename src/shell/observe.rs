//! From DOM events to inputs. No decisions: evidence goes in, the engine judges it. No string is made per event.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Event, MouseEvent};

use super::clock;
use super::host::Host;
use super::listen::Kind;
use crate::engine::effect::Need;
use crate::engine::input::{Activity, Exit, Input};
use crate::ruleset::model::SelectorIx;

/// A crossing longer ago than this says nothing about the speed now.
const STALE_CROSSING: f64 = 300.0;
/// How far apart two samples of a moving pointer are.
const SAMPLE: f64 = 16.0;
/// A context menu may still be open that long after it was asked for.
const MENU: f64 = 2_000.0;

/// What is remembered of the visitor's hands between events; times are of the monotonic clock, `crossed` of the events' own
/// (under a test driver's clock the two differ, and speed is a matter of real movement).
#[derive(Default)]
pub(crate) struct Hands {
    composing: Cell<bool>,
    crossed: Cell<Option<(f64, f64)>>,
    entered: Cell<f64>,
    pressed: Cell<f64>,
    menu: Cell<Option<f64>>,
    touch: Cell<bool>,
}

/// Hands on what the event tells, if anything.
pub(crate) fn observe(host: &Host, hands: &Hands, needs: u32, kind: Kind, event: &Event, tell: &dyn Fn(Input)) {
    if matches!(kind, Kind::PointerOver | Kind::PointerOut) {
        hands.crossing(host, needs, kind, event, tell);
    } else if kind == Kind::MouseOut {
        hands.leaving(host, event, tell);
    } else if kind == Kind::Scroll {
        scrolled(host, event, tell);
    } else if !host.off(event) {
        acted(host, hands, needs, kind, event, tell);
    }
}

fn acted(host: &Host, hands: &Hands, needs: u32, kind: Kind, event: &Event, tell: &dyn Fn(Input)) {
    let active = |kind| {
        if needs & Need::ACTIVITY != 0 {
            tell(Input::Activity(kind));
        }
    };
    match kind {
        Kind::Click | Kind::FocusIn | Kind::FocusOut => host.met(event),
        Kind::ContextMenu => hands.menu.set(Some(clock::mono())),
        Kind::BeforeInput | Kind::Input => tell(Input::Typing { composing: hands.composing.get() }),
        Kind::CompositionStart | Kind::CompositionEnd => {
            hands.composing.set(kind == Kind::CompositionStart);
            tell(Input::Typing { composing: hands.composing.get() });
        }
        Kind::KeyDown => active(Activity::Key),
        Kind::PointerDown => {
            hands.pressed.set(clock::mono());
            hands.menu.set(None);
            active(Activity::Pointer);
        }
        Kind::TouchStart => active(Activity::Touch),
        Kind::Wheel => active(Activity::Wheel),
        _ => {}
    }
}

fn scrolled(host: &Host, event: &Event, tell: &dyn Fn(Input)) {
    let scroller = host.scroller(event);
    if scroller >= -1 {
        let container = (scroller >= 0).then_some(SelectorIx(scroller as u32));
        tell(Input::Scroll { container, top: host.top(scroller) });
    }
}

impl Hands {
    fn crossing(&self, host: &Host, needs: u32, kind: Kind, event: &Event, tell: &dyn Fn(Input)) {
        let outward = kind == Kind::PointerOut;
        // Between two elements `pointerover` follows at the same place and says it all.
        if outward && host.into(event) == 0 {
            return;
        }
        if !outward {
            let mouse: &MouseEvent = event.unchecked_ref();
            if self.crossed.get().is_none() {
                self.entered.set(clock::mono());
            }
            self.crossed.set(Some((f64::from(mouse.client_y()), event.time_stamp())));
            self.menu.set(None);
        }
        self.touch.set(host.touch(event));
        if needs & Need::POINTER != 0 {
            host.met(event);
        }
        if needs & Need::ACTIVITY != 0 && !outward {
            tell(Input::Activity(Activity::Pointer));
        }
    }

    fn leaving(&self, host: &Host, event: &Event, tell: &dyn Fn(Input)) {
        let into = host.into(event);
        if into == 0 || host.off(event) {
            return;
        }
        let mouse: &MouseEvent = event.unchecked_ref();
        let (y, now) = (f64::from(mouse.client_y()), clock::mono());
        let menu = self.menu.get().is_some_and(|asked| now - asked < MENU);
        let exit = Exit {
            y,
            speed: self.speed(y, event.time_stamp()),
            buttons: u32::from(mouse.buttons()),
            related: into == 2,
            native: menu || host.native(event),
            since_enter: now - self.entered.get(),
            since_press: now - self.pressed.get(),
            touch: self.touch.get(),
        };
        if into == 1 {
            self.crossed.set(None);
        }
        tell(Input::Exit(exit));
    }

    /// Upward, in px/ms: since the last crossing, or by how far out the first sample outside lies.
    fn speed(&self, y: f64, at: f64) -> f64 {
        let since = self.crossed.get().map_or(0.0, |(from, when)| (from - y) / (at - when).clamp(1.0, STALE_CROSSING));
        since.max(if y < 0.0 { -y / SAMPLE } else { since })
    }
}
