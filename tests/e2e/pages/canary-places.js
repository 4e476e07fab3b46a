// A shop that is careless with what it knows of people: it lies everywhere. `globalThis.canary(place)` makes the values.

const { canary } = globalThis;
const make = (name, parent, given = {}) => {
  const node = Object.assign(document.createElement(name), given);
  parent.append(node);
  return node;
};

// What lies in the browser, and what the page was told.
for (const [kind, value] of Object.entries(canary("cookie"))) document.cookie = `${kind}=${encodeURIComponent(value)}; path=/`;
localStorage.setItem("customer", JSON.stringify(canary("local")));
sessionStorage.setItem("customer", JSON.stringify(canary("session")));
indexedDB.open("shop", 1).onupgradeneeded = ({ target: { result } }) => result.createObjectStore("people").add(canary("database"), 1);
caches.open("shop").then((cache) => cache.put("/me", new Response(JSON.stringify(canary("cache")))));
window.name = canary("window").all;
history.replaceState(canary("history"), "");
document.title = `Hello ${canary("title").all}`;
for (const name of ["author", "customer"]) make("meta", document.head, { name, content: canary(`meta ${name}`).all });
make("script", document.head, { type: "application/ld+json", textContent: JSON.stringify({ "@type": "Person", ...canary("linked data") }) });
globalThis.customer = canary("global");
const person = canary("layer before");
globalThis.dataLayer = [{ event: "login", user: person, email: person.mail, value: Number(person.card), currency: "QUO" }, [person.all]];
globalThis.gtag = function gtag() { globalThis.dataLayer.push(arguments); };
globalThis.gtag("event", "view_item", { user: canary("gtag before").mail, value: Number(canary("gtag before").card), items: [{ item_id: canary("gtag before").word }] });

addEventListener("DOMContentLoaded", () => {
  const at = (id) => document.querySelector(id);
  at("#greeting").append(` ${canary("text").all}`);
  for (const name of ["aria-label", "title", "data-customer"]) at("#guide").setAttribute(name, canary(`attribute ${name}`).all);
  at("#guide").className = `guide ${canary("class").word}`;
  at("main").append(document.createComment(canary("comment").all));
  at("#prose").append(canary("prose").all);
  at("#hidden").value = canary("hidden").token;
  at("#rich").textContent = canary("editable").all;
  make("option", at("#pick"), { value: canary("option").mail, textContent: canary("option").all });
  at("#frame").srcdoc = `<p>${canary("frame").all}</p><input value="${canary("frame field").all}">`;
  const root = at("x-account").attachShadow({ mode: "open" });
  make("p", root, { textContent: canary("shadow").all });
  make("input", root, { id: "inner", value: canary("shadow field").all });
  at("#form").addEventListener("submit", (event) => event.preventDefault());
  // As a password manager fills in: by script, and it says so.
  const field = at("#filled");
  field.value = canary("filled in").all;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
});
