//! What tabs share, whatever they do at once: several engines with one store that may be slow, erased, or out of their
//! sight for a while. What was counted counts once, caps hold, and who was forgotten stays forgotten.

#[path = "support/cases.rs"]
mod cases;
#[path = "support/json.rs"]
mod json;
#[path = "support/tab.rs"]
mod tab;

use opportune::engine::input::{Consent, ConsentState, Input, Stored};
use proptest::prelude::*;

use tab::{Tab, ALL, DENIED};

const CAP: usize = 3;
const SHOP: &str = r#"{
    "settings": {"withoutStorage": "hide"},
    "goals": {"added": {"when": {"event": "add"}, "count": "each"}},
    "rules": [
        {"id": "bar", "when": {"event": "go"}, "do": [{"emit": "bar"}], "limit": {"perPage": 100, "perVisitor": 3}},
        {"id": "twice", "when": {"event": "look"}, "if": {"did": {"event": "add", "times": 2}}, "do": [{"emit": "twice"}]}
    ]}"#;

/// How many were added, as a page knows that begins now.
fn known(number: u32, at: i64, store: &mut Stored) -> i64 {
    let mut fresh = Tab::new(SHOP, number);
    fresh.open(at, ALL, store);
    fresh.track(at + 1, "add", store);
    fresh.counts()[0] - 1
}

#[test]
fn many_pages_later_a_tab_counts_nothing_again() {
    let store = &mut Stored::Nothing;
    let mut first = Tab::new(SHOP, 1);
    first.open(0, ALL, store);
    first.track(10, "add", store);
    for number in 2..200 {
        Tab::new(SHOP, number).open(i64::from(number) * 100, ALL, store);
    }
    first.look(30_000, store);
    first.track(30_010, "look", store);
    assert_eq!(first.emitted, 0, "it was added once");
    first.track(30_020, "add", store);
    assert_eq!(first.counts(), [1, 2]);
    assert_eq!(known(999, 40_000, store), 2);
}

/// A page in the back/forward cache that added two and showed all there is to show, while another one forgets.
fn missed(store: &mut Stored, meanwhile: impl Fn(&mut Tab, &mut Stored)) -> Tab {
    let mut page = Tab::new(SHOP, 1);
    page.open(0, ALL, store);
    for at in [10, 20] {
        page.track(at, "add", store);
        page.track(at + 5, "go", store);
    }
    page.freeze(30, store);
    let mut other = Tab::new(SHOP, 2);
    other.open(40, ALL, store);
    meanwhile(&mut other, store);
    page.thaw(100, store);
    page
}

#[test]
fn who_was_forgotten_is_not_brought_back_by_a_page_that_missed_it() {
    let store = &mut Stored::Nothing;
    let mut page = missed(store, |other, store| other.forget(50, store));
    assert_eq!(known(3, 200, &mut store.clone()), 0);
    page.track(210, "look", store);
    assert_eq!(page.emitted, 0, "it forgot as well");
    page.track(220, "add", store);
    assert_eq!(page.counts(), [1, 2, 1]);
    (0..9).for_each(|at| page.track(230 + at, "go", store));
    assert_eq!(page.shown, 2 + CAP, "as often as to anybody who is new");
}

#[test]
fn nor_where_somebody_stored_since() {
    let store = &mut Stored::Nothing;
    let mut page = missed(store, |other, store| {
        other.forget(50, store);
        other.look(60, store);
        other.track(70, "add", store);
        other.track(80, "go", store);
    });
    page.track(210, "look", store);
    assert_eq!(page.emitted, 0, "one was added");
    (0..9).for_each(|at| page.track(220 + at, "go", store));
    assert_eq!(page.shown, 2 + CAP - 1);
    assert_eq!(known(3, 300, store), 1);
}

#[test]
fn nor_by_one_that_is_told_so_only_with_a_claim() {
    let store = &mut Stored::Nothing;
    let mut page = Tab::new(SHOP, 1);
    page.open(0, ALL, store);
    page.track(10, "add", store);
    page.track(20, "go", store);
    let mut other = Tab::new(SHOP, 2);
    other.open(30, ALL, store);
    other.forget(40, store);
    // It heard nothing, and was never away.
    (0..9).for_each(|at| page.track(50 + at, "go", store));
    assert_eq!(page.shown, 1 + CAP);
    assert_eq!(known(3, 100, store), 0);
}

#[test]
fn what_comes_behind_such_a_claim_is_of_who_is_new() {
    let store = &mut Stored::Nothing;
    let mut page = Tab::new(SHOP, 1);
    page.open(0, ALL, store);
    page.track(10, "add", store);
    page.is_slow = true;
    page.track(20, "go", store);
    // Inputs wait for the answer, and are decided in turn.
    page.track(30, "add", store);
    Tab::new(SHOP, 2).open(40, DENIED, store);
    page.answer(50, store);
    assert_eq!(page.counts(), [1, 1]);
    assert_eq!(known(3, 100, store), 1);
}

#[test]
fn what_waits_to_be_counted_is_forgotten_too() {
    let store = &mut Stored::Nothing;
    let unanswered = Consent { analytics: ConsentState::Pending, ..ALL };
    let mut tab = Tab::new(SHOP, 1);
    tab.open(0, unanswered, store);
    tab.track(10, "add", store);
    tab.forget(20, store);
    tab.say(30, ALL, store);
    assert!(tab.counts().is_empty(), "it was another visitor's");
    tab.track(40, "add", store);
    assert_eq!(tab.counts(), [1]);
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Add,
    Go,
    Look,
    Load,
    /// Many other pages come and go.
    Crowd,
    Slow,
    Answer,
    /// The store takes nothing from it, and then does again.
    Full,
    Freeze,
    Thaw,
    Forget,
    Deny,
    Grant,
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        6 => Just(Act::Add),
        4 => Just(Act::Go),
        3 => Just(Act::Look),
        2 => Just(Act::Load),
        1 => Just(Act::Crowd),
        2 => Just(Act::Slow),
        2 => Just(Act::Answer),
        1 => Just(Act::Full),
        2 => Just(Act::Freeze),
        2 => Just(Act::Thaw),
        1 => Just(Act::Forget),
        1 => Just(Act::Deny),
        2 => Just(Act::Grant),
    ];
    prop::collection::vec((0..3usize, act), 1..60)
}

/// Three tabs and a store, and what should be in it.
struct Shop {
    tabs: Vec<Tab>,
    /// What each tab added that was not forgotten, and those that are gone.
    added: [i64; 3],
    gone: i64,
    /// How often the visitor was shown the bar since somebody forgot.
    shown: usize,
    store: Stored,
    /// What the visitor said last, as a page knows that begins now.
    consent: Consent,
    number: u32,
    at: i64,
}

impl Shop {
    fn new() -> Shop {
        let mut shop = Shop {
            tabs: Vec::new(),
            added: [0; 3],
            gone: 0,
            shown: 0,
            store: Stored::Nothing,
            consent: ALL,
            number: 0,
            at: 0,
        };
        for _ in 0..3 {
            let tab = shop.page(ALL);
            shop.tabs.push(tab);
        }
        shop
    }

    fn page(&mut self, consent: Consent) -> Tab {
        self.number += 1;
        self.at += 10;
        let mut tab = Tab::new(SHOP, self.number);
        tab.open(self.at, consent, &mut self.store);
        tab
    }

    /// Everybody but who cannot hear it; what they stored is gone as well.
    fn erase(&mut self, act: impl Fn(&mut Tab, i64, &mut Stored)) {
        for (tab, added) in self.tabs.iter_mut().zip(&mut self.added) {
            if tab.is_frozen {
                // What was never stored is not erased.
                *added = if tab.has_read { 0 } else { *added };
                continue;
            }
            // The browser erases once what is under way is over.
            tab.answer(self.at, &mut self.store);
            act(tab, self.at, &mut self.store);
            *added = 0;
        }
        (self.gone, self.shown) = (0, 0);
    }

    /// No in one tab is no in all.
    fn deny(&mut self) {
        self.erase(|tab, at, store| {
            if tab.consent.functional != ConsentState::Denied {
                tab.say(at, DENIED, store);
            } else {
                tab.give(at, Input::Forget, store);
            }
        });
    }

    fn act(&mut self, on: usize, act: Act) {
        self.at += 10;
        let at = self.at;
        if self.tabs[on].is_frozen != matches!(act, Act::Thaw) {
            return;
        }
        match act {
            Act::Forget => return self.erase(|tab, at, store| tab.forget(at, store)),
            Act::Deny => {
                self.consent = DENIED;
                return self.deny();
            }
            Act::Grant => self.consent = ALL,
            // A store that takes nothing of one takes no crowd either.
            Act::Crowd if self.number > 200 || self.tabs.iter().any(|tab| tab.is_full || tab.is_refused) => return,
            Act::Crowd if self.consent == ALL => return (0..70).for_each(|_| drop(self.page(ALL))),
            Act::Full if self.number > 70 => return,
            _ => {}
        }
        let (tab, store) = (&mut self.tabs[on], &mut self.store);
        match act {
            Act::Add => {
                tab.track(at, "add", store);
                self.added[on] += i64::from(tab.consent != DENIED);
            }
            // What is refused after it was decided is drawn nowhere, and this draws nothing.
            Act::Go if tab.is_full => {}
            Act::Full if tab.waiting > 0 => {}
            Act::Go => tab.track(at, "go", store),
            Act::Look => tab.look(at, store),
            Act::Slow => tab.is_slow = true,
            Act::Answer => tab.answer(at, store),
            Act::Full => tab.is_full = !tab.is_full,
            Act::Freeze => tab.freeze(at, store),
            Act::Thaw => tab.thaw(at, store),
            Act::Grant => tab.say(at, ALL, store),
            Act::Load => {
                tab.is_full = false;
                tab.leave(at, store);
                if tab.is_storing() {
                    self.gone += self.added[on];
                }
                self.added[on] = 0;
                self.tabs[on] = self.page(self.consent);
                if self.consent == DENIED {
                    self.deny();
                }
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 4_000, ..cases::config(300) })]

    /// Whatever the tabs do, each addition counts once, and none of those that were forgotten.
    #[test]
    fn what_is_counted_counts_once(acts in acts()) {
        let mut shop = Shop::new();
        for (on, act) in acts {
            let was: Vec<usize> = shop.tabs.iter().map(|tab| tab.shown).collect();
            let storing: Vec<bool> = shop.tabs.iter().map(Tab::is_storing).collect();
            shop.act(on, act);
            for (place, tab) in shop.tabs.iter().enumerate() {
                if storing[place] && tab.is_storing() {
                    shop.shown += tab.shown.saturating_sub(was[place]);
                }
            }
            prop_assert!(shop.shown <= CAP, "shown {} times", shop.shown);
        }
        for place in 0..3 {
            shop.at += 10;
            let (tab, store) = (&mut shop.tabs[place], &mut shop.store);
            tab.is_full = false;
            if tab.is_frozen {
                tab.thaw(shop.at, store);
            }
            tab.answer(shop.at, store);
            if !tab.is_storing() {
                tab.say(shop.at, ALL, store);
            }
            tab.leave(shop.at, store);
        }
        let added = shop.gone + shop.added.iter().sum::<i64>();
        prop_assert_eq!(known(9_999, shop.at + 10, &mut shop.store), added);
    }
}
