/** Opportune: a client-side trigger runtime for storefronts. */

import type { Effect } from "./effects.js";
import type { Rules } from "./rules.js";
import type { SinkGiven, SinkState, StoredItem } from "./sinks.js";

export type * from "./effects.js";
export type * from "./rules.js";
export type * from "./sinks.js";

/** A rule set as TypeScript knows it; `start` takes any JSON value. */
export type RuleSet = Rules;

/**
 * What a shop knows about itself. Augment it to have facts, events and functions checked:
 *
 * ```ts
 * declare module "opportune" {
 *   interface Register {
 *     facts: { cart: { value: number; currency: string } };
 *     events: { size_guide_opened: { product: string } };
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Register {}

type Registered<Key extends string, Otherwise> = Register extends Record<Key, infer Found> ? Found : Otherwise;

/** Cart, product, customer, and anything else the page knows. */
export type Facts = Registered<"facts", Record<string, unknown>>;
type Patch<T> = T extends readonly unknown[] ? T | null : T extends object ? { [K in keyof T]?: Patch<T[K]> | null } : T | null;
type Events = Registered<"events", Record<string, Record<string, unknown> | undefined>>;
type Functions = Registered<"functions", Record<string, (args: unknown) => unknown>>;

export type Purpose = "functional" | "analytics" | "personalization";
export type ConsentState = "pending" | "granted" | "denied";
export type Consent = Partial<Record<Purpose, ConsentState>>;
export type ConsentSourceName = "google" | "tcf" | "shopify" | "gpc" | "dnt";

/** Who is asked for consent, and how what they know is ours: see "Consent" in the documentation of the API. */
export interface ConsentSource extends Partial<Record<Purpose, ConsentState | string | ReadonlyArray<string | number>>> {
  /** A ready one, or the page's own: it calls `tell` whenever it has news, and may answer what ends it. */
  source: ConsentSourceName | ((tell: (change: ConsentState | Consent) => void) => (() => void) | void);
  /** Of `google`: the name of the data layer ("dataLayer"). */
  dataLayer?: string;
}

/** Rules with an address. */
export interface RemoteRules {
  url: string | URL;
  /** How long they may take ("3s"). */
  timeout?: string;
  /** Asked for again at a page view or return once that has passed ("5m"); `false`: never. */
  refresh?: string | false;
}

/** Where rules come from. */
export type RulesSource = string | URL | RemoteRules | RuleSet | { readonly [key: string]: unknown };

export interface Options {
  /** A URL, a rule set, or a list of either, merged in order: rules by `id`, everything else by key. */
  rules: RulesSource | readonly RulesSource[];
  facts?: Patch<Facts> | undefined;
  /** Storage prefix and name of the handle ("default"): instances with different names coexist. */
  namespace?: string | undefined;
  /** Else a random one of this browser's, kept once functional consent is there and a rule needs it. */
  visitorId?: string | undefined;
  /** All purposes at once, or each, or who is asked; what is not said is pending: nothing is stored or sent. */
  consent?: ConsentState | Consent | ConsentSourceName | ConsentSource | ReadonlyArray<ConsentState | Consent | ConsentSourceName | ConsentSource> | undefined;
  /** Where outcomes go, once there is consent to `analytics`: ready ones by name, with options, or your own. */
  sinks?: readonly SinkGiven[] | undefined;
  /** Every outcome. It stays in the page, whatever the consent. */
  onEvent?: ((event: OpportuneEvent) => void) | undefined;
  /** Every effect before it happens; `true` for a `show`: the page draws it itself and calls `report`. */
  onEffect?: ((effect: Effect) => boolean | void) | undefined;
  /** What rules may `call`. */
  functions?: Partial<Functions> | undefined;
  /** Granted by host code, never by rules. */
  allow?: {
    /** Hosts that links may lead to besides the page's own. */
    hosts?: string[];
    /** Origins of pages that may frame this one with the runtime on. */
    frames?: string[];
  } | undefined;
  /** A ready theme or tokens; they win over those of the settings. */
  theme?: import("./rules.js").Theme | undefined;
  /** Which texts are chosen, and how numbers and dates are written. Else the page's `lang`. */
  locale?: string | undefined;
  /** The wall clock begins here. */
  now?: Date | number | undefined;
  /** One problem in the rules, and nothing runs. */
  strict?: boolean | undefined;
  /** No lines in the console. */
  quiet?: boolean | undefined;
  /** `false`: nothing runs. */
  enabled?: boolean | undefined;
  /** A panel of the rules: `"link"` opens it where the address has `?opportune-debug`. */
  debug?: boolean | "link" | undefined;
  /** `"link"`: `?opportune-preview=<rule>` shows that rule, stores and sends nothing; `true`: always a preview. */
  preview?: boolean | "link" | undefined;
  /** Instead of the file beside the script. */
  wasm?: string | URL | BufferSource | WebAssembly.Module | undefined;
  /** Stops the runtime when aborted. */
  signal?: AbortSignal | undefined;
}

/** Why nothing runs. */
export type DisabledReason =
  | "browser" | "enabled" | "fault" | "framed" | "html_off" | "off" | "rules" | "rules_http" | "rules_json"
  | "rules_timeout" | "stopped" | "wasm_blocked" | "wasm_failed";

export interface Ready {
  state: "running" | "disabled";
  reason?: DisabledReason;
  problems: Problem[];
}

/** Something wrong with the rules. Words are in the development build and in `opportune/engine`. */
export interface Problem {
  code: string;
  /** JSON Pointer into the rule set. */
  path: string;
  /** Id of the rule, if it is in one. */
  rule?: string;
  expected?: string;
  found?: string;
  /** The nearest known name. */
  nearest?: string;
  message?: string;
}

/** An outcome. The schema is closed. */
export interface OpportuneEvent {
  /** Unique; the same however often it is sent. */
  id: string;
  /** Counts up from 1 in this page. */
  seq: number;
  name:
    | "opportune_impression" | "opportune_click" | "opportune_dismiss" | "opportune_survey_answer" | "opportune_submit"
    | "opportune_blocked" | "opportune_hidden" | "opportune_exposure" | "opportune_goal" | "opportune_funnel_step" | "opportune_error";
  /** `null` of what is of no rule: goals, steps of funnels. */
  rule: string | null;
  /** From the closed list of reasons, or how it was dismissed. */
  reason: string | null;
  /** Which button was pressed. */
  button: number | null;
  /** Which page view of this load, from 1. */
  pageView: number;
  /** When its session began, which is also its name, in milliseconds since 1970. */
  session: number | null;
  /** When it was decided, in milliseconds since 1970. */
  at: number;
  /** The `meta` of the rule, or of the goal. */
  meta: unknown;
  /** Of `opportune_survey_answer`: the value of the choice, or the rating. */
  answer?: string | number | null;
  /** Of `opportune_survey_answer`: what was typed. It is nowhere else, and no sink gets it. */
  text?: string | null;
  /** The experiment: its name, or the id of the rule that it is written in. */
  experiment?: string;
  /** Which arm of it. */
  variant?: string;
  /** The arm was forced, for a look or a test: no data. */
  test?: true;
  /** The goal that was reached. */
  goal?: string;
  /** What it is worth, and in which currency. */
  value?: number;
  currency?: string;
  /** How many reports of it there were for this visitor, this one included. */
  count?: number;
  /** The exposures it is put down to. */
  exposures?: Exposure[];
  /** The funnel, which of its steps (from 1), and how many it has. */
  funnel?: string;
  step?: number;
  steps?: number;
  /** When the visitor entered it, in milliseconds since 1970. */
  entered?: number;
  /** In which audiences the visitor is, of those that the goal asks for. */
  segments?: string[];
  /** The ISO week of the visitor's first visit, such as "2026-W47". */
  cohort?: string;
}

/** An exposure that came before a goal. */
export interface Exposure {
  experiment: string;
  variant: string;
  at: number;
}

/** Why a rule does or does not show. Instants are milliseconds since 1970, durations milliseconds. */
export interface Explanation {
  rule: string;
  /** JSON Pointer of the rule. */
  pointer: string;
  state: "disabled" | "watching" | "armed" | "delayed" | "ready" | "waiting" | "shown";
  did: "shown" | "ran" | "hidden" | "blocked" | null;
  reason: string | null;
  at: number | null;
  /** The device whose override (`on`) is merged in; not there without one. */
  on?: "mobile" | "tablet" | "desktop";
  /** The variant that the visitor is in or would be in, and why; not there without an experiment. */
  experiment?: {
    name: string;
    /** `null`: takes no part. */
    variant: string | null;
    /** Or the reason why it is not known: `consent_pending`, `no_storage` .. */
    why: "bucket" | "sticky" | "forced" | "holdout" | "rest" | "coverage" | "namespace" | "version" | (string & {});
    bucket: number | null;
    /** Where variants can differ first, and so where an exposure is recorded. */
    differs: "show" | "firing" | "page";
    exposed: boolean;
  };
  if: boolean | "unknown";
  /** Each comparison; `reason` says why one is unknown. */
  conditions: Array<{ at: string; verdict: boolean | "unknown"; had: unknown; need: unknown; reason?: string }>;
  /** How close it came in this page view: the furthest stage, and there the fewest comparisons that failed. */
  miss: {
    stage: "when" | "if" | "schedule" | "rollout" | "limit" | "screen" | "drawn";
    reason: string;
    at?: number;
    failing?: Array<{ pointer: string; had: unknown; need: unknown }>;
    /** How far the trigger is, 0 to 1, where it has not fired. */
    progress?: number;
  } | null;
  progress: Array<Record<string, unknown>>;
  /** `of`: the tag, key, or "all" whose counter it is, where it is not the rule's own. */
  limits: Array<{ limit: string; of?: string; have?: number; most: number; until?: number | null }>;
  next: { at: number; reason: string } | null;
}

/** The whole of it. */
export interface Overview {
  state: "starting" | "running" | "disabled";
  reason?: DisabledReason;
  now?: number;
  pageView?: number;
  path?: string;
  visible?: boolean;
  device?: "mobile" | "tablet" | "desktop" | null;
  consent?: Record<Purpose, ConsentState>;
  storage?: "off" | "unread" | "read" | "unavailable";
  session?: number | null;
  mutedUntil?: number | null;
  /** Every candidate of the last arbitration, and what became of it. */
  arbitration?: { at: number; candidates: Array<{ rule: string; did: "shown" | "ran" | "hidden" | "blocked"; reason?: string }> };
  dropped?: number;
  next?: { at: number; reason: string } | null;
  rules?: Explanation[];
  /** With `sinks`: what became of outcomes there; how many wait for consent, and how many of them had to go. */
  sinks?: SinkState[];
  unsent?: { held: number; dropped: number };
  /** Goals, funnels and the exposures that are put down to goals now; not there without goals. */
  goals?: Array<{
    goal: string;
    pointer: string;
    state: "disabled" | "armed" | "waiting";
    /** Why it waits for its condition. */
    reason?: string;
    if: boolean | "unknown";
    conditions: Explanation["conditions"];
    progress: Explanation["progress"];
    count: "visitor" | "session" | "page" | "each";
    /** How often it was reached in this page view. */
    inPage: number;
    /** How often it was reported in this session and in all, and for what instant last. */
    inSession: number;
    total: number;
    last: number | null;
    /** How many times it was reached that are not counted yet, and what for. */
    waiting: number;
    waitsFor?: "consent" | "storage";
  }>;
  funnels?: Array<{
    funnel: string;
    pointer: string;
    state: "closed" | "open" | "excluded" | "done";
    step: number;
    steps: number;
    /** Goals that would be its next step. */
    next: string[];
    entered: number | null;
    until: number | null;
  }>;
  exposures?: Exposure[];
}

/** A trace that a page recorded. */
export interface Recording {
  version: 1;
  recorded: true;
  /** How many inputs were let go of, the oldest first. */
  lost?: number;
  events: Array<{ at: string; [signal: string]: unknown }>;
  [head: string]: unknown;
}

export interface Handle {
  /** Never rejects. */
  readonly ready: Promise<Ready>;
  /** Something happened. */
  track<Name extends string & keyof Events>(name: Name, ...props: undefined extends Events[Name] ? [props?: Events[Name]] : [props: Events[Name]]): void;
  /** A JSON merge patch (RFC 7396) to the facts. */
  setFacts(patch: Patch<Facts>): void;
  /** What the page itself says; of several words (sources, other tabs) the strictest holds. */
  setConsent(change: ConsentState | Consent): void;
  /** What lies in this browser, each with purpose, content and retention. Asking stores nothing. */
  stored(): Promise<StoredItem[]>;
  /** Erases everything that is stored, in every tab, and drops what was not sent. Nothing is kept until the next page view. */
  forget(): Promise<void>;
  /** Fires a rule; it obeys targeting and limits unless forced. */
  trigger(rule: string, options?: { force?: boolean }): void;
  /** Takes a rule's widgets away, or all. */
  dismiss(rule?: string): void;
  /** No more interruptions for that long (as `settings.mute` says, or "30d"); `"0s"` ends it. */
  mute(time?: string): void;
  /** Other rules from here on: swapped whole once they are checked. Never rejects; with a `reason` nothing was swapped. */
  update(rules: RulesSource | readonly RulesSource[]): Promise<Ready>;
  /** What happened so far, as a trace for `simulate`; without `redact: false`, only what a rule can read. */
  record(options?: { redact?: boolean }): Promise<Recording | undefined>;
  /** Whether it runs. Why not: `ready` and `explain()` say. */
  readonly state: "starting" | "running" | "disabled";
  /** What explains comes with the first question; from then on an answer is of the instant of the call. */
  explain(): Promise<Overview>;
  explain(rule: string): Promise<Explanation | Overview | null>;
  /** Removes everything; `start` can begin anew. */
  stop(): void;
}

/**
 * Starts the runtime and returns at once; the same namespace gives the same handle. Throws only a TypeError, for options
 * of a wrong type. Without a document it returns an inert handle.
 */
export function start(options: Options): Handle;

/** Types a rule set, and is it. */
export function defineRules<const Set extends RuleSet>(rules: Set): Set;
