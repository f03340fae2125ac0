/** What a number is made of: checks, or parts with their weights. No colour judges. */
import { el } from "./dom.js";
import { t, words } from "./texts.js";

const isCheck = (one) =>
  typeof one?.check === "string" && (one.passed === null || typeof one.passed === "boolean");

export const areChecks = ({ value }) =>
  Array.isArray(value) && value.length > 0 && value.every(isCheck);

const isPart = (one) =>
  typeof one?.name === "string" && Number.isInteger(one.score) && Number.isInteger(one.weight);

/** Whether it is a list of parts that add up to a score. */
export const areParts = ({ value }) =>
  Array.isArray(value) && value.length > 0 && value.every(isPart);

/** A name of the wire in words; what is a text already stays as it is. */
const said = (name) => (/^\w+$/.test(name) ? words(name) : name);

const SAID = new Map([
  [false, { sign: "→", word: "page.checks.look" }],
  [true, { sign: "✓", word: "page.checks.passed" }],
  [null, { sign: "–", word: "page.value.not_judged" }],
]);
/** What there is to do comes first. */
const RANKS = [...SAID.keys()];

function item({ check, passed, points, maxPoints, detail, fix }) {
  const { sign, word } = SAID.get(passed);
  const mark = el("span", { class: "sign", "aria-hidden": "true" }, `${sign} `);
  const counts = maxPoints > 0 && t("page.checks.points", { points, most: maxPoints });
  const about = [t(word), counts].filter(Boolean).join(" · ");
  const head = el("p", {}, mark, el("strong", {}, said(check)), " ");
  head.append(el("span", { class: "status" }, about));
  return el("li", {}, head, detail && el("p", {}, detail), fix && el("p", { class: "ask" }, fix));
}

/** The list by itself, without a title. */
export function checklist({ value }) {
  const rank = ({ passed }) => RANKS.indexOf(passed);
  const sorted = value.toSorted((one, other) => rank(one) - rank(other));
  return el("ul", { class: "entries checks" }, sorted.map(item));
}

function partItem({ name, score, weight, why }) {
  const points = t("page.checks.points", { points: score, most: weight });
  const head = el(
    "p",
    {},
    el("strong", {}, said(name)),
    " ",
    el("span", { class: "status" }, points),
  );
  return el("li", {}, head, why && el("p", {}, why));
}

/** The parts of a score with their points, without a title. */
export const partList = ({ value }) => el("ul", { class: "entries" }, value.map(partItem));
