//! For pages that draw for themselves: a text of a view as a string, with numbers, money and dates as our widgets write them.

import { textOf } from "./ui/format.js";

export function words(text, { locale, currency, timeZone } = {}) {
  const page = typeof document === "undefined" ? undefined : document.documentElement?.lang;
  return textOf(text, { __proto__: null, locale: locale || page || undefined, currency, zone: timeZone });
}
