//! The ledger as text: `opportune2 <checksum> <payload>`. Anything else is refused whole, so that a damaged store
//! reads as an empty one. Tokens are separated by spaces; texts are percent-escaped.

use super::arming::MAX_PROGRESS;
use super::hash::fnv1a;
use super::ledger::{Answer, Ledger, Record, MAX_INSTANTS, MAX_RECORDS, MAX_TABS};
use super::number::push_int;
use super::place::MAX_DWELLS;
use super::progress::Progress;
use super::url::{decode, halves};
use crate::time::{Ms, Wall};

const MAGIC: &str = "opportune2";
/// Longest stored text that is read back, in bytes.
pub(crate) const MAX_TEXT: usize = 65_536;

/// Writes a ledger; the oldest rules and questions are left out where it would be too long with them.
pub(crate) fn write(ledger: &Ledger) -> String {
    let (mut rules, mut answers, mut progress) = (&ledger.rules[..], &ledger.answers[..], &ledger.progress[..]);
    let mut has_tail = true;
    loop {
        let text = write_parts(ledger, rules, answers, progress, has_tail);
        if text.len() <= MAX_TEXT {
            return text;
        }
        // Oldest entries go first; what is left always fits, since halving ends at nothing.
        rules = &rules[rules.len().div_ceil(2)..];
        answers = &answers[answers.len().div_ceil(2)..];
        progress = &progress[progress.len().div_ceil(2)..];
        has_tail = !(rules.is_empty() && answers.is_empty() && progress.is_empty());
    }
}

fn write_parts(
    ledger: &Ledger,
    rules: &[(String, Record)],
    answers: &[(String, Answer)],
    progress: &[(u64, Progress)],
    has_tail: bool,
) -> String {
    let mut to = written(ledger, ledger.active, rules, answers);
    to.length(ledger.tabs.len());
    for (tab, number) in &ledger.tabs {
        to.int(i64::from(*tab));
        to.int(i64::from(*number));
    }
    to.int(ledger.saved.0);
    to.length(progress.len());
    for (key, progress) in progress {
        to.progress(*key, progress);
    }
    for dwells in &ledger.dwells {
        to.length(dwells.len());
        for (key, read) in dwells {
            to.int(i64::from(*key));
            to.int(i64::from(*read));
        }
    }
    if has_tail {
        to.tail(ledger);
    }
    let mut head = Writer(String::from(MAGIC));
    head.int(i64::from(fnv1a(to.0.as_bytes())));
    head.0.push_str(&to.0);
    head.0
}

/// What conditions and limits can tell apart.
pub(crate) fn told(ledger: &Ledger) -> String {
    let mut to = written(ledger, Wall(0), &ledger.rules, &ledger.answers);
    to.tail(ledger);
    to.0
}

/// What comes first in the text.
fn written(ledger: &Ledger, active: Wall, rules: &[(String, Record)], answers: &[(String, Answer)]) -> Writer {
    let mut to = Writer(String::new());
    to.wall(ledger.session);
    to.int(active.0);
    for count in [ledger.visits, ledger.page_views, ledger.all_page_views, ledger.dismissals] {
        to.int(i64::from(count));
    }
    to.wall(ledger.quiet_since);
    to.wall(ledger.muted);
    to.int(ledger.muted_for.0);
    to.text(&ledger.visitor);
    to.text(ledger.arrival.referrer.as_deref().map_or("-", |_| "+"));
    to.text(ledger.arrival.referrer.as_deref().unwrap_or(""));
    to.length(ledger.arrival.utm.len());
    for (key, value) in &ledger.arrival.utm {
        to.text(key);
        to.text(value);
    }
    to.text(ledger.arrival.landing.as_deref().unwrap_or(""));
    to.wall(ledger.first_visit);
    to.wall(ledger.last_visit);
    to.record(&ledger.all);
    to.length(rules.len());
    for (id, record) in rules {
        to.text(id);
        to.record(record);
    }
    to.length(answers.len());
    for (key, answer) in answers {
        to.text(key);
        to.int(i64::from(answer.total));
        to.wall(answer.since);
        to.length(answer.latest.len());
        for at in &answer.latest {
            to.int(at.0);
        }
    }
    to
}

/// Reads what [`write`] wrote; `None` for anything else.
pub(crate) fn read(text: &str) -> Option<Ledger> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let rest = text.strip_prefix(MAGIC)?.strip_prefix(" ")?;
    let (checksum, _) = halves(rest, " ");
    let payload = &rest[checksum.len()..];
    if parse_int(checksum)? != i64::from(fnv1a(payload.as_bytes())) {
        return None;
    }
    let mut from = Reader::new(payload);
    let mut ledger = Ledger { session: from.wall(), active: Wall(from.int()), ..Ledger::default() };
    ledger.visits = from.count();
    ledger.page_views = from.count();
    ledger.all_page_views = from.count();
    ledger.dismissals = from.count();
    ledger.quiet_since = from.wall();
    ledger.muted = from.wall();
    ledger.muted_for = Ms(from.int());
    ledger.visitor = from.text();
    let is_known = from.text() == "+";
    let referrer = from.text();
    if is_known {
        ledger.arrival.referrer = Some(referrer);
    }
    for _ in 0..from.length(16) {
        ledger.arrival.utm.push((from.text(), from.text()));
    }
    ledger.arrival.landing = Some(from.text()).filter(|path| !path.is_empty());
    ledger.first_visit = from.wall();
    ledger.last_visit = from.wall();
    from.record(&mut ledger.all);
    for _ in 0..from.length(MAX_RECORDS) {
        ledger.rules.push((from.text(), Record::default()));
        if let Some((_, record)) = ledger.rules.last_mut() {
            from.record(record);
        }
    }
    for _ in 0..from.length(MAX_RECORDS) {
        let key = from.text();
        let mut answer = Answer { total: from.count(), since: from.wall(), latest: Vec::new() };
        for _ in 0..from.length(MAX_INSTANTS) {
            answer.latest.push(Wall(from.int()));
        }
        ledger.answers.push((key, answer));
    }
    for _ in 0..from.length(MAX_TABS) {
        ledger.tabs.push((from.count(), from.count()));
    }
    // Written by a version that had none: there is no progress then.
    if !from.rest.is_empty() {
        ledger.saved = Wall(from.int());
        for _ in 0..from.length(MAX_PROGRESS) {
            let entry = from.progress();
            ledger.progress.push(entry);
        }
    }
    // So with dwells.
    if !from.rest.is_empty() {
        for dwells in &mut ledger.dwells {
            for _ in 0..from.length(MAX_DWELLS) {
                dwells.push((from.count(), from.count()));
            }
        }
    }
    // What is kept for measuring is read by those who measure.
    ledger.tail = from.rest.into();
    (!from.is_bad).then_some(ledger)
}

pub(super) struct Writer(String);

impl Writer {
    fn tail(&mut self, ledger: &Ledger) {
        match &ledger.trail {
            Some(trail) => trail.write(self),
            None => self.0.push_str(&ledger.tail),
        }
    }

    pub(super) fn int(&mut self, number: i64) {
        self.0.push(' ');
        push_int(&mut self.0, number);
    }

    pub(super) fn wall(&mut self, at: Option<Wall>) {
        match at {
            Some(at) => self.int(at.0),
            None => self.0.push_str(" ."),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.0.push(' ');
        for c in text.chars() {
            match c {
                '\0'..=' ' | '%' => {
                    let byte = c as usize;
                    self.0.push('%');
                    self.0.push(char::from(HEX[byte >> 4 & 15]));
                    self.0.push(char::from(HEX[byte & 15]));
                }
                c => self.0.push(c),
            }
        }
    }

    fn record(&mut self, record: &Record) {
        self.int(i64::from(record.total));
        self.int(i64::from(record.in_session));
        self.int(record.day);
        self.int(i64::from(record.in_day));
        self.wall(record.shown);
        self.wall(record.dismissed);
        self.wall(record.clicked);
    }

    pub(super) fn length(&mut self, length: usize) {
        self.int(length as i64);
    }
}

/// Reads on after a mistake, and remembers that there was one: that takes half the code of a result at each step.
pub(super) struct Reader<'a> {
    rest: &'a str,
    pub(super) is_bad: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(rest: &'a str) -> Reader<'a> {
        Reader { rest, is_bad: false }
    }

    #[inline(never)]
    fn token(&mut self) -> &'a str {
        let Some(rest) = self.rest.strip_prefix(" ") else {
            self.is_bad = true;
            return "";
        };
        let (token, _) = halves(rest, " ");
        self.rest = &rest[token.len()..];
        token
    }

    pub(super) fn parse(&mut self, token: &str) -> i64 {
        parse_int(token).unwrap_or_else(|| {
            self.is_bad = true;
            0
        })
    }

    #[inline(never)]
    pub(super) fn int(&mut self) -> i64 {
        let token = self.token();
        self.parse(token)
    }

    #[inline(never)]
    pub(super) fn count(&mut self) -> u32 {
        let number = self.int();
        self.is_bad |= number < 0 || number > i64::from(u32::MAX);
        number as u32
    }

    #[inline(never)]
    pub(super) fn wall(&mut self) -> Option<Wall> {
        match self.token() {
            "." => None,
            token => Some(Wall(self.parse(token))),
        }
    }

    #[inline(never)]
    pub(super) fn text(&mut self) -> String {
        decode(self.token(), false)
    }

    fn record(&mut self, to: &mut Record) {
        to.total = self.count();
        to.in_session = self.count();
        to.day = self.int();
        to.in_day = self.count();
        to.shown = self.wall();
        to.dismissed = self.wall();
        to.clicked = self.wall();
    }

    /// The length of a list of at most `most`; nothing is read into lists any more after a mistake.
    #[inline(never)]
    pub(super) fn length(&mut self, most: usize) -> usize {
        let length = self.count() as usize;
        self.is_bad |= length > most;
        if self.is_bad {
            0
        } else {
            length
        }
    }
}

fn parse_int(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("-").unwrap_or(text);
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut size: i64 = 0;
    for byte in digits.bytes() {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        size = size.checked_mul(10)?.checked_add(digit)?;
    }
    Some(if text.len() > digits.len() { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ledger::{Arrival, Op};

    fn sample() -> Ledger {
        let mut ledger = Ledger::default();
        let arrival = Arrival {
            referrer: Some(String::new()),
            utm: vec![("source".into(), "spring mail 100%".into())],
            landing: Some("/a b".into()),
        };
        ledger.apply(&Op::Active { at: Wall(5), was: Wall(0), gap: Ms(1_000), arrival, keep_history: true });
        ledger.apply(&Op::PageView);
        let names = vec!["a b".into(), "\u{1}tag".into(), String::new()];
        ledger.apply(&Op::Impression { names, at: Wall(-7), day: -1, by: 1 });
        ledger.apply(&Op::Muted { at: Wall(8), time: Ms(70) });
        ledger.visitor = "v 1".into();
        ledger.apply(&Op::Happened { key: "e:bought".into(), at: Wall(9), keep: 3 });
        ledger.apply(&Op::Dwelt { of_session: false, key: 7, by: Ms(300), to: Ms(0) });
        ledger.mark(4_000_000_000, 12);
        ledger
    }

    #[test]
    fn what_is_written_is_read_back() {
        let ledger = sample();
        assert_eq!(read(&write(&ledger)), Some(ledger));
    }

    #[test]
    fn damaged_text_is_refused() {
        let text = write(&sample());
        assert_eq!(read(""), None);
        for cut in 0..text.len() {
            assert_eq!(read(&text[..cut]), None, "cut at {cut}");
        }
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(flipped) = String::from_utf8(bytes) {
                assert_eq!(read(&flipped), None, "flipped at {at}");
            }
        }
    }
}
