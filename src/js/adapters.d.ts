/** What shop systems say of a cart, as facts in our shape: `shop.setFacts(fromShopify(await (await fetch("/cart.js")).json()))`. */

import type { ViewText } from "./effects.js";
import type { ReadySinks, Sink } from "./sinks.js";

type Ready<Name extends keyof ReadySinks> = (options?: ReadySinks[Name]) => Sink;

/** The ready sinks, for bundlers: `start({ sinks: [ga4({ only: "goal" })] })`. */
export const activecampaign: Ready<"activecampaign">;
export const amplitude: Ready<"amplitude">;
export function beacon(options: ReadySinks["beacon"]): Sink;
export const crazyegg: Ready<"crazyegg">;
export const customEvent: Ready<"customEvent">;
export const ga4: Ready<"ga4">;
export const gtm: Ready<"gtm">;
export const hotjar: Ready<"hotjar">;
export const hubspot: Ready<"hubspot">;
export const linkedin: Ready<"linkedin">;
export const marketo: Ready<"marketo">;
export const meta: Ready<"meta">;
export const mixpanel: Ready<"mixpanel">;
export const optimizely: Ready<"optimizely">;
export const posthog: Ready<"posthog">;
export const segment: Ready<"segment">;
export const shopify: Ready<"shopify">;
export const target: Ready<"target">;
export const tealium: Ready<"tealium">;
export const vwo: Ready<"vwo">;

/**
 * A text of an effect's `view` as a string, for pages that draw for themselves (`onEffect`): numbers, money and dates as our
 * widgets write them. Without `locale` it is the page's `lang`; `currency` is that of amounts of which neither rule nor cart
 * says one, `timeZone` that of the settings.
 */
export function words(text: ViewText | false | undefined, options?: { locale?: string | undefined; currency?: string | undefined; timeZone?: string | undefined }): string;

export interface CartItem {
  id?: string;
  sku?: string;
  name?: string;
  category?: string;
  /** Of one, in major units. */
  price?: number;
  quantity?: number;
}

export interface CartFacts {
  cart: {
    /** In major units. */
    value?: number;
    currency?: string;
    count?: number;
    /** `null`: there is none. */
    coupon?: string | null;
    items: CartItem[];
  };
}

/** The answer of Shopify's `/cart.js`. */
export function fromShopify(cart: unknown): CartFacts;
/** Magento's `customer-data` section `cart`, which names no currency, or a cart of its GraphQL API. */
export function fromMagento(cart: unknown, options?: { currency?: string }): CartFacts;
/** The `ecommerce` object of a GA4 push, or the whole push. */
export function fromDataLayer(ecommerce: unknown): CartFacts;

/** What `follow…` needs of a handle. */
interface Tracking {
  track(name: string, props?: Record<string, unknown>): void;
}

/** Each `analytics.track` of Segment's Analytics.js is told to the handle; ends with what it returns. */
export function followSegment(analytics: { on(name: "track", heard: (name: string, props?: any) => void): unknown; off?(name: "track", heard: any): unknown }, shop: Tracking): () => void;
/** Shopify's customer events are told to the handle: of anything with `subscribe`, such as Hydrogen's `useAnalytics()`. */
export function followShopify(analytics: { subscribe(name: any, heard: (event: any) => void): unknown }, shop: Tracking, options?: { more?: readonly string[] }): () => void;

/** Which arm of which experiment, dealt elsewhere. */
export interface ArmFacts {
  experiments: Record<string, string>;
}

/** The arms that GrowthBook's client has dealt so far. */
export function fromGrowthBook(growthbook: { getAllResults(): Map<string, { result: { inExperiment: boolean; key?: string; variationId: number } }> }): ArmFacts;
/** The arms of Optimizely Web's active experiments: of `window.optimizely`. */
export function fromOptimizely(optimizely: unknown): ArmFacts;
/** The arms of VWO's campaigns: of `window._vwo_exp`. */
export function fromVWO(campaigns: unknown): ArmFacts;
