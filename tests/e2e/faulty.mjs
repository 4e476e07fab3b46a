// A rules server that fails in twenty ways, on demand. Raw sockets where an HTTP server would be too polite.

import { createServer } from "node:http";
import { gzipSync } from "node:zlib";

const JSON_TYPE = "application/json; charset=utf-8";
const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };
const say = (status, body, headers = {}) => (response) =>
  response.writeHead(status, { ...CORS, "content-type": JSON_TYPE, "cache-control": "no-cache", ...headers }).end(body);

/** Each gets the response, and the rules that a healthy server would send. */
export const FAILURES = {
  "hangs before a word": () => {},
  "hangs in the middle": (response, good) => {
    response.writeHead(200, { ...CORS, "content-type": JSON_TYPE });
    response.write(good.slice(0, good.length / 2));
  },
  "drips": (response) => {
    response.writeHead(200, { ...CORS, "content-type": JSON_TYPE });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  },
  "sends half and ends": (response, good) => say(200, good.slice(0, good.length / 2))(response),
  "promises more than it sends": (response, good) => {
    response.writeHead(200, { ...CORS, "content-type": JSON_TYPE, "content-length": good.length + 100 });
    response.write(good);
    setTimeout(() => response.destroy(), 20);
  },
  "resets the connection": (response) => response.destroy(),
  "sends a page": say(200, "<!doctype html><title>Please log in</title>", { "content-type": "text/html" }),
  "404": say(404, "not here"),
  "500": (response, good) => say(500, good)(response),
  "503 with a page": say(503, "<h1>Later</h1>", { "content-type": "text/html", "retry-after": "120" }),
  "204": (response) => response.writeHead(204, CORS).end(),
  "304 out of the blue": (response) => response.writeHead(304, { ...CORS, etag: "\"other\"" }).end(),
  "redirects in a loop": (response, _, request) => response.writeHead(302, { ...CORS, location: request.url }).end(),
  "redirects to a page": (response) => response.writeHead(302, { ...CORS, location: "/login" }).end(),
  "sends five megabytes": (response, good) => say(200, good.replace("{", `{"$comment":"${"x".repeat(5 << 20)}",`))(response),
  "sends nothing": say(200, ""),
  "sends a byte order mark and nothing": say(200, "\ufeff"),
  "writes in UTF-16": (response, good) => say(200, Buffer.from(`\ufeff${good}`, "utf16le"), { "content-type": "application/json; charset=utf-16le" })(response),
  "writes in Latin-1": (response, good) => say(200, Buffer.from(good.replace("{", "{\"$comment\":\"très bien\","), "latin1"))(response),
  "sends gzip that is none": (response, good) => say(200, good, { "content-encoding": "gzip" })(response),
  "sends half of a gzip": (response, good) => {
    const bytes = gzipSync(good);
    say(200, bytes.subarray(0, bytes.length / 2), { "content-encoding": "gzip" })(response);
  },
  "sends another version": say(200, "{\"version\":2,\"rules\":[]}"),
  "sends a list": say(200, "[]"),
  "sends null": say(200, "null"),
  "sends an object without rules": say(200, "{}"),
  "sends rules that are all bad": say(200, "{\"version\":1,\"rules\":[{\"id\":\"x\",\"wen\":{}},{\"id\":7}]}"),
  "sends ten thousand brackets": say(200, "[".repeat(10_000)),
  "sends an object that is deep": say(200, `${"{\"rules\":".repeat(5_000)}1${"}".repeat(5_000)}`),
  "forgets who may read it": (response, good) => response.writeHead(200, { "content-type": JSON_TYPE }).end(good),
};

/** @returns a server at another origin: `rules` is what it sends, `failure` what it does instead. */
export async function faulty() {
  const here = { rules: { version: 1, rules: [] }, failure: null, asked: [], revalidated: 0 };
  const server = createServer((request, response) => {
    if (request.url.startsWith("/login")) return say(200, "<!doctype html><title>Log in</title>", { "content-type": "text/html" })(response);
    here.asked.push(request.headers);
    const name = request.url.slice(1).replace(".json", "");
    const good = JSON.stringify(here[name] ?? here.rules);
    if (here.failure) return FAILURES[here.failure](response, good, request);
    const etag = `"${Buffer.from(good).toString("base64url").slice(0, 40)}${good.length}"`;
    if (request.headers["if-none-match"] === etag) {
      here.revalidated += 1;
      return response.writeHead(304, { ...CORS, etag }).end();
    }
    return say(200, good, { etag, "cache-control": "max-age=600" })(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  here.url = `http://127.0.0.1:${server.address().port}`;
  here.close = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return here;
}
