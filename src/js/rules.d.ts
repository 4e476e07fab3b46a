/** The rule language of this version; `schema.json` says the same to editors. */

import type { Countdown, FormBlock, Survey } from "./blocks.js";
import type { ByLanguage, Parts, RichText, Template, Text } from "./texts.js";

export type { Countdown, Field, FormBlock, Survey } from "./blocks.js";
export type { Part, RichText, Template, Text } from "./texts.js";

/** `"300ms"`, `"10s"`, `"1m30s"`, `"2h"`, `"7d"` */
export type Duration = string;
/** A CSS selector; `>>>` goes into an open shadow root. */
export type Selector = string;
type Plain = string | number | boolean | null;
type OneOrMore<T> = T | T[];
/** Small forms expand: a string is the main field, `true` is all defaults. */
type Form<Main, Long> = Main | Long;
/** RFC 7396 */
type Patch<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Patch<T[K]> | null } : T;

export interface Rules {
  $schema?: string;
  $comment?: string;
  version?: 1;
  /** `false` stops everything. */
  enabled?: boolean;
  settings?: Settings;
  /** Conditions with names, for `audience`. */
  audiences?: Record<string, Condition>;
  /** In order: the last that holds is the visitor's `stage`. */
  stages?: Record<string, Condition>;
  models?: Record<string, Model>;
  /** Experiments that rules share, by name. */
  experiments?: Record<string, Experiment>;
  goals?: Record<string, Goal>;
  funnels?: Record<string, Form<FunnelStep[], Funnel>>;
  /** Texts by key, for `{ t: "key" }`. */
  texts?: Record<string, Parts | ByLanguage<Parts>>;
  rules: Rule[];
}

/** Who takes part, and in which variants. An exposure is recorded where they can differ first. */
export interface Experiment {
  $comment?: string;
  /** From 2 to 16; at most one is the control. */
  variants: Variant[];
  /** Like `"20%"`; for others it is as if there were no experiment. */
  coverage?: string;
  namespace?: { $comment?: string; name: string; range: [string, string] };
  seed?: string;
  /** `"visitor"`, or a fact: `"customer.id"`. */
  by?: string;
  /** Another version deals everybody anew. */
  version?: number;
  /** Who was dealt a variant in a version before this one takes no part. */
  minVersion?: number;
}

/** The rule as it is written, or with these fields merged in, or nothing at all. */
export type Variant = { $comment?: string; id: string; weight?: number } & (
  | { control: true }
  | ({ control?: false } & Patch<Pick<Rule, "when" | "if" | "delay" | "wait" | "cancelOn" | "hideOn" | "show" | "do" | "meta">>)
);

/** Reported once per visitor, session or page view, or each time (the default with a `value`). `segments` are audiences that its reports name; `meta` is copied into them. */
export interface Goal { $comment?: string; when: Trigger; if?: Condition; count?: "visitor" | "session" | "page" | "each"; value?: number | { $comment?: string; from: string; currency?: string }; segments?: OneOrMore<string>; meta?: Record<string, unknown> }
export type FunnelStep = Form<string, { $comment?: string; goal: string; optional?: boolean }>;
/** `within` (7d) is from the first step on; goals of `exclude` end it before its last step. */
export interface Funnel { $comment?: string; steps: FunnelStep[]; within?: Duration; exclude?: OneOrMore<string> }

/** A sum of weights; `logistic` turns it into a share from 0 to 1. */
export interface Model {
  $comment?: string;
  kind?: "linear" | "logistic";
  bias?: number;
  weights: Term[];
}

/** One of `if`, `fact`, `count` and `did`, and what each of it adds. */
export interface Term {
  $comment?: string;
  if?: Condition;
  fact?: string;
  count?: "visits" | "pageViews" | "daysSinceLastVisit" | "daysSinceFirstVisit";
  did?: string | { event: string; where?: Record<string, Comparison>; within?: Duration };
  weight: number;
  /** Stands in for what is not known. */
  else?: number;
  most?: number;
}

export interface Settings {
  $comment?: string;
  /** Inactivity that ends a session ("30m"). */
  session?: Duration;
  /** Gap between two interruptions ("20s"). */
  quietPeriod?: Duration;
  /** Within these nobody is interrupted. */
  quietZones?: OneOrMore<Selector>;
  /** These count as open dialogs: name the consent banner here. */
  overlays?: OneOrMore<Selector>;
  maxPerPage?: number;
  maxPerSession?: number;
  maxPerDay?: number;
  locale?: string;
  currency?: string;
  /** `"visitor"`, or an IANA zone. */
  timeZone?: string;
  hashRouting?: boolean;
  /** Query names whose change begins a page view. */
  pageQuery?: OneOrMore<string>;
  withoutStorage?: "quiet" | "show" | "hide";
  theme?: Theme;
  /** A quiet button in each interruption: no more of them for that long. */
  mute?: Form<Duration, { for: Duration; text?: Text }>;
  /** Limits by tag. */
  quotas?: Record<string, Omit<Limit, "key" | "afterGoal">>;
  /** Like `"5%"`: the share of visitors that sees nothing of any rule. */
  holdout?: string;
  /** How long an exposure is remembered for what follows from it ("7d"). */
  attribution?: Duration;
}

/** A ready theme. */
export type ReadyTheme = "paper" | "ink" | "night" | "garden" | "coast" | "bloom";

/** Colors: hex, `rgb()`, `hsl()` or a name. A ready theme by name, or tokens, with or without its `name`. */
export type Theme = ReadyTheme | {
  $comment?: string;
  name?: ReadyTheme;
  accent?: string;
  surface?: string;
  text?: string;
  muted?: string;
  line?: string;
  /** At most 100px. */
  radius?: string;
  /** Size of text, 12px to 32px. */
  size?: string;
  /** Unit of spacing, 2px to 8px. */
  space?: string;
  /** How long it takes to appear, 0ms to 1000ms. */
  motion?: string;
  font?: string;
};

export interface Rule {
  $comment?: string;
  id: string;
  description?: string;
  /** `"preview"` keeps it from shoppers, as `false` does. */
  enabled?: boolean | "preview";
  /** Without it the rule is shown while `if` is true. */
  when?: Trigger;
  if?: Condition;
  delay?: Duration;
  /** Ends a firing that is under way: listened to from the firing until it shows. */
  cancelOn?: Trigger;
  /** Hides what is shown. */
  hideOn?: Trigger;
  wait?: Duration | "page";
  show?: Surface;
  do?: Action[];
  interrupts?: boolean;
  slot?: string;
  priority?: number;
  limit?: Limit;
  /** When it may act at all; what it shows hides when this closes. */
  schedule?: Schedule;
  meta?: Record<string, unknown>;
  tags?: OneOrMore<string>;
  /** Like `"5%"`: the share of visitors that get to see it. */
  rollout?: string;
  /** Variants of the rule, or the name of an experiment in `experiments`. */
  experiment?: string | Experiment;
  /** What is otherwise on a kind of device: merged into the rule (RFC 7396), where `null` removes. */
  on?: { $comment?: string } & { [Device in "mobile" | "tablet" | "desktop"]?: Patch<Omit<Rule, "id" | "description" | "on">> };
}

type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** All that is given holds. A bare date is the whole day; hours may pass midnight. */
export interface Schedule {
  $comment?: string;
  from?: string;
  to?: string;
  days?: OneOrMore<Day>;
  /** `"09:00-18:00"` */
  hours?: OneOrMore<string>;
  /** `"visitor"` or an IANA zone; without it, that of the settings. */
  timeZone?: string;
}

/** How long something is remembered. */
export type Scope = "page" | "session" | "visitor";

/** Exactly one of these. */
export interface Trigger {
  dwell?: Form<Duration, { for: Duration; clock?: "visible" | "active" | "total"; scope?: "page" | "session" | "visitor"; on?: Selector; by?: OneOrMore<"pointer" | "focus" | "view"> }>;
  scroll?: Form<string, { depth: string; measure?: "scrolled" | "seen"; container?: Selector; on?: Selector }>;
  scrollUp?: Form<true | string, { by?: string; within?: Duration; afterDepth?: string }>;
  hover?: Form<Selector, { on: Selector; for?: Duration; times?: number }>;
  exitIntent?: Form<true | "low" | "medium" | "high", { sensitivity?: "low" | "medium" | "high"; after?: Duration; touch?: OneOrMore<"scrollUp" | "return" | "idle"> }>;
  idle?: Form<Duration, { for: Duration }>;
  return?: Form<true | Duration, { after?: Duration }>;
  click?: Form<true | OneOrMore<Selector>, { on?: OneOrMore<Selector> }>;
  rageClick?: Form<true | OneOrMore<Selector>, { on?: OneOrMore<Selector>; times?: number }>;
  deadClick?: Form<true | OneOrMore<Selector>, { on?: OneOrMore<Selector> }>;
  focus?: Form<OneOrMore<Selector>, { on: OneOrMore<Selector> }>;
  input?: Form<true | OneOrMore<Selector>, { on?: OneOrMore<Selector> }>;
  submit?: Form<true | OneOrMore<Selector>, { on?: OneOrMore<Selector> }>;
  invalid?: Form<true | OneOrMore<Selector>, { on?: OneOrMore<Selector> }>;
  hesitation?: Form<OneOrMore<Selector>, { on: OneOrMore<Selector>; for?: Duration }>;
  formAbandon?: Form<OneOrMore<Selector>, { on: OneOrMore<Selector> }>;
  event?: Form<OneOrMore<string>, { name: string; where?: Record<string, Comparison>; source?: "track" | "dom" | "dataLayer" }>;
  copy?: Form<true | OneOrMore<Selector>, { on?: OneOrMore<Selector> }>;
  visible?: Form<OneOrMore<Selector>, { on: OneOrMore<Selector>; ratio?: number; for?: Duration; each?: boolean }>;
  appears?: Form<OneOrMore<Selector>, { on: OneOrMore<Selector> }>;
  /** `progress` ("50%") or `state`. */
  media?: Form<OneOrMore<Selector>, { on: OneOrMore<Selector>; progress?: string; state?: "playing" | "paused" | "ended" }>;
  pageView?: Form<true | OneOrMore<string>, { path?: OneOrMore<string> }>;
  manual?: true;
  any?: Form<Trigger[], { of: Trigger[] }>;
  all?: Form<Trigger[], { of: Trigger[]; within?: Duration; scope?: Scope }>;
  sequence?: Form<Trigger[], { of: Trigger[]; within?: Duration; scope?: Scope; strict?: boolean; same?: string }>;
  count?: { of: Trigger; times: number; within?: Duration; scope?: Scope };
  hold?: { when: Trigger; while: Condition };
  turns?: Condition;
  absent?: { after: Trigger; no: Trigger; for: Duration; clock?: "visible" | "active" | "total"; scope?: Scope };
}

/** A literal, a list (any of them), or operators. */
export type Comparison = Plain | Plain[] | Operators;

type Bound = number | Record<string, number>;

export interface Operators {
  is?: Plain;
  isNot?: Plain;
  in?: Plain[];
  notIn?: Plain[];
  contains?: Plain;
  startsWith?: string;
  endsWith?: string;
  like?: OneOrMore<string>;
  /** Regular expressions, without look-around and back references. */
  matches?: OneOrMore<string>;
  atLeast?: Bound;
  atMost?: Bound;
  above?: Bound;
  below?: Bound;
  between?: [number, number];
  exists?: boolean;
  empty?: boolean;
  ignoreCase?: boolean;
  /** Stands in for a missing value. */
  else?: Plain;
}

type Channel = "direct" | "organic" | "paid" | "social" | "email" | "referral" | "affiliate";
type State = OneOrMore<"pending" | "granted" | "denied"> | Operators;

/** All of its keys hold. */
export interface Condition {
  $comment?: string;
  path?: Comparison;
  url?: Comparison;
  query?: Record<string, Comparison>;
  referrer?: Comparison;
  utm?: Record<string, Comparison>;
  visitor?: OneOrMore<"new" | "returning"> | Operators;
  visits?: Comparison;
  pageViews?: Comparison | { session?: Comparison; visitor?: Comparison };
  device?: OneOrMore<"mobile" | "tablet" | "desktop"> | Operators;
  language?: Comparison;
  hash?: Comparison;
  channel?: OneOrMore<Channel> | Operators;
  landingPath?: Comparison;
  daysSinceLastVisit?: Comparison;
  daysSinceFirstVisit?: Comparison;
  viewport?: { width?: Comparison; height?: Comparison };
  pointer?: OneOrMore<"fine" | "coarse"> | Operators;
  orientation?: OneOrMore<"portrait" | "landscape"> | Operators;
  timeZone?: Comparison;
  saveData?: boolean | Operators;
  reducedMotion?: boolean | Operators;
  colorScheme?: OneOrMore<"light" | "dark"> | Operators;
  online?: boolean | Operators;
  consent?: { functional?: State; analytics?: State; personalization?: State };
  schedule?: Schedule;
  title?: Comparison;
  meta?: Record<string, Comparison>;
  cookie?: Record<string, Comparison>;
  storage?: Record<string, Comparison>;
  /** Names of `audiences`: in any of them. */
  audience?: OneOrMore<string>;
  stage?: OneOrMore<string> | Operators;
  score?: OneOrMore<{ model: string; is?: number; isNot?: number; atLeast?: number; atMost?: number; above?: number; below?: number; between?: [number, number]; exists?: boolean; else?: number }>;
  variant?: OneOrMore<{ experiment: string; is?: OneOrMore<string>; isNot?: OneOrMore<string>; in?: string[]; notIn?: string[]; exists?: boolean; else?: string }>;
  cart?: { value?: Comparison; currency?: Comparison; count?: Comparison; coupon?: Comparison; has?: OneOrMore<string> | { sku?: Comparison; id?: Comparison; category?: Comparison; quantity?: Comparison } };
  product?: { id?: Comparison; name?: Comparison; price?: Comparison; currency?: Comparison; available?: Comparison; category?: Comparison };
  customer?: { id?: Comparison; firstName?: Comparison; orders?: Comparison; tags?: Comparison };
  /** Anything else the page sets; dots reach in. */
  fact?: Record<string, Comparison>;
  element?: Form<OneOrMore<Selector>, { on: Selector; visible?: Comparison; text?: Comparison; value?: Comparison; count?: Comparison }>;
  seen?: Form<OneOrMore<string>, { rule: string; times?: Comparison; within?: Duration; outcome?: "shown" | "click" | "dismiss" }>;
  did?: Form<OneOrMore<string>, { event: string; where?: Record<string, Comparison>; times?: Comparison; within?: Duration }>;
  goal?: Form<OneOrMore<string>, { name: string; times?: Comparison; within?: Duration }>;
  all?: Condition[];
  any?: Condition[];
  not?: OneOrMore<Condition>;
}

export interface Limit {
  $comment?: string;
  perPage?: number | "any";
  perSession?: number;
  perDay?: number;
  perVisitor?: number;
  cooldown?: Duration;
  afterDismiss?: Duration;
  afterClick?: Duration;
  afterGoal?: { $comment?: string; goal: string; for: Duration };
  /** Rules with the same key share their counts. */
  key?: string;
}

interface Common {
  title?: Text;
  text?: RichText;
  image?: Image;
  content?: Block[];
  /** A string is the text of a button that closes. */
  buttons?: OneOrMore<string | Button>;
  /** The label of the close button; `false`: none. */
  close?: Text | false;
  hideAfter?: Duration;
  theme?: Theme;
}

interface Image {
  src: Template | ByLanguage<Template>;
  /** What it shows, in words; empty for mere decoration. */
  alt: Text;
  width: number;
  height: number;
}

/** Exactly one of these; a block named directly gets its usual surface. */
export interface Surface extends Block {
  tooltip?: Common & { anchor: Selector; side?: "top" | "right" | "bottom" | "left" };
  popup?: Parts | Common & { size?: "small" | "medium" | "large" };
  banner?: Parts | Common & { edge?: "top" | "bottom" };
  cta?: { anchor: Selector; text?: Text; href?: Template | ByLanguage<Template>; class?: string; theme?: Theme };
  toast?: Parts | Common & { corner?: Corner };
  inline?: Common & { anchor: Selector; place?: "before" | "after" | "prepend" | "append" | "replace" };
  badge?: Common & { anchor: Selector; corner?: Corner };
  highlight?: Form<OneOrMore<Selector>, { anchor: Selector; effect?: "outline" | "glow" | "tint"; hideAfter?: Duration; theme?: Theme }>;
}

type Corner = "top-start" | "top-end" | "bottom-start" | "bottom-end";

/** Exactly one of these. */
export interface Block {
  text?: RichText;
  image?: Image;
  coupon?: Form<Template, { code: Text; field?: Selector; apply?: boolean | Text }>;
  progress?: { value: Source; goal: Source; label?: Text };
  list?: RichText[] | { of: RichText[]; style?: "bullets" | "numbers" | "checks" | "plain" };
  /** A string is `to`. */
  countdown?: string | Countdown;
  survey?: Survey;
  form?: FormBlock;
}

/** A number, a path to one, or a text that is one `{{ place }}`. */
type Source = number | { from: string } | Template;

export interface Button {
  text: Text;
  href?: Template | ByLanguage<Template>;
  style?: "primary" | "plain";
  do?: OneOrMore<Action>;
}

/** Exactly one of these. */
export interface Action extends Surface {
  emit?: Form<string, { name: string; props?: Record<string, unknown> }>;
  dataLayer?: Record<string, unknown>;
  call?: Form<string, { name: string; args?: unknown }>;
  /** A JSON merge patch to the facts. */
  setFact?: Record<string, unknown>;
  /** Fires another rule, by its id. */
  next?: string;
  /** Types a text into a field of the page. */
  fill?: { on: Selector; text: Template };
  focus?: Form<Selector, { on: Selector }>;
  /** Holds a control for a moment, at most 5 s, and says why. Not for buttons. */
  enable?: { on: Selector; for?: Duration; reason: Text };
}
