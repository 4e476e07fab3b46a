//! `opportune`: rules checked, replayed, explained and tested on an author's machine. Exit status 0: all is well,
//! 1: problems or failures, 2: input that cannot be used.

import { parseArgs } from "node:util";

import { loadEngine } from "../engine.js";
import { nearest } from "../near.js";
import { check } from "./check.js";
import { Unusable } from "./files.js";
import { init } from "./init.js";
import { say, sayJson, sayProblem } from "./print.js";
import { explain, simulate } from "./run.js";
import { test } from "./test.js";

const JSON_OUT = { json: { type: "boolean", default: false } };

const COMMANDS = {
  check: {
    run: check,
    usage: "check <rules.json>... [--urls <file>] [--storage] [--now <date>] [--no-analysis] [--strict]",
    about: "Every problem with its place; then rules that can never show, are shadowed or written twice, and the most interruptions there can be.",
    options: {
      urls: { type: "string" },
      storage: { type: "boolean", default: false },
      now: { type: "string" },
      "no-analysis": { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
    },
  },
  simulate: {
    run: simulate,
    usage: "simulate <rules.json>... <trace.json>",
    about: "What the rules decide along a trace, and when.",
    options: {},
  },
  explain: {
    run: explain,
    usage: "explain <rules.json>... <trace.json> [--rule <id>] [--at <instant>]",
    about: "Why a rule does or does not show at an instant of a trace (its end, unless told).",
    options: { rule: { type: "string" }, at: { type: "string" } },
  },
  test: {
    run: test,
    usage: "test <file or folder>...",
    about: "Runs rule tests; one that fails is explained.",
    options: {},
  },
  init: {
    run: init,
    usage: "init [folder]",
    about: "Writes a first rules file and a first rule test.",
    options: {},
  },
};

function help() {
  say("opportune <command> ... [--json]\n");
  for (const { usage, about } of Object.values(COMMANDS)) say(`  opportune ${usage}\n      ${about}`);
  say("\nSeveral rule files are merged in order. `-` is standard input. Exit status: 0 all is well, 1 problems or failures, 2 unusable input.");
}

/** Words for a name that nobody knows. */
function unknown(what, name, known) {
  const near = nearest(name, known);
  return `there is no ${what} ${JSON.stringify(name)}; ${near ? `did you mean "${near}"?` : `there are ${known.join(", ")}`}`;
}

function read(command, args) {
  const options = { ...JSON_OUT, ...command.options };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    const odd = args.map((one) => one.split("=")[0]).find((one) => /^--?[a-z]/i.test(one) && !known.includes(one));
    const why = error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" && odd ? unknown("option", odd, known) : error.message;
    throw new Unusable(`${why}\nUsage: opportune ${command.usage}`);
  }
}

/** Runs a command line; answers its exit status. */
async function main([name, ...args]) {
  if (name === undefined || name === "help" || name === "--help" || name === "-h" || args.includes("--help")) {
    help();
    return name === undefined ? 2 : 0;
  }
  const asJson = args.includes("--json");
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new Unusable(unknown("command", name, Object.keys(COMMANDS)));
    const { values, positionals } = read(command, args);
    return await command.run({ paths: positionals, options: values, loadEngine });
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    if (asJson) sayJson({ ok: false, error: error.message, problems: error.places });
    else if (error.places.length > 0) error.places.forEach((one) => sayProblem(one));
    else process.stderr.write(`opportune: ${error.message}\n`);
    return 2;
  }
}

process.stdout.on("error", (error) => {
  // Whoever reads us has read enough.
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = await main(process.argv.slice(2));
