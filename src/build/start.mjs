// `npm start`: sets up, builds, and serves the demo shop. Node built-ins only until set-up has run.

import { spawn } from "node:child_process";

import { setup } from "./setup.mjs";
import { stage, which } from "./tools.mjs";

async function listen(serve) {
  const wanted = Number(process.env.PORT ?? 4173);
  try {
    return await serve({ port: wanted });
  } catch (error) {
    if (error.code !== "EADDRINUSE" || process.env.PORT) throw error;
    return serve({ port: 0 });
  }
}

/** Opens the shop where somebody sits in front of a desktop. */
function open(url) {
  if (process.env.CI || !process.stdout.isTTY) return;
  const opener = process.platform === "darwin" ? "open" : process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? which("xdg-open") : null;
  if (opener) spawn(opener, [url], { stdio: "ignore", detached: true }).on("error", () => {}).unref();
}

try {
  await stage("ready", async () => {
    await setup("build");
    const { build } = await import("./build.mjs");
    await build();
  });
  const { serve } = await import("./serve.mjs");
  const { url } = await listen(serve);
  console.log(`The demo shop: ${url}  (Ctrl+C stops it)`);
  open(url);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
