/** Any JSON value as nodes that people can read, by its JSON Schema where there is one. */
import { el } from "./dom.js";
import { showMarkdown } from "./markdown.js";
import { keysOf, schemaAt } from "./schema.js";
import { t, valueWords, words } from "./texts.js";

/** Characters up to which a text fits into a row with others, a tag, and a heading. */
const SHORT = 60;
const TAG = 32;
const HEADING = 120;
/** What a table may have before it becomes a list: columns, and characters in a row. */
const COLUMNS = 5;
const ROW = 110;

/** An entry of a list is called by the first of these that it has. */
const LEADING = ["title", "name", "question", "text", "skill", "check", "theme", "label", "change"];
/** What a quote is found by is for programs. */
const QUOTED = new Set(["quote", "source", "path", "span"]);

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isQuote = (value) =>
  isObject(value) &&
  typeof value.quote === "string" &&
  Object.keys(value).every((key) => QUOTED.has(key));
const isShort = (value) =>
  typeof value === "string"
    ? value.length <= SHORT && !value.includes("\n")
    : value === null || typeof value !== "object";
/** Ids and pointers say something to programs alone. */
const isForPeople = (key, value) =>
  key !== "id" && !(key === "path" && typeof value === "string" && value.startsWith("/"));

/** What a value names that is only the id of a requirement, which stands elsewhere in the whole. */
function requirementOf({ value, top }) {
  if (!isObject(value) || Object.keys(value).join() !== "requirement") return undefined;
  const all = Array.isArray(top?.requirements) ? top.requirements : [];
  return all.find(({ id }) => id === value.requirement)?.text;
}

/** The text as an address that a link may have, or undefined. */
function webAddress(text) {
  if (typeof text !== "string" || !/^https?:\/\/\S+$/i.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text).href : undefined;
}

const link = (href, text) => el("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);

/**
 * A value and where it stands: `{name, value, schema, root, top, path, level, growing}`. `top` is
 * the whole that it is in, `path` its JSON Pointer there, `level` that of the headings in it, and `growing(path)` the node of a text that is
 * being written there, if any.
 */
export function placeOf(value, { schema = {}, level = 3, growing = () => undefined } = {}) {
  return { name: "", value, schema, root: schema, top: value, path: "", level, growing };
}

/** The place of what the place's value has under the key. */
export function placeAt(place, key) {
  const { value, schema, root, path, name } = place;
  return {
    ...place,
    name: Array.isArray(value) ? name : key,
    value: value[key],
    schema: schemaAt(schema, key, value[key], root),
    path: `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`,
  };
}

/** What people call it: by its schema's title, or by its name. */
export const titleOf = ({ name, schema }) => schema.title ?? words(name);

/** Parts and differences of scores: by themselves they say nothing. */
const OF_SCORES = new Set(["gain", "points", "maxPoints", "weight"]);

/** Whether it is one of the whole numbers from 0 to 100 that say how good something is. */
export function isScore({ name, value, schema: { minimum, maximum } }) {
  const isBound = minimum === 0 && maximum === 100 && !OF_SCORES.has(name);
  const named = /(^s|S)core$/.test(name) || isBound;
  return named && (value === null || (Number.isInteger(value) && value >= 0 && value <= 100));
}

/** The words of a level, by where each begins. */
const LEVELS = [
  [90, "page.value.level_leads"],
  [70, "page.value.level_strong"],
  [50, "page.value.level_alone"],
  [25, "page.value.level_learnt"],
  [0, "page.value.level_named"],
];

/** Whether it is one of the steps of 5 that say how far something is shown. */
const isLevel = ({ name, value, schema: { multipleOf } }) =>
  multipleOf === 5 && /(^l|L)evel$/.test(name) && Number.isInteger(value);

/** A level with its word: a number alone looks as if it had been measured. */
function level({ value }) {
  const [, key] = LEVELS.find(([from]) => value >= from);
  return `${value} · ${t(key)}`;
}

export function meter(label, value) {
  return el("meter", { min: 0, max: 100, value, "aria-label": label });
}

function markdown(text, level) {
  const box = el("div", { class: "body" });
  showMarkdown(box, text, level - 1);
  return box;
}

/** A value that fits into a row, as a text or a link. */
function short(place) {
  const { value, schema } = place;
  if (value === null || value === undefined || value === "") return "–";
  if (isLevel(place)) return level(place);
  if (typeof value === "boolean") return value ? t("page.value.yes") : t("page.value.no");
  if (schema.enum) return valueWords(place.name, String(value));
  const href = webAddress(value);
  return href ? link(href, value) : String(value);
}

function scalar(place) {
  const { value, schema, level } = place;
  const isText = typeof value === "string" && value !== "" && !schema.enum && !webAddress(value);
  return isText ? markdown(value, level) : el("p", {}, short(place));
}

function quotation({ value: { quote, source } }) {
  const from = typeof source === "string" && el("figcaption", { class: "hint" }, words(source));
  return el("figure", {}, el("blockquote", {}, quote), from);
}

const entriesOf = (place) =>
  keysOf(place.value, place.schema)
    .filter((key) => isForPeople(key, place.value[key]))
    .map((key) => placeAt(place, key));

/** What a place's value has, as terms and descriptions; what is short stands side by side. */
function pairs(entries) {
  const pair = (place) => {
    const inRow = isShort(place.value) && !place.growing(place.path);
    const score = isScore(place) && place.value !== null && !isLevel(place);
    const shown = score ? [`${place.value} / 100 `, meter(titleOf(place), place.value)] : null;
    return el(
      "div",
      { class: inRow ? "pair" : "pair wide" },
      el("dt", {}, titleOf(place)),
      el("dd", {}, shown ?? (inRow ? short(place) : valueNode(place))),
    );
  };
  return entries.length ? el("dl", { class: "pairs" }, entries.map(pair)) : null;
}

/** By what an entry of a list is called, and the rest of it. */
function apart(entries) {
  const named = LEADING.map((key) => entries.find(({ name }) => name === key));
  const lead = named.find((place) => place && typeof place.value === "string");
  const number = entries.find(({ name, value }) => name === "number" && Number.isInteger(value));
  const href = entries.find(({ name, value }) => name === "url" && webAddress(value));
  const said = [lead, lead && number, lead && href];
  return { lead, number, href, rest: entries.filter((place) => !said.includes(place)) };
}

function entry(place) {
  const { lead, number, href, rest } = apart(entriesOf(place));
  // What it goes back to needs no title, and where there is nothing, no word.
  const evidence = rest.find(({ name, value }) => name === "evidence" && Array.isArray(value));
  const isSaid = ({ value, path }) => value?.length !== 0 || place.growing(path);
  const others = rest.filter((one) => one !== evidence && isSaid(one));
  const below = others.map((one) => ({ ...one, level: place.level + 1 }));
  const quotes = evidence?.value.length > 0 && valueNode(evidence);
  return el("li", {}, lead && leadNode(lead, number, href), pairs(below), quotes);
}

function leadNode(lead, number, href) {
  const { value, path, level } = lead;
  const grown = lead.growing(path);
  if (grown) return grown;
  if (value.length > HEADING || value.includes("\n")) return markdown(value, level);
  const title = href ? link(webAddress(href.value), value) : value;
  return el(`h${Math.min(6, level)}`, {}, number ? `${number.value}. ` : null, title);
}

/** The columns of a table that the entries fit into, or undefined where they do not. */
function columnsOf(place, entries) {
  const columns = [...new Set(entries.flatMap((row) => row.map(({ name }) => name)))];
  // An address is too wide for a cell, and stands better behind a name.
  const fits = ({ value, path }) => isShort(value) && !webAddress(value) && !place.growing(path);
  if (entries.length < 2 || columns.length < 2 || columns.length > COLUMNS) return undefined;
  if (!entries.flat().every(fits)) return undefined;
  const length = ({ value }) => String(value ?? "").length;
  const width = (name) =>
    Math.max(name.length, ...entries.map((row) => length(cellOf(row, name) ?? {})));
  return columns.reduce((sum, name) => sum + width(name), 0) <= ROW ? columns : undefined;
}

const cellOf = (row, name) => row.find((place) => place.name === name);

function table(place, entries, columns) {
  const title = (name) => titleOf(entries.map((row) => cellOf(row, name)).find(Boolean));
  const head = columns.map((name) => el("th", { scope: "col" }, title(name)));
  const cell = (row) => (name, at) => {
    const found = cellOf(row, name);
    const number = typeof found?.value === "number" && "number";
    return el(
      at === 0 ? "th" : "td",
      { scope: at === 0 ? "row" : null, class: number || null },
      found ? short(found) : "–",
    );
  };
  const rows = entries.map((row) => el("tr", {}, columns.map(cell(row))));
  const whole = el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows));
  // It may be wider than a phone, and then is scrolled by itself, by keyboard as well.
  return el(
    "div",
    { class: "table", role: "region", tabindex: "0", "aria-label": titleOf(place) },
    whole,
  );
}

const nothing = () => el("p", { class: "hint" }, t("page.value.none"));

function list(place) {
  const { value } = place;
  if (!value.length) return nothing();
  const places = value.map((_, at) => placeAt(place, at));
  if (value.every(isQuote)) return el("div", { class: "quotes" }, places.map(quotation));
  if (value.every(isObject)) {
    const entries = places.map(entriesOf);
    const columns = columnsOf(place, entries);
    if (columns) return table(place, entries, columns);
    return el("ul", { class: "entries" }, places.map(entry));
  }
  const isTag = ({ value: text, path }) =>
    typeof text === "string" && text.length <= TAG && !webAddress(text) && !place.growing(path);
  if (places.every(isTag))
    return el(
      "ul",
      { class: "tags" },
      places.map((one) => el("li", {}, short(one))),
    );
  return el(
    "ul",
    {},
    places.map((one) => el("li", {}, valueNode(one))),
  );
}

/** The place's value as a node. */
export function valueNode(place) {
  const { value, path } = place;
  const grown = place.growing(path);
  if (grown) return grown;
  if (Array.isArray(value)) return list(place);
  if (isQuote(value)) return quotation(place);
  const required = requirementOf(place);
  if (required) return el("p", {}, `“${required}”`);
  if (isObject(value) && Object.keys(value).join() === "standard")
    return el("p", {}, words("standard"));
  if (isObject(value)) return pairs(entriesOf(place)) ?? nothing();
  return scalar(place);
}
