/** The result of a session as a card, from its first field on. */
import { arrange, el, words } from "../ui/dom.js";
import { showMarkdown } from "../ui/markdown.js";

function markdown(text) {
  const box = el("div", { class: "body" });
  showMarkdown(box, text);
  return box;
}

function score(name, value, result) {
  const reason = value === null && reasonFor(result.notJudged, name);
  const shown = value === null ? "not judged" : `${value} / 100`;
  const meter = el("meter", { min: 0, max: 100, value: value ?? 0, "aria-label": words(name) });
  return el(
    "div",
    { class: "score" },
    el("span", { class: "label" }, words(name)),
    el("strong", {}, shown),
    value === null ? null : meter,
    reason ? el("p", { class: "hint" }, reason) : null,
  );
}

/** Why a score is missing: one text for all, or one by field. */
function reasonFor(notJudged, name) {
  return typeof notJudged === "string" ? notJudged : notJudged?.[name];
}

function competency({ name, rating, anchor, quotes = [] }) {
  const given = rating === null || rating === undefined ? "not judged" : `${rating} of 5`;
  return el(
    "section",
    { class: "competency" },
    el("h4", {}, words(name), el("span", { class: "rating" }, given)),
    anchor ? el("p", {}, anchor) : null,
    quotes.map((quote) => el("blockquote", {}, quote)),
  );
}

function question(item) {
  const parts = [
    ["answer", "Your answer"],
    ["notes", "Notes"],
    ["betterAnswerOutline", "A better answer"],
  ];
  return el(
    "details",
    {},
    el("summary", {}, `${item.number}. ${item.question}`),
    parts
      .filter(([key]) => item[key]?.length)
      .map(([key, title]) => [el("h4", {}, title), anything(key, item[key])]),
  );
}

/** A value of which only the JSON type is known. */
function anything(name, value) {
  if (value === null || value === undefined) return el("p", { class: "hint" }, "–");
  if (Array.isArray(value))
    return el(
      "ul",
      {},
      value.map((item) => el("li", {}, anything(name, item))),
    );
  if (typeof value !== "object") return markdown(String(value));
  const rows = Object.entries(value).map(([key, item]) => [
    el("dt", {}, words(key)),
    el("dd", {}, anything(key, item)),
  ]);
  return el("dl", {}, rows);
}

const titled = (title, ...content) => el("section", {}, el("h3", {}, title), ...content);

/** Fields that have a look of their own; all others are shown by their type. */
const FIELDS = {
  competencies: (items) => titled("Competencies", ...items.map(competency)),
  questions: (items) => titled("Question by question", ...items.map(question)),
  notJudged: () => null,
};

/** Shown in this order where present, and what else there is after them. */
const ORDER = [
  ...["overallScore", "communicationScore", "technicalScore", "competencies"],
  ...["strengths", "improvements", "detailedFeedback", "questions"],
];

const isScore = (name) => name.endsWith("Score");

function section(name, value) {
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name](value);
  return titled(words(name), anything(name, value));
}

export class ResultCard {
  #shown = new Map();

  constructor() {
    this.scores = el("div", { class: "scores" });
    this.fields = el("div", {});
    const title = el("h2", {}, "Result");
    this.root = el("section", { class: "result", "aria-label": "Result", hidden: true });
    this.root.append(title, this.scores, this.fields);
  }

  /** Shows the result; only fields that changed are made anew, so that what is open stays open. */
  update(result) {
    this.root.hidden = !result;
    const present = result ? Object.keys(result) : [];
    const rank = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
    const names = present.sort((a, b) => rank(a) - rank(b));
    const made = names.map((name) => this.#field(name, result));
    const shown = made.filter(({ node }) => node);
    this.scores.replaceChildren(...shown.filter((f) => isScore(f.name)).map((f) => f.node));
    const fields = shown.filter((f) => !isScore(f.name)).map((f) => f.node);
    arrange(this.fields, fields);
    for (const name of this.#shown.keys()) if (!present.includes(name)) this.#shown.delete(name);
  }

  #field(name, result) {
    const source = JSON.stringify([result[name], isScore(name) && result.notJudged]);
    const before = this.#shown.get(name);
    if (before?.source === source) return before;
    const node = isScore(name) ? score(name, result[name], result) : section(name, result[name]);
    this.#shown.set(name, { name, source, node });
    return this.#shown.get(name);
  }
}
