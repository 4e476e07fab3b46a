//! Puts a wasm module together again that `src/build/streams.mjs` took apart. In a module each instruction is followed by
//! its operands; apart, kind by kind, they compress by a tenth better. This is a wasm module of its own, small enough to
//! lie within the script that loads the others (`src/js/packed.js`).
//!
//! What is packed: the count of functions and the length of each stream but the last, as LEB128 numbers, and then the
//! streams, in the order of `Stream`. What is wrong with it ends in a trap, which the script takes for a file that did
//! not come.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};

/// For what is packed and, right behind it, the module. As it holds zeros only, it is no part of the file.
const ROOM: usize = 1 << 20;
/// Bytes of a number that is known only afterwards: LEB128 may be longer than it need be.
const LATER: usize = 4;
const CODE_SECTION: u8 = 10;

/// What lies apart, in an order that compresses well.
#[derive(Clone, Copy, PartialEq)]
enum Stream {
    /// The sections before the code.
    Head,
    Instructions,
    Integers,
    Locals,
    Longs,
    Globals,
    Offsets,
    BlockTypes,
    /// What locals a function declares, behind the count of its bytes.
    Declared,
    Calls,
    Branches,
    /// Operands of rare instructions, each behind the count of their bytes.
    Rare,
    /// The sections behind the code.
    Tail,
    /// Of instructions without operands.
    Nothing,
}

use Stream::{Branches, Calls, Globals, Integers, Locals, Longs, Nothing, Offsets, Rare};
const STREAMS: usize = Nothing as usize;

/// The stream for the operands of each instruction.
const OPERANDS: [Stream; 0x45] = {
    let mut all = [Nothing; 0x45];
    let runs = [
        (0x02, 0x04, Stream::BlockTypes),
        (0x0c, 0x0d, Branches),
        (0x0e, 0x0e, Rare),
        (0x10, 0x10, Calls),
        (0x11, 0x11, Rare),
        (0x20, 0x22, Locals),
        (0x23, 0x24, Globals),
        (0x28, 0x3e, Offsets),
        (0x3f, 0x40, Rare),
        (0x41, 0x41, Integers),
        (0x42, 0x42, Longs),
        (0x43, 0x44, Rare),
    ];
    let mut run = 0;
    while run < runs.len() {
        let (mut at, to, stream) = runs[run];
        while at <= to {
            all[at] = stream;
            at += 1;
        }
        run += 1;
    }
    all
};
const MORE: u8 = 0xfc;
const END: u8 = 0x0b;

// Statics that are shared safely: on this target, which has no threads, they are read and written as any memory is.

/// Where to read on in each stream.
static AT: [AtomicUsize; STREAMS] = [const { AtomicUsize::new(0) }; STREAMS];
static TO: AtomicUsize = AtomicUsize::new(0);
static BYTES: [AtomicU8; ROOM] = [const { AtomicU8::new(0) }; ROOM];

fn get(cell: &AtomicUsize) -> usize {
    cell.load(Relaxed)
}

#[inline(never)]
fn next(stream: usize) -> u8 {
    BYTES[AT[stream].fetch_add(1, Relaxed)].load(Relaxed)
}

#[inline(never)]
fn put(byte: u8) {
    BYTES[TO.fetch_add(1, Relaxed)].store(byte, Relaxed);
}

#[inline(never)]
fn copy(stream: usize, count: usize) {
    for _ in 0..count {
        put(next(stream));
    }
}

/// A LEB128 number. At the beginning, where no stream is begun, all lie in the first.
#[inline(never)]
fn number(stream: usize) -> usize {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = next(stream);
        value |= usize::from(byte & 127) << shift;
        shift += 7;
        if byte < 128 {
            return value;
        }
    }
}

/// Bytes behind the count of them.
#[inline(never)]
fn copy_counted(stream: usize) {
    copy(stream, number(stream));
}

/// Puts a number that is as long as each that comes later.
#[inline(never)]
fn put_number(mut value: usize) {
    for place in 1..=LATER {
        put(value as u8 & 127 | if place < LATER { 128 } else { 0 });
        value >>= 7;
    }
}

/// Leaves room for a size.
fn begin() -> usize {
    TO.fetch_add(LATER, Relaxed)
}

/// The size of all that was put since, in the room that was left for it.
#[inline(never)]
fn end(from: usize) {
    let to = TO.swap(from, Relaxed);
    put_number(to - from - LATER);
    TO.store(to, Relaxed);
}

fn function() {
    let from = begin();
    copy_counted(Stream::Declared as usize);
    let mut depth = 1;
    while depth > 0 {
        let instruction = next(Stream::Instructions as usize);
        put(instruction);
        let stream = match instruction {
            MORE => Rare,
            _ => OPERANDS.get(usize::from(instruction)).copied().unwrap_or(Nothing),
        };
        match stream {
            Stream::BlockTypes => depth += 1,
            // How accesses are aligned, which nobody asks.
            Offsets => put(0),
            _ => {}
        }
        if instruction == END {
            depth -= 1;
        }
        if stream == Rare {
            copy_counted(stream as usize);
        } else if stream != Nothing {
            while {
                let byte = next(stream as usize);
                put(byte);
                byte > 127
            } {}
        }
    }
    end(from);
}

/// Where to put what is packed.
#[no_mangle]
pub extern "C" fn room() -> *const AtomicU8 {
    BYTES.as_ptr()
}

/// Puts together what takes up that many bytes: the module lies behind them, up to where this says. Once only.
#[no_mangle]
pub extern "C" fn unpack(size: usize) -> usize {
    TO.store(size, Relaxed);
    let functions = number(Stream::Head as usize);
    let lengths: [usize; STREAMS - 1] = std::array::from_fn(|_| number(Stream::Head as usize));
    for (stream, length) in lengths.iter().enumerate() {
        AT[stream + 1].store(get(&AT[stream]) + length, Relaxed);
    }
    copy(Stream::Head as usize, lengths[0]);
    put(CODE_SECTION);
    let from = begin();
    put_number(functions);
    for _ in 0..functions {
        function();
    }
    end(from);
    copy(Stream::Tail as usize, size - get(&AT[Stream::Tail as usize]));
    get(&TO)
}
