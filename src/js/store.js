//! The ledger's place in IndexedDB: one database, one store, one record. Whoever calls has consent; nothing is opened
//! before the first call. Every failure, and silence for half a second, is answered: `false`.

const NAME = "ledger";
const PATIENCE = 500;

/** @param {string} namespace */
export function createStore(namespace) {
  const name = `opportune:${namespace}`;
  const gone = `${name}:left`;
  let opening;
  let database;

  const close = () => {
    if (database) {
      database.onversionchange = database.onclose = null;
      database.close();
    }
    opening = database = undefined;
  };

  const open = () =>
    (opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(NAME);
      request.onsuccess = () => {
        database = request.result;
        // Another tab erases: let it.
        database.onversionchange = database.onclose = close;
        resolve(database);
      };
      request.onerror = reject;
    }).catch((why) => {
      opening = undefined;
      throw why;
    }));

  /**
   * One transaction: `work` gets the stored text (or nothing, or `false`) and answers what to write, if anything.
   * @param {(text: string | null | false) => string | undefined | void} work
   * @param {(written: boolean) => void} [done] Once, after `work` was given a text: whether the store holds the answer.
   */
  async function transact(mode, work, done) {
    let settled = false;
    let finished = !done;
    const finish = (written) => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      done(written);
    };
    const answer = (text) => {
      if (settled) return undefined;
      settled = true;
      clearTimeout(timer);
      if (text === false) finished = true;
      else if (!finished) timer = setTimeout(finish, PATIENCE, false);
      return work(text);
    };
    const fail = () => (settled ? finish(false) : answer(false));
    let timer = setTimeout(fail, PATIENCE);
    try {
      const transaction = (await open()).transaction(NAME, mode);
      const store = transaction.objectStore(NAME);
      const request = store.get(NAME);
      transaction.onabort = fail;
      transaction.oncomplete = () => finish(true);
      request.onsuccess = () => {
        const { result } = request;
        const text = answer(typeof result === "string" ? result : null);
        try {
          if (typeof text === "string") store.put(text, NAME);
        } catch {
          fail();
        }
      };
    } catch {
      fail();
    }
  }

  return {
    close,
    open,
    read: (work) => transact("readonly", work),
    update: (work, done) => transact("readwrite", work, done),
    /** Notes that the page of that number was left: at once, which only this storage can, for the next one in this tab. */
    leave(page) {
      try {
        sessionStorage.setItem(gone, [sessionStorage.getItem(gone) ?? "", page].join(" ").slice(-99).trim());
      } catch {
        // Then nobody will know.
      }
    },
    /** Takes those notes. */
    left() {
      try {
        const pages = sessionStorage.getItem(gone);
        sessionStorage.removeItem(gone);
        return pages ? pages.split(" ").map(Number) : [];
      } catch {
        return [];
      }
    },
    /** Removes the database. */
    erase() {
      close();
      this.left();
      try {
        indexedDB.deleteDatabase(name);
      } catch {
        // Where there is no store there is nothing to erase.
      }
    },
  };
}
