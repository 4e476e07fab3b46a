/** Where outcomes go. */

import type { ConsentState, OpportuneEvent, Purpose } from "./index.js";

/** What a sink gets: an outcome without what was typed, its texts bounded, what looks like a person's masked. */
export type SentEvent = Omit<OpportuneEvent, "text">;

/** Where outcomes go. Only `send` is needed; nothing is called before there is consent to `analytics`, but for `consent`. */
export interface Sink {
  name?: string;
  /** Only these, with or without `opportune_`. */
  only?: string | readonly string[];
  /** An outcome. A copy of its own. */
  send(event: SentEvent): unknown;
  /** The page is hidden or left: what waits must go now. */
  flush?(): void;
  /** The visitor came back to this tab: another one may have left something. */
  resume?(): void;
  /**
   * The states of consent, at the beginning and whenever they change. `isLate`: another tab said no long ago, while this one
   * slept, and what lies in the browser now may have been stored since.
   */
  consent?(states: Record<Purpose, ConsentState>, isLate?: boolean): void;
  /** Erases what it keeps; with `isLate`, as above, what it keeps in memory. */
  forget?(isLate?: boolean): void | Promise<void>;
  /** What it keeps in the browser. */
  stored?(): readonly StoredItem[] | Promise<readonly StoredItem[]>;
  /** How many wait, and were dropped. */
  state?(): { waiting?: number; dropped?: number };
  /** Ends it: nothing may be left. */
  stop?(): void;
}

/** Options of every ready sink. */
export interface SinkOptions {
  /** Only these outcomes, with or without `opportune_`. */
  only?: string | readonly string[];
  /** Other names for events and fields; `null` leaves one out. */
  map?: Record<string, string | null>;
  /** Under which name the vendor's script is in this page. */
  global?: string;
}

/** What the sink `beacon` takes: the shop's own collector. */
export interface BeaconOptions {
  only?: string | readonly string[];
  /** Where batches are posted to. */
  url: string | URL;
  /** Sent along. With any but the simple ones another origin must answer a preflight, and pages that are left send less. */
  headers?: Record<string, string>;
  /** A batch goes once it has so many events (50), or the first one waited so long ("2s"). */
  batch?: { events?: number; wait?: string };
  /** How long an event is worth sending ("7d"). */
  keep?: string;
  /** After so many tries that nobody answers, a page gives up (8). */
  tries?: number;
  /** How long a request may take ("10s"). */
  timeout?: string;
  /** For a second `beacon`: the name of its outbox. */
  name?: string;
}

/** The ready sinks, and what each takes. */
export interface ReadySinks {
  activecampaign: SinkOptions & { account: string; key: string; email: string | (() => string | undefined) };
  amplitude: SinkOptions;
  beacon: BeaconOptions;
  callback: (event: SentEvent) => unknown;
  /** Crazy Egg: which of the five user variables. */
  crazyegg: SinkOptions & { variable?: 1 | 2 | 3 | 4 | 5 };
  customEvent: { only?: string | readonly string[]; type?: string };
  ga4: SinkOptions;
  gtm: SinkOptions;
  hotjar: SinkOptions;
  /** HubSpot: the portal's id, for names as HubSpot gives them. */
  hubspot: SinkOptions & { portal?: string | number };
  /** LinkedIn: ids of conversions by goal or event. */
  linkedin: SinkOptions & { conversions: Record<string, number> };
  marketo: SinkOptions;
  meta: SinkOptions;
  mixpanel: SinkOptions;
  optimizely: SinkOptions;
  posthog: SinkOptions;
  segment: SinkOptions;
  shopify: SinkOptions;
  target: SinkOptions;
  tealium: SinkOptions;
  vwo: SinkOptions;
}

export type SinkGiven = keyof ReadySinks | { readonly [Name in keyof ReadySinks]?: ReadySinks[Name] } | Sink | ((event: SentEvent) => unknown);

/** One thing that lies in this browser. */
export interface StoredItem {
  kind: "IndexedDB" | "localStorage" | "sessionStorage" | "cookie" | "CacheStorage";
  /** Its name there; in IndexedDB the database, a slash, and the key of the record. */
  key: string;
  purpose: Purpose;
  content: string;
  retention: string;
  /** How long the value is, in UTF-8. */
  bytes?: number;
  value?: unknown;
}

/** What became of outcomes at one sink. */
export interface SinkState {
  name: string;
  /** `failed`: its script did not come, but is asked for again a few times, or it cannot be a sink. */
  state: "loading" | "on" | "failed";
  sent: number;
  /** How often it threw, or did not come. */
  failed: number;
  waiting: number;
  dropped: number;
  /** Ids of those it got last. */
  recent: string[];
}
