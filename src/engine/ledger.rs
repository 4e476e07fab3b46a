//! What survives a reload: counts, instants, sessions and answers to history questions. Shared by all tabs.
//!
//! The state is the stored text with this tab's own changes applied on top. Each change has a number, and the stored
//! text remembers the highest number it holds of each tab; so reading the store back at any time is safe: what it
//! already holds is not applied again, what it does not hold yet is not lost. A ledger has a number of its own, too, which
//! goes with it: what was done before an erasure is not applied to what is stored after it.

use crate::ruleset::model::{About, Ask, Funnel, SeenOutcome};

pub(crate) use super::ledger_op::Op;
use super::progress::Progress;
use super::trail::Trail;
use crate::time::{Ms, Wall};

/// Most changes kept for replay, most rules, questions and tabs remembered.
pub(crate) const MAX_OPS: usize = 256;
pub(crate) const MAX_RECORDS: usize = 1_024;
pub(crate) const MAX_TABS: usize = 64;
/// Stands before the tabs, for the ledger itself.
pub(crate) const ITSELF: u32 = 0;
/// Instants kept for one question with a window.
pub(crate) const MAX_INSTANTS: usize = 64;

/// The state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ledger {
    /// When the session began; also its identity. `None` before the first page view.
    pub(crate) session: Option<Wall>,
    /// Last activity of any tab.
    pub(crate) active: Wall,
    /// Visits, this one included.
    pub(crate) visits: u32,
    /// When the first visit began.
    pub(crate) first_visit: Option<Wall>,
    /// The last activity of the visit before this one.
    pub(crate) last_visit: Option<Wall>,
    /// Page views in this session.
    pub(crate) page_views: u32,
    /// Page views of all sessions.
    pub(crate) all_page_views: u32,
    /// How the session began.
    pub(crate) arrival: Arrival,
    /// What all rules share.
    pub(crate) all: Record,
    /// When the last interruption was closed.
    pub(crate) quiet_since: Option<Wall>,
    /// When the visitor asked for no more, and for how long that holds.
    pub(crate) muted: Option<Wall>,
    pub(crate) muted_for: Ms,
    /// The visitor's random id; empty until somebody needs it.
    pub(crate) visitor: String,
    /// Interruptions the visitor closed in this session.
    pub(crate) dismissals: u32,
    /// By rule id, or the name of a shared counter.
    pub(crate) rules: Vec<(String, Record)>,
    /// By question key.
    pub(crate) answers: Vec<(String, Answer)>,
    /// Progress of operators, by key: a hash of the rule's id and trigger, and the place in it.
    pub(crate) progress: Vec<(u64, Progress)>,
    /// When it was written, on the writer's even clock.
    pub(crate) saved: Wall,
    /// Dwell clocks in milliseconds, and those who had their turn: of the session, of the visitor.
    pub(crate) dwells: [Vec<(u32, u32)>; 2],
    /// The highest change applied, by tab.
    pub(crate) tabs: Vec<(u32, u32)>,
    /// What is kept for measuring, as text, where nobody measures.
    pub(crate) tail: String,
    /// The same, once somebody does.
    pub(crate) trail: Option<Box<Trail>>,
}

/// How a session began.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Arrival {
    /// Empty: direct. `None`: not known (this load began in the middle of a session that was not stored).
    pub(crate) referrer: Option<String>,
    /// `utm_*` parameters.
    pub(crate) utm: Vec<(String, String)>,
    /// The path it began on.
    pub(crate) landing: Option<String>,
}

/// Counts and instants of a rule, or of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record {
    pub(crate) total: u32,
    pub(crate) in_session: u32,
    /// Days since 1970 in the calendar of `settings.timeZone`.
    pub(crate) day: i64,
    pub(crate) in_day: u32,
    pub(crate) shown: Option<Wall>,
    pub(crate) dismissed: Option<Wall>,
    pub(crate) clicked: Option<Wall>,
}

/// The answer to a question about the past.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Answer {
    pub(crate) total: u32,
    /// When the question was first asked.
    pub(crate) since: Option<Wall>,
    /// Latest last; kept only for questions with a window.
    pub(crate) latest: Vec<Wall>,
}

/// Marks stand among the answers, where no question has such a key.
const MARK: &str = "~";
/// Mark of a form, by selector: the load that touched it.
pub(crate) const FORM: &str = "~f:";
/// Since when a visitor's countdown runs. No new session makes it begin anew.
const COUNTDOWN: &str = "~c:";
/// Mark of the last order that was completed.
pub(crate) const ORDER: &str = "~o";

impl Record {
    fn add(&mut self, at: Wall, day: i64, by: i32) {
        let step = |count: u32| count.saturating_add_signed(by);
        if day != self.day {
            self.day = day;
            self.in_day = 0;
        }
        self.total = step(self.total);
        self.in_session = step(self.in_session);
        self.in_day = step(self.in_day);
        if by > 0 {
            self.shown = Some(at);
        }
    }
}

impl Ledger {
    /// What is known of a rule.
    pub(crate) fn rule(&self, id: &str) -> Option<&Record> {
        if id.is_empty() {
            return Some(&self.all);
        }
        known(&self.rules, id)
    }

    fn each(&mut self, names: &[String], change: &dyn Fn(&mut Record)) {
        for name in names {
            change(if name.is_empty() { &mut self.all } else { entry(&mut self.rules, name) });
        }
    }

    /// What is kept for a question.
    pub(crate) fn known_answer(&self, key: &str) -> Option<&Answer> {
        known(&self.answers, key)
    }

    /// Keeps what these questions need, and forgets the rest; new ones are asked from `now` on.
    pub(crate) fn keep_for(&mut self, asks: &[Ask], now: Wall) {
        let mut kept = Vec::new();
        for (place, ask) in asks.iter().take(MAX_RECORDS).enumerate() {
            // Most often where it was.
            let there = self.answers.get(place).filter(|(key, _)| *key == ask.key).map(|(_, answer)| answer);
            let mut answer = there.or_else(|| known(&self.answers, &ask.key)).cloned().unwrap_or_default();
            answer.since.get_or_insert(now);
            let mut left = answer.latest.len() as u32;
            answer.latest.retain(|at| {
                left -= 1;
                left < ask.kept() && ask.within.is_some_and(|window| (now - *at).0 < window.0)
            });
            kept.push((ask.key.clone(), answer));
        }
        for answer in &self.answers {
            if answer.0.starts_with(MARK) {
                kept.push(answer.clone());
            }
        }
        self.answers = kept;
    }

    /// How often it happened, in the window if there is one.
    pub(crate) fn answer(&self, ask: &Ask, now: Wall) -> u32 {
        let Some(answer) = known(&self.answers, &ask.key) else { return 0 };
        match ask.within {
            None => answer.total,
            Some(window) => {
                let mut count = 0;
                for at in &answer.latest {
                    count += u32::from((now - *at).0 < window.0);
                }
                count
            }
        }
    }

    /// When the next of the instants that answer a question leaves its window.
    pub(crate) fn next_leave(&self, ask: &Ask, now: Wall) -> Option<Wall> {
        let window = ask.within?;
        let mut next: Option<Wall> = None;
        for at in &known(&self.answers, &ask.key)?.latest {
            let leaves = *at + window;
            if leaves > now && next.is_none_or(|next| leaves < next) {
                next = Some(leaves);
            }
        }
        next
    }

    /// Whether the session is over at `now`.
    pub(crate) fn is_session_over(&self, now: Wall, gap: Ms) -> bool {
        self.session.is_none() || now - self.active >= gap
    }

    /// Applies a change.
    pub(crate) fn apply(&mut self, op: &Op) {
        match op {
            Op::Active { at, was, gap, arrival, keep_history } => {
                self.active = self.active.max(*was);
                if self.is_session_over(*at, *gap) {
                    self.begin_session(*at, arrival, *keep_history);
                }
                self.active = self.active.max(*at);
            }
            Op::PageView => {
                self.page_views = self.page_views.saturating_add(1);
                self.all_page_views = self.all_page_views.saturating_add(1);
            }
            Op::Impression { names, at, day, by } => self.each(names, &|record| record.add(*at, *day, *by)),
            Op::Dismissed { names, at, interrupts } => {
                self.each(names, &|record| record.dismissed = Some(*at));
                self.dismissals = self.dismissals.saturating_add(u32::from(*interrupts));
            }
            Op::Clicked { names, at } => self.each(names, &|record| record.clicked = Some(*at)),
            Op::Muted { at, time } => {
                self.muted = Some(*at);
                self.muted_for = *time;
            }
            Op::Quiet { at } => self.quiet_since = self.quiet_since.max(Some(*at)),
            Op::Happened { key, at, keep } => self.happened(key, *at, *keep),
            Op::Begun { key, at } => {
                let answer: &mut Answer = entry(&mut self.answers, &countdown(key));
                answer.since = Some(answer.since.map_or(*at, |known| known.min(*at)));
            }
            Op::Mark { key, value: 0 } => self.answers.retain(|(name, _)| name != key),
            Op::Mark { key, value } => entry::<Answer>(&mut self.answers, key).total = *value,
            Op::Step { key, step, at, within } => self.step(key, *step, *at, *within),
            Op::Dwelt { of_session, key, by, to } => self.dwelt(*of_session, *key, *by, *to),
            Op::Exposed { .. } | Op::Assigned(_) => self.measure(op),
        }
    }

    fn begin_session(&mut self, at: Wall, arrival: &Arrival, keep_history: bool) {
        self.last_visit = self.session.map(|_| self.active);
        self.first_visit.get_or_insert(at);
        self.session = Some(at);
        self.visits = self.visits.saturating_add(1);
        self.page_views = 0;
        self.arrival = arrival.clone();
        self.dismissals = 0;
        self.all.in_session = 0;
        for (_, record) in &mut self.rules {
            record.in_session = 0;
        }
        self.progress.retain(|(_, progress)| keep_history && !progress.is_of_session);
        self.answers.retain(|(key, _)| {
            keep_history && !key.starts_with(MARK) || key.starts_with(COUNTDOWN) || key.starts_with(Funnel::KEY)
        });
        self.dwells[0].clear();
        if !keep_history {
            self.dwells[1].clear();
            self.visits = 1;
            self.all_page_views = 0;
            self.first_visit = Some(at);
            self.last_visit = None;
        }
    }

    /// When a countdown of this visitor's began.
    pub(crate) fn begun(&self, key: &str) -> Option<Wall> {
        known(&self.answers, &countdown(key))?.since
    }

    /// What was noted for this session; 0: nothing.
    pub(crate) fn mark_of(&self, key: &str) -> u32 {
        known(&self.answers, key).map_or(0, |answer| answer.total)
    }

    fn happened(&mut self, key: &str, at: Wall, keep: u32) {
        let answer: &mut Answer = entry(&mut self.answers, key);
        answer.total = answer.total.saturating_add(1);
        if keep > 0 {
            answer.latest.push(at);
            while answer.latest.len() > (keep as usize).min(MAX_INSTANTS) {
                answer.latest.remove(0);
            }
        }
    }

    /// No instant lies after `now` and no day after `today`: a clock that was ahead silences nothing for ever.
    pub(crate) fn clamp(&mut self, now: Wall, today: i64) {
        let stamp = |at: &mut Option<Wall>| {
            if at.is_some_and(|at| at > now) {
                *at = Some(now);
            }
        };
        let clamp = |record: &mut Record| {
            stamp(&mut record.shown);
            stamp(&mut record.dismissed);
            stamp(&mut record.clicked);
            record.day = record.day.min(today);
        };
        self.active = self.active.min(now);
        stamp(&mut self.session);
        stamp(&mut self.first_visit);
        stamp(&mut self.last_visit);
        stamp(&mut self.quiet_since);
        stamp(&mut self.muted);
        clamp(&mut self.all);
        for (_, record) in &mut self.rules {
            clamp(record);
        }
        for (_, answer) in &mut self.answers {
            stamp(&mut answer.since);
            for at in &mut answer.latest {
                *at = (*at).min(now);
            }
        }
    }

    /// The highest change of `tab` it holds.
    pub(crate) fn applied(&self, tab: u32) -> u32 {
        self.tabs.iter().find(|(name, _)| *name == tab).map_or(0, |(_, number)| *number)
    }

    /// Notes that it holds the changes of `tab` up to `number`; the latest tab is last.
    pub(crate) fn mark(&mut self, tab: u32, number: u32) {
        match self.tabs.iter().position(|(name, _)| *name == tab) {
            Some(at) => drop(self.tabs.remove(at)),
            None if self.tabs.len() >= MAX_TABS => drop(self.tabs.remove(1)),
            None => {}
        }
        self.tabs.push((tab, number));
    }
}

fn countdown(key: &str) -> String {
    let mut name = String::from(COUNTDOWN);
    name.push_str(key);
    name
}

/// What is listed under a key.
fn known<'a, T>(list: &'a [(String, T)], key: &str) -> Option<&'a T> {
    for (name, item) in list {
        if name == key {
            return Some(item);
        }
    }
    None
}

pub(super) fn entry<'a, T: Default>(list: &'a mut Vec<(String, T)>, key: &str) -> &'a mut T {
    let at = match list.iter().position(|(name, _)| name == key) {
        Some(at) => at,
        None => {
            if list.len() >= MAX_RECORDS {
                list.remove(0);
            }
            list.push((key.into(), T::default()));
            list.len() - 1
        }
    };
    &mut list[at].1
}

/// Whether an outcome answers a question about a rule.
pub(crate) fn asks_for(ask: &Ask, rule: &str, outcome: SeenOutcome) -> bool {
    matches!(&ask.about, About::Seen(id, want) if id == rule && *want == outcome)
}

impl Ledger {
    /// Personalization was denied: history beyond the session goes, if there is any. Answers whether there was.
    pub(crate) fn forget_history(&mut self) -> bool {
        if self.first_visit == self.session {
            return false;
        }
        self.answers.retain(|(key, _)| key.starts_with(MARK));
        self.dwells[1].clear();
        self.progress.retain(|(_, progress)| progress.is_of_session);
        self.visits = self.visits.min(1);
        self.all_page_views = self.page_views;
        self.first_visit = self.session;
        self.last_visit = None;
        true
    }
}
