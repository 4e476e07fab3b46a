/** @file The cart: lines, totals, the coupon at the till. The shop's own session key, written only once something is in it. */

import { COUPONS, CURRENCY, DELIVERY, productById } from "./data.js";

const KEY = "mizzle:cart";
const listeners = new Set();

/** @type {{ lines: Array<{ id: string, color: string, size: string, quantity: number }>, coupon: string | null }} */
let state = read();

function read() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (stored && Array.isArray(stored.lines)) {
      return { lines: stored.lines.map(sound).filter(Boolean), coupon: COUPONS[stored.coupon] ? stored.coupon : null };
    }
  } catch {
    // A refused or damaged store is an empty cart.
  }
  return { lines: [], coupon: null };
}

/** A stored line as the shelves know it today, or null. */
function sound({ id, color, size, quantity }) {
  const product = productById(id);
  if (!product || !Number.isInteger(quantity) || quantity < 1) return null;
  const known = (list, value) => (list.includes(value) ? value : list[0]);
  return { id, color: known(product.colors, color), size: known(product.sizes, size), quantity: Math.min(9, quantity) };
}

function changed() {
  try {
    if (state.lines.length || state.coupon) sessionStorage.setItem(KEY, JSON.stringify(state));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the cart lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

const same = (a, b) => a.id === b.id && a.color === b.color && a.size === b.size;

export const cart = {
  /** @param {() => void} listener */
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  lines: () => state.lines.map((line) => ({ ...line, product: productById(line.id) })),
  count: () => state.lines.reduce((sum, line) => sum + line.quantity, 0),
  coupon: () => (state.coupon ? COUPONS[state.coupon] : null),
  add(id, color, size) {
    const line = { id, color, size, quantity: 1 };
    const known = state.lines.find((other) => same(other, line));
    if (known) known.quantity = Math.min(9, known.quantity + 1);
    else state.lines.push(line);
    changed();
  },
  setQuantity(index, quantity) {
    if (quantity > 0) state.lines[index].quantity = Math.min(9, quantity);
    else state.lines.splice(index, 1);
    changed();
  },
  /** @param {string} text @returns {boolean} whether the till knows it */
  applyCoupon(text) {
    const code = text.trim().toUpperCase();
    if (!Object.hasOwn(COUPONS, code)) return false;
    state.coupon = code;
    changed();
    return true;
  },
  removeCoupon() {
    state.coupon = null;
    changed();
  },
  clear() {
    state = { lines: [], coupon: null };
    changed();
  },
  totals() {
    const value = cents(state.lines.reduce((sum, line) => sum + productById(line.id).price * line.quantity, 0));
    const coupon = cart.coupon();
    const discount = coupon ? Math.min(value, coupon.amount ?? cents((value * coupon.percent) / 100)) : 0;
    const delivery = value === 0 || value >= DELIVERY.freeFrom ? 0 : DELIVERY.price;
    return { value, discount, delivery, total: cents(value - discount + delivery) };
  },
  /** What the rules may know of it. */
  facts() {
    return {
      value: cart.totals().value, currency: CURRENCY, count: cart.count(), coupon: state.coupon,
      items: state.lines.map((line) => ({ id: line.id, sku: `${line.id}-${line.color}-${line.size}`, quantity: line.quantity, category: productById(line.id).category, price: productById(line.id).price })),
    };
  },
};

const cents = (amount) => Math.round(amount * 100) / 100;
