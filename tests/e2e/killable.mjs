// A Chromium with a profile that outlives it, and that can be killed at any instant, all its processes at once.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium as kind } from "playwright-core";

import { flags, pathOf } from "../../src/build/browser.mjs";

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

export async function killable() {
  const profile = await mkdtemp(join(tmpdir(), "profile-"));
  const here = { kills: 0 };
  let child;
  let ended;

  const port = async () => {
    for (let tries = 0; tries < 600; tries++) {
      const text = await readFile(join(profile, "DevToolsActivePort"), "utf8").catch(() => "");
      if (/^\d+\n/.test(text)) return text.split("\n")[0];
      await pause(25);
    }
    throw new Error("Chromium says no port");
  };
  here.start = async () => {
    child = spawn(pathOf(), [...flags(), "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"], { detached: true, stdio: "ignore" });
    ended = new Promise((resolve) => child.once("exit", resolve));
    here.browser = await kind.connectOverCDP(`http://127.0.0.1:${await port()}`);
    [here.context] = here.browser.contexts();
  };
  /** SIGKILL for the whole group: nobody gets to say goodbye. */
  here.kill = async () => {
    here.kills++;
    process.kill(-child.pid, "SIGKILL");
    await ended;
    await here.browser.close().catch(() => {});
    for (const name of ["DevToolsActivePort", "SingletonLock", "SingletonCookie", "SingletonSocket"]) await rm(join(profile, name), { force: true });
  };
  here.close = async () => {
    if (child.exitCode === null && child.signalCode === null) await here.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  await here.start();
  return here;
}
