// Says how it is doing to the page that had it rendered in advance: nobody can look into it before it is looked at, and
// messages wait until then.

const tell = () => localStorage.setItem("advance", JSON.stringify({
  age: performance.now(), isAhead: document.prerendering, isThere: Boolean(globalThis.shop), heard: globalThis.heard ?? [],
}));
const timer = setInterval(tell, 100);
document.addEventListener("prerenderingchange", () => clearInterval(timer), { once: true });
