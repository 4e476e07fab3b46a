// The sink `beacon` by itself: `?url=…` says where its collector is. It is told of the page as the hub tells it.

import beacon from "/opportune/sinks/t.js";

const asked = new URLSearchParams(location.search);
const sink = beacon({ url: asked.get("url"), batch: { wait: asked.get("wait") ?? "50ms", events: 20 }, ...JSON.parse(asked.get("options") ?? "{}") });
sink.consent({ analytics: asked.get("consent") ?? "granted" });
const flush = () => sink.flush();
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? flush() : sink.resume()));

globalThis.sink = sink;
/** Captures events with these ids. */
globalThis.capture = (ids, size = 200) => {
  for (const id of ids) {
    sink.send({ id, seq: 1, name: "opportune_impression", rule: "hint", reason: null, button: null, pageView: 1, session: 1, at: Date.now(), meta: { text: "é".repeat(size / 2) } });
  }
  return ids.length;
};
/** Ids of what lies in the store. */
globalThis.kept = async () => (await sink.stored()).flatMap(({ value }) => value).map(({ id }) => id);
/** Bytes in the store. */
globalThis.bytes = async () => (await sink.stored())[0]?.bytes ?? 0;
/** For a test that fails: what is where. */
globalThis.state = async () => ({ ...sink.state(), stored: (await sink.stored()).map(({ bytes, value }) => [bytes, value.length]) });
