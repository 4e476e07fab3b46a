//! Forms: fields with labels, what is wrong beside each, and one way out for their values, `submit`. They are never
//! reported, and nothing is ticked or chosen beforehand.

import { wordsIn } from "./own.js";

const PATIENCE = 15_000;
const TYPES = { __proto__: null, email: "email", phone: "tel", text: "text" };

export function forms({ attr, baseOf, el, focus, on, press, textOf, worded }) {
  function control(w, field, words) {
    if (field.type === "choice") {
      const none = el("option", "", words.choose);
      none.value = "";
      const options = field.of.map((one) => {
        const option = el("option", "", textOf(one.text, w.host));
        option.value = textOf(one.value, w.host);
        return option;
      });
      return el("select", "input", none, ...options);
    }
    const input = el("input", field.type === "checkbox" ? "tick" : "input");
    input.type = TYPES[field.type] ?? field.type;
    const purpose = { __proto__: null, email: "email", phone: "tel", text: field.autocomplete ?? "off" }[field.type];
    if (purpose) attr(input, "autocomplete", purpose);
    if (field.type === "email") attr(input, "autocapitalize", "off");
    if (field.type !== "checkbox") input.maxLength = 500;
    return input;
  }

  /** Why it cannot be sent as it is, in words; empty if it can. */
  function wrong(field, input, words) {
    const isTick = field.type === "checkbox";
    const value = input.value.trim();
    if (isTick ? field.required && !input.checked : field.required && !value) {
      return isTick ? words.tick : field.type === "choice" ? words.pick : words.needed;
    }
    if (!value) return "";
    if (field.type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value)) return words.address;
    return field.type === "phone" && !/^\+?[\d\s()./-]{5,30}$/.test(value) ? words.number : "";
  }

  function row(w, field, index, words) {
    const id = `f${index}`;
    const input = control(w, field, words);
    input.id = id;
    input.name = field.name;
    if (field.required) attr(input, "aria-required", "true");
    const isTick = field.type === "checkbox";
    const label = worded(w, "label", isTick ? "check" : "label", field.label ?? words[field.type]);
    label.htmlFor = id;
    if (!field.required && !isTick) label.append(" ", el("span", "note", `(${words.optional})`));
    const error = el("p", "error");
    error.id = `e${index}`;
    const hint = field.hint ? [worded(w, "p", "note", field.hint)] : [];
    if (hint[0]) hint[0].id = `h${index}`;
    attr(input, "aria-describedby", [...hint.map(() => `h${index}`), error.id].join(" "));
    const check = () => {
      const text = wrong(field, input, words);
      if (error.textContent !== text) error.textContent = text;
      attr(input, "aria-invalid", text ? "true" : null);
      return !text;
    };
    // Only what was found wrong is looked at again while it is mended.
    on(input, isTick || field.type === "choice" ? "change" : "input", () => error.textContent && check(), w.signal);
    const node = isTick ? el("div", "field", el("div", "ticked", input, label), error) : el("div", "field", label, ...hint, input, error);
    return { field, input, check, node };
  }

  async function submit(w, { call, href }, rows) {
    const values = rows.map(({ field, input }) => [field.name, field.type === "checkbox" ? input.checked : input.value.trim()]);
    if (call) {
      const own = w.host.functions;
      if (!own || !Object.hasOwn(own, call)) {
        console.warn(`opportune: no function "${call}" was given to start()`);
        return false;
      }
      return own[call](Object.fromEntries(values), { rule: w.rule });
    }
    const url = new URL(textOf(href, w.host), baseOf());
    const isHere = url.host === location.host || w.host.hosts?.includes(url.host);
    if (!isHere || !/^https?:$/.test(url.protocol)) {
      console.warn(`opportune: "${url.host}" is not among allow.hosts`);
      return false;
    }
    const ticked = values.filter(([, value]) => value !== false).map(([name, value]) => [name, value === true ? "on" : value]);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const { ok } = await fetch(url, { method: "POST", body: new URLSearchParams(ticked), credentials: "same-origin", signal: stop.signal });
      return ok;
    } finally {
      clearTimeout(timer);
    }
  }

  return (w, { fields, submit: to, send, error, done }, asking) => {
    const words = wordsIn(w.locale);
    return asking(w, "form", null, done, (answered, form) => {
      const rows = fields.map((field, i) => row(w, field, i, words));
      const problem = el("p", "error");
      attr(problem, "role", "alert");
      let isBusy = false;
      const go = async () => {
        if (isBusy) return;
        problem.textContent = "";
        const bad = rows.filter(({ check }) => !check());
        if (bad.length) return focus(bad[0].input);
        isBusy = true;
        attr(button, "aria-disabled", "true");
        let result = false;
        try {
          result = await submit(w, to, rows);
        } catch (why) {
          console.error("opportune: submit", why);
        }
        isBusy = false;
        if (w.signal.aborted) return;
        attr(button, "aria-disabled", null);
        if (result !== false && !result?.error) return answered(0);
        problem.textContent = typeof result?.error === "string" ? result.error : textOf(error, w.host) || words.failed;
      };
      const button = press("go", () => {}, w, textOf(send, w.host) || words.send);
      button.type = "submit";
      form.noValidate = true;
      attr(form, "aria-label", textOf(w.view.title, w.host, true) || button.textContent);
      on(form, "submit", (event) => {
        event.preventDefault();
        go();
      }, w.signal);
      return [...rows.map(({ node }) => node), problem, button];
    });
  };
}
