// A small web server for the demo shop and for tests: www/ at the root (pages within their frame), the package under /opportune/, the rule sets
// under /rules/. Compressed as a real host would (brotli 11, kept), with faults on demand so that tests can break it.

import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { framed } from "./frame.mjs";
import { at, dist } from "./tools.mjs";

const TYPES = {
  ".avif": "image/avif", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".ico": "image/x-icon",
  ".jpg": "image/jpeg", ".js": "text/javascript; charset=utf-8", ".json": "application/json; charset=utf-8",
  ".map": "application/json", ".mjs": "text/javascript; charset=utf-8", ".png": "image/png", ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm", ".webp": "image/webp", ".woff2": "font/woff2",
};
const PACKED = new Set([".avif", ".jpg", ".png", ".webp", ".woff2"]);

const packed = new Map();

/** A page as it is served: within its frame, if it has one. */
const pageOf = (path) => framed(readFileSync(path, "utf8"), (frame) => readFileSync(at("www", frame), "utf8"));

/** The bytes of a file in an encoding, compressed once for each of them. */
function encoded(path, encoding) {
  const { mtimeMs, size } = statSync(path);
  const page = path.endsWith(".html") ? pageOf(path) : undefined;
  const key = page === undefined ? `${path}\0${encoding}\0${mtimeMs}\0${size}` : `${encoding}\0${page}`;
  if (!packed.has(key)) {
    const bytes = page === undefined ? readFileSync(path) : Buffer.from(page);
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
    packed.set(key, encoding === "br" ? brotliCompressSync(bytes, options) : encoding === "gzip" ? gzipSync(bytes, { level: 9 }) : bytes);
  }
  return packed.get(key);
}

/** Names that no file can have, longer than the disk knows or with a zero in them, are no files. */
function isFile(path) {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The path that is asked for, as it is read; null where it cannot be. */
function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
}

/** The file for a URL path, or null. A path without a file is looked up as a page, then as a route of the app above it. */
function locate(path, mounts) {
  const [prefix, folder] = mounts.find(([one]) => path.startsWith(one));
  const inside = normalize(path.slice(prefix.length));
  // Frames are no pages.
  if (inside.startsWith("..") || inside.startsWith("_")) return null;
  const full = join(folder, inside);
  const direct = [full, `${full}.html`, join(full, "index.html")].find(isFile);
  if (direct || extname(path)) return direct ?? null;
  const parts = inside.split("/");
  while (parts.length > 0) {
    parts.pop();
    const page = join(folder, ...parts, "index.html");
    // A page that routes by itself says so, and answers for everything below it.
    if (isFile(page) && pageOf(page).includes("data-routes=\"spa\"")) return page;
  }
  return null;
}

/** What a broken host answers instead of the file. Each may end the response. */
const FAULTS = {
  missing: (response) => response.writeHead(404, { "content-type": "text/plain" }).end("not here"),
  error: (response) => response.writeHead(503, { "content-type": "text/plain" }).end("later"),
  html: (response) => response.writeHead(200, { "content-type": TYPES[".html"] }).end("<!doctype html><title>Welcome</title>"),
  reset: (response) => response.destroy(),
  hang: () => {},
};

const halved = (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2));

function send(request, response, path, { headers, fault }) {
  const type = extname(path);
  const accepted = request.headers["accept-encoding"] ?? "";
  const encoding = PACKED.has(type) ? null : /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : null;
  let bytes = encoded(path, encoding);
  const out = { "content-type": TYPES[type] ?? "application/octet-stream", "cache-control": "no-cache", ...headers };
  if (fault === "truncated") bytes = halved(encoded(path, null));
  else if (encoding) Object.assign(out, { "content-encoding": encoding, vary: "accept-encoding" });
  out["content-length"] = bytes.length;
  response.writeHead(200, out).end(request.method === "HEAD" ? undefined : bytes);
}

/** The most that a batch may weigh, the events that are kept, and those that are told: it is for looking at, no more. */
const [BATCH, KEPT, TOLD] = [256 * 1024, 2000, 200];

/** Takes batches of events, as the beacon sink sends them, each event once; tells which came last. */
function collector() {
  const events = new Map();
  const take = async (request) => {
    const parts = [];
    let size = 0;
    for await (const part of request) {
      size += part.length;
      if (size > BATCH) return 413;
      parts.push(part);
    }
    try {
      const { events: batch } = JSON.parse(Buffer.concat(parts).toString("utf8"));
      for (const event of batch) if (typeof event?.id === "string" && !events.has(event.id)) events.set(event.id, event);
    } catch {
      return 400;
    }
    for (const id of [...events.keys()].slice(0, Math.max(0, events.size - KEPT))) events.delete(id);
    return 204;
  };
  const answer = async (request, response) => {
    if (request.method === "POST") return response.writeHead(await take(request)).end();
    if (request.method !== "GET") return response.writeHead(405).end();
    return response.writeHead(200, { "content-type": TYPES[".json"], "cache-control": "no-store" }).end(JSON.stringify({ ids: [...events.keys()].slice(-TOLD) }));
  };
  return { events, answer };
}

/**
 * Starts a server on a free port (or the one given).
 * `headers(path)` adds headers, a CSP for one; `faults` maps a URL path to a fault: missing, error, html, reset, hang,
 * truncated, or a delay in milliseconds. What the beacon sink sends to /collect is in `collected`. `mounts` adds folders in front: { "/pages/": "/a/folder" }.
 */
export async function serve({ port = 0, headers = () => ({}), mounts = {} } = {}) {
  const folders = [...Object.entries(mounts), ["/opportune/", dist], ["/rules/", at("rules")], ["/", at("www")]];
  const faults = new Map();
  const requests = [];
  const collect = collector();
  const server = createServer(async (request, response) => {
    const path = pathOf(request.url);
    if (path === null) return response.writeHead(400, { "content-type": "text/plain" }).end("no such address");
    const fault = faults.get(path);
    requests.push(path);
    if (typeof fault === "number") await new Promise((resolve) => setTimeout(resolve, fault));
    if (FAULTS[fault]) return FAULTS[fault](response);
    if (path === "/collect") return collect.answer(request, response);
    const file = locate(path, folders);
    if (file) return send(request, response, file, { headers: headers(path, request), fault });
    return FAULTS.missing(response);
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const url = `http://localhost:${server.address().port}`;
  const close = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return { url, faults, requests, collected: collect.events, close };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await serve({ port: Number(process.env.PORT ?? 4173) });
  console.log(url);
}
