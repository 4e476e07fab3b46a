//! The other tabs of this browser: each hears what was denied or forgotten in one of them.

/** @param {string} namespace */
export function createTabs(namespace, onHeard) {
  let channel;
  return {
    say: (news) => channel?.postMessage(news),
    /** Only while the page is there: a channel must not keep it out of the back/forward cache. */
    meet(comes) {
      channel?.close();
      channel = undefined;
      if (!comes) return;
      try {
        channel = new BroadcastChannel(`opportune:${namespace}`);
        channel.onmessage = ({ data }) => onHeard(data);
      } catch {
        // Then each tab hears for itself.
      }
    },
  };
}
