//! Words, numbers and addresses: from the engine's data to what may be put into the page.

import { baseOf } from "./dom.js";

const WORDS = {
  __proto__: null,
  en: "Close|Copy|Copied|Apply|Filled in",
  de: "Schließen|Kopieren|Kopiert|Einsetzen|Eingesetzt",
  fr: "Fermer|Copier|Copié|Appliquer|Saisi",
  es: "Cerrar|Copiar|Copiado|Aplicar|Introducido",
  it: "Chiudi|Copia|Copiato|Applica|Inserito",
  nl: "Sluiten|Kopiëren|Gekopieerd|Invullen|Ingevuld",
};

/** Our own five words in the page's language: `[close, copy, copied, apply, filledIn]`. */
export const ownWords = (locale) => (WORDS[String(locale).slice(0, 2)] ?? WORDS.en).split("|");

/** A text of a view as a string, its numbers written as `host.locale` writes them. */
export function textOf(text, host) {
  const pieces = Array.isArray(text) ? text : [text ?? ""];
  return pieces.map((piece) => (Object(piece) === piece ? numberOf(piece, host) : String(piece))).join("");
}

/** A number as `host.locale` writes it. `filter` is `money`, `number` or, for our own use, `percent`. */
export function numberOf({ value, filter, currency, digits }, host) {
  const options = { __proto__: null, style: filter === "percent" ? filter : "decimal" };
  const unit = filter === "money" && (currency ?? host.currency);
  if (unit) {
    options.style = "currency";
    options.currency = unit;
  }
  if (digits != null) options.minimumFractionDigits = options.maximumFractionDigits = digits;
  try {
    return new Intl.NumberFormat(host.locale || undefined, options).format(value);
  } catch {
    return String(value);
  }
}

/**
 * The address if a link may lead there, else null. The protocol is compared after parsing;
 * hosts beyond the page's own must be granted by `host.hosts`.
 */
export function linkOf(text, host) {
  try {
    const url = new URL(text, baseOf());
    const isWeb = url.protocol === "https:" || url.protocol === "http:";
    const isHere = url.host === location.host || host.hosts?.includes(url.host);
    return (isWeb && isHere) || url.protocol === "mailto:" || url.protocol === "tel:" ? text : null;
  } catch {
    return null;
  }
}

/** The address if a picture may come from there, else null: https, or the page's own origin. */
export function pictureOf(text) {
  try {
    const url = new URL(text, baseOf());
    return url.protocol === "https:" || url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

/** Title and text in one line: what an uninvited widget announces. */
export const wordsOf = ({ view, host }) =>
  [view.title, view.text].map((text) => textOf(text, host)).filter(Boolean).join(". ").replace(/([?!.…]). /, "$1 ");
