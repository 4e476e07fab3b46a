// A shopper's session as a trace, and a hundred rules for it: what `simulate` is timed with.

/** Rules of many kinds, most of which wait for something, as in a shop. */
export function rules(count) {
  const whens = [
    (n) => ({ dwell: `${10 + n}s` }),
    (n) => ({ scroll: `${50 + n % 50}%` }),
    (n) => ({ all: [{ event: "product_viewed" }, { scroll: `${60 + n % 40}%` }] }),
    (n) => ({ event: { name: "product_added_to_cart", where: { price: { above: n } } } }),
    (n) => ({ idle: `${60 + n}s` }),
    (n) => ({ hover: { on: `#s${n % 20}`, for: "800ms" } }),
    (n) => ({ exitIntent: { after: `${5 + n}s` } }),
    (n) => ({ pageView: `/p/${n}` }),
  ];
  const ifs = [
    (n) => ({ path: `/p/${n % 10}*`, cart: { value: { above: n } } }),
    (n) => ({ any: [{ utm: { source: `s${n}` } }, { not: { did: "coupon_applied" } }] }),
    (n) => ({ visits: { atLeast: n % 5 } }),
    (n) => ({ customer: { orders: { below: n } }, device: "desktop" }),
  ];
  return {
    version: 1,
    rules: Array.from({ length: count }, (_, n) => ({
      id: `r${n}`,
      when: whens[n % whens.length](n),
      if: ifs[n % ifs.length](n),
      show: { tooltip: { anchor: `#s${n % 20}`, text: "{{ cart.value | default: 'Hello' }}" } },
      limit: { perSession: 1, afterDismiss: "30d" },
    })),
  };
}

/** A trace of so many signals: views of a minute each, mostly scrolling and pointing. */
export function trace(count = 20_000) {
  const selectors = Array.from({ length: 20 }, (_, n) => `#s${n}`);
  const events = [];
  let at = 0;
  const add = (signal) => events.push({ at: `${at}ms`, ...signal });
  for (let n = 0; n < count; n += 1) {
    const step = n % 500;
    at += 120;
    if (step === 0) add({ pageView: { url: `https://shop.test/p/${n / 500 % 30}`, viewport: [1280, 800], height: 6_000 } });
    else if (step % 50 === 49) add({ facts: { cart: { value: n % 97, currency: "EUR" } } });
    else if (step % 25 === 24) add({ event: { name: step % 2 ? "product_viewed" : "viewed", props: { price: n % 80 } } });
    else if (step % 10 === 9) add({ activity: "pointer" });
    else if (step % 5 === 4) add({ pointer: { over: step % 10 > 5 ? [`#s${n % 20}`] : [] } });
    else add({ scroll: { top: (step * 9) % 5_000, by: "wheel" } });
  }
  return { version: 1, now: "2026-11-21T10:00:00+01:00", selectors, events };
}
