/** What there is to be told of an experience: which parts were, and which questions it fits. */
import { el } from "./dom.js";
import { listed, t } from "./texts.js";

const PARTS = new Map([
  ["situation", "page.stories.situation"],
  ["task", "page.stories.task"],
  ["action", "page.stories.action"],
  ["result", "page.stories.result"],
  ["lesson", "page.stories.lesson"],
]);

const isStory = (one) => typeof one?.title === "string" && one.parts instanceof Object;

export const areStories = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isStory);

/** The parts that are told, and those that are not, as terms and descriptions. */
function told(parts) {
  const names = (has) =>
    [...PARTS.keys()].filter((name) => Boolean(parts[name]) === has).map((name) => t(PARTS.get(name)));
  const row = (sign, key, found) =>
    found.length > 0 &&
    el(
      "div",
      { class: "pair" },
      el("dt", {}, el("span", { class: "sign", "aria-hidden": "true" }, `${sign} `), t(key)),
      el("dd", {}, listed(found, "conjunction")),
    );
  return el("dl", { class: "pairs" }, [
    row("●", "page.stories.told", names(true)),
    row("○", "page.stories.lacking", names(false)),
  ].filter(Boolean));
}

/** All that is known of a story but its title and text. */
export function storyParts({ parts, fits = [] }) {
  const questions = fits.map((one) => el("li", { dir: "auto" }, one));
  const fitting = [el("p", { class: "hint" }, t("page.stories.fits")), el("ul", {}, questions)];
  return [told(parts), fits.length > 0 && fitting];
}

/** @param level that of their titles. */
export function stories(all, level) {
  const item = (one) => el("li", {}, el(`h${level}`, { dir: "auto" }, one.title), storyParts(one));
  return el("ul", { class: "entries" }, all.map(item));
}
