//! A theme's components: one whose shadow root is open and which draws itself anew whenever it is connected, and in it
//! one that is closed.
customElements.define("x-price", class extends HTMLElement {
  #root = this.attachShadow({ mode: "closed" });
  connectedCallback() {
    this.#root.replaceChildren(Object.assign(document.createElement("button"), { id: "add", textContent: "Closed" }));
  }
});
customElements.define("x-card", class extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }
  connectedCallback() {
    this.draw();
    queueMicrotask(() => this.draw());
  }
  draw() {
    const add = Object.assign(document.createElement("button"), { id: "add", textContent: "Add to cart" });
    this.shadowRoot.replaceChildren(add, document.createElement("x-price"));
  }
});
