//! LinkedIn Insight Tag: conversions, those that `conversions` names by goal or event. The queue is that of its snippet.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("linkedin", {
  global: "lintrk",
  client(at) {
    const queue = Object.assign((...args) => queue.q.push(args), { q: [] });
    return (globalThis[at] ??= queue);
  },
  send(lintrk, name, fields, event, { conversions = {} }) {
    const conversion = conversions[event.goal ?? ""] ?? conversions[event.name];
    if (conversion !== undefined) lintrk("track", { conversion_id: conversion, event_id: event.id });
  },
});
