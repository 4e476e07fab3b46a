/** @file To look at a rule, or at one arm of its experiment, whatever its moment: links that preview it in this tab. */

import { h } from "./dom.js";
import { runtime } from "./runtime.js";

/** The rules as written, fetched once where they came from a server. */
let written;

async function ruleSet() {
  if (typeof runtime.rules !== "string") return runtime.rules;
  written ??= fetch(runtime.rules).then((response) => response.json()).catch(() => (written = undefined));
  return written;
}

const link = (preview, text) => {
  const url = new URL(location.href);
  url.searchParams.set("opportune-preview", preview);
  return h("li", null, h("a", { href: url.href }, text));
};

/** @param {string} id @returns {Promise<Node>} */
export async function tries(id) {
  const set = await ruleSet();
  const rule = set?.rules?.find((one) => one.id === id);
  const { experiment } = rule ?? {};
  const { variants = [] } = (typeof experiment === "string" ? set?.experiments?.[experiment] : experiment) ?? {};
  return h("ul", { class: "panel-tries", "aria-label": `Preview ${id}` }, link(id, "Preview"), variants.map((arm) => link(`${id}:${arm.id}`, arm.id)));
}
