/**
 * @file Keeps the rule panel within reach: what stands outside of a modal dialog cannot be pressed, so that it goes into
 * the dialog while that is open, above it, and back when it closes.
 */

const roots = () => [document, ...Array.from(document.querySelectorAll("opportune-widget"), (node) => node.shadowRoot)];
const modal = () => roots().flatMap((root) => (root ? [...root.querySelectorAll("dialog:modal")] : [])).at(-1);

/** @param {HTMLElement} host @param {HTMLElement} list what scrolls in it @returns {() => void} to end it */
export function reach(host, list) {
  const end = new AbortController();
  const look = () => {
    const dialog = modal();
    const home = dialog ?? document.body;
    if (host.parentNode === home) return;
    const [focused, top] = [host.shadowRoot.activeElement, list.scrollTop];
    home.append(host);
    host.popover = dialog ? "manual" : null;
    if (dialog) host.showPopover();
    list.scrollTop = top;
    focused?.focus({ preventScroll: true });
    dialog?.addEventListener("close", look, { once: true, signal: end.signal });
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document, { subtree: true, childList: true, attributeFilter: ["open"] });
  end.signal.addEventListener("abort", () => watcher.disconnect());
  look();
  return () => end.abort();
}
