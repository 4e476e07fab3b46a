//! Words, numbers and addresses: from the engine's data to what may be put into the page.

import { attr, baseOf, el, on } from "./dom.js";
import { isApart, isRightToLeft, kindOf, langOf, pieceOf, speaking, textOf } from "./format.js";

export { numberOf, textOf } from "./format.js";

const WORDS = {
  __proto__: null,
  en: "Close|Copy|Copied|Apply|Filled in|No more tips",
  de: "Schließen|Kopieren|Kopiert|Einsetzen|Eingesetzt|Keine Tipps mehr",
  fr: "Fermer|Copier|Copié|Appliquer|Saisi|Plus de conseils",
  es: "Cerrar|Copiar|Copiado|Aplicar|Introducido|No más consejos",
  it: "Chiudi|Copia|Copiato|Applica|Inserito|Niente più consigli",
  nl: "Sluiten|Kopiëren|Gekopieerd|Invullen|Ingevuld|Geen tips meer",
  pt: "Fechar|Copiar|Copiado|Aplicar|Preenchido|Sem mais dicas",
  pl: "Zamknij|Kopiuj|Skopiowano|Zastosuj|Wpisano|Bez podpowiedzi",
  ar: "إغلاق|نسخ|تم النسخ|تطبيق|تم الإدخال|لا مزيد من النصائح",
  he: "סגירה|העתקה|הועתק|החלה|הוזן|בלי טיפים",
  th: "ปิด|คัดลอก|คัดลอกแล้ว|ใช้|กรอกแล้ว|ไม่ต้องแนะนำอีก",
  ja: "閉じる|コピー|コピーしました|適用|入力しました|ヒントを表示しない",
};

/** Our own six words in the widget's language: `[close, copy, copied, apply, filledIn, noMoreTips]`. */
export const ownWords = (locale) => (WORDS[String(locale).slice(0, 2)] ?? WORDS.en).split("|");

/** A label of ours, in the widget's language unless the rules say otherwise. */
export function ownLabel(text, w, place) {
  const words = textOf(text, w.host, true);
  return !words || words === ownWords("en")[place] ? ownWords(w.locale)[place] : words;
}

/** A text as nodes: its parts as elements, values set apart where they could reorder what stands around them. */
export function nodesOf(text, w, host = w.host) {
  if (Array.isArray(text)) return text.flatMap((part) => nodesOf(part, w, host));
  if (Object(text) !== text) return text == null || text === "" ? [] : [String(text)];
  const kind = kindOf(text);
  if (kind === "break") return [el("br")];
  if (kind === "link") return [linkNode(text.link, w, host)];
  if (kind === "text") return nodesOf(text.text, w, speaking(text.lang, host));
  if (kind) return [el(kind, "", ...nodesOf(text[kind], w, host))];
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

/** What a block is called, where there is neither title nor text. */
const calledBy = ({ text, survey, progress, countdown }) => text ?? survey?.question ?? (progress ?? countdown)?.label;

/** Title and text in one line, or what the first block is called: what an uninvited widget announces. */
export const wordsOf = ({ view, host }) =>
  (view.title || view.text ? [view.title, view.text] : [view.content?.map(calledBy).find(Boolean)]).map((text) => textOf(text, host, true)).filter(Boolean).join(". ").replace(/([?!.…]). /, "$1 ");
