//! Where the outbox lies: one database, one store, records under numbers that count up across tabs, and the two slots of
//! what the tabs share. Where the browser gives no database, or takes it away, memory does the same for this page.

const STORE = "outbox";
const SLOTS = ["a", "b"];
const LEASE = "lease";
const CLOSED = "closed";
/** How long the database may take: a busy machine is no broken one, and a page that is left sends without. */
const PATIENCE = 30_000;
/** How long a sender that cannot lock is believed to live. */
const LEASED = 20_000;

const bytesOf = (value) => (value instanceof Uint8Array ? value : new Uint8Array());

/** The same in memory. */
function createMemory() {
  const records = new Map();
  const slots = SLOTS.map(() => new Uint8Array());
  let next = 0;
  return (puts, look) => {
    for (const frame of puts) records.set(next++, frame);
    const found = look([...records.keys()], [...records.values()], slots);
    if (!found) return false;
    if (found.slot >= 0) slots[found.slot] = found.state;
    for (const key of found.erase) records.delete(key);
    return true;
  };
}

/**
 * @param {string} name The database.
 * @param {() => void} onErased Another tab erases it.
 */
export function createChest(name, onErased) {
  let opening;
  let erasing;
  let database;
  let memory;

  const close = () => {
    if (database) {
      database.onversionchange = database.onclose = null;
      database.close();
    }
    opening = database = undefined;
  };

  /** Within its time, or not at all. */
  const within = (work) => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(reject, PATIENCE);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  };

  const open = () => {
    if (opening) return opening;
    // Behind what is erased in this task; by then it may be over again.
    const mine = within(Promise.resolve().then(() => new Promise((resolve, reject) => {
      if (opening !== mine) return reject(CLOSED);
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { __proto__: null, autoIncrement: true });
      request.onsuccess = () => {
        const one = request.result;
        if (opening !== mine) {
          // Closed or erased meanwhile. What stays open would keep that from happening.
          one.close();
          return reject(CLOSED);
        }
        database = one;
        one.onversionchange = ({ newVersion }) => {
          close();
          // Else it is only a newer script that wants another form.
          if (newVersion === null) onErased();
        };
        one.onclose = close;
        return resolve();
      };
      request.onerror = reject;
      return undefined;
    })));
    return (opening = mine);
  };

  /** One transaction: puts at once, then what `look` says of everything that lies there. */
  const transaction = (puts, look) =>
    new Promise((resolve, reject) => {
      // It outlives its browser's death as well as a strict one, in a quarter of the time (`tests/bench/durability.mjs`).
      // Where the power fails, the last of it may be undone: then what was erased comes again, under its id.
      const work = database.transaction(STORE, "readwrite", { __proto__: null, durability: "relaxed" });
      const store = work.objectStore(STORE);
      work.oncomplete = () => resolve(true);
      work.onabort = reject;
      for (const frame of puts) store.add(frame);
      const numbers = IDBKeyRange.bound(-Infinity, Infinity);
      const asked = [store.get(SLOTS[0]), store.get(SLOTS[1]), store.getAllKeys(numbers), store.getAll(numbers)];
      asked[3].onsuccess = () => {
        const [one, other, keys, values] = asked.map(({ result }) => result);
        try {
          const found = look(keys, values.map(bytesOf), [bytesOf(one), bytesOf(other)]);
          if (!found) return work.abort();
          if (found.slot >= 0) store.put(found.state, SLOTS[found.slot]);
          for (const key of found.erase) store.delete(key);
          work.commit?.();
        } catch {
          work.abort();
        }
        return undefined;
      };
    });

  /** Keys and values of everything that lies there; nothing, and no database made, where there is none. */
  const peek = () =>
    new Promise((resolve) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.transaction.abort();
      request.onerror = () => resolve(undefined);
      request.onsuccess = () => {
        const found = request.result;
        const store = found.transaction(STORE).objectStore(STORE);
        const keys = store.getAllKeys();
        store.getAll().onsuccess = ({ target: { result } }) => {
          found.close();
          resolve(keys.result.map((key, place) => [key, bytesOf(result[place])]));
        };
      };
    });

  return {
    close,
    /**
     * @param {Uint8Array[]} puts
     * @param {(keys: number[], frames: Uint8Array[], slots: Uint8Array[]) => { erase: number[], slot: number, state: Uint8Array } | undefined} look
     *   Answers nothing: none of it is to be.
     * @returns {Promise<boolean>} Whether it is written.
     */
    async transact(puts, look) {
      if (memory) return memory(puts, look);
      try {
        // Where it is open, what is put is on its way before this returns.
        if (!database) await open();
        return await within(transaction(puts, look));
      } catch (why) {
        if (why === CLOSED) return false;
        // What was to be put is put into memory by whoever tries again.
        memory = createMemory();
        return false;
      }
    },
    /** Takes the place of a lock, where there are none: zero, or when to ask again. */
    lease: (owner, now) =>
      new Promise((resolve) => {
        if (!database) return resolve(0);
        const work = database.transaction(STORE, "readwrite");
        const store = work.objectStore(STORE);
        let until = 0;
        store.get(LEASE).onsuccess = ({ target: { result } }) => {
          // One of the far future was given by a clock that was wrong.
          const isHeld = result?.owner !== owner && result?.until > now && result.until <= now + LEASED;
          if (isHeld) until = result.until;
          else store.put({ owner, until: now + LEASED }, LEASE);
        };
        work.oncomplete = () => resolve(until);
        work.onabort = () => resolve(0);
        return undefined;
      }),
    release() {
      try {
        database?.transaction(STORE, "readwrite").objectStore(STORE).delete(LEASE);
      } catch {
        // It ends by itself.
      }
    },
    peek: () => within(Promise.resolve().then(peek)).catch(() => {}),
    isInMemory: () => !!memory,
    /** Removes the database, once for all who ask within a task; with `isLate` only what is in memory. */
    erase(isLate) {
      close();
      memory &&= createMemory();
      return isLate || (erasing ??= within(Promise.resolve().then(() => new Promise((resolve) => {
        erasing = undefined;
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = request.onerror = resolve;
      }))).catch(() => {}));
    },
  };
}
