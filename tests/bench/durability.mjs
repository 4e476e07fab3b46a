// `node tests/bench/durability.mjs [rounds]`: what of what a page has written is there after its browser was killed, by
// kind of storage and by how long ago it was written; and how long a write takes.

import { killable } from "../e2e/killable.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";

const ROUNDS = Number(process.argv[2] ?? 3);
const WAITS = [0, 1000, 7000];
const KINDS = ["relaxed", "strict", "localStorage"];
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** In the page: writes a value, and answers once the browser says that it is done, with how long that took. */
const write = ([kind, value]) => new Promise((resolve, reject) => {
  const began = performance.now();
  const done = () => resolve(performance.now() - began);
  if (kind === "localStorage") {
    localStorage.setItem("written", value);
    return done();
  }
  const transaction = globalThis.database.transaction("all", "readwrite", { durability: kind });
  transaction.objectStore("all").put(value, kind);
  transaction.oncomplete = done;
  transaction.onabort = reject;
  return undefined;
});
const open = () => new Promise((resolve, reject) => {
  const request = indexedDB.open("durability", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("all");
  request.onsuccess = () => {
    globalThis.database = request.result;
    resolve();
  };
  request.onerror = reject;
});
const read = (kind) => (kind === "localStorage" ? localStorage.getItem("written") : new Promise((resolve) => {
  globalThis.database.transaction("all").objectStore("all").get(kind).onsuccess = ({ target }) => resolve(target.result);
}));

const server = await serve({ mounts: { "/t/": at("tests/e2e/pages") } });
const machine = await killable();
const visit = async () => {
  const page = await machine.context.newPage();
  await page.goto(`${server.url}/t/frame.html`);
  await page.evaluate(open);
  return page;
};
const kept = {};
const times = {};
for (const kind of KINDS) {
  for (const wait of WAITS) {
    kept[kind] ??= {};
    kept[kind][`${wait / 1000} s`] = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const page = await visit();
      const value = `${kind}-${wait}-${round}-${Date.now()}`;
      for (let i = 0; i < 20; i++) (times[kind] ??= []).push(await page.evaluate(write, [kind, `${i}`]));
      await page.evaluate(write, [kind, value]);
      await pause(wait);
      await machine.kill();
      await machine.start();
      kept[kind][`${wait / 1000} s`] += (await (await visit()).evaluate(read, kind)) === value;
    }
  }
}
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
console.log(`kept of ${ROUNDS}, by the time between the end of the write and SIGKILL; the median of ${times.relaxed.length} writes in ms`);
console.table(Object.fromEntries(KINDS.map((kind) => [kind, { ...kept[kind], "a write": Number(median(times[kind]).toFixed(2)) }])));
await machine.close();
await server.close();
