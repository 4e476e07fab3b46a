/** @file What every page shares: cart count, choices strip, letter form, the rule panel's door, and arming the rules. */

import { cart } from "./cart.js";
import { consentState, rememberConsent } from "./consent.js";
import { announce } from "./dom.js";
import { arm, runtime } from "./runtime.js";

const root = document.documentElement;

function showCount() {
  const output = document.querySelector("#cart-count");
  output.textContent = String(cart.count());
  output.toggleAttribute("data-empty", cart.count() === 0);
}

const THANKS = { granted: "Thank you. We will remember, and count.", partly: "Understood. We remember, and count nothing.", denied: "Understood. Nothing is kept." };

function wireChoices() {
  const decide = (choice) => {
    const hasFocus = document.activeElement?.closest(".choices");
    rememberConsent(choice);
    root.dataset.choices = "made";
    runtime.setConsent(choice);
    announce(THANKS[choice]);
    // The strip goes, and with it what had focus.
    if (hasFocus) document.querySelector("#main").focus({ preventScroll: true });
  };
  document.querySelector("#choices-yes").addEventListener("click", () => decide("granted"));
  document.querySelector("#choices-partly").addEventListener("click", () => decide("partly"));
  document.querySelector("#choices-no").addEventListener("click", () => decide("denied"));
  document.querySelector("#choices-again").addEventListener("click", () => {
    root.dataset.choices = "open";
    window.scrollTo(0, 0);
    document.querySelector(consentState() === "granted" ? "#choices-no" : "#choices-yes").focus();
  });
}

function wireLetter() {
  document.querySelector("#letter-form").addEventListener("submit", (event) => {
    event.preventDefault();
    event.target.querySelector("[role=status]").textContent = "Thank you. In a real shop, a letter would now be on its way.";
    event.target.reset();
    runtime.track("newsletter_joined", {});
  });
}

function wirePanel() {
  for (const door of document.querySelectorAll("[data-panel-door]")) {
    door.addEventListener("click", async () => (await import("./panel.js")).toggle(door));
  }
}

export function frame() {
  showCount();
  cart.subscribe(() => {
    showCount();
    runtime.setFacts({ cart: cart.facts() });
  });
  wireChoices();
  wireLetter();
  wirePanel();
  arm();
}

