// Values that must not leave a page, one set for each place where a shop could have them, and how to find them again in
// what left, however it was packed.

import { gunzipSync } from "node:zlib";

/** The values of a place: they all hold one strange word, or the number of a card that nobody has. It is sent to pages as text. */
export function canary(place) {
  const name = place.toLowerCase().replace(/[^a-z]/g, "");
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.charCodeAt(0)) % 1_000_000_000;
  const digits = `411111${String(sum).padStart(9, "0")}`;
  const luhn = [...digits].reduceRight((total, digit, at) => total + (at % 2 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit]), 0);
  const card = `${digits}${(10 - (luhn % 10)) % 10}`;
  return {
    mail: `quokka.${name}@shop.test`, token: `eyJquokka${name}0.Zq${name}9Aa`, word: `Quokka${name}`,
    card, spaced: card.replace(/(\d{4})(?=\d)/g, "$1 "),
    all: `quokka.${name}@shop.test ${card} eyJquokka${name}0.Zq${name}9Aa Quokka${name}`,
  };
}

const WORD = /quokka[a-z]*/gi;
const CARD = /411111\d{10}/g;

/** What a text may say, read as a browser or a server would. */
function* readings(text) {
  yield text;
  let plain = text;
  for (let times = 0; times < 3; times++) {
    let next = plain.replaceAll("+", " ");
    try {
      next = decodeURIComponent(next.replace(/%(?![0-9a-f]{2})/gi, "%25"));
    } catch {
      // Bytes that are no text.
    }
    if (next === plain) break;
    yield (plain = next);
  }
  yield text.replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  for (const [run] of text.matchAll(/[\w+/-]{12,}/g)) {
    // Wherever in it the packed part begins.
    for (let skip = 0; skip < 4; skip++) yield Buffer.from(run.slice(skip), "base64").toString("latin1");
    if (/^[0-9a-f]+$/i.test(run)) for (let skip = 0; skip < 2; skip++) yield Buffer.from(run.slice(skip), "hex").toString("latin1");
  }
}

/** The values in bytes or a text, each once. */
export function found(content) {
  const bytes = Buffer.from(content ?? "");
  const texts = [bytes.toString("utf8"), bytes.toString("utf16le")];
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) texts.push(gunzipSync(bytes).toString());
  const all = new Set();
  for (const text of texts) {
    for (const reading of readings(text)) {
      for (const [one] of reading.replaceAll("okka.", "okka").matchAll(WORD)) all.add(one.toLowerCase());
      for (const [one] of reading.replace(/[ .-]/g, "").matchAll(CARD)) all.add(one);
    }
  }
  return [...all];
}

/** What the browser adds to every request by itself. */
const BROWSERS = /^(?:referer|cookie|origin|user-agent|accept.*|sec-.*|upgrade-insecure-requests|host|connection|cache-control|pragma|content-length|content-type)$/i;

/**
 * Everything that a page asks for, at the level of the network: `all` of it, and the canaries that `leaks()` finds there. What is
 * beyond the page's own server, or for its collector, is answered here.
 */
export async function wire(page, own) {
  const session = await page.context().newCDPSession(page);
  const all = [];
  await session.send("Network.enable");
  await session.send("Fetch.enable", { patterns: [{ urlPattern: "*" }] });
  session.on("Fetch.requestPaused", async ({ requestId, resourceType, request }) => {
    const body = (request.postDataEntries ?? []).map(({ bytes }) => Buffer.from(bytes ?? "", "base64"));
    const isUnread = request.hasPostData && request.postData === undefined && (request.postDataEntries ?? [{}]).some(({ bytes }) => !bytes);
    all.push({ url: request.url, method: request.method, type: resourceType, headers: request.headers, body: Buffer.concat(body.length ? body : [Buffer.from(request.postData ?? "")]), isUnread });
    const isOwn = new URL(request.url).origin === own && new URL(request.url).pathname !== "/collect";
    const headers = [["access-control-allow-origin", "*"], ["access-control-allow-headers", "*"], ["access-control-allow-methods", "*"]].map(([name, value]) => ({ name, value }));
    const isFrame = resourceType === "Document";
    await session.send(...(isOwn ? ["Fetch.continueRequest", { requestId }] : ["Fetch.fulfillRequest", { requestId, responseCode: isFrame ? 200 : 204, responseHeaders: headers }])).catch(() => {});
  });
  const socket = (url, headers, text = "") => all.push({ url, method: "GET", type: "WebSocket", headers: headers ?? {}, body: Buffer.from(text) });
  session.on("Network.webSocketWillSendHandshakeRequest", ({ request }) => socket("", request.headers));
  session.on("Network.webSocketCreated", ({ url }) => socket(url));
  session.on("Network.webSocketFrameSent", ({ response }) => socket("", {}, response.opcode === 1 ? response.payloadData : Buffer.from(response.payloadData, "base64")));
  session.on("Network.webTransportCreated", ({ url }) => socket(url));
  return {
    all,
    /** Where canaries left, and which; the address of the page that the visitor goes to is theirs. */
    leaks: (from = 0) => all.slice(from).flatMap((one) => {
      const headers = Object.entries(one.headers).filter(([name]) => !BROWSERS.test(name)).flat().join("\n");
      const parts = { ...(one.type !== "Document" && { url: one.url }), headers, body: one.body };
      const unread = one.isUnread ? [`${one.type} ${one.url}: a body that nobody can read`] : [];
      return unread.concat(Object.entries(parts).flatMap(([part, content]) => found(content).map((value) => `${one.type} ${new URL(one.url || "ws://frame").host}: ${value} in the ${part}`)));
    }),
  };
}
