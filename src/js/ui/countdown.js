//! Countdowns: what is left, drawn once a second while somebody can see it, with one timer for all of a widget and
//! none at rest. When it is over is for the engine to say.

const DAY = 86_400_000;

export function countdowns({ attr, el, on, textOf, numberOf, worded }) {
  const unit = (w, value, name) => {
    const options = { __proto__: null, style: "unit", unit: name, unitDisplay: "long" };
    try {
      return new Intl.NumberFormat(w.locale, options).format(value);
    } catch {
      return `${value} ${name}`;
    }
  };

  /** Days, hours, minutes and seconds that are left, the last one begun. */
  const parts = (left) => {
    const all = Math.max(0, Math.ceil(left / 1000));
    return [Math.floor(all / 86400), Math.floor(all / 3600) % 24, Math.floor(all / 60) % 60, all % 60];
  };

  /** In words, coarser the longer it is: nobody wants to hear seconds of days. */
  function spoken(w, [days, hours, minutes, seconds]) {
    const all = [[days, "day"], [hours, "hour"], [minutes, "minute"], [seconds, "second"]];
    const first = all.findIndex(([value]) => value > 0);
    const said = first < 0 ? all.slice(3) : all.slice(first, first + 2).filter(([value]) => value > 0);
    // Of minutes only the last one has seconds, by tens.
    const rest = first === 2 ? said.slice(0, 1) : first === 3 ? [[Math.ceil(seconds / 10) * 10, "second"]] : said;
    return rest.map(([value, name]) => unit(w, value, name)).join(", ");
  }

  /** Writes what is left; how long that holds. */
  function paint(w, node, now) {
    const left = attr(node, "data-to") - now;
    const [days, ...rest] = parts(left);
    const clock = (days || rest[0] ? rest : rest.slice(1)).map((value) => two(w, value)).join(":");
    const write = (target, text) => target.textContent === text || (target.textContent = text);
    write(node.children[0], spoken(w, [days, ...rest]));
    write(node.children[1], days ? unit(w, days, "day") : "");
    write(node.children[2], clock);
    return left > 0 ? left % 1000 || 1000 : Infinity;
  }

  const two = (w, value) => {
    const text = numberOf({ value }, w.host);
    return value < 10 ? numberOf({ value: 0 }, w.host) + text : text;
  };

  /** Ticks while the widget can be seen. */
  function run(w) {
    let timer = 0;
    let isSeen = true;
    const now = () => Date.now() + (w.host.skew ?? 0);
    const tick = () => {
      clearTimeout(timer);
      if (w.signal.aborted || !isSeen || document.visibilityState === "hidden") return;
      let next = Infinity;
      for (const node of w.root.querySelectorAll("[data-to]")) next = Math.min(next, paint(w, node, now()));
      if (next < DAY) timer = setTimeout(tick, next);
    };
    const sight = new IntersectionObserver((entries) => {
      isSeen = entries[entries.length - 1].isIntersecting;
      tick();
    });
    // The box is made around what it holds.
    queueMicrotask(() => w.box && !w.signal.aborted && sight.observe(w.box));
    on(document, "visibilitychange", tick, w.signal);
    on(w.signal, "abort", () => {
      clearTimeout(timer);
      sight.disconnect();
    });
    w.tick = tick;
  }

  return (w, { to, over, label, ended }) => {
    if (over && ended) return [worded(w, "p", "text ended", ended)];
    const words = label ? textOf(label, w.host, true) : "";
    const clock = el("div", "clock", el("span", "only-heard"), el("span", "days"), el("span", "digits"));
    for (const shown of [clock.children[1], clock.children[2]]) attr(shown, "aria-hidden", "true");
    attr(clock, "role", "timer");
    attr(clock, "aria-live", "off");
    attr(clock, "data-to", String(to));
    if (words) attr(clock, "aria-label", words);
    paint(w, clock, Date.now() + (w.host.skew ?? 0));
    if (!w.tick) run(w);
    queueMicrotask(w.tick);
    return [el("div", "countdown", ...(words ? [worded(w, "p", "note", label)] : []), clock)];
  };
}
