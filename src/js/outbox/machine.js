//! The outbox's decisions (`src/outbox`): a small wasm module that lies within this script. Bytes go through one buffer.

const HEAD = 24;
const TEXT = 16_384;
const STATE = 80;
const LOST = ["full", "old", "refused", "large", "damaged"];
let module;
const compile = async () => {
  const { default: text } = await import("./outbox.wasm");
  return WebAssembly.compile(Uint8Array.from(text, (one) => one.charCodeAt(0)));
};

/** @param {{ events: number, bytes: number, wait: number, keep: number, tries: number }} setup */
export async function createMachine({ events, bytes: most, wait, keep, tries }) {
  const { exports: wasm } = await WebAssembly.instantiate(await (module ??= compile()));
  const buffer = new Uint8Array(wasm.memory.buffer, wasm.room(), HEAD + TEXT);
  const words = new DataView(wasm.memory.buffer, wasm.room());
  wasm.open(...crypto.getRandomValues(new Uint32Array(3)), events, most, wait, keep, tries);

  const give = (frame) => {
    buffer.set(frame.subarray(0, buffer.length));
    return frame.length;
  };
  const number = (place) => words.getUint32(place * 4, true);
  const name = (place) => [number(place), number(place + 1)].map((one) => one.toString(16).padStart(8, "0")).join("");
  const lost = () => {
    const counts = LOST.map((why, place) => [why, number(5 + place)]).filter(([, count]) => count);
    return number(3) || number(4) ? { id: name(3), ...Object.fromEntries(counts) } : undefined;
  };

  return {
    /** The number and the frame of an event, or nothing: it is dropped, and counted. */
    capture(text, now) {
      const { read, written } = new TextEncoder().encodeInto(text, buffer.subarray(HEAD));
      const serial = wasm.capture(read < text.length ? TEXT + 1 : written, now);
      return serial ? [serial, buffer.slice(0, HEAD + written)] : undefined;
    },
    /** A transaction begins: the numbers of what it puts. */
    begin: (isLocked, now) => [...Array(wasm.begin(isLocked, now))].map((_, place) => wasm.putting(place)),
    /**
     * What lies in the store, oldest first.
     * @returns {{ stays: boolean[], slot: number, state: Uint8Array }} Into which slot the state goes; -1: it did not change.
     */
    see(frames, slots) {
      slots.forEach((slot, place) => wasm.see_state(place, give(slot)));
      const stays = frames.map((frame) => !!wasm.see(give(frame)));
      return { stays, slot: wasm.end(), state: buffer.slice(0, STATE) };
    },
    done: (isWritten) => wasm.done(isWritten),
    /** What goes with one request: under the lock, or as a page is left. */
    pick(isLocked, now) {
      const count = wasm.pick(isLocked, now);
      const places = [...Array(count)].map((_, place) => words.getInt32((10 + place) * 4, true));
      return count ? { flight: number(0), id: name(1), lost: lost(), places } : undefined;
    },
    answer: (flight, status, asked, now) => wasm.answer(flight, status, asked, now),
    due: (now) => wasm.ask(0, now),
    holds: () => wasm.ask(1, 0),
    weighs: () => wasm.ask(2, 0),
    hasNews: () => wasm.ask(3, 0) > 0,
    waiting: () => wasm.ask(4, 0),
    dropped: () => wasm.ask(5, 0),
    line: (isOnline, now) => wasm.tell(+isOnline, now),
    clear: () => wasm.tell(2, 0),
    text: (frame) => new TextDecoder().decode(frame.subarray(HEAD)),
  };
}
