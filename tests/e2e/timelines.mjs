// Timelines of consent: who says what and when, and what the runtime makes of it. A text of three letters is looked at
// on the page: functional, analytics, personalization, each (p)ending, (g)ranted or (d)enied. Everything else happens.

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const denied = { ad_storage: "denied", analytics_storage: "denied", functionality_storage: "denied", personalization_storage: "denied" };
const granted = { ad_storage: "granted", analytics_storage: "granted", functionality_storage: "granted", personalization_storage: "granted" };
const yes = { preferences: "yes", analytics: "yes", marketing: "yes" };
const no = { preferences: "no", analytics: "no", marketing: "no" };
const unasked = { preferences: "", analytics: "", marketing: "" };
const say = (said) => ["say", said];
const GO = ["go"];

/** By source: what happens, in order. `begin` starts the runtime with that option `consent`. */
export const TIMELINES = {
  "the page: nothing is said": [["begin"], GO, "ppp", ["wait", "10s"], GO, "ppp"],
  "the page: granted in the options": [["begin", "granted"], GO, "ggg"],
  "the page: granted, then the tab loads again": [["begin", "granted"], GO, "ggg", ["reload"], ["begin", "granted"], GO, "ggg"],
  "the page: granted, then a page that says nothing yet": [["begin", "granted"], GO, "ggg", ["reload"], ["begin"], ["kept"], say("denied"), "ddd"],
  "the page: granted once, denied on the next page": [["begin", "granted"], GO, "ggg", ["reload"], ["begin", "denied"], GO, "ddd"],
  "the page: granted 5 s late": [["begin"], GO, "ppp", ["wait", "5s"], say("granted"), "ggg", ["counted"]],
  "the page: denied after it was granted": [["begin", "granted"], GO, "ggg", say("denied"), "ddd", GO, "ddd"],
  "the page: granted after it was denied": [["begin", "denied"], GO, "ddd", say("granted"), GO, "ggg"],
  "the page: back to pending": [["begin", "granted"], GO, "ggg", say("pending"), GO, "ppp"],
  "the page: only functional": [["begin"], say({ functional: "granted" }), GO, "gpp"],
  "the page: all but functional": [["begin", { analytics: "granted", personalization: "granted" }], GO, "pgg"],
  "the page: functional is withdrawn alone": [["begin", "granted"], GO, "ggg", say({ functional: "denied" }), GO, "dgg"],
  "the page: words that are none": [["begin"], ["slip", { functional: "yes" }], ["slip", "all"], ["slip", null], GO, "ppp"],
  "the page: denied before it runs": [["begin", "granted", "denied"], ["maybe"], GO, "ddd"],
  "the page: 20 changes at once, the last is no": [["begin"], ["flip", 20, "denied"], ["maybe"], "ddd", GO, "ddd"],
  "the page: 20 changes at once, the last is yes": [["begin"], ["flip", 20, "granted"], GO, "ggg"],
  "the page: no in one tab is no in all": [["begin", "granted"], GO, "ggg", ["tab", 1], ["begin", "granted"], GO, "ggg", say("denied"), "ddd", ["tab", 0], GO, "ddd"],
  "the page: yes in one tab is yes in none": [["begin"], ["tab", 1], ["begin"], say("denied"), "ddd", say("granted"), GO, "ggg", ["tab", 0], GO, ["states", "ddd"]],
  "forget(): nothing until the next page view": [["begin", "granted"], GO, "ggg", ["forget"], "pgg", GO, "pgg", ["route", "/t/a"], GO, "ggg"],
  "forget() in one tab erases in all": [["begin", "granted"], GO, "ggg", ["tab", 1], ["begin", "granted"], GO, "ggg", ["forget"], "pgg", ["tab", 0], "pgg", GO, "pgg", ["route", "/t/a"], GO, "ggg"],
  "forget() before there is consent": [["begin"], GO, ["forget"], "ppp", GO, "ppp"],
  "forget() once it is stopped": [["begin", "granted"], GO, "ggg", ["stop"], ["forget"], ["empty"]],
  "no once it is stopped": [["begin", "granted"], GO, "ggg", ["stop"], say("denied"), ["empty"]],

  "TCF: absent": [["begin", "tcf"], GO, "ppp", ["wait", "1m"], GO, "ppp"],
  "TCF: the stub comes 5 s late": [["begin", "tcf"], GO, ["wait", "5s"], "ppp", ["cmp"], ["tcf", "tcloaded", ALL], ["wait", "7s"], GO, "ggg"],
  "TCF: the stub comes with a script": [["begin", "tcf"], ["wait", "20s"], "ppp", ["script", "cmp"], ["tcf", "tcloaded", ALL], "ggg"],
  "TCF: the stub is there, the rest comes 5 s late": [["cmp"], ["begin", "tcf"], GO, ["wait", "5s"], "ppp", ["tcf", "tcloaded", ALL], GO, "ggg"],
  "TCF: an earlier answer is there at once": [["cmp"], ["tcf", "tcloaded", ALL], ["begin", "tcf"], GO, "ggg"],
  "TCF: asked, and nothing pressed": [["cmp"], ["tcf", "cmpuishown", []], ["begin", "tcf"], GO, "ppp", ["wait", "1m"], GO, "ppp"],
  "TCF: accepted": [["cmp"], ["tcf", "cmpuishown", []], ["begin", "tcf"], GO, "ppp", ["tcf", "useractioncomplete", ALL], GO, "ggg", ["counted"]],
  "TCF: rejected": [["cmp"], ["tcf", "cmpuishown", []], ["begin", "tcf"], GO, "ppp", ["tcf", "useractioncomplete", []], GO, "ddd"],
  "TCF: storage alone": [["cmp"], ["begin", "tcf"], ["tcf", "useractioncomplete", [1]], GO, "gdd"],
  "TCF: the banner is opened again": [["cmp"], ["tcf", "tcloaded", ALL], ["begin", "tcf"], GO, "ggg", ["tcf", "cmpuishown", []], GO, "ggg", ["tcf", "useractioncomplete", [1, 5, 6]], GO, "gdg"],
  "TCF: withdrawn": [["cmp"], ["tcf", "tcloaded", ALL], ["begin", "tcf"], GO, "ggg", ["tcf", "useractioncomplete", []], GO, "ddd"],
  "TCF: granted, withdrawn, and the tab loads again": [["cmp"], ["tcf", "tcloaded", ALL], ["begin", "tcf"], GO, "ggg", ["tcf", "useractioncomplete", []], ["reload"], ["cmp"], ["tcf", "tcloaded", []], ["begin", "tcf"], GO, "ddd"],
  "TCF: where no GDPR applies": [["cmp"], ["tcf", "tcloaded", [], { gdprApplies: false }], ["begin", "tcf"], GO, "ggg"],
  "TCF: it throws": [["global", "__tcfapi", "throws"], ["begin", "tcf"], GO, "ppp"],
  "TCF: it says that it failed": [["cmp"], ["begin", "tcf"], ["tcf", "tcloaded", ALL, {}, false], GO, "ppp"],
  "TCF: it says nonsense": [["cmp"], ["begin", "tcf"], ["raw", null], ["raw", "yes"], ["raw", { eventStatus: "tcloaded", purpose: { consents: "all" } }], GO, "ddd"],
  "TCF: the same answer 5,000 times": [["cmp"], ["begin", "tcf"], ["storm", 5000, "same"], GO, "ggg"],
  "TCF: it changes its mind from task to task": [["cmp"], ["begin", "tcf"], ["storm", 40, "flap"], ["maybe"], "ddd", GO, "ddd"],
  "TCF: it flapped, and came to rest": [["cmp"], ["begin", "tcf"], ["storm", 41, "flap"], ["wait", "2s"], GO, "ggg"],

  "Google: absent": [["begin", "google"], GO, "ppp", ["wait", "1m"], GO, "ppp"],
  "Google: a default of denied is no answer": [["gtag", "default", denied], ["begin", "google"], GO, "ppp", ["wait", "1m"], GO, "ppp"],
  "Google: denied at first, accepted": [["gtag", "default", denied], ["begin", "google"], GO, "ppp", ["gtag", "update", granted], GO, "ggg", ["counted"]],
  "Google: denied at first, rejected": [["gtag", "default", denied], ["begin", "google"], ["gtag", "update", denied], GO, "ddd"],
  "Google: granted by default": [["gtag", "default", granted], ["begin", "google"], GO, "ggg"],
  "Google: granted by default, waiting for an update": [["gtag", "default", { ...granted, wait_for_update: 2000 }], ["begin", "google"], GO, "ppp", ["wait", "3s"], GO, "ggg"],
  "Google: granted by default, refused while waiting": [["gtag", "default", { ...granted, wait_for_update: 2000 }], ["begin", "google"], ["gtag", "update", denied], ["wait", "3s"], GO, "ddd"],
  "Google: granted in some regions": [["gtag", "default", { ...granted, region: ["US"] }], ["begin", "google"], GO, "ppp"],
  "Google: its own script knows the region": [["gtag", "default", { ...granted, region: ["US"] }], ["begin", "google"], "ppp", ["ics", { default: true }], ["script"], GO, "ggg"],
  "Google: by a template, past the data layer": [["ics", { default: false }], ["begin", "google"], GO, "ppp", ["ics", { update: true }], GO, "ggg", ["ics", { update: false }], GO, "ddd"],
  "Google: some of it": [["begin", "google"], ["gtag", "update", { analytics_storage: "granted", ad_storage: "granted" }], GO, "pgp", ["gtag", "update", { functionality_storage: "granted" }], GO, "ggp"],
  "Google: withdrawn": [["gtag", "update", granted], ["begin", "google"], GO, "ggg", ["gtag", "update", denied], GO, "ddd"],
  "Google: a list is no command": [["begin", "google"], ["push", ["consent", "update", granted]], GO, "ppp"],
  "Google: 5 s late": [["begin", "google"], ["wait", "5s"], GO, "ppp", ["gtag", "update", granted], GO, "ggg"],
  "Google: a data layer of another name": [["begin", { source: "google", dataLayer: "layer" }], ["gtag", "update", granted], "ppp", ["gtag", "update", granted, "layer"], GO, "ggg"],
  "Google: 300 changes at once": [["begin", "google"], ["gtags", 300], GO, "ggg"],

  "Shopify: absent": [["begin", "shopify"], GO, "ppp"],
  "Shopify: not asked yet": [["shopify", unasked], ["begin", "shopify"], GO, "ppp"],
  "Shopify: accepted": [["shopify", unasked], ["begin", "shopify"], GO, "ppp", ["shopify", yes], ["collected"], GO, "ggg"],
  "Shopify: rejected": [["shopify", unasked], ["begin", "shopify"], ["shopify", no], ["collected"], GO, "ddd"],
  "Shopify: where nobody need be asked": [["shopify", unasked, true], ["begin", "shopify"], GO, "ggg"],
  "Shopify: the API is loaded 5 s late": [["feature"], ["begin", "shopify"], GO, ["wait", "5s"], "ppp", ["shopify", yes], ["loaded"], GO, "ggg"],
  "Shopify: it throws": [["global", "Shopify", "throws"], ["begin", "shopify"], GO, "ppp"],
  "Shopify: withdrawn": [["shopify", yes], ["begin", "shopify"], GO, "ggg", ["shopify", no], ["collected"], GO, "ddd"],

  "GPC: on, and the page says yes": [["browser", "globalPrivacyControl", true], ["begin", ["gpc", "granted"]], GO, "gdd"],
  "GPC: off says nothing": [["browser", "globalPrivacyControl", false], ["begin", "gpc"], GO, "ppp", say("granted"), GO, "ggg"],
  "DNT: on, and the page says yes": [["browser", "doNotTrack", "1"], ["begin", ["dnt", "granted"]], GO, "gdg"],
  "several: TCF says yes, GPC no": [["browser", "globalPrivacyControl", true], ["cmp"], ["tcf", "tcloaded", ALL], ["begin", ["tcf", "gpc"]], GO, "gdd"],
  "several: Google says yes, TCF nothing": [["gtag", "update", granted], ["begin", ["google", "tcf"]], GO, "ppp", ["cmp"], ["tcf", "tcloaded", [1]], ["wait", "1s"], GO, "gdd"],
  "several: Google says yes, the page no, then nothing": [["gtag", "update", granted], ["begin", "google"], GO, "ggg", say("denied"), GO, "ddd", say("pending"), GO, "ggg"],
  "several: functional is the page's own affair": [["begin", { source: "tcf", functional: "granted" }], GO, "gpp", ["cmp"], ["tcf", "useractioncomplete", []], ["wait", "1s"], GO, "gdd"],
  "several: no in another tab, until there is news": [["cmp"], ["tcf", "tcloaded", ALL], ["begin", "tcf"], GO, "ggg", ["tab", 1], ["begin", "granted"], GO, "ggg", say({ functional: "denied" }), "dgg", ["tab", 0], GO, "dgg", ["tcf", "useractioncomplete", [1, 5, 6]], GO, "gdg"],
  "several: another no, where another tab may store": [["begin", "granted"], GO, "ggg", ["tab", 1], ["begin", "granted"], GO, "ggg", say({ functional: "denied" }), "dgg", ["tab", 0], GO, "dgg", say({ functional: "granted" }), GO, "ggg", say({ analytics: "denied" }), ["tab", 1], ["states", "ddg"], ["wait", "1s"], ["tab", 0], ["kept"]],
  "an own source": [["begin", "own"], GO, "ppp", ["own", { functional: "granted" }], GO, "gpp", ["own", { functional: "denied", analytics: "granted" }], GO, "dgp"],
  "an own source that throws": [["begin", "bad"], GO, "ppp"],
};
