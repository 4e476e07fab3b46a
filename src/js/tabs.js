//! The other tabs of this browser: each hears what was denied or forgotten in one of them.

/** @param {string} namespace */
export function createTabs(namespace, onHeard) {
  const name = `opportune:${namespace}`;
  let channel;
  return {
    /** With `always`, also where this tab hears nothing itself: it is stopped, or not there yet. */
    say(news, always) {
      try {
        const own = channel || !always ? undefined : new BroadcastChannel(name);
        (channel ?? own)?.postMessage(news);
        own?.close();
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
        channel.onmessage = ({ data }) => onHeard(data);
      } catch {
        // Then each tab hears for itself.
      }
    },
  };
}
