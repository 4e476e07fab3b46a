// The small server answers whatever is asked of it, and goes on.

import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";

import { serve } from "../../src/build/serve.mjs";

/** The status of a raw path: what a browser would tidy up reaches the server as it is. */
const ask = (url, path) => new Promise((resolve, reject) => {
  const { hostname, port } = new URL(url);
  request({ hostname, port, path, timeout: 5000 }, (response) => response.resume().on("end", () => resolve(response.statusCode))).on("error", reject).end();
});

test("addresses that no file can have are answered, and those that no one can read", async (t) => {
  const server = await serve();
  t.after(() => server.close());
  for (const path of ["/%00", "/img/%00.svg", `/${"x".repeat(5000)}`, "/../../../../etc/hostname", "/%2e%2e/%2e%2e/package.json", "/rules/%2e%2e/package.json"]) {
    assert.equal(await ask(server.url, path), 404, path.slice(0, 40));
  }
  for (const path of ["/%", "/%ff", "//", "http://["]) assert.ok([400, 404].includes(await ask(server.url, path)), path);
  assert.equal(await ask(server.url, "/index.html"), 200);
});
