//! What lies in this browser: `stored()`, and outboxes are erased from pages without their sink. Loaded when somebody asks,
//! or says no. Asking writes nothing, not even an empty database.

import { FOREVER, KEPT } from "./kept.js";

/** How long the browser's store may take to answer. */
const PATIENCE = 2000;
const PREVIEW = "opportune:preview";

const within = (work) => Promise.race([work, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);

/** All records of a database, if it is there. */
const records = (name) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    // It was not: then it is not to be, either.
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = () => resolve([]);
    request.onblocked = reject;
    request.onsuccess = () => {
      const database = request.result;
      const all = [];
      const end = () => {
        database.close();
        resolve(all);
      };
      try {
        const transaction = database.transaction([...database.objectStoreNames]);
        for (const store of database.objectStoreNames) {
          transaction.objectStore(store).openCursor().onsuccess = ({ target: { result: cursor } }) => {
            if (!cursor) return;
            all.push([cursor.key, cursor.value]);
            cursor.continue();
          };
        }
        transaction.oncomplete = transaction.onabort = end;
      } catch {
        end();
      }
    };
  });

const lengthOf = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value) ?? "").length;

function ofSession(key, what) {
  try {
    const value = sessionStorage.getItem(key);
    return value === null ? [] : [{ kind: "sessionStorage", key, ...KEPT[what], bytes: lengthOf(value), value }];
  } catch {
    return [];
  }
}

/** How many bytes stand before an event in its frame: `HEAD` in `outbox/machine.js`. */
const HEAD = 24;
const read = (frame) => {
  try {
    return JSON.parse(new TextDecoder().decode(frame.subarray(HEAD)));
  } catch {
    return null;
  }
};

/** Names of outboxes, whichever page's sinks they are of. Where browsers do not list them, those pages have them. */
const boxes = async (name) => (await indexedDB.databases()).map((one) => one.name).filter((one) => `${one}:`.startsWith(`${name}:outbox:`));

/** What waits in outboxes of sinks that this page does not have. */
async function left(name, known) {
  const found = (await boxes(name)).filter((one) => !known.some(({ key }) => key === `${one}/outbox`));
  return Promise.all(found.map(async (one) => {
    const frames = (await records(one)).filter(([key]) => typeof key === "number").map(([, frame]) => frame);
    const bytes = frames.reduce((sum, { length }) => sum + length, 0);
    return { kind: "IndexedDB", key: `${one}/outbox`, ...KEPT.outbox, bytes, value: frames.map(read) };
  }));
}

/** @returns {Promise<import("./index.js").StoredItem[]>} */
export async function stored({ namespace, hub }) {
  const name = `opportune:${namespace}`;
  const found = (await within(Promise.resolve().then(() => records(name)).catch(() => {}))) ?? [];
  const ours = found.map(([key, value]) => ({
    kind: "IndexedDB", key: `${name}/${key}`,
    ...(KEPT[key] ?? { purpose: "functional", content: "of another version", retention: FOREVER }),
    bytes: lengthOf(value), value,
  }));
  const others = await within(Promise.resolve(hub).then((all) => all?.stored?.()).catch(() => {}));
  const outboxes = await within(left(name, others ?? []).catch(() => {}));
  return [...ours, ...ofSession(`${name}:left`, "left"), ...ofSession(PREVIEW, "preview"), ...(others ?? []), ...(outboxes ?? [])];
}

/** Outboxes of this page's own sinks. */
const own = ({ namespace, sinks = [] }) => sinks.flatMap((given) => {
  const options = given === "beacon" ? {} : given?.beacon;
  return options ? [["opportune", options.namespace ?? namespace, "outbox", ...(options.name === undefined ? [] : [options.name])].join(":")] : [];
});

/**
 * Erases outboxes, if that is wanted still once they are found; settles once they are gone, or will be. With `isForgotten`
 * those of other pages go in any case: nobody else erases them, while this page's sinks erase their own themselves.
 */
export async function clear(options, isWanted, isForgotten) {
  const mine = own(options);
  const found = await boxes(`opportune:${options.namespace}`);
  const isAll = isWanted();
  await within(Promise.all(found.filter((name) => isAll || (isForgotten && !mine.includes(name))).map((name) => new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  }))));
}
