//! What a condition hangs on: which changes can change it, and the comparisons it is made of.

use super::model::{Cond, Leaf, Subject};

/// What can change a verdict.
pub(crate) mod dirty {
    pub(crate) const URL: u32 = 1;
    pub(crate) const FACTS: u32 = 2;
    pub(crate) const CONSENT: u32 = 4;
    pub(crate) const HISTORY: u32 = 8;
    pub(crate) const DEVICE: u32 = 16;
    pub(crate) const ELEMENT: u32 = 32;
    pub(crate) const SCREEN: u32 = 64;
    pub(crate) const TIME: u32 = 128;
    pub(crate) const FIRED: u32 = 256;
    pub(crate) const FOCUS: u32 = 512;
    /// Time reached a condition or a schedule.
    pub(crate) const CLOCK: u32 = 1 << 16;
    /// The visitor's surroundings.
    pub(crate) const ENVIRONMENT: u32 = 1 << 17;
    /// Never changes by itself: the page must be asked.
    pub(crate) const SAMPLED: u32 = 1 << 18;
}

/// Which changes can change a condition.
pub(crate) fn depends(cond: &Cond) -> u32 {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().fold(0, |mask, part| mask | depends(part)),
        Cond::Not(part) => depends(part),
        Cond::Leaf(leaf) => depends_on(&leaf.subject),
    }
}

/// Which changes can change what a comparison looks at.
pub(crate) fn depends_on(subject: &Subject) -> u32 {
    match subject {
        Subject::Path | Subject::Url | Subject::Query(_) | Subject::Hash => dirty::URL,
        Subject::Referrer | Subject::Utm(_) | Subject::Channel | Subject::LandingPath | Subject::PageViewsInSession => {
            dirty::URL | dirty::HISTORY
        }
        Subject::Visitor | Subject::Visits | Subject::PageViewsOfVisitor | Subject::History(_) => {
            dirty::HISTORY | dirty::CONSENT
        }
        Subject::DaysSinceLastVisit | Subject::DaysSinceFirstVisit => dirty::HISTORY | dirty::CONSENT | dirty::CLOCK,
        Subject::Device | Subject::Viewport(_) | Subject::Pointer | Subject::Orientation => dirty::DEVICE,
        Subject::Language => 0,
        Subject::Environment(_) => dirty::ENVIRONMENT,
        Subject::Consent(_) => dirty::CONSENT,
        Subject::Schedule(_) => dirty::CLOCK,
        Subject::Fact(_) | Subject::CartHas(_) => dirty::FACTS | dirty::CONSENT,
        Subject::Element(_) => dirty::SAMPLED | dirty::ELEMENT | dirty::FACTS | dirty::URL,
        Subject::Sampled(_) => dirty::SAMPLED | dirty::FACTS | dirty::URL,
        Subject::Audience(named) => depends(&named.cond),
        Subject::Stage(_) | Subject::Score(_) => {
            let mut mask = dirty::CONSENT;
            parts(subject, &mut |part| mask |= depends(part));
            mask
        }
        Subject::Variant(_) => dirty::CONSENT | dirty::HISTORY | dirty::FACTS,
        Subject::Prop(_) => 0,
    }
}

/// Calls `each` with every comparison of a condition, and of what those refer to.
pub(crate) fn leaves<'a>(cond: &'a Cond, each: &mut dyn FnMut(&'a Leaf)) {
    own_leaves(cond, &mut |leaf| {
        each(leaf);
        parts(&leaf.subject, &mut |part| leaves(part, each));
    });
}

/// Calls `each` with every comparison that a condition itself is made of.
pub(crate) fn own_leaves<'a>(cond: &'a Cond, each: &mut dyn FnMut(&'a Leaf)) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| own_leaves(part, each)),
        Cond::Not(part) => own_leaves(part, each),
        Cond::Leaf(leaf) => each(leaf),
    }
}

/// Calls `each` with every condition that a subject refers to.
fn parts<'a>(subject: &'a Subject, each: &mut dyn FnMut(&'a Cond)) {
    match subject {
        Subject::Audience(named) => each(&named.cond),
        Subject::Stage(stages) => stages.iter().for_each(|stage| each(&stage.cond)),
        Subject::Score(model) => model.terms.iter().for_each(|term| each(&term.of)),
        _ => {}
    }
}
