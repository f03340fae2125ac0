/** How a session is shown whose kind has no view of its own: by the result's JSON Schema. */
import { el } from "../ui/dom.js";
import { t } from "../ui/texts.js";
import { isScore, meter, placeAt, titleOf, valueNode } from "../ui/value.js";

/** What every kind's result may say of itself: it comes last. */
const ABOUT = new Set(["assumed", "ranges", "judgedBy", "writtenBy", "method", "asOf"]);

/** Why a field of the result is null, or not whole: one text for all, or one by field. */
export function reasonFor(name, { notJudged } = {}) {
  const reason = typeof notJudged === "string" ? notJudged : notJudged?.[name];
  return typeof reason === "string" ? reason : undefined;
}

export const titled = (title, ...content) => el("section", {}, el("h3", {}, title), ...content);

const hint = (text) => text && el("p", { class: "hint" }, text);

/** A score as a number and a meter, or why there is none. */
export function score(place, reason) {
  const { value } = place;
  const title = titleOf(place);
  return el(
    "div",
    { class: "score" },
    el("h3", { class: "label" }, title),
    el("strong", {}, value === null ? t("page.value.not_judged") : `${value} / 100`),
    value === null ? null : meter(title, value),
    hint(reason),
  );
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

/** What could be done next, in words: the input that it would have is for programs. */
function next(place) {
  const titles = place.value.map(({ title }) => el("li", {}, title));
  return titles.length ? titled(titleOf(place), el("ul", {}, titles)) : null;
}

const isNext = ({ value }) =>
  Array.isArray(value) && value.every((one) => typeof one?.title === "string");

/** All that a view of a kind has. One that is for a kind overrides what is not to its liking. */
export const defaultView = {
  /** The result's fields that come first, in this order; then come the schema's, then others. */
  order: [],

  /** Where the field of a place stands: "scores", the row above all, "fields", or "about", last. */
  slot(place) {
    if (ABOUT.has(place.name)) return "about";
    return isScore(place) ? "scores" : "fields";
  },

  /** What a field's node is made from: where that has not changed, the node is kept. */
  source: (name, result) =>
    name === "notJudged" ? unshownReasons(result) ?? null : [result[name], reasonFor(name, result)],

  /**
   * A field of the result as a node, or null where it is not shown by itself.
   * @param whole the place of the whole result.
   */
  field(name, whole) {
    const place = placeAt(whole, name);
    const reason = reasonFor(name, whole.value);
    if (name === "notJudged") return reasons(whole, place);
    if (name === "next" && isNext(place)) return next(place);
    if (isScore(place)) return score(place, reason);
    const isGrowing = place.growing(place.path);
    const unknown = place.value === null && reason && !isGrowing;
    return titled(titleOf(place), unknown ? null : valueNode({ ...place, level: 4 }), hint(reason));
  },

  /**
   * What shows more of where a session stands than its phase and progress: the nodes `inRow` with
   * them and `below`. `tick` is called as the time goes on.
   * @param now gives the server's time in ms.
   */
  standing: (now) => ({ inRow: [], below: [], update() {}, tick() {} }),
};
