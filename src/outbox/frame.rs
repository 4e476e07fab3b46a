//! A record as it lies in the store: a head of 24 bytes, then the event's text. The head says how long the text is, has
//! a checksum of everything else, and names the record: its tab and a number. A record that was cut, or of which one bit
//! changed, is none.

/// Bytes before the text.
pub const HEAD: usize = 24;
const VERSION: u32 = 1;
const LENGTH: u32 = 0x00ff_ffff;

/// What is known of an event, besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Record {
    /// When it was captured, in milliseconds since 1970.
    pub at: f64,
    /// A number that its tab drew at its start.
    pub tab: u32,
    /// Counts up in its tab.
    pub serial: u32,
    /// Of everything but itself.
    pub sum: u32,
    /// Bytes in the store.
    pub size: u32,
    /// Free for each list: a flight, a verdict.
    pub(crate) mark: u32,
}

impl Record {
    /// The same event. A tab's number may be drawn twice; a checksum then differs.
    pub(crate) fn is(&self, other: &Record) -> bool {
        self.tab == other.tab && self.serial == other.serial && self.sum == other.sum
    }
}

pub(crate) fn word(bytes: &[u8], at: usize) -> u32 {
    (at..at + 4).rev().fold(0, |word, place| word << 8 | u32::from(*bytes.get(place).unwrap_or(&0)))
}

pub(crate) fn number(bytes: &[u8], at: usize) -> f64 {
    f64::from_bits(u64::from(word(bytes, at + 4)) << 32 | u64::from(word(bytes, at)))
}

pub(crate) fn put(bytes: &mut [u8], at: usize, mut word: u32) {
    for place in at..at + 4 {
        if let Some(byte) = bytes.get_mut(place) {
            *byte = word as u8;
        }
        word >>= 8;
    }
}

pub(crate) fn put_number(bytes: &mut [u8], at: usize, number: f64) {
    let bits = number.to_bits();
    put(bytes, at, bits as u32);
    put(bytes, at + 4, (bits >> 32) as u32);
}

/// FNV-1a over all bytes but those of the sum itself. Each step can be undone, so no single change goes unseen.
pub(crate) fn sum(bytes: &[u8]) -> u32 {
    let mut sum = 0x811c_9dc5_u32;
    for (place, byte) in bytes.iter().enumerate() {
        if !(4..8).contains(&place) {
            sum = (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    }
    sum
}

/// Writes version, length and checksum around what is in the bytes.
pub(crate) fn seal(bytes: &mut [u8]) -> u32 {
    put(bytes, 0, VERSION << 24 | (bytes.len() as u32 & LENGTH));
    let sum = sum(bytes);
    put(bytes, 4, sum);
    sum
}

/// Whether these bytes were sealed, and are whole.
pub(crate) fn is_whole(bytes: &[u8]) -> bool {
    word(bytes, 0) == VERSION << 24 | bytes.len() as u32 && word(bytes, 4) == sum(bytes)
}

/// Writes the head of a record whose text is in its place.
pub fn write(bytes: &mut [u8], at: f64, tab: u32, serial: u32) -> Record {
    put_number(bytes, 8, at);
    put(bytes, 16, tab);
    put(bytes, 20, serial);
    let sum = seal(bytes);
    Record { at, tab, serial, sum, size: bytes.len() as u32, mark: 0 }
}

/// The record of these bytes, if they are one.
pub fn read(bytes: &[u8]) -> Option<Record> {
    if bytes.len() <= HEAD || !is_whole(bytes) {
        return None;
    }
    let (tab, serial) = (word(bytes, 16), word(bytes, 20));
    Some(Record { at: number(bytes, 8), tab, serial, sum: word(bytes, 4), size: bytes.len() as u32, mark: 0 })
}
