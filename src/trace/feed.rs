//! From the signals of a trace to the inputs that a browser would send, in the order it would.

use crate::engine::input::{Activity, Click, Consent, ConsentState, Input, Outcome, PageView, Stored};
use crate::engine::Engine;
use crate::ruleset::model::{Deed, Selector, SelectorIx};
use crate::time::{Ms, Wall};

use super::driver::{Driver, Focus};
use super::hands;
use super::signal::{Answer, Signal};

impl Driver {
    /// Feeds one signal at the present instant, with the inputs that come along with it in a browser.
    pub fn feed(&mut self, signal: &Signal) {
        match signal {
            Signal::PageView { .. } => self.load(signal),
            Signal::Restore => {
                self.merge();
                self.page.open = true;
                let (url, referrer) = (self.page.url.clone(), String::new());
                self.give(Input::PageView(PageView { url, referrer, visible: true, restored: true }));
            }
            Signal::Url(url) => {
                self.page.url.clone_from(url);
                self.give(Input::Url(url.clone()));
            }
            Signal::PageEnd => self.leave(),
            Signal::Visibility(visible) => {
                if *visible {
                    self.merge();
                }
                self.give(Input::Visibility(*visible));
            }
            Signal::Viewport { width, height, touch } => {
                self.page.viewport = (*width, *height);
                self.page.touch = touch.unwrap_or(self.page.touch);
                self.give_viewport();
            }
            Signal::Sample(sample) => self.sample.update(sample),
            Signal::Claim(claim) => self.claim = *claim,
            Signal::Merge(stored) => self.give(Input::Merge(stored.clone())),
            Signal::Rules(source) => self.update(source),
            Signal::Clock(wall) => self.origin = Wall(wall.0.saturating_sub(self.now.0)),
            Signal::Consent(states) => self.agree(states),
            Signal::Outcome { rule, action, is } => self.outcome(rule, *action, is),
            Signal::End if self.page.open => self.give(Input::Wake),
            Signal::End => {}
            _ => self.feed_simple(signal),
        }
    }

    fn feed_simple(&mut self, signal: &Signal) {
        match signal.clone() {
            Signal::Height { container, height, view } => {
                if let Some(container) = self.scroller(container) {
                    self.give(Input::Height { container, height, view });
                }
            }
            Signal::Environment(patch) => {
                self.page.environment.merge(patch);
                self.give_environment();
            }
            Signal::Activity(kind) => self.give(Input::Activity(kind)),
            Signal::Pointer { over, touch, widget } => {
                self.give(Input::Activity(if touch { Activity::Touch } else { Activity::Pointer }));
                let (over, widget) = (self.watched(&over), self.place(widget));
                self.give(Input::Pointer { over, touch, widget });
            }
            Signal::Focus { on, keyboard, widget } => {
                if keyboard {
                    self.give(Input::Activity(Activity::Key));
                }
                self.page.focus = Some(Focus { on, keyboard, widget });
                self.give_focus();
            }
            Signal::Seen { on, element, ratio } => {
                for on in self.watched(&[on]) {
                    self.see(on, element.unwrap_or(1), ratio);
                }
            }
            Signal::Appears(on) => {
                for on in self.watched(&on) {
                    self.give(Input::Appears(on));
                }
            }
            Signal::Media { on, share, state } => {
                for on in self.watched(&[on]) {
                    self.give(Input::Media { on, share, state });
                }
            }
            Signal::Scroll { container, top, by } => {
                by.into_iter().for_each(|kind| self.give(Input::Activity(kind)));
                if let Some(container) = self.scroller(container) {
                    self.give(Input::Scroll { container, top });
                }
            }
            Signal::Passed { on, share } => {
                for on in self.watched(&[on]) {
                    self.give(Input::Passed { on, share });
                }
            }
            Signal::Exit(exit) => self.give(Input::Exit(exit)),
            Signal::Click(hands::Click { on, x, y, field, answered }) => {
                self.give(Input::Activity(Activity::Pointer));
                let on = self.watched(&on);
                self.give(Input::Click(Click { on, x, y, field, answered }));
            }
            Signal::Field(hands::Field { what, on, length }) => {
                let on = self.watched(&on);
                if what == Deed::Input {
                    self.give(Input::Activity(Activity::Key));
                    self.give(Input::Typing { composing: false });
                }
                self.give(Input::Field { what, on, length });
            }
            Signal::Copy(on) => {
                self.give(Input::Activity(Activity::Key));
                let on = self.watched(&on);
                self.give(Input::Copy(on));
            }
            Signal::Typing(composing) => {
                self.give(Input::Activity(Activity::Key));
                self.give(Input::Typing { composing });
            }
            Signal::Facts(patch) => self.give(Input::Facts(patch.into())),
            Signal::Event(event) => self.give(Input::Event(event)),
            Signal::Dom => self.give(Input::Dom),
            Signal::Trigger { rule, force } => self.give(Input::Trigger { rule, force }),
            Signal::Mute(time) => self.give(Input::Mute(time)),
            Signal::Dismiss(rule) => self.give(Input::Dismiss(rule)),
            _ => {}
        }
    }

    /// A load: the engine of the page before is gone, and a fresh one reads what was stored.
    fn load(&mut self, signal: &Signal) {
        let Signal::PageView { url, referrer, visible, viewport, height, touch, environment, facts } = signal else {
            return;
        };
        self.leave();
        self.page.viewport = viewport.unwrap_or(self.page.viewport);
        self.page.touch = touch.unwrap_or(self.page.touch);
        self.settle_device();
        if self.page.loads > 0 {
            self.context.left = vec![self.context.tab];
            self.context.tab += 1;
            self.engine = Engine::new(self.rules.clone(), self.context.clone());
            if self.keeps_log {
                self.first = self.rules.clone();
            }
            self.log.clear();
            self.shown.clear();
            self.owed = None;
        }
        self.page.loads += 1;
        self.page.seen.clear();
        self.page.focus = None;
        self.page.open = true;
        self.page.url.clone_from(url);
        self.give(Input::Consent(self.consent));
        self.merge();
        if let Some(facts) = facts.clone().or_else(|| self.facts.take()) {
            self.give(Input::Facts(facts.into()));
        }
        if let Some(patch) = environment {
            self.page.environment.merge(patch.clone());
        }
        self.give_viewport();
        self.give_environment();
        let (url, referrer) = (url.clone(), referrer.clone());
        self.give(Input::PageView(PageView { url, referrer, visible: *visible, restored: false }));
        self.give(Input::Height { container: None, height: height.unwrap_or(2_400.0), view: 0.0 });
    }

    /// A share on screen: of the element that is seen most, and where a rule tells elements apart, of this one.
    fn see(&mut self, on: SelectorIx, which: u32, ratio: f64) {
        self.page.seen.retain(|(at, of, _)| (*at, *of) != (on, which));
        self.page.seen.push((on, which, ratio));
        let most = self.page.seen.iter().filter(|(at, ..)| *at == on).fold(0.0, |most: f64, seen| most.max(seen.2));
        self.give(Input::Seen { on, which: 0, ratio: most });
        let is_each = self.rules.selectors.get(on.0 as usize).is_some_and(|it| it.uses & Selector::EACH != 0);
        if is_each {
            self.give(Input::Seen { on, which, ratio });
        }
    }

    fn leave(&mut self) {
        if self.page.open {
            self.give(Input::PageEnd);
            // Browsers say so after `pagehide`; from here on nothing runs.
            self.give(Input::Visibility(false));
            self.page.open = false;
        }
    }

    /// What other tabs stored; a page may read it only with functional consent.
    fn merge(&mut self) {
        if self.consent.functional == ConsentState::Granted {
            let unavailable = self.claim.is == Answer::Unavailable;
            let stored = if unavailable { Stored::Unavailable } else { self.store.clone() };
            self.give(Input::Merge(stored));
        }
    }

    pub(super) fn give_viewport(&mut self) {
        let ((width, height), coarse) = (self.page.viewport, self.page.touch);
        self.give(Input::Viewport { width, height, coarse });
    }

    pub(super) fn give_environment(&mut self) {
        self.give(Input::Environment(self.page.environment.clone()));
    }

    /// Watched selectors that have the focus.
    pub(super) fn focused(&self) -> Vec<SelectorIx> {
        self.page.focus.as_ref().map_or(Vec::new(), |focus| self.watched(&focus.on))
    }

    /// Where the focus is.
    pub(super) fn give_focus(&mut self) {
        if let Some(Focus { on, keyboard, widget }) = self.page.focus.clone() {
            let (on, widget) = (self.watched(&on), self.place(widget));
            self.give(Input::Focus { on, keyboard, widget });
        }
    }

    fn agree(&mut self, [functional, analytics, personalization]: &[Option<ConsentState>; 3]) {
        let now = self.consent;
        self.consent = Consent {
            functional: functional.unwrap_or(now.functional),
            analytics: analytics.unwrap_or(now.analytics),
            personalization: personalization.unwrap_or(now.personalization),
        };
        if self.page.loads > 0 {
            self.give(Input::Consent(self.consent));
        }
    }

    fn outcome(&mut self, rule: &str, action: Option<u32>, is: &Outcome) {
        self.undrawable.retain(|(known, _)| known != rule);
        if let Outcome::NotDrawn(why) = is {
            self.undrawable.push((rule.into(), why.clone()));
        }
        let wanted = |(key, of, _): &&(String, String, Ms)| match action {
            Some(action) => *key == format!("{rule}#{action}"),
            None => of == rule,
        };
        if let Some(key) = self.shown.iter().find(wanted).map(|(key, ..)| key.clone()) {
            match is {
                Outcome::Click(_) | Outcome::Answer(_) | Outcome::Take(_) => {
                    self.give(Input::Activity(Activity::Pointer))
                }
                Outcome::Dismiss(how) if how == "escape" => self.give(Input::Activity(Activity::Key)),
                Outcome::Dismiss(_) => self.give(Input::Activity(Activity::Pointer)),
                Outcome::Drawn | Outcome::NotDrawn(_) => {}
            }
            self.give(Input::Outcome { key, is: is.clone() });
        }
    }

    /// Watched selectors by name, sorted; others are none of the engine's business.
    fn watched(&self, names: &[String]) -> Vec<SelectorIx> {
        let mut found: Vec<SelectorIx> = names.iter().filter_map(|name| self.selector(name)).collect();
        found.sort();
        found.dedup();
        found
    }

    fn selector(&self, css: &str) -> Option<SelectorIx> {
        self.engine.rules().selectors.iter().position(|known| known.css == css).map(|index| SelectorIx(index as u32))
    }

    /// The page (`Some(None)`), a watched container, or nothing that anybody watches.
    fn scroller(&self, container: Option<String>) -> Option<Option<SelectorIx>> {
        match container {
            None => Some(None),
            Some(css) => self.selector(&css).map(Some),
        }
    }

    fn place(&self, rule: Option<String>) -> Option<u32> {
        let rule = rule?;
        self.engine.rules().rules.iter().position(|known| known.id == rule).map(|index| index as u32)
    }
}
