/** @file Where things are: plain files, or paths of the routed variant under /spa. */

const query = (params) => {
  const text = new URLSearchParams(Object.entries(params ?? {}).filter(([, value]) => value)).toString();
  return text ? `?${text}` : "";
};

const FILES = {
  home: () => "/",
  collection: (params) => `/collection.html${query(params)}`,
  product: (id, params) => `/product.html${query({ id, ...params })}`,
  cart: () => "/cart.html",
  checkout: () => "/checkout.html",
};

const ROUTED = {
  home: () => "/spa/",
  collection: (params) => `/spa/collection${query(params)}`,
  product: (id, params) => `/spa/product/${id}${query(params)}`,
  cart: () => "/spa/cart",
  checkout: () => "/spa/checkout",
};

export const routed = document.documentElement.dataset.routes === "spa";
export const to = routed ? ROUTED : FILES;
