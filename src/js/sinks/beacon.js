//! The shop's own collector, by an outbox in the browser: an event is written first, sent then, and erased once the
//! collector said that it has it. What a collector must do: `docs/api.md`.

import { createChest } from "../outbox/chest.js";
import { createPost } from "../outbox/post.js";

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** How many events wait for the script's other half. */
const MOST = 500;
/** Which collector each outbox is for, as what waits must not go to another one, and who uses it: twice is no better. */
const taken = new Map();

const slip = (what) => {
  throw new TypeError(`opportune: beacon: ${what}`);
};
function duration(value, name, otherwise) {
  if (value === undefined) return otherwise;
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value) ?? slip(`"${name}" is no duration, such as "2s"`);
  return count * UNITS[unit];
}
function whole(value, name, otherwise, least, most) {
  if (value === undefined) return otherwise;
  return Number.isInteger(value) && value >= least && value <= most ? value : slip(`"${name}" is no number from ${least} to ${most}`);
}
const KNOWN = ["namespace", "name", "url", "headers", "only", "batch", "keep", "tries", "timeout"];

/** @type {typeof import("../adapters.js").beacon} */
export default function beacon(options = {}) {
  const { url, headers = {}, batch = {}, only } = options;
  const unknown = [...Object.keys(options).filter((one) => !KNOWN.includes(one)), ...Object.keys(batch).filter((one) => one !== "events" && one !== "wait")];
  if (unknown.length) slip(`there is no option "${unknown[0]}"`);
  if (!url) slip('"url" is missing');
  const { href, protocol } = new URL(url, document.baseURI);
  if (!/^https?:$/.test(protocol)) slip('"url" is no http address');
  const name = ["opportune", options.namespace ?? "default", "outbox", ...(options.name === undefined ? [] : [options.name])].join(":");
  /** It is whose uses it first: a page may make one too many that is never used. */
  const take = (by) => {
    const now = taken.get(name) ?? { href };
    taken.set(name, now);
    now.by ??= by;
    if (now.href !== href || (by && by !== now.by)) slip(`${href} needs a "name" of its own, such as { url, name: "second" }: this outbox is that of ${now.href}`);
  };
  take();
  const isMine = () => (taken.get(name)?.by ?? sink) === sink;
  const setup = {
    url: href, headers: { __proto__: null, ...headers }, name,
    events: whole(batch.events, "batch.events", 50, 1, 500),
    wait: duration(batch.wait, "batch.wait", 2000),
    bytes: 30_000,
    keep: duration(options.keep, "keep", 7 * UNITS.d),
    tries: whole(options.tries, "tries", 8, 1, 100),
    timeout: duration(options.timeout, "timeout", 10_000),
  };

  let post;
  let queue = [];
  let dropped = 0;
  let isGranted = false;
  let isStopped = false;
  const coming = createPost(setup).then((made) => {
    if (isStopped) return undefined;
    post = made;
    if (isGranted) post.start();
    for (const text of queue.splice(0)) post.capture(text);
    return post;
  });
  // Without it nothing can be sent; whoever asks hears why.
  coming.catch(() => {});

  /** With `isLate`, another tab meant it long ago, and erased it: what lies there now is of others. */
  async function forget(isLate) {
    queue = [];
    // What lies there is the first one's.
    if (!isMine()) return;
    // What earlier pages left lies there without the other half, too, and after the end.
    await (post ?? createChest(name)).erase(isLate);
    // What comes from here on is new.
    if (isGranted && !isStopped) post?.start();
  }

  const sink = {
    name: "beacon",
    only,
    send(event) {
      take(sink);
      if (!isGranted || isStopped) return undefined;
      const text = JSON.stringify(event);
      if (post) post.capture(text);
      else if (queue.push(text) > MOST) {
        queue.pop();
        dropped += 1;
      }
      return post ? undefined : coming;
    },
    flush: () => post?.flush(),
    resume: () => post?.resume(),
    consent({ analytics }, isLate) {
      take(sink);
      isGranted = analytics === "granted";
      if (isGranted) return post?.start();
      queue = [];
      post?.pause();
      return analytics === "denied" ? forget(isLate) : undefined;
    },
    forget,
    state: () => {
      const own = post?.state() ?? { waiting: 0, dropped: 0 };
      return { waiting: queue.length + own.waiting, dropped: dropped + own.dropped };
    },
    async stored() {
      const found = isMine() && (await (await coming)?.stored());
      if (!found) return [];
      const content = "events that were not delivered yet, how often delivery failed, and how many events were dropped";
      const retention = `until the collector has them, ${Math.ceil(setup.keep / UNITS.d)} days at most`;
      const value = found.texts.map((text) => {
        try {
          return JSON.parse(text);
        } catch {
          return null;
        }
      });
      return [{ kind: "IndexedDB", key: `${name}/outbox`, purpose: "analytics", content, retention, bytes: found.bytes, value }];
    },
    stop() {
      isStopped = true;
      queue = [];
      if (isMine()) taken.delete(name);
      post?.stop();
    },
  };
  return sink;
}
