// The tarball's one file at its root that is not in the repository's: rules name it in "$schema" by that short path.
// npm runs this around `npm pack` and `npm publish`.

import { copyFileSync, rmSync } from "node:fs";

import { at } from "./tools.mjs";

if (process.argv[2] === "before") copyFileSync(at("rules/schema.json"), at("schema.json"));
else rmSync(at("schema.json"), { force: true });
