// The page's own doings: what each control does, and a form in a shadow root.

const at = (id) => document.querySelector(id);
const on = (id, name, work) => at(id).addEventListener(name, work);
const change = () => at("#there").setAttribute("data-count", String(performance.now()));

on("#changes", "click", change);
on("#late", "click", () => setTimeout(change, 900));
on("#press", "pointerdown", change);
on("#focuses", "click", () => at("#text").focus());
on("#scrolls", "click", () => scrollTo(0, 300));
on("#sends", "click", () => at("#form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
on("#held-link", "click", (event) => event.preventDefault());
// Followed, but this document must stay: the navigation is held back in the end.
on("#slow-link", "click", () => {
  navigation.addEventListener("navigate", (event) => event.intercept({ handler: () => Promise.resolve() }), { once: true });
});
on("#form", "submit", (event) => event.preventDefault());

customElements.define("x-box", class extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    const make = (name, parent, given) => {
      const node = Object.assign(document.createElement(name), given);
      parent.append(node);
      return node;
    };
    const form = make("form", root, {});
    make("input", form, { id: "inner-text" });
    make("input", form, { id: "inner-needed", required: true });
    make("button", form, { id: "inner-send", textContent: "Send" });
    make("button", root, { id: "inner-dead", textContent: "Nothing" });
    make("button", root, { id: "inner-changes", textContent: "Change" }).addEventListener("click", () => make("i", root, {}));
    form.addEventListener("submit", (event) => event.preventDefault());
  }
});
