/** What is asked, and what a text shows of it: conditions first, and in words rather than colours. */
import { el } from "./dom.js";
import { t, words } from "./texts.js";
import { titleOf, valueNode } from "./value.js";

/** How far each status is along, as a sign beside its word. */
const SIGNS = { shown: "●", partly: "◐", notShown: "○", contradicted: "≠" };

const isRequirement = (one) =>
  typeof one?.text === "string" &&
  typeof one.knockout === "boolean" &&
  Object.hasOwn(SIGNS, one.status);

export const areRequirements = ({ value }) =>
  Array.isArray(value) && value.length > 0 && value.every(isRequirement);

const GROUPS = [
  { title: "page.requirements.conditions", has: ({ knockout }) => knockout },
  { title: "page.requirements.must", has: ({ knockout, kind }) => !knockout && kind !== "nice" },
  { title: "page.requirements.nice", has: ({ knockout, kind }) => !knockout && kind === "nice" },
];

function item({ text, status, evidence = [], ask }, place) {
  const sign = el("span", { class: "sign", "aria-hidden": "true" }, `${SIGNS[status]} `);
  const said = el("span", { class: "status" }, sign, words(status));
  const quotes = evidence.length > 0 && valueNode({ ...place, value: evidence, schema: {} });
  const question = ask && el("p", { class: "ask" }, ask);
  return el("li", {}, el("p", {}, el("strong", {}, text), " ", said), quotes, question);
}

function group({ title, has }, place) {
  const found = place.value.filter(has);
  if (!found.length) return null;
  const entries = found.map((one) => item(one, place));
  return [
    el(`h${place.level}`, { class: "group" }, t(title)),
    el("ul", { class: "entries asked" }, entries),
  ];
}

/** How many of those that count are shown: "3 of 5, 1 in part". */
function sum(requirements) {
  const counted = requirements.filter(({ knockout, kind }) => !knockout && kind !== "nice");
  const number = (status) => counted.filter((one) => one.status === status).length;
  const values = { shown: number("shown"), partly: number("partly"), all: counted.length };
  return counted.length > 0 && el("p", { class: "sum" }, t("page.requirements.sum", values));
}

export function requirements(place) {
  const groups = GROUPS.map((one) => group(one, place));
  return el("section", {}, el("h3", {}, titleOf(place)), sum(place.value), groups);
}
