/** @file From the runtime's explanations and events to the panel's few words. Reads `explain()`, draws nothing. */

const REASONS = {
  not_fired: "not fired yet", busy: "already on its way", stale: "too late for this page view", if: "its condition is not true",
  unknown: "a value it needs is missing", consent_pending: "waits for consent", consent_denied: "consent was denied",
  limit: "its limit is reached", no_storage: "nothing can be counted here", cancelled: "canceled", navigated: "the page went on",
  slot: "its place is taken", outranked: "another rule went first", quiet_period: "within the quiet period", typing: "someone is typing",
  payment: "focus in a payment field", dialog: "a dialog is open", quiet_zone: "in a quiet zone", muted: "hints are muted",
  early: "the page has only just opened", hidden: "the tab is hidden", missing_value: "a value in its text is missing",
  not_found: "its element is not here", not_visible: "its element is not in sight", many: "several elements could be it", contested: "the page undid it",
};

const pad = (number) => String(number).padStart(2, "0");
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const percent = (share) => `${Math.round(share * 100)} %`;

function time(ms, precise = false) {
  const at = new Date(ms);
  const text = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
  return precise ? `${text}.${String(at.getMilliseconds()).padStart(3, "0")}` : text;
}

/** @param {any} handle */
export async function readAll(handle) {
  const whole = await handle.explain();
  if (!whole?.rules) {
    const state = [whole?.state ?? "not running", whole?.reason].filter(Boolean).join(": ");
    return { clock: state, note: `The runtime is ${state}.`, rules: [], whole };
  }
  const next = whole.next ? `, next ${whole.next.reason} in ${seconds(Math.max(0, whole.next.at - whole.now))}` : ", nothing due";
  return { clock: `${time(whole.now)} ${whole.path || "/"}${whole.visible ? "" : ", hidden"}${next}`, note: "", rules: whole.rules.map((rule) => readRule(rule, whole.now)), whole };
}

function readRule(whole, now) {
  const [atom] = whole.progress;
  const share = whole.state === "shown" ? 1 : atom && atom.need > 0 ? Math.min(1, atom.fired ? 1 : atom.have / atom.need) : null;
  return { id: whole.rule, state: whole.state, share, why: [progressOf(atom), verdictOf(whole, now)].filter(Boolean).join("; "), whole };
}

function progressOf(atom) {
  if (!atom) return "";
  const { trigger, have, need, paused, fired, evidence } = atom;
  if (trigger === "scroll") return need <= 1 ? `scrolled ${percent(have)} of ${percent(need)}` : `scrolled ${Math.round(have)} of ${need} px`;
  if (trigger === "exitIntent") return evidence ? `pointer left: ${words(evidence.verdict) || "counted"}` : "pointer has not left";
  if (trigger === "hover") return fired ? "rested on" : "not rested on yet";
  if (typeof have === "number" && need > 1) return `${trigger} ${seconds(have)} of ${seconds(need)}${paused ? `, paused: ${paused}` : ""}`;
  return need ? `${trigger} ${need}` : trigger;
}

function verdictOf({ state, did, reason, at, if: verdict, conditions, limits, next }, now) {
  if (state === "shown") return `since ${time(at)}`;
  const spent = limits.find(({ have, most, until }) => until > now || (have !== undefined && have >= most));
  if (spent) return spent.until ? `${spent.limit} until ${new Date(spent.until).toLocaleDateString()}` : `${spent.limit} ${spent.have} of ${spent.most}`;
  if (verdict !== true) return failing(conditions, verdict);
  const wait = next && next.at > now ? `, ${next.reason} for ${seconds(next.at - now)}` : "";
  return did === "blocked" ? words(reason) + wait : did ? `${did} ${time(at)}` : "";
}

/** The comparison to blame: the first that does not hold, or, inside a `not`, the one that does. */
function failing(conditions, verdict) {
  const inside = (leaf) => leaf.at.includes("/not");
  const leaf = conditions.find((one) => (inside(one) ? one.verdict !== false : one.verdict !== true)) ?? conditions[0];
  if (!leaf) return verdict === "unknown" ? REASONS.unknown : REASONS.if;
  const need = leaf.need.map((test) => Object.entries(test).map(([name, value]) => `${name} ${listed(value)}`)).join(", ");
  return `${leaf.at} is ${leaf.had === null ? "missing" : listed(leaf.had)}, ${inside(leaf) ? "must not be" : "needs"} ${need}`;
}

/** With room between what is listed, so that a line can end there. */
const listed = (value) => (Array.isArray(value) ? value.map((one) => JSON.stringify(one)).join(", ") : JSON.stringify(value));

const words = (reason) => REASONS[reason] ?? String(reason ?? "").replaceAll("_", " ");

/** What a goal, a funnel's step and an exposure say of themselves. */
function saying({ variant, experiment, value, currency, step, steps, exposures }) {
  return [
    variant && `${experiment}: ${variant}`,
    step && `step ${step} of ${steps}`,
    value !== undefined && `${value} ${currency ?? ""}`.trim(),
    exposures?.length && `after ${exposures.map((one) => `${one.experiment}: ${one.variant}`).join(", ")}`,
  ].filter(Boolean).join(", ");
}

/** @param {any} event */
export function readEvent(event) {
  const why = [event.reason && words(event.reason), saying(event)].filter(Boolean).join("; ");
  return {
    at: time(event.at ?? Date.now(), true), what: event.rule ?? event.goal ?? event.funnel ?? "",
    did: String(event.name ?? "").replace("opportune_", "").replaceAll("_", " "), why,
  };
}
