//! The page's own code, called by us: nothing that it throws or promises in vain comes back.

/** Runs the page's own code; what it throws is its own affair, and shown as such. */
export const guarded = (name, work) => {
  const failed = (why) => console.error(`opportune: ${name}`, why);
  try {
    const result = work();
    if (typeof result === "object") Promise.resolve(result).catch(failed);
    return result;
  } catch (why) {
    failed(why);
  }
};
