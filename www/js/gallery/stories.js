/**
 * @file What the gallery shows: one entry for each widget in each state. A new one is a few lines here, and nothing else:
 * the page, its editor and the photographs in tests/ui read this list. `id` is also the rule's id and the file name of
 * its photographs. `rest` is what the rule has besides `id` and `when`.
 */

import { inWords, LONG } from "./words.js";

const hat = { src: "/img/hat-yellow.svg", alt: "The Gable hat in slicker yellow", width: 480, height: 320 };
const code = { code: "WELCOME10", field: "#coupon", apply: true };

/** @type {{ name: string, stories: { id: string, name: string, about: string, rest: Record<string, any>, facts?: object, set?: object }[] }[]} */
export const GROUPS = [
  {
    name: "Tooltip",
    stories: [
      {
        id: "tooltip",
        name: "One idea",
        about: "Points at what it is about, and turns to another side where there is no room.",
        rest: { show: { tooltip: { anchor: "#size-guide", text: "Between two sizes? Take the larger one. There should be room for wool." } } },
      },
      {
        id: "tooltip-coupon",
        name: "With a coupon",
        about: "The code is an object: press it to copy, or have it typed into its field.",
        rest: { show: { tooltip: { anchor: "#coupon", title: "First order with us?", text: "This takes 10 % off.", content: [{ coupon: code }] } } },
      },
      {
        id: "tooltip-buttons",
        name: "With buttons",
        about: "A step of a tour. The way out is as easy as the way on.",
        rest: { show: { tooltip: { anchor: "#buy", side: "top", title: "Free returns for 60 days", text: "Worn in weather is fine.", buttons: [{ text: "Good to know", style: "primary" }, "No more of these"] } } },
      },
    ],
  },
  {
    name: "Popup",
    stories: [
      {
        id: "popup",
        name: "A question",
        about: "A modal dialog; on a phone, a sheet within reach of the thumb.",
        rest: {
          show: {
            popup: {
              title: "Keep your cart for later, {{ customer.firstName | default: 'friend' }}?",
              text: "{{ cart.value | money }} of good weather gear. We keep it for two weeks.",
              buttons: [{ text: "Keep it", style: "primary" }, "No, thank you"],
            },
          },
        },
      },
      {
        id: "popup-image",
        name: "With a picture",
        about: "The picture fills the head; the close button stays readable on it.",
        rest: { show: { popup: { title: "New: the Gable hat", text: "Waxed in Galway, tested in all of its weathers.", image: hat, buttons: [{ text: "See the hat", href: "#buy" }, "Not now"] } } },
      },
      {
        id: "popup-coupon",
        name: "With a coupon",
        about: "The code first, then one main action.",
        rest: { show: { popup: { size: "small", title: "Stay dry for less", text: "Five euros off, today and tomorrow.", content: [{ coupon: code }], buttons: [{ text: "Use it at the till", style: "primary" }, "Another time"] } } },
      },
      {
        id: "popup-list",
        name: "With a list",
        about: "Checks, bullets, numbers or nothing before each line.",
        rest: { show: { popup: { title: "Before you go", content: [{ list: { of: ["Free returns for 60 days", "Proofing and mending for nothing", "Sent from Galway on the same day"], style: "checks" } }], buttons: [{ text: "To the till", style: "primary" }, "Just looking"] } } },
      },
      {
        id: "popup-countdown",
        name: "With an end",
        about: "A code that runs out says when. The end is a real one, and the same after a reload.",
        rest: { show: { popup: { size: "small", title: "Ten percent, until the sale ends", content: [{ coupon: code }, { countdown: { to: { from: "sale.end" }, label: "It ends in" } }], buttons: [{ text: "To the till", style: "primary" }, "Not today"] } } },
      },
      {
        id: "popup-long",
        name: "With too much to say",
        about: "Long words break, long texts scroll, and nothing leaves the screen.",
        rest: {
          show: {
            popup: {
              title: LONG.title,
              text: LONG.text,
              buttons: [{ text: LONG.main, style: "primary" }, { text: LONG.other }],
            },
          },
        },
      },
      {
        id: "popup-mute",
        name: "With a way out of all",
        about: "`settings.mute` adds a quiet button: no more tips, for as long as you say.",
        set: { settings: { mute: "30d" } },
        rest: { show: { popup: { size: "small", title: "One letter a month", text: "What we are making, what we got wrong, and how much it rained.", buttons: [{ text: "Show me where", style: "primary" }, "No, thank you"] } } },
      },
    ],
  },
  {
    name: "Banner",
    stories: [
      {
        id: "banner",
        name: "News",
        about: "One line where it fits, beside what the page has fixed at that edge.",
        rest: { show: { banner: { edge: "top", title: "Seconds sale", text: "Small flaws, half price, until Sunday.", buttons: [{ text: "See them", style: "primary" }] } } },
      },
      {
        id: "banner-progress",
        name: "Progress",
        about: "Follows the facts as the cart fills.",
        rest: { show: { banner: { text: "{{ progress.remaining | money }} to free delivery", content: [{ progress: { value: { from: "cart.value" }, goal: 90 } }] } } },
      },
      {
        id: "banner-countdown",
        name: "Countdown",
        about: "Runs to a real end only, and never begins anew.",
        rest: { show: { countdown: { to: { from: "sale.end" }, label: "The autumn sale ends in", ended: "The sale is over. Thank you!" } } },
      },
    ],
  },
  {
    name: "Survey and form",
    stories: [
      {
        id: "survey-choice",
        name: "Choice",
        about: "A press answers. What somebody writes stays out of every record.",
        rest: { show: { survey: { question: "What keeps you from ordering?", choice: ["The price", "The size", "Something else"], done: "Thank you." } } },
      },
      {
        id: "survey-rating",
        name: "Rating",
        about: "A scale with words at its ends.",
        rest: { show: { survey: { question: "How easy was it to find?", rating: { most: 5, low: "Hard", high: "Easy" }, done: "Thank you." } } },
      },
      {
        id: "survey-text",
        name: "Words",
        about: "An open question.",
        rest: { show: { survey: { question: "What did you miss here?", text: { hint: "No names, please.", send: "Tell us" }, done: "Thank you." } } },
      },
      {
        id: "form",
        name: "Form",
        about: "At most four fields. The values go to one place, and nothing is ticked beforehand.",
        rest: {
          show: {
            form: {
              fields: [{ text: { label: "Your first name", autocomplete: "given-name", name: "name", required: false } }, { email: { hint: "We write once a month." } }, { checkbox: { label: "Tell me when the outlet opens, too", name: "outlet" } }],
              submit: "subscribe",
              send: "Sign up",
              done: "Please look into your mail and confirm.",
            },
          },
        },
      },
      {
        id: "form-choice",
        name: "Call me back",
        about: "A choice and a phone number, under words of their own.",
        rest: {
          show: {
            popup: {
              title: "Shall we call you?",
              text: "Somebody from the workshop, on a working day.",
              content: [{ form: { fields: [{ choice: { label: "What about", name: "topic", of: ["A size", "A repair", "Something else"] } }, { phone: {} }], submit: "subscribe", send: "Call me", done: "Thank you. We will." } }],
              buttons: [{ text: "Not now", style: "plain" }],
            },
          },
        },
      },
    ],
  },
  {
    name: "Toast",
    stories: [
      {
        id: "toast",
        name: "A note",
        about: "Comes in a corner, goes by itself, and stays while somebody reads it.",
        rest: { show: { toast: { title: "In your cart", text: "One Harbour coat, size M." } } },
      },
      {
        id: "toast-image",
        name: "With a picture",
        about: "What the note is about, beside it.",
        rest: { show: { toast: { title: "In your cart", text: "One Harbour coat, size M.", image: { src: "/img/coat-yellow.svg", alt: "The Harbour coat", width: 56, height: 56 }, hideAfter: "20s" } } },
      },
      {
        id: "toast-buttons",
        name: "With buttons",
        about: "With something to press it stays until it is answered.",
        rest: { show: { toast: { corner: "top-end", title: "In your cart", text: "One Harbour coat, size M.", buttons: [{ text: "To the cart", href: "#cart", style: "primary" }, "Go on"] } } },
      },
    ],
  },
  {
    name: "In the page",
    stories: [
      {
        id: "inline",
        name: "Words in line",
        about: "Among the page's own words, in room that the page keeps: nothing jumps.",
        rest: { show: { inline: { anchor: "#room", place: "append", text: "With you on Thursday, if you order by four." } } },
      },
      {
        id: "badge",
        name: "Badge",
        about: "A small mark at the corner of an element; it scrolls with it.",
        rest: { show: { badge: { anchor: "#coat", corner: "top-end", text: "New" } } },
      },
      {
        id: "highlight",
        name: "Highlight",
        about: "The element's own outline, over with a press.",
        rest: { show: { highlight: { anchor: "#buy", effect: "outline" } } },
      },
      {
        id: "cta",
        name: "Rewritten button",
        about: "Another text on a link of the page, undone exactly.",
        rest: { show: { cta: { anchor: "#hero-cta", text: "Welcome back, {{ customer.firstName | default: 'friend' }}", href: "#buy" } } },
      },
      {
        id: "enable",
        name: "Held control",
        about: "Holds a control for a moment, says why beside it, and always lets go.",
        rest: { do: [{ enable: { on: "#buy", for: "5s", reason: "Please look at the size once more" } }] },
      },
    ],
  },
];

export const STORIES = GROUPS.flatMap(({ stories }) => stories);

/** What the stage's page knows. */
export const FACTS = {
  cart: { value: 64.5, currency: "EUR", count: 2 },
  customer: { firstName: "Ada" },
  product: { name: "Harbour coat", price: 189, currency: "EUR" },
};

/** The rule set of a story, as one would write it, in a theme (a name, tokens, or nothing) and for a direction of reading. */
export function setOf({ id, rest, set = {} }, theme, dir = "ltr") {
  // One after the other, as nobody in a shop would be shown them.
  const settings = { currency: "EUR", quietPeriod: "0s", ...set.settings, ...(theme ? { theme } : {}) };
  const all = { version: 1, ...set, settings, rules: [{ id, when: { manual: true }, ...rest }, ...(set.rules ?? [])] };
  return dir === "rtl" ? inWords(all, dir) : all;
}

export const THEMES = ["paper", "ink", "night", "garden", "coast", "bloom"];
