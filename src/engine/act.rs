//! Acts that the page tells by the elements they happened at: clicks, copies, arrivals. Sorted by element, so that an
//! act costs as much as those who wait for it, however many others wait elsewhere.

use crate::order::sort;
use crate::ruleset::model::SelectorIx;

/// Who waits for an act, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Acts {
    anywhere: Vec<u32>,
    /// Element and atom; sorted.
    at: Vec<(SelectorIx, u32)>,
}

impl Acts {
    /// Adds a waiter; `sort` once all are there.
    #[inline(never)]
    pub(crate) fn wait(&mut self, on: Option<SelectorIx>, atom: u32) {
        match on {
            Some(on) => self.at.push((on, atom)),
            None => self.anywhere.push(atom),
        }
    }

    #[inline(never)]
    pub(crate) fn sort(&mut self) {
        sort(&mut self.at, &|a, b| a.0 < b.0 || a.0 == b.0 && a.1 < b.1);
    }

    /// It happened at these elements: whoever waits there, or anywhere, goes to `fired`.
    #[inline(never)]
    pub(crate) fn meet(&self, on: &[SelectorIx], fired: &mut Vec<u32>) {
        fired.extend_from_slice(&self.anywhere);
        for on in on {
            let first = self.at.partition_point(|(at, _)| at < on);
            for (at, atom) in &self.at[first..] {
                if at != on {
                    break;
                }
                fired.push(*atom);
            }
        }
    }
}
