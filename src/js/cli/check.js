//! `opportune check`: problems first; a set without any is then analyzed.

import { existsSync, readFileSync } from "node:fs";

import { readRules, sorted, Unusable } from "./files.js";
import { bold, count, dim, green, outline, say, sayJson, sayProblem, yellow } from "./print.js";

const URLS = /^(https?:\/\/|\/)/;

/** The addresses of a file: one a line, or a sitemap. */
function readUrls(path) {
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Unusable(`${path}: there is no such file`);
  }
  const inXml = [...text.matchAll(/<loc>\s*([^<\s]+)\s*<\/loc>/g)].map(([, url]) => url.replaceAll("&amp;", "&"));
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const urls = inXml.length > 0 ? inXml : lines;
  const strange = urls.find((url) => !URLS.test(url));
  if (strange !== undefined) throw new Unusable(`${path}: "${strange}" is neither an address nor a path`);
  if (urls.length === 0) throw new Unusable(`${path}: there is no address in it`);
  return urls;
}

function readNow(text) {
  if (text === undefined) return undefined;
  const now = Date.parse(text);
  if (!Number.isFinite(now)) throw new Unusable(`--now ${text}: not a date like 2026-11-21T10:00:00+01:00`);
  return now;
}

function sayWorst(worst) {
  say(bold("Most interruptions there can be"));
  for (const [name, { most, shown }] of Object.entries(worst)) {
    const found = most === shown ? "" : dim(` (a journey with ${shown} was found)`);
    say(`  in a ${name === "page" ? "page view" : name}: ${most ?? "no bound"}${found}`);
  }
}

function sayStorage(storage) {
  say(bold("\nWhat is stored in the visitor's browser"));
  for (const entry of storage) outline(entry).forEach((line, index) => say(index === 0 ? line.replace("  ", "- ") : line));
}

export async function check({ paths, options, loadEngine }) {
  if (paths.length === 0) {
    const example = existsSync("rules.json") ? ": opportune check rules.json" : "; `opportune init` writes a first one";
    throw new Unusable(`check needs a rules file${example}`);
  }
  const urls = options.urls === undefined ? undefined : readUrls(options.urls);
  const now = readNow(options.now);
  const rules = readRules(paths);
  const engine = await loadEngine();
  const report = engine.check(rules.value, { analysis: !options["no-analysis"], urls, now, storage: options.storage });
  const place = (list) => sorted(list.map(rules.locate), paths);
  const problems = sorted([...rules.twice, ...report.problems.map(rules.locate)], paths);
  const findings = place(report.findings ?? []);
  const serious = findings.filter(({ level }) => level !== "advice");
  const ok = problems.length === 0 && (!options.strict || serious.length === 0);
  const number = Array.isArray(rules.value?.rules) ? rules.value.rules.length : 0;

  if (options.json) {
    sayJson({ ok, files: paths, rules: number, problems, findings, worst: report.worst, storage: report.storage });
    return ok ? 0 : 1;
  }
  problems.forEach((one) => sayProblem(one));
  findings.forEach((one) => sayProblem(one, one.level === "advice" ? dim : yellow));
  if (problems.length + findings.length > 0) say();
  if (report.worst?.page.rules.length > 0) sayWorst(report.worst);
  if (report.storage) sayStorage(report.storage);
  const found = serious.length > 0 ? `, ${count(serious.length, "finding")}` : "";
  const summary = `${count(number, "rule")} in ${count(paths.length, "file")}: ${count(problems.length, "problem")}${found}`;
  say(ok ? green(summary) : summary);
  return ok ? 0 : 1;
}
