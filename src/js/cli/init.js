//! `opportune init`: a first rules file and a first rule test, to change and grow.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

import { Unusable } from "./files.js";
import { say, sayJson } from "./print.js";

const RULES = {
  version: 1,
  settings: { maxPerSession: 3 },
  rules: [
    {
      id: "welcome-code",
      description: "Ten seconds at checkout and no coupon yet: offer the welcome code.",
      when: { dwell: "10s" },
      if: { path: "/checkout*", not: { did: "coupon_applied" } },
      show: { banner: { text: "First order with us? WELCOME10 takes 10 % off.", buttons: ["Thank you"] } },
      limit: { perSession: 1, afterDismiss: "30d" },
    },
  ],
};

const TEST = {
  rules: "../rules.json",
  given: {
    now: "2026-11-21T10:00:00+01:00",
    events: [
      { at: "0s", pageView: "https://shop.test/checkout" },
      { at: "6s", visibility: "hidden" },
      { at: "26s", visibility: "visible" },
      { at: "60s", end: {} },
    ],
  },
  expect: [{ $comment: "6 s before hiding and 4 s after.", at: "30s", shows: "welcome-code" }],
};

/** Where the schema is, seen from the folder. */
function schemaFrom(folder) {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, "node_modules", "opportune", "schema.json");
    if (existsSync(path)) {
      const way = relative(folder, path).split(sep).join("/");
      return way.startsWith(".") ? way : `./${way}`;
    }
    if (dirname(at) === at) return "./node_modules/opportune/schema.json";
  }
}

const text = (value) => `${JSON.stringify(value, null, 2)}\n`;

export async function init({ paths, options }) {
  if (paths.length > 1) throw new Unusable("init takes one folder");
  const folder = join(process.cwd(), paths[0] ?? "");
  const files = {
    [join(folder, "rules.json")]: { $schema: schemaFrom(folder), ...RULES },
    [join(folder, "tests", "welcome-code.json")]: TEST,
  };
  const taken = Object.keys(files).find((path) => existsSync(path));
  if (taken) throw new Unusable(`${relative("", taken)} is there already, and init overwrites nothing; \`opportune init <folder>\` writes into another folder`);
  for (const [path, value] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text(value), { flag: "wx" });
  }
  const written = Object.keys(files).map((path) => relative("", path));
  if (options.json) sayJson({ ok: true, written });
  else {
    written.forEach((path) => say(`wrote ${path}`));
    const at = relative("", folder);
    say(`\nNow: npx opportune check ${join(at, "rules.json")} && npx opportune test ${join(at, "tests")}`);
  }
  return 0;
}
