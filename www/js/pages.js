/** @file Fills the static pages: which one is written on the body. */

import { frame } from "./frame.js";
import { visit } from "./visit.js";

const params = new URLSearchParams(location.search);
const { title, nodes } = visit(document.body.dataset.page, params.get("id"), params);
const main = document.querySelector("#main");

document.title = title;
main.append(...nodes);
frame();
