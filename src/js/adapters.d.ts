/** What shop systems say of a cart, as facts in our shape: `shop.setFacts(fromShopify(await (await fetch("/cart.js")).json()))`. */

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
