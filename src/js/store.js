//! The ledger's place in IndexedDB: one database, one store, one record. Whoever calls has consent; nothing is opened
//! before the first call. Every failure, and silence for half a second, is answered: `false`.

const NAME = "ledger";
const PATIENCE = 500;

/**
 * @param {string} namespace
 * @param {() => void} onLost What lay there is gone, and nobody here erased it.
 */
export function createStore(namespace, onLost) {
  const name = `opportune:${namespace}`;
  const gone = `${name}:left`;
  let opening;
  let erasing;
  let database;
  /** Goes on when what was asked for may be gone. */
  let turn = 1;
  /** Something lies there, as far as is known. */
  let isThere;
  // Heads of the texts of which the store holds one, as long as no other tab writes.
  let known = [];

  /** What tells a text from others: its checksum and instants. */
  const head = (text) => String(text).slice(0, 50);

  // A page that is left hears of no transaction any more. Only this storage takes a note at once, for the next page in
  // this tab: the numbers of the pages that were left, the ledger of the last, and the heads of what that goes on from.
  const note = (...parts) => {
    try {
      sessionStorage.setItem(gone, JSON.stringify(parts));
    } catch {
      // Then nobody will know.
    }
  };
  const take = () => {
    try {
      const [pages, heads, text] = JSON.parse(sessionStorage.getItem(gone));
      sessionStorage.removeItem(gone);
      return [pages.map(Number), `${heads}`, text && `${text}`];
    } catch {
      return [[]];
    }
  };

  const close = () => {
    turn++;
    if (database) {
      database.onversionchange = database.onclose = null;
      database.close();
    }
    opening = database = undefined;
  };

  function open() {
    if (opening) return opening;
    // At the end of the task: by then it may be over again.
    const mine = Promise.resolve().then(() => new Promise((resolve, reject) => {
      if (opening !== mine) return reject();
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(NAME);
      request.onsuccess = () => {
        const one = request.result;
        if (opening !== mine) {
          // It was erased meanwhile. What stays open would keep that from happening.
          one.close();
          return reject();
        }
        database = one;
        // Another tab erases: let it.
        one.onversionchange = one.onclose = close;
        return resolve(one);
      };
      request.onerror = reject;
      return undefined;
    })).catch((why) => {
      if (opening === mine) opening = undefined;
      throw why;
    });
    return (opening = mine);
  }

  /**
   * One transaction: `work` gets the stored text (or nothing, or `false`) and answers what to write, if anything.
   * @param {(text: string | null | false) => string | undefined | void} work
   * @param {(written: boolean) => void} [done] Once, after `work` was given a text: whether the store holds the answer.
   */
  async function transact(mode, work, done) {
    let settled = false;
    let isPut;
    const finish = (written) => {
      if (!done) return;
      clearTimeout(timer);
      done(written);
      done = undefined;
    };
    const answer = (text) => {
      if (settled) return undefined;
      settled = true;
      clearTimeout(timer);
      if (text === false) done = undefined;
      else if (done) timer = setTimeout(finish, PATIENCE, false);
      return work(text);
    };
    const fail = () => (settled ? finish(false) : answer(false));
    let timer = setTimeout(fail, PATIENCE);
    try {
      const mine = open();
      const transaction = (await mine).transaction(NAME, mode);
      const store = transaction.objectStore(NAME);
      const request = store.get(NAME);
      transaction.onabort = fail;
      transaction.oncomplete = () => {
        isThere ||= isPut && opening === mine;
        finish(true);
      };
      request.onsuccess = () => {
        const { result } = request;
        if (opening === mine) {
          if (isThere && !result) onLost();
          isThere = result;
        }
        // What lay there before it was erased is no answer.
        const text = answer(opening === mine && (typeof result === "string" ? result : null));
        try {
          if ((isPut = typeof text === "string")) store.put(text, NAME);
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
    turn: () => turn,
    /**
     * Hands in what is stored; `work` answers whether that is part of its ledger from then on. With `comes`, a page
     * begins or is back, and what the one before left goes into the store first.
     */
    read(work, comes) {
      const [pages, heads, left] = comes ? take() : [];
      if (pages?.length) note(pages);
      transact(left ? "readwrite" : "readonly", (text) => {
        // Where another tab wrote since, its word stands.
        const now = left && text && heads.includes(head(text)) ? left : text;
        if (work(now)) known = [head(text), head(now)];
        return now === text ? undefined : now;
      });
    },
    update(work, done) {
      transact("readwrite", (text) => {
        const now = work(text);
        if (text !== false) known = [head(text), head(now)];
        return now;
      }, done);
    },
    /** Notes that the page of that number was left with that ledger. */
    leave: (page, text) => note([...take()[0], page].slice(-9), known, text),
    /** Takes the numbers of the pages that were left; what the last of them could not write stays for whoever reads next. */
    left() {
      const [pages, heads, text] = take();
      if (text) note([], heads, text);
      return pages;
    },
    /**
     * Removes the database, once for all who ask within a task; settles once it is gone, or will be as soon as other tabs
     * let it go. With `isLate`, whoever asked for it did so long ago, and what lies there now is of others.
     */
    erase(isLate) {
      close();
      take();
      isThere = undefined;
      return isLate || (erasing ??= Promise.resolve().then(() => new Promise((resolve) => {
        erasing = undefined;
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = request.onerror = request.onblocked = resolve;
      // Where there is no store there is nothing to erase.
      })).catch(() => {}));
    },
  };
}
