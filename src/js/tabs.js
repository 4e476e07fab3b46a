//! The other tabs of this browser: each hears what was denied or forgotten in one of them, and whether that was long ago.

/** A tab that slept hears late. By then somebody may have said yes again. */
const LATE = 10_000;

/**
 * @param {string} namespace
 * @param {(news: unknown, isHeard: number) => void} onHeard 1, or 2 of what was said long ago.
 */
export function createTabs(namespace, onHeard) {
  const name = `opportune:${namespace}`;
  let channel;
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
    /** Only while the page is there: a channel must not keep it out of the back/forward cache. */
    meet(comes) {
      channel?.close();
      channel = undefined;
      if (!comes) return;
      try {
        channel = new BroadcastChannel(name);
        channel.onmessage = ({ data }) => {
          // A tab with an older version says the bare news.
          const [news, at] = Array.isArray(data) ? data : [data];
          onHeard(news, Date.now() - at > LATE ? 2 : 1);
        };
      } catch {
        // Then each tab hears for itself.
      }
    },
  };
}
