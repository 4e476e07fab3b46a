//! The exports: numbers go in and out, bytes lie in one buffer.

use core::cell::RefCell;

use crate::batch::Batch;
use crate::frame::{put, word, HEAD};
use crate::machine::{Outbox, Setup};
use crate::state::STATE;
use crate::sync::Seen;
use crate::TEXT;

struct All {
    outbox: Outbox,
    batch: Batch,
    buffer: [u8; HEAD + TEXT],
}

thread_local! {
    static ALL: RefCell<All> = const {
        RefCell::new(All { outbox: Outbox::new(), batch: Batch::new(), buffer: [0; HEAD + TEXT] })
    };
}

/// One function for all doors: what a closure of its own costs in each is a third of the module.
#[inline(never)]
fn with(work: &mut dyn FnMut(&mut All) -> f64) -> f64 {
    ALL.with_borrow_mut(work)
}

fn given(buffer: &[u8], length: usize) -> &[u8] {
    buffer.get(..length).unwrap_or_default()
}

/// Where bytes are read and written.
#[no_mangle]
pub extern "C" fn room() -> f64 {
    with(&mut |all| all.buffer.as_mut_ptr() as usize as f64)
}

/// `Outbox::open`.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub extern "C" fn open(high: u32, low: u32, tab: u32, events: u32, bytes: u32, wait: f64, keep: f64, tries: u32) {
    let seed = u64::from(high) << 32 | u64::from(low);
    with(&mut |all| {
        all.outbox.open(Setup { seed, tab, events, bytes, wait, keep, tries });
        0.0
    });
}

/// `Outbox::capture`: so many bytes of text, which lie behind the room for a head.
#[no_mangle]
pub extern "C" fn capture(length: usize, now: f64) -> f64 {
    with(&mut |All { outbox, buffer, .. }| {
        f64::from(match buffer.get_mut(..HEAD.saturating_add(length)) {
            Some(bytes) => outbox.capture(bytes, now),
            None => outbox.too_large(),
        })
    })
}

/// `Outbox::begin`.
#[no_mangle]
pub extern "C" fn begin(is_locked: u32, now: f64) -> f64 {
    with(&mut |all| all.outbox.begin(is_locked != 0, now) as f64)
}

/// `Outbox::putting`.
#[no_mangle]
pub extern "C" fn putting(place: usize) -> f64 {
    with(&mut |all| f64::from(all.outbox.putting(place)))
}

/// `Outbox::see_state`: so many bytes of the buffer.
#[no_mangle]
pub extern "C" fn see_state(slot: u32, length: usize) {
    with(&mut |All { outbox, buffer, .. }| {
        outbox.see_state(slot, given(buffer, length));
        0.0
    });
}

/// `Outbox::see`: so many bytes of the buffer; whether they stay.
#[no_mangle]
pub extern "C" fn see(length: usize) -> f64 {
    with(&mut |All { outbox, buffer, .. }| f64::from(u8::from(outbox.see(given(buffer, length)) == Seen::Stays)))
}

/// `Outbox::end`: the state's 80 bytes are in the buffer.
#[no_mangle]
pub extern "C" fn end() -> f64 {
    with(&mut |All { outbox, buffer, .. }| {
        f64::from(buffer.first_chunk_mut::<STATE>().map_or(-1, |bytes| outbox.end(bytes)))
    })
}

/// `Outbox::done`.
#[no_mangle]
pub extern "C" fn done(is_written: u32) {
    with(&mut |all| {
        all.outbox.done(is_written != 0);
        0.0
    });
}

/// A number of eight bytes, as its two halves.
fn halves(id: u64) -> [u32; 2] {
    let bytes = id.to_le_bytes();
    [word(&bytes, 4), word(&bytes, 0)]
}

/// `Outbox::pick` (without a lock: `Outbox::flush`). In the buffer lie, as words: flight, id, id of what was lost,
/// counts of what was lost, and the places.
#[no_mangle]
pub extern "C" fn pick(is_locked: u32, now: f64) -> f64 {
    with(&mut |All { outbox, batch, buffer }| {
        let count = if is_locked != 0 { outbox.pick(batch, now) } else { outbox.flush(batch) };
        let [high, low] = halves(batch.id);
        let [lost_high, lost_low] = halves(batch.lost_id);
        for (place, word) in [batch.flight, high, low, lost_high, lost_low].iter().chain(&batch.lost).enumerate() {
            put(buffer, place * 4, *word);
        }
        for (place, word) in batch.places.iter().take(count).enumerate() {
            put(buffer, (10 + place) * 4, *word as u32);
        }
        count as f64
    })
}

/// `Outbox::answer`.
#[no_mangle]
pub extern "C" fn answer(flight: u32, status: u32, asked: f64, now: f64) {
    with(&mut |all| {
        all.outbox.answer(flight, status, asked, now);
        0.0
    });
}

/// What may be asked at any time: when something is due, how many events are held and how many bytes they are, whether
/// the store does not know everything, how many events wait, how many were dropped.
#[no_mangle]
pub extern "C" fn ask(what: u32, now: f64) -> f64 {
    with(&mut |all| match what {
        0 => all.outbox.due(now),
        1 => f64::from(all.outbox.holds().0),
        2 => f64::from(all.outbox.holds().1),
        3 => f64::from(u8::from(all.outbox.has_news())),
        4 => f64::from(all.outbox.waiting()),
        _ => f64::from(all.outbox.dropped()),
    })
}

/// `Outbox::line`: 0 and 1. `Outbox::clear`: 2.
#[no_mangle]
pub extern "C" fn tell(what: u32, now: f64) {
    with(&mut |all| {
        match what {
            2 => all.outbox.clear(),
            _ => all.outbox.line(what != 0, now),
        }
        0.0
    });
}
