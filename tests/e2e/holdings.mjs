// What a browser really holds of an origin, asked of the browser itself: every kind of storage that it has.

const typed = ({ type, value, objectId }) => (objectId ? "object" : `${type}:${value}`);

/** @returns {Promise<{ items: string[], usage: Record<string, number>, cookies: string[], locks: string[] }>} */
export async function holdings(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree: { frame } } = await session.send("Page.getFrameTree");
  const origin = new URL(frame.url).origin;
  const storageKey = `${origin}/`;
  const items = [];
  await session.send("IndexedDB.enable");
  const { databaseNames } = await session.send("IndexedDB.requestDatabaseNames", { storageKey });
  for (const databaseName of databaseNames) {
    const { databaseWithObjectStores: { objectStores } } = await session.send("IndexedDB.requestDatabase", { storageKey, databaseName });
    if (!objectStores.length) items.push(`IndexedDB ${databaseName}`);
    for (const { name: objectStoreName } of objectStores) {
      const { objectStoreDataEntries } = await session.send("IndexedDB.requestData", { storageKey, databaseName, objectStoreName, skipCount: 0, pageSize: 1000 });
      if (!objectStoreDataEntries.length) items.push(`IndexedDB ${databaseName}/${objectStoreName}`);
      for (const { key } of objectStoreDataEntries) items.push(`IndexedDB ${databaseName}/${objectStoreName}/${typed(key)}`);
    }
  }
  await session.send("DOMStorage.enable");
  for (const isLocalStorage of [true, false]) {
    const { entries } = await session.send("DOMStorage.getDOMStorageItems", { storageId: { storageKey, isLocalStorage } });
    for (const [key] of entries) items.push(`${isLocalStorage ? "localStorage" : "sessionStorage"} ${key}`);
  }
  const { caches } = await session.send("CacheStorage.requestCacheNames", { storageKey });
  for (const { cacheName } of caches) items.push(`cache ${cacheName}`);
  const { cookies } = await session.send("Storage.getCookies", {});
  for (const { name } of cookies) items.push(`cookie ${name}`);
  const { usageBreakdown } = await session.send("Storage.getUsageAndQuota", { origin });
  const usage = Object.fromEntries(usageBreakdown.filter(({ usage: bytes }) => bytes).map(({ storageType, usage: bytes }) => [storageType, bytes]));
  // What the protocol has no words for.
  const more = await page.evaluate(async () => {
    const files = [];
    try {
      for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
    } catch {
      // Not in this kind of document.
    }
    const buckets = await navigator.storageBuckets?.keys() ?? [];
    const workers = await navigator.serviceWorker?.getRegistrations().catch(() => []) ?? [];
    const { held = [], pending = [] } = await navigator.locks?.query() ?? {};
    return {
      items: [...files.map((name) => `file ${name}`), ...buckets.map((name) => `bucket ${name}`), ...workers.map(({ scope }) => `worker ${scope}`), ...(window.name ? [`window.name ${window.name}`] : []), ...(history.state ? [`history.state ${JSON.stringify(history.state)}`] : [])],
      locks: [...held, ...pending].map(({ name }) => name),
    };
  });
  await session.detach();
  return { items: [...items, ...more.items].sort(), usage, locks: more.locks };
}
