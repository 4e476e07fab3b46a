//! Instants and lengths of time as traces spell them: `"1m30s"`, `"2026-11-21T10:00:00+01:00"`.

use crate::time::{Ms, Wall};

/// The units of a length of time, largest first.
const UNITS: [(&str, i64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Nothing in a trace is further away than that: 1,000 years.
const FARTHEST: i64 = 1_000 * 366 * 86_400_000;

/// A length of time read from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Ms);

impl Span {
    /// Reads `"300ms"`, `"10s"`, `"1m30s"`, `"2h"`, `"7d"`: whole numbers with units.
    pub fn read(text: &str) -> Option<Span> {
        let mut rest = text;
        let mut total: i64 = 0;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let count: i64 = rest.get(..digits)?.parse().ok()?;
            let after = rest.get(digits..)?;
            let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = after.get(..letters)?;
            let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
            total = total.checked_add(count.checked_mul(*size)?).filter(|total| *total <= FARTHEST)?;
            rest = after.get(letters..)?;
        }
        (!text.is_empty()).then_some(Span(Ms(total)))
    }
}

/// Writes a length of time: the largest units first, `"0s"` for none.
pub fn write_span(span: Ms) -> String {
    if span.0 == 0 {
        return "0s".into();
    }
    let mut out = String::new();
    let mut rest = span.0;
    if rest < 0 {
        out.push('-');
        rest = rest.saturating_neg();
    }
    for (name, size) in UNITS {
        if rest >= size {
            out.push_str(&format!("{}{name}", rest / size));
            rest %= size;
        }
    }
    out
}

/// A date and time with offset, and that offset in milliseconds.
pub(super) fn read_date(text: &str) -> Option<(Wall, i64)> {
    let (date, rest) = text.split_once('T')?;
    let mut parts = date.splitn(3, '-');
    let year = whole(parts.next()?, 4)?;
    let month = whole(parts.next()?, 2).filter(|month| (1..=12).contains(month))?;
    let day = whole(parts.next()?, 2).filter(|day| (1..=days_in(year, month)).contains(day))?;
    let end = rest.find(['Z', '+', '-'])?;
    let time = read_time(rest.get(..end)?)?;
    let offset = read_offset(rest.get(end..)?)?;
    Some((Wall(days_before(year, month, day) * 86_400_000 + time - offset), offset))
}

fn read_time(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = clock.split(':');
    let hour = whole(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = whole(parts.next()?, 2).filter(|minute| *minute < 60)?;
    let second = match parts.next() {
        Some(second) => whole(second, 2).filter(|second| *second < 60)?,
        None => 0,
    };
    if parts.next().is_some() || fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let milli: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some(((hour * 60 + minute) * 60 + second) * 1_000 + milli)
}

pub(super) fn read_offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let hours = whole(hours, 2).filter(|hours| *hours < 24)?;
    let minutes = whole(minutes, 2).filter(|minutes| *minutes < 60)?;
    Some(sign * (hours * 60 + minutes) * 60_000)
}

fn whole(text: &str, digits: usize) -> Option<i64> {
    let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to that date.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let years = before * 365 + before / 4 - before / 100 + before / 400;
    let months: i64 = (1..month).map(|earlier| days_in(year, earlier)).sum();
    // 719,162 days lie between 0001-01-01 and 1970-01-01.
    years + months + day - 1 - 719_162
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let read = |text| Span::read(text).map(|Span(ms)| ms.0);
        assert_eq!(read("0s"), Some(0));
        assert_eq!(read("300ms"), Some(300));
        assert_eq!(read("1m30s"), Some(90_000));
        assert_eq!(read("7d"), Some(604_800_000));
        for bad in ["", "10", "s", "-1s", "1 s", "1y", "99999999999999999999s", "9999999d", "1.5s"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        for text in ["0s", "300ms", "1m30s", "7d", "1d2h3m4s5ms"] {
            assert_eq!(write_span(Span::read(text).unwrap().0), text);
        }
    }

    #[test]
    fn dates() {
        let read = |text| read_date(text).map(|(wall, _)| wall.0);
        assert_eq!(read("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(read("2026-11-21T10:00:00+01:00"), Some(1_795_251_600_000));
        assert_eq!(read("2000-02-29T00:00:00.25Z"), Some(951_782_400_250));
        assert_eq!(read("1969-12-31T23:59:59.999Z"), Some(-1));
        for bad in
            ["", "2026-11-21", "2026-02-29T00:00:00Z", "2026-11-21T10:00:00", "2026-1-21T10:00Z", "2026-11-21T24:00Z"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
