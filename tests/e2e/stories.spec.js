// The engine's stories decide the same, byte for byte, in a browser as natively.

import assert from "node:assert/strict";
import { test } from "node:test";

import { at } from "../../src/build/tools.mjs";
import { read } from "../scenarios/run.mjs";
import { setting } from "./support.mjs";

const here = setting({ mounts: { "/stories/": at("tests/scenarios") } });

test("the same decisions in Chromium's wasm as natively", async (t) => {
  const page = await here.browser.newPage();
  t.after(() => page.close());
  await page.goto(`${here.server.url}/t/frame.html`);
  const { stories, golden } = await read();
  const { count, differences } = await page.evaluate(async ([all, expected]) => {
    const { loadEngine } = await import("/opportune/engine.js");
    const { compare } = await import("/stories/run.mjs");
    return compare(await loadEngine(), all, expected);
  }, [stories, golden]);
  assert.deepEqual(differences, []);
  assert.equal(count > 100, true);
  t.diagnostic(`${count} stories`);
});
