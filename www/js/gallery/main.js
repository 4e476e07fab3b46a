/**
 * @file The gallery: a list of stories, a stage that runs the one chosen, and its rule as text. What one edits is checked
 * by the engine, problems are shown in place, and what is drawn is drawn by the runtime.
 */

import { h } from "../dom.js";
import { locate } from "../locate.js";
import { placeIn, write } from "./json.js";
import { GROUPS, setOf, STORIES, THEMES } from "./stories.js";
import { inWords } from "./words.js";

const PAUSE = 350;
const $ = (id) => document.getElementById(id);
const [frame, text, problems, note, log, accent] = ["stage", "text", "problems", "note", "log", "accent"].map($);

const state = { story: STORIES[0], theme: "", accent: "", timer: 0, turn: 0 };
const loaded = new Promise((resolve) => {
  const look = () => frame.contentWindow?.stage && resolve(frame.contentWindow.stage);
  frame.addEventListener("load", look);
  look();
});

let engine = null;
/** The checker with its words: the same engine, built for authors. */
const loadChecker = () => (engine ??= import("/opportune/engine.js").then(({ loadEngine }) => loadEngine()).catch(() => (engine = null)));

const chosen = (name) => new FormData($("tools")).get(name) ?? "";
const themeNow = () => (state.accent ? { ...(state.theme && { name: state.theme }), accent: state.accent } : state.theme);

function parsed() {
  try {
    return { set: JSON.parse(text.value) };
  } catch (error) {
    return { error: String(error.message) };
  }
}

/** Shows what is in the editor; tells what is wrong with it. */
async function run() {
  const turn = ++state.turn;
  const { set, error } = parsed();
  if (error) return tell([{ message: `This is no JSON: ${error}`, start: placeIn(text.value, error) }]);
  const isEditing = document.activeElement === text;
  const stage = await loaded;
  // A popup takes focus: not from whoever is typing.
  frame.inert = isEditing;
  log.textContent = "";
  stage.onEvent = ({ name, reason }) => {
    log.textContent = [name.replace("opportune_", "").replaceAll("_", " "), reason].filter(Boolean).join(": ");
  };
  const ready = await stage.run({ set, scheme: chosen("scheme"), dir: chosen("dir") });
  const checker = await loadChecker();
  if (turn !== state.turn) return undefined;
  tell(checker ? checker.check(set) : ready.problems);
  if (ready.state !== "running") log.textContent = `Not running: ${ready.reason}.`;
  setTimeout(async () => {
    if (turn !== state.turn) return;
    frame.inert = false;
    const why = await stage.why(set.rules?.[0]?.id);
    if (turn !== state.turn) return;
    if (why?.reason && why.reason !== "early" && why.state !== "shown" && !log.textContent) log.textContent = `Not shown: ${why.reason}.`;
  }, 600);
  return undefined;
}

function tell(found) {
  note.textContent = found.length === 0 ? "No problems." : found.length === 1 ? "One problem." : `${found.length} problems.`;
  note.dataset.found = String(found.length);
  problems.replaceChildren(...found.map((problem) => {
    const [start, end] = problem.start === undefined ? locate(text.value, problem.path) : [problem.start, problem.start + 1];
    const line = text.value.slice(0, start).split("\n").length;
    const go = () => {
      text.focus();
      text.setSelectionRange(start, end);
      text.scrollTop = (line - 4) * parseFloat(getComputedStyle(text).lineHeight);
    };
    return h("li", null, h("button", { type: "button", onclick: go }, h("b", null, `Line ${line}`), ` ${problem.message ?? problem.code}`));
  }));
}

const soon = () => {
  clearTimeout(state.timer);
  state.timer = setTimeout(run, PAUSE);
};

function fill() {
  text.value = write(setOf(state.story, themeNow(), chosen("dir")));
  text.scrollTop = 0;
  return run();
}

/** Puts the theme into whatever stands in the editor. */
function retheme() {
  const { set } = parsed();
  if (!set || typeof set !== "object") return fill();
  const { theme, ...settings } = set.settings ?? {};
  text.value = write({ ...set, settings: { ...settings, ...(themeNow() ? { theme: themeNow() } : {}) } });
  return run();
}

/** Says what stands in the editor in the language of the direction chosen. */
function reword() {
  const { set } = parsed();
  if (set) text.value = write(inWords(set, chosen("dir")));
  return run();
}

function choose(story) {
  state.story = story;
  $("name").textContent = `${GROUPS.find(({ stories }) => stories.includes(story)).name}: ${story.name.toLowerCase()}`;
  $("about").textContent = story.about;
  document.title = `${story.name} · Every widget · Opportune`;
  for (const link of document.querySelectorAll("#list a")) {
    if (link.hash === `#${story.id}`) {
      link.setAttribute("aria-current", "true");
      link.scrollIntoView({ block: "nearest", inline: "center" });
    } else link.removeAttribute("aria-current");
  }
  return fill();
}

const storyHere = () => STORIES.find(({ id }) => `#${id}` === location.hash) ?? STORIES[0];

function build() {
  $("list").append(...GROUPS.map(({ name, stories }, i) =>
    h("section", { "aria-labelledby": `group-${i}` }, h("h2", { id: `group-${i}` }, name),
      h("ul", null, stories.map((story) => h("li", null, h("a", { href: `#${story.id}` }, story.name)))))));
  $("themes").append(...["", ...THEMES].map((name) =>
    h("label", null, h("input", { type: "radio", name: "theme", value: name, checked: name === "" }), h("span", null, name ? name[0].toUpperCase() + name.slice(1) : "The page's"))));
}

function wire() {
  window.addEventListener("hashchange", () => choose(storyHere()));
  text.addEventListener("input", soon);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  $("tools").addEventListener("change", ({ target }) => {
    if (target.name === "width") frame.style.width = target.value ? `${target.value}px` : "";
    if (target.name === "theme") {
      state.theme = target.value;
      state.accent = "";
    }
    if (target === accent) state.accent = accent.value;
    if (target.name === "dir") return reword();
    return target.name === "theme" || target === accent ? retheme() : run();
  });
  $("tools").addEventListener("submit", (event) => event.preventDefault());
  $("again").addEventListener("click", run);
  $("reset").addEventListener("click", fill);
  $("copy").addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(text.value).then(() => true, () => false);
    note.textContent = done ? "Copied." : "Your browser did not allow it: select the text and copy it.";
  });
}

build();
wire();
choose(storyHere());
