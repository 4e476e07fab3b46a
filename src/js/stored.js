//! What lies in this browser: `stored()`. Loaded when somebody asks. Asking writes nothing, not even an empty database.

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
  return [...ours, ...ofSession(`${name}:left`, "left"), ...ofSession(PREVIEW, "preview"), ...(others ?? [])];
}
