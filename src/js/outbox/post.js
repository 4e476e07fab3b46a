//! Carries out what the outbox decides: writes first, sends then, erases once the collector took it. One tab sends at a
//! time. There is one timer, and only while something waits.

import { createChest } from "./chest.js";
import { createMachine } from "./machine.js";

const LATEST = 3_600_000;
const PAUSE = 1000;
const now = () => Date.now();
const send = globalThis.fetch;
const hasKeepalive = () => "keepalive" in Request.prototype;

/** How long the collector wants to be left alone: seconds, or a date. */
const asked = (response) => {
  const value = response.headers.get("retry-after");
  const wait = /^\d+$/.test(value ?? "") ? value * 1000 : Date.parse(value) - now();
  return wait > 0 ? wait : 0;
};

/**
 * @param {object} given
 * @param {string} given.url
 * @param {Record<string, string>} given.headers
 * @param {string} given.name Of the database and of the lock.
 * @param {number} given.timeout
 */
export async function createPost({ url, headers, name, timeout, ...setup }) {
  const machine = await createMachine(setup);
  const chest = createChest(name, () => forget());
  const owner = crypto.getRandomValues(new Uint32Array(2)).join("-");
  /** Frames of what is not in the store, by number, and of what is. */
  const fresh = new Map();
  let stored = [];
  /** What is under way. */
  const flights = new Set();
  const tasks = new Set();
  let ends = new AbortController();
  let turn = 0;
  let syncing;
  let isWriting = false;
  let isSending = false;
  let isOn = false;
  let hasFailed = false;
  let timer;
  let busyUntil = 0;
  let isListening = false;

  function forget() {
    turn++;
    machine.clear();
    fresh.clear();
    stored = [];
    ends.abort();
    ends = new AbortController();
    for (const flight of flights) flight.abort();
    arm();
  }

  async function transact(isLocked) {
    const mine = turn;
    const serials = machine.begin(isLocked, now());
    for (const serial of fresh.keys()) if (!serials.includes(serial)) fresh.delete(serial);
    let kept;
    const isWritten = await chest.transact(serials.map((one) => fresh.get(one)), (keys, frames, slots) => {
      if (mine !== turn) return undefined;
      const { stays, slot, state } = machine.see(frames, slots);
      kept = frames.filter((_, place) => stays[place]);
      return { erase: keys.filter((_, place) => !stays[place]), slot, state };
    });
    if (mine !== turn) return false;
    machine.done(isWritten);
    if (isWritten) {
      stored = kept;
      for (const serial of serials) fresh.delete(serial);
    }
    return isWritten;
  }
  /** One transaction after the other; where none is under way, this one begins before the call returns. */
  async function sync(isLocked) {
    const mine = turn;
    while (syncing) await syncing;
    // Erased meanwhile: there is nothing to write, and no database to make for it.
    if (mine !== turn) return false;
    syncing = transact(isLocked).finally(() => (syncing = undefined));
    const isWritten = await syncing;
    // Without a database the next one is in memory.
    return isWritten || (mine === turn && chest.isInMemory() && sync(isLocked));
  }
  /** Writes what is new, until nothing is. */
  async function written() {
    if (isWriting) return;
    isWriting = true;
    try {
      while (isOn && machine.hasNews()) await sync(false);
    } catch {
      broken();
    }
    isWriting = false;
    arm();
  }
  /** The wasm trapped: what is stored waits for the next page. */
  const broken = () => {
    isOn = false;
  };

  function bodyOf({ id, lost, places }) {
    const texts = places.map((place) => machine.text(place < 0 ? fresh.get(-1 - place) : stored[place]));
    const head = JSON.stringify({ version: 1, batch: id, sentAt: now(), ...(lost && { dropped: lost }) });
    return `${head.slice(0, -1)},"events":[${texts.join()}]}`;
  }

  /** The status, zero for none, and how long to stay away. */
  async function request(body, keepalive) {
    const flight = new AbortController();
    const late = setTimeout(() => flight.abort(), timeout);
    flight.late = late;
    flights.add(flight);
    try {
      const response = await send(url, {
        __proto__: null, method: "POST", body, headers, keepalive, redirect: "error", credentials: "same-origin", signal: flight.signal,
        // The page's address may say who is there.
        referrerPolicy: "origin",
      });
      response.body?.cancel().catch(() => {});
      return [response.status, asked(response)];
    } catch {
      return [0, 0];
    } finally {
      clearTimeout(late);
      flights.delete(flight);
    }
  }

  /** Sends what is due, until nothing is; to be called under the lock. */
  async function drain() {
    const mine = turn;
    while (mine === turn && await sync(true)) {
      const batch = isOn && mine === turn && machine.pick(true, now());
      if (!batch) break;
      const [status, wait] = await request(bodyOf(batch), !hasFailed && hasKeepalive());
      if (mine !== turn) break;
      hasFailed = !status;
      machine.answer(batch.flight, status, wait, now());
    }
  }
  async function leased() {
    // Whoever has it may be done at any time.
    busyUntil = (await chest.lease(owner, now())) && now() + PAUSE;
    if (busyUntil) return;
    await drain();
    chest.release();
  }
  async function wake() {
    if (isSending || !isOn) return;
    isSending = true;
    try {
      // Locks need a secure context.
      await (navigator.locks ? navigator.locks.request(name, { __proto__: null, signal: ends.signal }, drain) : leased());
    } catch (why) {
      // Erased or stopped while it waited.
      if (why?.name !== "AbortError") broken();
    }
    isSending = false;
    arm();
  }
  /** Keeps in mind that it is under way. */
  const under = (work) => {
    tasks.add(work);
    return work.finally(() => tasks.delete(work));
  };

  function listen(isWanted) {
    if (isWanted === isListening) return;
    isListening = isWanted;
    EventTarget.prototype[isWanted ? "addEventListener" : "removeEventListener"].call(window, "online", arm);
  }
  /** Sets the one timer, if something waits. */
  function arm() {
    clearTimeout(timer);
    timer = undefined;
    const isOnline = navigator.onLine !== false;
    machine.line(isOnline, now());
    listen(isOn && !isOnline && machine.waiting() > 0);
    const due = isOn && !isSending ? machine.due(now()) : -1;
    if (due >= 0) timer = setTimeout(() => under(wake()), Math.min(Math.max(0, Math.max(due, busyUntil) - now()), LATEST));
  }

  return {
    /** Events may be stored and sent: what earlier pages left goes, too. */
    start() {
      if (isOn) return;
      isOn = true;
      sync(false).catch(broken).then(written);
    },
    /** Somebody is back at this tab: what another one left that was closed is nobody else's. */
    resume() {
      if (isOn && !machine.waiting()) sync(false).catch(broken).then(arm);
    },
    /** Nothing more, for now. */
    pause() {
      isOn = false;
      arm();
    },
    capture(text) {
      const found = machine.capture(text, now());
      if (found) fresh.set(...found);
      written();
    },
    /** The page may be gone in a moment. */
    flush() {
      for (let batch; isOn && (batch = machine.pick(false, now()));) {
        const { flight } = batch;
        const mine = turn;
        const body = bodyOf(batch);
        const ended = async ([status]) => {
          if (mine !== turn) return;
          machine.answer(flight, status, 0, now());
          await sync(false).catch(broken);
          arm();
        };
        if (hasKeepalive()) under(request(body, true).then(ended));
        else {
          // Whether it arrived nobody says: it is kept, and sent again.
          if (!Object.keys(headers).length) navigator.sendBeacon(url, body);
          machine.answer(flight, 0, 0, now());
          break;
        }
      }
    },
    async erase(isLate) {
      forget();
      await chest.erase(isLate);
    },
    state: () => ({ waiting: machine.waiting(), dropped: machine.dropped() }),
    /** What lies in the database, if there is one. */
    async stored() {
      const found = chest.isInMemory() ? undefined : await chest.peek();
      const frames = found?.filter(([key]) => typeof key === "number");
      return found && { bytes: found.reduce((sum, [, { length }]) => sum + length, 0), texts: frames.map(([, frame]) => machine.text(frame)) };
    },
    /** What is under way ends by itself; what is stored waits for the next page. */
    async stop() {
      isOn = false;
      arm();
      ends.abort();
      for (const flight of flights) clearTimeout(flight.late);
      while (tasks.size || syncing) await Promise.allSettled([...tasks, syncing]);
      chest.close();
    },
  };
}
