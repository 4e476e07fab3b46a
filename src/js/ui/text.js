//! Words, numbers and addresses: from the engine's data to what may be put into the page.

import { attr, baseOf, el, on } from "./dom.js";
import { isApart, isRightToLeft, langOf, pieceOf, speaking, textOf } from "./format.js";

export { numberOf, textOf } from "./format.js";

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

/** A text as nodes: its parts as elements, values set apart where they could reorder what stands around them. */
export function nodesOf(text, w, host = w.host) {
  if (Array.isArray(text)) return text.flatMap((part) => nodesOf(part, w, host));
  if (Object(text) !== text) return text == null || text === "" ? [] : [String(text)];
  if (text.break) return [el("br")];
  if (text.strong !== undefined) return [el("strong", "", ...nodesOf(text.strong, w, host))];
  if (text.em !== undefined) return [el("em", "", ...nodesOf(text.em, w, host))];
  if (text.link) return [linkNode(text.link, w, host)];
  if (text.text !== undefined) return nodesOf(text.text, w, speaking(text.lang, host));
  const words = pieceOf(text, host);
  return [isApart(text, words, host) ? el("bdi", "", words) : words];
}

/** An element with a text; if that is of another language than the widget, it says so. */
export const worded = (w, tag, className, text) => inLanguage(el(tag, className, ...nodesOf(text, w)), text, w.lang);

/** Says of which language an element's text is, where that is not what is around it. */
export function inLanguage(node, text, around) {
  const lang = langOf(text);
  if (lang && lang !== around) {
    attr(node, "lang", lang);
    attr(node, "dir", isRightToLeft(lang) ? "rtl" : "ltr");
  }
  return node;
}

/** A link within a text; where it may not lead, its words alone. Links count on after the buttons. */
function linkNode({ text, href }, w, host) {
  const words = nodesOf(text, w, host);
  const address = linkOf(textOf(href, host), w.host);
  if (address == null) return el("span", "", ...words);
  const link = el("a", "", ...words);
  link.href = address;
  link.rel = "noopener";
  const index = (w.view.buttons ?? []).length + w.links++;
  on(link, "click", () => w.click(index), w.signal);
  return link;
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
  [view.title, view.text].map((text) => textOf(text, host, true)).filter(Boolean).join(". ").replace(/([?!.…]). /, "$1 ");
