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

function optionsOf({ dataset }) {
  const { refresh, timeout } = dataset;
  const urls = dataset.rules?.split(/[\s,]+/).filter(Boolean) ?? [];
  const rules = [...urls.map((url) => ({ url, refresh: refresh === "false" ? false : refresh, timeout })), ...json("rules")];
  const options = { rules };
  for (const name of TEXTS) if (dataset[name]) options[name] = dataset[name];
  for (const name of FLAGS) if (name in dataset) options[name] = dataset[name] === "link" ? "link" : dataset[name] !== "false";
  const { consent } = dataset;
  if (consent) options.consent = /^[{[]/.test(consent) ? JSON.parse(consent) : /[\s,]/.test(consent.trim()) ? consent.trim().split(/[\s,]+/) : consent;
  const { sinks } = dataset;
  if (sinks) options.sinks = /^\s*\[/.test(sinks) ? JSON.parse(sinks) : sinks.split(/[\s,]+/).filter(Boolean);
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
  try {
    const options = optionsOf(tag);
    handle = start(options);
    // Reasons that nobody chose: rules, wasm, framed, fault.
    if (!options.quiet) handle.ready.then(({ reason }) => /^[rwf]/.test(reason) && console.warn(`opportune: nothing runs: ${reason}`));
  } catch (why) {
    return console.error(why);
  }
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
