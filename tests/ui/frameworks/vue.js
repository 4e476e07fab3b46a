import { createSSRApp, h, nextTick, shallowRef } from "vue";
import { App } from "./vue-app.js";
import "./card.js";
import { begin, first } from "./storm.js";

const state = shallowRef(first);
const app = createSSRApp({ render: () => h(App, { state: state.value }) });
begin({
  hydrate: () => app.mount("#root"),
  draw(next) {
    state.value = next;
    void nextTick();
  },
});
