// Starts the browsers that are installed on this machine; none is ever downloaded.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

import { which } from "./tools.mjs";

const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-quic",
  "--disable-sync", "--no-first-run"];

/** Where Chromium is. */
export function pathOf() {
  const path = process.env.CHROMIUM_PATH ?? which("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  if (!path) throw new Error("No Chromium on the PATH (or in CHROMIUM_PATH).");
  return path;
}

/** What it is started with. */
export const flags = () => [...QUIET, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];

/** Chromium by Playwright. Without bfcache unless asked: tests that need it say so. */
export async function chromium(options = {}) {
  const { chromium: kind } = await import("playwright-core");
  const args = [...flags(), ...(options.args ?? [])];
  return kind.launch({ ...options, executablePath: pathOf(), args });
}

/** Firefox by Puppeteer (WebDriver BiDi), or null where it is not installed. */
export async function firefox() {
  const executablePath = process.env.FIREFOX_PATH ?? which("firefox-esr", "firefox");
  if (!executablePath) return null;
  const { default: puppeteer } = await import("puppeteer-core");
  return puppeteer.launch({ browser: "firefox", executablePath, headless: true });
}

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** A session of a WebDriver: { url, id, call, close }. */
async function driven(command, args, { capabilities = {}, ...own }, port) {
  const child = spawn(command, args, { detached: true, stdio: "ignore", ...own });
  const url = `http://127.0.0.1:${port}`;
  const request = async (method, path, body) => {
    const response = await fetch(url + path, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  let id = null;
  for (let tries = 0; id === null; tries += 1) {
    id = await request("POST", "/session", { capabilities }).then((value) => value.sessionId, (error) => {
      if (tries > 60) throw error;
      return null;
    });
    if (id === null) await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return {
    url,
    id,
    call: (method, path, body) => request(method, `/session/${id}${path}`, body),
    async close() {
      await request("DELETE", `/session/${id}`).catch(() => {});
      // A driver, and xvfb-run the more, leaves its children behind unless the whole group that we started goes.
      process.kill(-child.pid, "SIGTERM");
    },
  };
}

/** A WebKitGTK session, or null where it is not installed. */
export async function webkit() {
  const command = which("WebKitWebDriver");
  if (!command) return null;
  const port = await freePort();
  const args = ["-a", command, `--port=${port}`];
  const own = { env: { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: "1" } };
  return process.env.DISPLAY ? driven(command, args.slice(2), own, port) : driven("xvfb-run", args, own, port);
}

/** A Chromium session, or null without its driver: it renders pages in advance, which Playwright does not let it. */
export async function chromiumDriven() {
  const command = which("chromedriver");
  if (!command) return null;
  const port = await freePort();
  // Where nothing goes on in the background, nothing is rendered in advance.
  const args = ["--headless=new", ...flags().filter((flag) => flag !== "--disable-background-networking")];
  const capabilities = { alwaysMatch: { "goog:chromeOptions": { binary: pathOf(), args } } };
  return driven(command, [`--port=${port}`], { capabilities }, port);
}
