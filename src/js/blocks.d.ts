/** Blocks that count down or ask. */

import type { Action, Duration } from "./rules.js";
import type { Template, Text } from "./texts.js";

/** `to`: a date, or a fact that holds one. `for`: that long for each visitor, and it never begins anew. */
export interface Countdown {
  $comment?: string;
  to?: string | { from: string };
  for?: Duration;
  /** With `for`: countdowns with the same key run together. */
  key?: string;
  label?: Text;
  /** Stands in its place once it is over; without it the widget goes. */
  ended?: Text;
}

type Option = Template | { text: Text; value?: string | number };

/** One of `choice`, `rating` and `text`. */
export interface Survey {
  $comment?: string;
  question: Text;
  choice?: Option[];
  rating?: true | number | { most?: number; least?: 0 | 1; low?: Text; high?: Text };
  text?: true | Template | { hint?: Text; send?: Text };
  done?: Done;
}

/** At most four fields; their values go to `submit` alone. */
export interface FormBlock {
  $comment?: string;
  fields: Field[];
  /** A function given to `start()`, or an address. */
  submit: string;
  send?: Text;
  error?: Text;
  done?: Done;
}

interface Labelled {
  label?: Text;
  name?: string;
  required?: boolean;
  hint?: Text;
}

/** Exactly one of these. */
export interface Field {
  $comment?: string;
  email?: true | Template | Labelled;
  phone?: true | Template | Labelled;
  text?: Template | Labelled & { label: Text; autocomplete?: string };
  choice?: Labelled & { label: Text; of: Option[] };
  checkbox?: Template | Omit<Labelled, "hint"> & { label: Text };
}

/** What follows an answer. */
type Done = Template | { text?: Text; do?: Action | Action[] };
