//! The outbox of the sink `beacon`, proved: whatever the browser, the network and the collector do, an event arrives, or
//! it is counted, or its tab died before the store had it. `PROVE=1` runs a million events (`npm run prove`).

#![allow(clippy::disallowed_macros, reason = "the accounts are shown")]

#[path = "support/collector.rs"]
mod collector;
#[path = "support/faults.rs"]
mod faults;
#[path = "support/tabs.rs"]
mod tabs;

use std::collections::BTreeSet;

use faults::World;
use opportune_outbox::batch::Batch;
use opportune_outbox::frame::{read, write, HEAD};
use opportune_outbox::state::{State, REASONS, STATE};
use opportune_outbox::{Outbox, Setup, BYTES};
use proptest::prelude::*;
use tabs::{Store, Tab};

/// Runs so many events through a seeded schedule of faults, and settles the accounts.
fn run(seed: u64, events: u32, has_power_cuts: bool, has_locks: bool) {
    let mut world = World::new(seed, has_power_cuts, has_locks);
    let mut batch = Batch::new();
    while world.captured < events {
        world.step(&mut batch, events);
    }
    world.drain(&mut batch);
    let World { collector, store, unwritten, captured, wrongs, .. } = &world;
    assert_eq!(store.records.len(), 0, "something waits for ever");
    let counted: BTreeSet<u32> = store.counted.iter().map(|(id, _)| *id).collect();
    let lost = (1..=*captured)
        .filter(|id| !collector.arrived.contains(id) && !counted.contains(id) && !unwritten.contains(id));
    let lost: Vec<u32> = lost.collect();
    let mut decided = [0; REASONS];
    assert!((1..=*captured).filter(|id| id % collector::POISON == 0).all(|id| !collector.arrived.contains(&id)));
    for (_, why) in &store.counted {
        decided[*why as usize] += 1;
    }
    let died = unwritten.difference(&collector.arrived).count();
    println!(
        "seed {seed}: {captured} captured, {} arrived, {} came again, {} dropped and counted {decided:?}, {died} died with their tab before they were written, {} lost, {} requests; {wrongs:?}",
        collector.arrived.len(), collector.again, counted.len(), lost.len(), collector.requests,
    );
    assert_eq!(lost.len(), 0, "lost: {lost:?}");
    let told = collector.told();
    if has_power_cuts {
        assert!(told.iter().zip(decided).all(|(told, decided)| *told >= decided), "{told:?} told, {decided:?} dropped");
    } else {
        assert_eq!(told, decided, "each loss is told once");
    }
}

fn share(events: u32) -> u32 {
    if std::env::var_os("PROVE").is_some() {
        events * 36
    } else {
        events
    }
}

#[test]
fn nothing_is_lost_whatever_tabs_and_collectors_do() {
    for seed in 1..=5 {
        run(seed, share(4_000), false, true);
    }
}

#[test]
fn nothing_is_lost_where_there_are_no_locks() {
    run(11, share(4_000), false, false);
}

#[test]
fn nothing_that_is_on_the_disk_is_lost_when_the_power_fails() {
    run(21, share(4_000), true, true);
}

/// A tab against a collector that never answers: what lies in the store, and how often it was tried.
#[test]
fn a_blocked_collector_is_let_alone_and_the_outbox_stays_small() {
    let (mut store, mut tab, mut batch) = (Store::default(), Tab::new(5, 1), Batch::new());
    let (mut now, mut tries, mut failed) = (1.7e12, 0, 0.0);
    for id in 1..=10_000 {
        now += 1_000.0;
        tab.capture(id, 250, now);
        tab.begin(true, now);
        tab.transact(&mut store, None);
        tab.done();
        let due = tab.outbox.due(now);
        if due >= 0.0 && due <= now && tab.outbox.pick(&mut batch, now) > 0 {
            tries += 1;
            failed = now;
            tab.outbox.answer(batch.flight, 0, 0.0, now);
        }
        assert!(store.bytes() <= BYTES);
    }
    println!("blocked: {tries} tries, {} bytes, {} of 10,000 kept", store.bytes(), store.records.len());
    assert_eq!(tries, 8);
    assert!(tab.outbox.is_given_up() && tab.outbox.due(now) < 0.0);
    assert_eq!(store.records.len() + store.counted.len(), 10_000);

    // The next page tries once, and not before a rest; if that fails, no more.
    for rest in [1_000.0, 700_000.0] {
        let mut next = Tab::new(6, 2);
        next.begin(true, failed + rest);
        next.transact(&mut store, None);
        next.done();
        assert_eq!(next.outbox.pick(&mut batch, failed + rest) > 0, rest > 600_000.0);
        if rest > 600_000.0 {
            next.outbox.answer(batch.flight, 0, 0.0, failed + rest);
            assert!(next.outbox.is_given_up());
        }
    }
}

#[test]
fn a_record_that_was_cut_or_changed_anywhere_is_none() {
    let mut bytes = [b'e'; HEAD + 90];
    let record = write(&mut bytes, 1.7e12, 7, 9);
    assert_eq!(read(&bytes), Some(record));
    for length in 0..bytes.len() {
        assert_eq!(read(&bytes[..length]), None, "cut at {length}");
    }
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(read(&bytes), None, "bit {bit}");
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

/// The shared state, written over and over, cut at each byte of each write: the old or the new one is read.
#[test]
fn a_state_that_is_cut_while_it_is_written_is_the_old_or_the_new_one() {
    let mut slots = [[0; STATE]; 2];
    let state = |generation: u32| State {
        generation,
        failures: generation * 3,
        silent: 1,
        not_before: 1.7e12 + f64::from(generation),
        open: [generation, 2, 3, 4, 5],
        sealed: [6, 7, 8, 9, generation],
        id: u64::from(generation) << 33 | 5,
    };
    let newest = |slots: &[[u8; STATE]; 2]| {
        slots.iter().filter_map(|slot| State::read(slot)).max_by_key(|one| one.generation).unwrap_or_default()
    };
    for generation in 1..50 {
        let before = newest(&slots);
        let mut next = [0; STATE];
        state(generation).write(&mut next);
        for cut in 0..STATE {
            let mut torn = slots;
            torn[generation as usize % 2][..cut].copy_from_slice(&next[..cut]);
            let read = newest(&torn);
            assert!(read == before || read == state(generation), "generation {generation}, cut at {cut}: {read:?}");
        }
        slots[generation as usize % 2] = next;
        assert_eq!(newest(&slots), state(generation));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever lies in the store: nothing panics, and what is no record goes.
    #[test]
    fn any_bytes_are_taken(found in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..20), slots in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 70..90), 2)) {
        let mut outbox = Box::new(Outbox::new());
        outbox.open(Setup { seed: 1, tab: 1, events: 20, bytes: 30_000, wait: 0.0, keep: 1e9, tries: 3 });
        outbox.begin(true, 1.7e12);
        for (slot, bytes) in slots.iter().enumerate() {
            outbox.see_state(slot as u32, bytes);
        }
        for bytes in &found {
            prop_assert_eq!(outbox.see(bytes), opportune_outbox::Seen::Lost(opportune_outbox::Lost::Damaged));
        }
        outbox.end(&mut [0; STATE]);
        outbox.done(true);
        prop_assert_eq!(outbox.waiting(), 0);
    }
}
