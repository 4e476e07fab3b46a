// A collector for tests, with a ledger of its own: what arrived, how often, and what senders said they dropped. It may
// refuse, lose its answers, hang, and die.

import { createServer } from "node:http";

const read = async (request) => {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  return text;
};

/**
 * Starts one on another origin than any page's.
 * @param {(count: number) => "well" | "failing" | "refusing" | "gone" | "deaf" | "hanging" | "dead"} [mood] How it behaves at its so-manyth request.
 */
export async function collector(mood = () => "well") {
  const here = { mood, requests: [], arrived: new Map(), batches: new Map(), dropped: new Map(), sizes: [], types: new Set() };
  const take = ({ batch, dropped, events }) => {
    const ids = events.map(({ id }) => id).join();
    const before = here.batches.get(batch);
    if (before !== undefined && before !== ids) throw new Error(`batch ${batch} came again with other events`);
    here.batches.set(batch, ids);
    for (const { id } of events) here.arrived.set(id, (here.arrived.get(id) ?? 0) + 1);
    if (dropped) {
      const { id, ...counts } = dropped;
      const known = here.dropped.get(id);
      if (known && JSON.stringify(known) !== JSON.stringify(counts)) throw new Error(`drops ${id} came again with other counts`);
      here.dropped.set(id, counts);
    }
  };
  here.fault = null;
  const server = createServer(async (request, response) => {
    const answer = (status, more = {}) => response.writeHead(status, { "access-control-allow-origin": "*", ...more }).end();
    if (request.method === "OPTIONS") return answer(204, { "access-control-allow-headers": "*", "access-control-allow-methods": "POST" });
    let text;
    try {
      text = await read(request);
    } catch {
      // Cut off on its way: nobody has it.
      return response.destroy();
    }
    const is = here.mood(here.requests.push(text));
    here.sizes.push(Buffer.byteLength(text));
    here.types.add(request.headers["content-type"]);
    if (is === "dead") return request.socket.destroy();
    if (is === "failing") return answer(503);
    if (is === "refusing") return answer(429, { "retry-after": "1" });
    if (is === "gone") return answer(404);
    try {
      take(JSON.parse(text));
    } catch (why) {
      here.fault ??= why;
      return answer(400);
    }
    if (is === "deaf") return request.socket.destroy();
    return is === "hanging" ? undefined : answer(204);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  here.url = `http://127.0.0.1:${server.address().port}/collect`;
  /** How many drops senders told, in all. */
  here.told = () => [...here.dropped.values()].flatMap((counts) => Object.values(counts)).reduce((sum, one) => sum + one, 0);
  here.close = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return here;
}
