import { createElement as h, useState } from "react";
import { flushSync } from "react-dom";
import { hydrateRoot } from "react-dom/client";
import { App } from "./react-app.js";
import "./card.js";
import { begin, first } from "./storm.js";

let set;
const Page = () => {
  const [state, change] = useState(first);
  set = change;
  return h(App, { state });
};
begin({
  hydrate: () => hydrateRoot(document.querySelector("#root"), h(Page)),
  draw: (state) => flushSync(() => set(state)),
});
