//! The other tabs of this browser: each hears what was denied or forgotten in one of them, and whether that was long ago.

/** A tab that slept hears late. By then somebody may have said yes again. */
const LATE = 10_000;

/**
 * @param {string} namespace
 * @param {false | ((news: unknown, isHeard: number) => void)} onHeard 1, or 2 of what was said long ago. Without it, nobody listens.
 * @param {() => void} onLeft The page is left, and hears nothing until it comes back.
 * @param {AbortSignal} signal
 */
export function createTabs(namespace, onHeard, onLeft, signal) {
  const name = `opportune:${namespace}`;
  let channel;
  /** Only while the page is there: a channel must not keep it out of the back/forward cache. */
  const part = () => (channel = channel?.close());
  const meet = () => {
    if (channel || !onHeard) return;
    try {
      channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }) => {
        // A tab with an older version says the bare news.
        const [news, at] = [data].flat();
        onHeard(news, Date.now() - at > LATE ? 2 : 1);
      };
    } catch {
      // Then each tab hears for itself.
    }
  };
  const on = (what, handler) => EventTarget.prototype.addEventListener.call(window, what, handler, { __proto__: null, signal });
  meet();
  on("pageshow", meet);
  on("pagehide", () => {
    part();
    onLeft();
  });
  signal.addEventListener("abort", part);
  return {
    /** Also where this tab hears nothing itself: it is stopped, or not there yet. */
    say(news) {
      try {
        const own = channel ?? new BroadcastChannel(name);
        own.postMessage([news, Date.now()]);
        if (own !== channel) own.close();
      } catch {
        // Nobody to hear it.
      }
    },
  };
}
