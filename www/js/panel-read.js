/** @file From the runtime's explanations and events to the panel's few words. */

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** @param {any} handle */
export function readAll(handle) {
  const whole = handle.explain() ?? {};
  const rules = Array.isArray(whole.rules) ? whole.rules : Object.entries(whole.rules ?? whole).map(([id, value]) => ({ id, ...value }));
  return { clock: "", note: "", rules: rules.map(readRule) };
}

function readRule(whole) {
  return { id: whole.id, state: String(whole.state ?? ""), share: null, why: "", whole };
}

/** @param {any} event */
export function readEvent(event) {
  const at = new Date(event.at ?? Date.now());
  return {
    at: Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(11, 23),
    rule: event.rule ?? "",
    did: String(event.name ?? "").replace("opportune_", ""),
    why: event.reason ?? "",
  };
}
