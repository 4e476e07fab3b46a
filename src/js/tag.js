//! What a script tag says: options from its `data-` attributes, facts and rules from JSON script tags, and the calls
//! that the page queued in `window.opportune` before we came.

const FLAGS = ["strict", "quiet", "debug", "preview"];
const TEXTS = ["namespace", "locale", "wasm"];
const KNOWN = [...FLAGS, ...TEXTS, "rules", "refresh", "timeout", "consent", "sinks", "opportune"];

const all = (css) => [...Document.prototype.querySelectorAll.call(document, css)];

/** The JSON in such script tags; what cannot be read is left out. */
const json = (name) =>
  all(`script[type="application/json"][data-opportune-${name}]`).flatMap(({ textContent }) => {
    try {
      return [JSON.parse(textContent)];
    } catch (why) {
      console.warn(`opportune: data-opportune-${name} is no JSON`, why);
      return [];
    }
  });

/** What an attribute says: JSON, a list of words, or one. What cannot be read says nothing. */
function said(name, text, isList) {
  const words = text.trim().split(/[\s,]+/).filter(Boolean);
  if (!/^\s*[{[]/.test(text)) return isList || words.length > 1 ? words : words[0];
  try {
    return JSON.parse(text);
  } catch (why) {
    console.warn(`opportune: data-${name} is no JSON`, why);
    return undefined;
  }
}

function optionsOf({ dataset }) {
  const { refresh, timeout } = dataset;
  const urls = dataset.rules?.split(/[\s,]+/).filter(Boolean) ?? [];
  const rules = [...urls.map((url) => ({ url, refresh: refresh === "false" ? false : refresh, timeout })), ...json("rules")];
  const options = { rules };
  for (const name of TEXTS) if (dataset[name]) options[name] = dataset[name];
  for (const name of FLAGS) if (name in dataset) options[name] = dataset[name] === "link" ? "link" : dataset[name] !== "false";
  const { consent, sinks } = dataset;
  if (consent) options.consent = said("consent", consent);
  if (sinks) options.sinks = said("sinks", sinks, true);
  if (!rules.length) console.warn("opportune: the script tag names no rules");
  const unknown = Object.keys(dataset).filter((name) => !KNOWN.includes(name));
  if (unknown.length) console.warn(`opportune: unknown attributes of the script tag: ${unknown.join(", ")}`);
  return options;
}

function run(start) {
  const tag = all("script[data-opportune]")[0];
  if (!tag) return console.warn("opportune: no script tag has data-opportune");
  const queued = globalThis.opportune?.q;
  let handle;
  const options = optionsOf(tag);
  try {
    handle = start(options);
  } catch (why) {
    console.error(why);
    // Words that are none allow nothing: consent is pending and nobody is sent to, and the page has its handle.
    handle = start({ ...options, consent: undefined, sinks: undefined });
  }
  // Reasons that nobody chose: rules, wasm, framed, fault.
  if (!options.quiet) handle.ready.then(({ reason }) => /^[rwf]/.test(reason) && console.warn(`opportune: nothing runs: ${reason}`));
  for (const facts of json("facts")) handle.setFacts(facts);
  // Whoever kept the queue, or asks for it later, may go on with it. What is frozen nobody goes on with.
  const queue = Array.isArray(queued) ? (Object.isExtensible(queued) ? queued : [...queued]) : [];
  queue.push = (...calls) => {
    for (const call of calls) {
      // One that is none must neither cost the others nor reach whoever pushed it.
      try {
        const [name, ...args] = call;
        // A name that the handle does not have is no function.
        (Object.hasOwn(handle, name) && handle[name])(...args);
      } catch (why) {
        console.warn("opportune: a call in the queue failed", call, why);
      }
    }
    return 0;
  };
  globalThis.opportune = Object.assign(handle, { q: queue });
  queue.push(...queue.splice(0));
  return undefined;
}

/** Starts as the page's script tag says, once it is read. */
export function startFromTag(start) {
  if (typeof document === "undefined") return;
  if (document.readyState !== "loading") return void run(start);
  EventTarget.prototype.addEventListener.call(document, "DOMContentLoaded", () => run(start), { __proto__: null, once: true });
}
