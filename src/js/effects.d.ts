/** What goes out to the page before it happens, for `onEffect`: what to draw, and how the page answers for it. */

/** What the page tells of something it draws itself. */
export interface Report {
  (what: "drawn"): void;
  /** Nothing more is heard of it then. */
  (what: "not_drawn", why: "not_found" | "not_visible" | "many" | "contested"): void;
  /** A button, by its index. */
  (what: "click", button?: number): void;
  /** Its coupon was copied, or put where it belongs: a click, after which it stays. */
  (what: "copy" | "apply"): void;
  /** `mute`: the visitor wants no more tips, where the view offers that. */
  (what: "dismiss", how: "close" | "escape" | "outside" | "mute"): void;
  /** A survey: the place of the choice or the rating, and what was typed. A form that was sent: nothing more. */
  (what: "answer", choice?: number, text?: string): void;
}

/** What there is to draw: the surfaces, and `enable`, which holds a control and says why. */
export type EffectKind = "tooltip" | "popup" | "banner" | "toast" | "inline" | "badge" | "cta" | "highlight" | "enable";

/** Something is to be drawn; `key` is its name until it is hidden. */
export interface ShowEffect {
  type: "show";
  key: string;
  rule: string;
  place: number;
  kind: EffectKind;
  anchor: string | null;
  answers: boolean;
  view: View;
  report: Report;
}

/** What is shown says something else from now on. */
export interface UpdateEffect {
  type: "update";
  key: string;
  view: View;
}

/** What is shown goes. */
export interface HideEffect {
  type: "hide";
  key: string;
  why: "dismiss" | "click" | "expire" | "condition" | "leave" | "navigate" | "api" | "update" | "not_drawn" | "hide_on" | "lost" | "schedule" | "stop";
}

export type Effect =
  | ShowEffect
  | UpdateEffect
  | HideEffect
  | { type: "dataLayer"; value: unknown }
  | { type: "call"; rule: string; name: string; args: unknown }
  | { type: "emit"; rule: string; name: string; props: unknown }
  | { type: "fill" | "focus"; rule: string; on: string; text: ViewText | null; asked: boolean };

/** A text as it is to be read: what depends on the language is for whoever draws to format. */
export type ViewText = string | ViewPiece | ViewPart | { lang: string; text: ViewText } | ViewText[];

/** A value in a text. Without `filter` it is to be set apart (`<bdi>`): it is written from the other side. */
export interface ViewPiece {
  value: number | string | ViewPiece;
  filter?: "money" | "number" | "date" | "relative" | "plural" | "upper" | "lower" | "title" | "truncate";
  currency?: string;
  digits?: number;
  args?: Array<string | number>;
}

/** A part of a rich text. */
export type ViewPart = { strong: ViewText } | { em: ViewText } | { link: { text: ViewText; href: ViewText } } | { break: true };

/** A picture. */
export interface ViewImage {
  src: ViewText;
  alt?: ViewText;
  width?: number;
  height?: number;
}

/** A block: it has one of these. */
export interface ViewBlock {
  text?: ViewText;
  image?: ViewImage;
  /** `field` and `apply`: offer to type it there. `href`: a page that takes it. */
  coupon?: { code: ViewText; field?: string; apply?: boolean; href?: ViewText };
  progress?: { value: number; goal: number; label?: ViewText };
  list?: { of: ViewText[]; style?: "bullets" | "numbers" | "checks" | "plain" };
  /** `to` in milliseconds since 1970; once it is `over`, `ended` stands in its place. */
  countdown?: { to: number; over?: true; label?: ViewText; ended?: ViewText };
  /** With one of `choice`, `rating` and `text`; `done` takes its place once it is answered. */
  survey?: {
    question: ViewText;
    choice?: Array<{ text: ViewText; value: string | number }>;
    rating?: { most: number; least?: 0; low?: ViewText; high?: ViewText };
    text?: { hint?: ViewText; send?: ViewText };
    done?: ViewText;
  };
  /** Whoever draws it hands the values to `submit`, and to nobody else, then reports `"answer"`. */
  form?: {
    fields: Array<{
      type: "email" | "phone" | "text" | "choice" | "checkbox";
      name: string;
      required: boolean;
      label?: ViewText;
      hint?: ViewText;
      of?: Array<{ text: ViewText; value: ViewText }>;
      autocomplete?: string;
    }>;
    submit: { call: string } | { href: ViewText };
    send?: ViewText;
    error?: ViewText;
    done?: ViewText;
  };
}

/** What to draw, in long form. */
export interface View {
  title?: ViewText;
  text?: ViewText;
  image?: ViewImage;
  content?: ViewBlock[];
  buttons?: Array<{ text: ViewText; href?: ViewText; style?: "primary" | "plain" }>;
  close?: ViewText | false;
  /** The rule's own: tokens, and the `name` of a ready theme. */
  theme?: Record<string, string>;
  /** The label of *No more tips*. */
  mute?: ViewText;
  /** Of a tooltip. */
  side?: string;
  /** Of a banner. */
  edge?: string;
  /** Of a popup. */
  size?: string;
  /** Of a toast or a badge. */
  corner?: string;
  /** Of inline words. */
  place?: string;
  /** Of a highlight. */
  effect?: string;
  /** Of a rewritten element. */
  href?: ViewText;
  class?: string;
}
