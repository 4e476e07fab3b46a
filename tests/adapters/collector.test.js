// The collector of `docs/api.md` runs as it stands there, and does what `beacon` needs of it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

test("the collector of the documentation takes each outcome once", async (t) => {
  const text = await readFile(new URL("../../src/docs/api.md", import.meta.url), "utf8");
  const [, code] = /```js collector\n([\s\S]*?)```/.exec(text);
  const folder = await mkdtemp(join(tmpdir(), "collector-"));
  await writeFile(join(folder, "collector.mjs"), code);
  const port = await freePort();
  const child = spawn(process.execPath, ["collector.mjs"], { cwd: folder, env: { ...process.env, PORT: String(port) }, stdio: "inherit" });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  t.after(async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
  const post = async (body) => {
    for (let tries = 0; ; tries++) {
      try {
        return (await fetch(`http://127.0.0.1:${port}/collect`, { method: "POST", body })).status;
      } catch (why) {
        if (tries > 200) throw why;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const batch = (ids, dropped) => JSON.stringify({ version: 1, batch: "1", sentAt: 1, events: ids.map((id) => ({ id, name: "opportune_click" })), ...(dropped && { dropped }) });
  assert.equal(await post(batch(["a", "b"], { id: "d", full: 3 })), 204);
  assert.equal(await post(batch(["b", "c"], { id: "d", full: 3 })), 204);
  assert.equal(await post("{"), 400);
  const lines = (await readFile(join(folder, "events.ndjson"), "utf8")).trim().split("\n").map((one) => JSON.parse(one));
  assert.deepEqual(lines.map(({ id }) => id), ["a", "b", "d", "c"]);
});
