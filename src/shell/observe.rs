//! From DOM events to inputs. No decisions: evidence goes in, the engine judges it. No string is made per event.

use std::cell::Cell;

use super::host;
use super::listen::Kind;
use crate::engine::effect::Need;
use crate::engine::input::{Activity, Exit, Input};

/// A crossing longer ago than this says nothing about the speed now.
const STALE_CROSSING: f64 = 300.0;
/// How far apart two samples of a moving pointer are.
const SAMPLE: f64 = 16.0;
/// A context menu may still be open that long after it was asked for.
const MENU: f64 = 2_000.0;

/// What is remembered of the visitor's hands between events; times are of the monotonic clock, `crossed` of the events' own
/// (under a test driver's clock the two differ, and speed is a matter of real movement).
pub(crate) struct Hands {
    composing: Cell<bool>,
    crossed: Cell<Option<(f64, f64)>>,
    entered: Cell<f64>,
    pressed: Cell<f64>,
    menu: Cell<Option<f64>>,
    touch: Cell<bool>,
}

/// What comes along with every event.
pub(crate) struct Event {
    pub(crate) touch: bool,
    pub(crate) y: i32,
    pub(crate) at: f64,
    pub(crate) buttons: u32,
}

/// Hands on what the event tells, if anything.
pub(crate) fn observe(hands: &Hands, needs: u32, kind: Kind, event: &Event, tell: &dyn Fn(Input)) {
    if matches!(kind, Kind::PointerOver | Kind::PointerOut) {
        hands.crossing(needs, kind, event, tell);
    } else if kind == Kind::MouseOut {
        hands.leaving(event, tell);
    } else if !host::off() {
        acted(hands, needs, kind, tell);
    }
}

fn acted(hands: &Hands, needs: u32, kind: Kind, tell: &dyn Fn(Input)) {
    let active = |kind| {
        if needs & Need::ACTIVITY != 0 {
            tell(Input::Activity(kind));
        }
    };
    match kind {
        Kind::Click | Kind::Copy | Kind::FocusIn | Kind::FocusOut | Kind::Invalid | Kind::Submit => host::met(),
        Kind::ContextMenu => hands.menu.set(Some(host::mono())),
        Kind::BeforeInput | Kind::Input => {
            tell(Input::Typing { composing: hands.composing.get() });
            if kind == Kind::Input && needs & Need::FIELD != 0 {
                host::met();
            }
        }
        Kind::CompositionStart | Kind::CompositionEnd => {
            hands.composing.set(kind == Kind::CompositionStart);
            tell(Input::Typing { composing: hands.composing.get() });
        }
        Kind::KeyDown => active(Activity::Key),
        Kind::PointerDown => {
            hands.pressed.set(host::mono());
            hands.menu.set(None);
            active(Activity::Pointer);
        }
        Kind::TouchStart => active(Activity::Touch),
        Kind::Wheel => active(Activity::Wheel),
        _ => {}
    }
}

impl Hands {
    /// Nothing seen yet.
    pub(crate) const fn new() -> Hands {
        Hands {
            composing: Cell::new(false),
            crossed: Cell::new(None),
            entered: Cell::new(0.0),
            pressed: Cell::new(0.0),
            menu: Cell::new(None),
            touch: Cell::new(false),
        }
    }

    /// As new.
    pub(crate) fn let_go(&self) {
        self.composing.set(false);
        self.crossed.set(None);
        self.entered.set(0.0);
        self.pressed.set(0.0);
        self.menu.set(None);
        self.touch.set(false);
    }

    fn crossing(&self, needs: u32, kind: Kind, event: &Event, tell: &dyn Fn(Input)) {
        let outward = kind == Kind::PointerOut;
        // Between two elements `pointerover` follows at the same place and says it all.
        if outward && host::into() == 0 {
            return;
        }
        if !outward {
            if self.crossed.get().is_none() {
                self.entered.set(host::mono());
            }
            self.crossed.set(Some((f64::from(event.y), event.at)));
            self.menu.set(None);
        }
        self.touch.set(event.touch);
        if needs & Need::POINTER != 0 {
            host::met();
        }
        if needs & Need::ACTIVITY != 0 && !outward {
            tell(Input::Activity(Activity::Pointer));
        }
    }

    fn leaving(&self, event: &Event, tell: &dyn Fn(Input)) {
        let into = host::into();
        if into == 0 || host::off() {
            return;
        }
        let (y, now) = (f64::from(event.y), host::mono());
        let menu = self.menu.get().is_some_and(|asked| now - asked < MENU);
        let exit = Exit {
            y,
            speed: self.speed(y, event.at),
            buttons: event.buttons,
            related: into == 2,
            native: menu || host::native(),
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
