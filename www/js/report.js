/** @file Draws the month that `npm run shoppers` wrote: what an experiment says by its exposures, and what is true. */

import { h, s } from "./dom.js";

const FILE = "/month.json";
const WORDS = { everybody: "Everybody, after ten seconds", "who-looks": "Who goes to the coupon field" };
const QUESTIONS = { "coupon-hint": "Does everybody need the code, or only who looks for one?" };
const STEPS = { viewed: "Looked at something", added: "Put it in the cart", checkout: "Went to the till", bought: "Ordered" };
const FUNNELS = { buy: ["viewed", "added", "checkout", "bought"] };

const count = (number) => number.toLocaleString("en-IE");
const money = (amount, digits = 0) => amount.toLocaleString("en-IE", { style: "currency", currency: "EUR", minimumFractionDigits: digits, maximumFractionDigits: digits });
/** What belongs to a figure stays in its line. */
const whole = (figure) => figure.replaceAll(" ", "\u00a0");
const percent = (share, digits = 1) => whole(`${(share * 100).toFixed(digits)} %`);
/** In percentage points; nothing is neither more nor less. */
const points = (share) => (Math.abs(share) < 0.0005 ? "0.0" : `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(1)}`);
const named = (arm) => WORDS[arm] ?? arm;

/** A scale over these values, with round ticks. */
function scale(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((one) => (high - low) / one <= 6) ?? 0.5;
  const [from, to] = [Math.floor(low / step - 0.2) * step, Math.ceil(high / step + 0.2) * step];
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
  return { x: (value) => `${(((value - from) / (to - from)) * 100).toFixed(2)}%`, ticks };
}

const up = (x, kind) => s("line", { x1: x, x2: x, y1: 0, y2: "100%", class: kind });

/** A dot with its interval. `truth`: where it should be. */
function dot({ x, ticks }, [is, error], { truth = null, wrong = false, zero = false } = {}) {
  const span = s("line", { x1: x(is - error), x2: x(is + error), y1: "50%", y2: "50%", class: "span span--right" });
  return s("svg", { "aria-hidden": "true" }, ticks.map((tick) => up(x(tick), zero && Math.abs(tick) < 1e-9 ? "zero" : "grid")),
    truth === null ? null : up(x(truth), "truth"),
    s("g", wrong ? { class: "wrong" } : null, span, s("circle", { cx: x(is), cy: "50%", r: 5 })));
}

const axis = ({ x, ticks }, write) => [h("div", { class: "axis" }), h("div", { class: "axis" }, s("svg", { "aria-hidden": "true" },
  ticks.map((tick, i) => s("text", { x: x(tick), y: 12, "text-anchor": i === 0 ? "start" : i === ticks.length - 1 ? "end" : "middle" }, write(tick))))), h("div", { class: "axis" })];

const label = (name, small) => h("div", null, h("strong", null, name), h("small", null, small));

/** The share of each arm that reached the goal. */
function shares({ arms }) {
  const all = scale(arms.flatMap(({ rate: [is, error] }) => [is - error, is + error]));
  return h("div", { class: "plot num" }, arms.map((arm) => [
    label(named(arm.id), `${count(arm.converted)} of ${count(arm.exposed)}, ${money(arm.worth[0], 2)} each`), h("div", null, dot(all, arm.rate)), h("div", null, percent(arm.rate[0])),
  ]), axis(all, (tick) => percent(tick, 0)));
}

/** The difference, told in two ways, and the truth as a line through both. */
function differences({ lift, naive, truth }) {
  const ends = [lift, naive].flatMap(([is, error]) => [is - error, is + error]);
  const all = scale([...ends, truth, 0]);
  return h("div", { class: "plot num" },
    label("By exposures", "everybody from where the arms can differ"), h("div", null, dot(all, lift, { truth, zero: true })), h("div", null, points(lift[0])),
    label("By impressions", "whoever saw it"), h("div", null, dot(all, naive, { truth, wrong: true, zero: true })), h("div", null, points(naive[0])),
    axis(all, points));
}

const holds = ([is, error], truth) => Math.abs(is - truth) <= error;

function verdict({ id, lift, naive, truth }) {
  const told = (one) => whole(`${points(one[0])} ± ${(one[1] * 100).toFixed(1)}`);
  const where = (one) => (holds(one, truth) ? "holds it" : "misses it");
  return `${named(id)}: the true difference, the line in the picture, is ${points(truth)} points. By exposures it is ${told(lift)}, which ${where(lift)}. By impressions it is ${told(naive)}, which ${where(naive)}: `
    + "it compares those who saw one arm with those who saw the other, and they are not the same kind of people.";
}

function experiment(study) {
  const id = `experiment-${study.experiment}`;
  const others = study.arms.filter((arm) => arm.lift);
  return h("section", { "aria-labelledby": id },
    h("h2", { id }, QUESTIONS[study.experiment] ?? study.experiment),
    h("p", { class: "quiet" }, `Of those who were exposed, how many ${study.goal} within the window, and what that was worth for each of them. Bars are ${percent(0.95, 0)} intervals. The arms are split evenly: ${whole(`p = ${study.mismatch.toFixed(2)}`)}.`),
    shares(study),
    others.map((arm) => [h("h3", null, `${named(arm.id)}, in points more than the other arm`), differences(arm), h("p", null, verdict(arm))]));
}

function funnel({ funnel: name, visitors }) {
  const id = `funnel-${name}`;
  const width = (people) => `${((people / visitors[0]) * 100).toFixed(2)}%`;
  return h("section", { "aria-labelledby": id }, h("h2", { id }, "On the way to an order"),
    h("ol", { class: "steps num" }, visitors.map((people, i) => {
      const step = FUNNELS[name]?.[i];
      return h("li", null, h("span", null, STEPS[step] ?? step ?? `Step ${i + 1}`),
        s("svg", { "aria-hidden": "true" }, s("rect", { width: width(people), height: "100%", rx: 2 })), h("span", null, count(people)), h("span", null, percent(people / visitors[0], people === visitors[0] ? 0 : 1)));
    })));
}

function rules(list) {
  const head = ["Rule", "Visitors", "Impressions", "Clicks", "Closed", "Blocked"];
  return h("section", { "aria-labelledby": "rules-title" }, h("h2", { id: "rules-title" }, "What the rules did"),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Table of the rules" }, h("table", { class: "num" },
      h("thead", null, h("tr", null, head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, list.map((one) => h("tr", null, h("th", { scope: "row" }, one.rule),
        [one.visitors, one.impressions, one.clicks, one.dismissals, one.blocked].map((number) => h("td", null, count(number)))))))));
}

function draw(month) {
  const { visitors, visits, buyers, turnover, measured, events, run } = month;
  const figures = [["shoppers", count(visitors)], ["visits", count(visits)], ["of them ordered", percent(buyers / visitors)], ["turnover", money(turnover)], ["agreed to be counted", percent(measured / visitors, 0)]];
  const bought = month.studies.filter(({ goal }) => goal === "bought");
  document.querySelector("#main").replaceChildren(
    h("section", { "aria-label": "In short" }, h("dl", { class: "figures num" }, figures.map(([name, number]) => h("div", null, h("dt", null, name), h("dd", null, number)))),
      h("p", { class: "quiet" }, `${count(events.sent)} events arrived, ${count(events.late)} of them held back until the question about counting was answered. ${count(events.dropped)} never left the page, because there was no yes. `
        + `${run.days} days, seed ${run.seed}: `, h("code", null, "npm run shoppers"), " makes the same month again.")),
    ...(bought.length ? bought : month.studies).map(experiment), ...month.funnels.map(funnel), rules(month.rules));
}

try {
  draw(await (await fetch(FILE)).json());
} catch {
  document.querySelector("#main").replaceChildren(h("p", { class: "voice" }, "There is no month yet. ", h("code", null, "npm run shoppers"), " makes one."));
}
