/** How a session is shown whose kind has no view of its own: by the result's JSON Schema. */
import { areChanges, changes } from "../ui/changes.js";
import { areChecks, areParts, checklist, partList } from "../ui/checks.js";
import { button, el } from "../ui/dom.js";
import { areRecommendations, recommendations } from "../ui/recommendations.js";
import { areRequirements, requirements } from "../ui/requirements.js";
import { about, t, words } from "../ui/texts.js";
import { isScore, meter, placeAt, titleOf, valueNode } from "../ui/value.js";
import { areVersions, versions } from "../ui/versions.js";

/** What every kind's result may say of itself: it comes last. */
const ABOUT = new Set(["assumed", "ranges", "judgedBy", "writtenBy", "method", "asOf"]);
/** What is worth no word where there is none of it. */
const UNSAID = new Set(["confirm", "assumed", "ranges", "next", "notJudged", "saved"]);
/** What is asked of the reader, and then what is asked by a job, go before all else. */
const FIRST = [
  ...["confirm", "questions", "requirements", "changes"],
  ...["recommendations", "strengths", "weaknesses", "skillGaps"],
];
/** Characters of JSON from which on an object is closed at first. */
const LARGE = 1500;

/** Tools of a card on which nothing can be done. */
const NONE = { actions: [], act() {}, start: undefined, keep: (_key, _source, make) => make() };

/** Why a field of the result is null, or not whole: one text for all, or one by field. */
export function reasonFor(name, { notJudged } = {}) {
  const reason = typeof notJudged === "string" ? notJudged : notJudged?.[name];
  return typeof reason === "string" ? reason : undefined;
}

export const titled = (title, ...content) => el("section", {}, el("h3", {}, title), ...content);

const hint = (text) => text && el("p", { class: "hint" }, text);

const isEmpty = (value) =>
  value === null || (typeof value === "object" && !Object.keys(value).length);

/** The field whose parts a score is made of: of `atsScore` it is `ats`. */
const partsOf = (name) => (name.endsWith("Score") ? name.slice(0, -"Score".length) : undefined);
/** Between which bounds a score lies: of `readinessScore` it is `readinessRange`. */
const rangeOf = (name) => `${partsOf(name)}Range`;

const isRange = (value) =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isInteger);

/** The score that shows this field as a part of itself, by its name, or undefined. */
function shownBy(name, { value }) {
  const before = name.replace(/After$/, BEFORE);
  if (before !== name && Object.hasOwn(value, before) && isNumber(value[name])) return before;
  const stem = name.endsWith("Range") ? name.slice(0, -"Range".length) : name;
  const score = `${stem}Score`;
  const isPart = name !== stem ? isRange(value[name]) : Array.isArray(value[name]);
  return isPart && Object.hasOwn(value, score) ? score : undefined;
}

/** The bounds of a score: its own field, or what `ranges` has of it. */
function boundsOf(name, { value }) {
  const own = value[rangeOf(name)] ?? value.ranges?.[name];
  return isRange(own) ? own : undefined;
}

/** A score as a number and a meter, or why there is none; what it is made of can be opened. */
export function score(place, reason, whole) {
  const { name, value } = place;
  const title = titleOf(place);
  const [low, high] = (whole && boundsOf(name, whole)) ?? [value, value];
  const parts = whole && partsOf(name) in whole.value && placeAt(whole, partsOf(name));
  const number = low === high ? `${value} / 100` : `${value} / 100 (${low}–${high})`;
  return el(
    "div",
    { class: "score" },
    el("h3", { class: "label" }, title),
    el("strong", {}, value === null ? t("page.value.not_judged") : number),
    value === null ? null : meter(title, value),
    hint(reason),
    hint(about(name)),
    parts && Array.isArray(parts.value) && parts.value.length > 0 && partsNode(parts),
  );
}

function partsNode(place) {
  const summary = el("summary", {}, t("page.value.made_of"));
  return el("details", { class: "made-of" }, summary, listNode({ ...place, level: 4 }));
}

/** A list in the form that suits what is in it. */
function listNode(place) {
  if (areChecks(place)) return checklist(place);
  if (areParts(place)) return partList(place);
  if (areRecommendations(place)) return recommendations(place);
  return valueNode(place);
}

const isLarge = (value) =>
  value !== null &&
  typeof value === "object" &&
  !Array.isArray(value) &&
  JSON.stringify(value).length > LARGE;

/** What would take too much room to be seen at once is closed at first. */
function closed(title, content) {
  return el("section", {}, el("details", {}, el("summary", {}, el("h3", {}, title)), content));
}

const BEFORE = "Before";
const isNumber = (value) => value === null || Number.isInteger(value);

/** Of a number before and after, `[stem, before, after]`. */
function pairOf(name, { value }) {
  if (!name.endsWith(BEFORE)) return undefined;
  const stem = name.slice(0, -BEFORE.length);
  const after = `${stem}After`;
  if (!Object.hasOwn(value, after) || !isNumber(value[name]) || !isNumber(value[after]))
    return undefined;
  return [stem, value[name], value[after]];
}

/** Two numbers as a way from one to the other; no meter, as it is no prize. */
function turned([stem, before, after], reason) {
  const number = (value) => (value === null ? t("page.value.not_judged") : String(value));
  const shown = before === after ? number(before) : `${number(before)} → ${number(after)}`;
  const label = el("h3", { class: "label" }, words(stem));
  return el("div", { class: "score" }, label, el("strong", {}, shown), hint(reason));
}

/** The reasons that no field shows: of fields that are not there, or in a form of their own. */
function unshownReasons(result) {
  const { notJudged } = result;
  if (notJudged === null || typeof notJudged !== "object" || Array.isArray(notJudged))
    return typeof notJudged === "string" ? undefined : notJudged;
  const unshown = ([name, reason]) => typeof reason !== "string" || !Object.hasOwn(result, name);
  const left = Object.entries(notJudged).filter(unshown);
  return left.length ? Object.fromEntries(left) : undefined;
}

function reasons(whole, place) {
  const value = unshownReasons(whole.value);
  return value === undefined ? null : titled(titleOf(place), valueNode({ ...place, value }));
}

/** What could be done next: each opens the form of its kind, with what is known filled in. */
function next(place, { start }) {
  const way = ({ kind, title, input }) =>
    el("li", {}, start ? button(title, () => start(kind, input)) : title);
  return titled(titleOf(place), el("ul", { class: "next" }, place.value.map(way)));
}

const isNext = ({ value }) =>
  Array.isArray(value) && value.every((one) => typeof one?.title === "string");

/** All that a view of a kind has. One that is for a kind overrides what is not to its liking. */
export const defaultView = {
  /** The result's fields that come first, in this order; then come the schema's, then others. */
  order: FIRST,

  /** The fields that come after all others. */
  last: ["next"],

  /** Whether scores are the first that one sees of a result. */
  scoresFirst: false,

  /** Where the field of a place stands: "scores", one row of all, "fields", or "about", last. */
  slot(place) {
    if (ABOUT.has(place.name)) return "about";
    const isTurned = /(Before|After)$/.test(place.name) && isNumber(place.value);
    return isScore(place) || isTurned ? "scores" : "fields";
  },

  /** What a field's node is made from: where that has not changed, the node is kept. */
  source(name, result, { actions } = NONE) {
    if (name === "notJudged") return unshownReasons(result) ?? null;
    const after = name.replace(/Before$/, "After");
    const parts = [partsOf(name), rangeOf(name), after].map((key) => result[key] ?? null);
    const offered = actions.filter(({ list }) => list === name);
    return [result[name], reasonFor(name, result), parts, result.ranges?.[name] ?? null, offered];
  },

  /**
   * A field of the result as a node, or null where it is not shown by itself.
   * @param whole the place of the whole result.
   * @param tools `actions` about entries of the result, `act(name, input)` to do one,
   *     `start(kind, input)` to open the form of a kind, if one can, and `keep(key, source, make)`,
   *     which gives the node that was made of the same source before.
   */
  field(name, whole, tools = NONE) {
    const place = placeAt(whole, name);
    const reason = reasonFor(name, whole.value);
    if (name === "notJudged") return reasons(whole, place);
    if (UNSAID.has(name) && isEmpty(place.value)) return null;
    if (shownBy(name, whole)) return null;
    if (name === "next" && isNext(place)) return next(place, tools);
    const pair = pairOf(name, whole);
    if (pair) return turned(pair, reason);
    if (isScore(place)) return score(place, reason, whole);
    if (areRequirements(place)) return requirements({ ...place, level: 4 });
    if (areChanges(place)) return changes({ ...place, level: 4 }, tools);
    if (areVersions(place)) return titled(titleOf(place), versions(place, tools));
    const isGrowing = place.growing(place.path);
    const unknown = place.value === null && reason && !isGrowing;
    const shown = unknown ? null : listNode({ ...place, level: 4 });
    if (isLarge(place.value)) return closed(titleOf(place), shown);
    return titled(titleOf(place), hint(about(name)), shown, hint(reason));
  },

  /**
   * Whether the field is written as a message, or parts of it are: a message with the same text is
   * then shown in the field alone.
   */
  isWritten: () => true,

  /**
   * What shows more of where a session stands than its phase and progress: the nodes `inRow` with
   * them and `below`. `tick` is called as the time goes on.
   * @param now gives the server's time in ms.
   */
  standing: (now) => ({ inRow: [], below: [], update() {}, tick() {} }),

  /**
   * What stands under the last message: its node `root`, or none.
   * @param say sends a message, as if it had been written.
   */
  under: (say) => ({ root: undefined, update() {} }),
};
