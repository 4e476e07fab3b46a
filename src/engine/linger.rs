//! What goes by itself (`hideAfter`) stays while somebody is at it: nobody should have to hurry (WCAG 2.2.1).

use crate::ruleset::model::Kind;

use super::Engine;

impl Engine {
    /// Stops the time of widgets that pointer or focus is in, and lets it go on where they left.
    #[inline(never)]
    pub(super) fn linger(&mut self) {
        let now = self.visible_time();
        let inside = [self.page.over_widget, self.page.focus_widget];
        for shown in &mut self.shown {
            // A control of the page is let go in time, whatever happens.
            if shown.kind == Kind::Enable {
                continue;
            }
            match (inside.contains(&Some(shown.rule)), shown.hide_at, shown.rest) {
                (true, Some(at), _) => {
                    shown.rest = Some(at - now);
                    shown.hide_at = None;
                }
                (false, None, Some(rest)) => {
                    shown.hide_at = Some(now + rest);
                    shown.rest = None;
                }
                _ => {}
            }
        }
    }
}
