/**
 * @file What the visitor allowed, as the shop remembers it: all, to remember but not to count (`partly`), or nothing,
 * which is asked again in the next session.
 */

const KEY = "mizzle:choices";

/** @returns {"granted" | "partly" | "denied" | "pending"} */
export function consentState() {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "granted" || kept === "partly") return kept;
    if (sessionStorage.getItem(KEY) === "denied") return "denied";
  } catch {
    // Refused storage is no consent.
  }
  return "pending";
}

/** @param {"granted" | "partly" | "denied" | "pending"} choice */
export function rememberConsent(choice) {
  try {
    localStorage.removeItem(KEY);
    sessionStorage.removeItem(KEY);
    if (choice === "granted" || choice === "partly") localStorage.setItem(KEY, choice);
    if (choice === "denied") {
      sessionStorage.setItem(KEY, "denied");
      localStorage.removeItem("mizzle:customer");
    }
  } catch {
    // Nothing to remember it in.
  }
}

/** The first name a returning customer left with us, if we may remember it. @returns {string | undefined} */
export function rememberedName() {
  try {
    return localStorage.getItem("mizzle:customer") ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} firstName */
export function rememberName(firstName) {
  try {
    if (firstName && ["granted", "partly"].includes(consentState())) localStorage.setItem("mizzle:customer", firstName);
  } catch {
    // Then we greet nobody by name.
  }
}

/** The same by purpose, as the runtime is told it. @returns {Record<"functional" | "analytics" | "personalization", string>} */
export function purposes(choice = consentState()) {
  const remember = choice === "partly" ? "granted" : choice;
  return { functional: remember, personalization: remember, analytics: choice === "partly" ? "denied" : choice };
}
