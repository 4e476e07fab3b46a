/** @file What the visitor allowed, as the shop remembers it. "Not now" is asked again in the next session. */

const KEY = "mizzle:choices";

/** @returns {"granted" | "denied" | "pending"} */
export function consentState() {
  try {
    if (localStorage.getItem(KEY) === "granted") return "granted";
    if (sessionStorage.getItem(KEY) === "denied") return "denied";
  } catch {
    // Refused storage is no consent.
  }
  return "pending";
}

/** @param {"granted" | "denied" | "pending"} choice */
export function rememberConsent(choice) {
  try {
    localStorage.removeItem(KEY);
    sessionStorage.removeItem(KEY);
    if (choice === "granted") localStorage.setItem(KEY, "granted");
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
    if (firstName && consentState() === "granted") localStorage.setItem("mizzle:customer", firstName);
  } catch {
    // Then we greet nobody by name.
  }
}
