/** The tries at one question, side by side; where there is little room, below each other. */
import { bandList } from "./bands.js";
import { el } from "./dom.js";
import { t } from "./texts.js";

const isAttempt = (one) => typeof one?.answer === "string";

/** Whether there is something to be put side by side. */
export const areAttempts = (value) =>
  Array.isArray(value) && value.length > 1 && value.every(isAttempt);

const NAMES = ["page.attempts.first", "page.attempts.second"];

function nameOf(at) {
  return at < NAMES.length ? t(NAMES[at]) : t("page.attempts.other", { number: at + 1 });
}

/**
 * @param tries the first one first, each `{answer, bands}`.
 * @param level that of their headings.
 * @param bandsFirst where there may be no room for all of what was said.
 */
export function attempts(tries, level, { bandsFirst = false } = {}) {
  const item = ({ answer, bands = [] }, at) => {
    const before = at > 0 ? (tries[0].bands ?? []) : [];
    const parts = [
      el("p", { class: "said", dir: "auto" }, answer),
      bands.length > 0 && bandList(bands, before),
    ];
    return el("li", {}, el(`h${level}`, {}, nameOf(at)), bandsFirst ? parts.reverse() : parts);
  };
  return el("ol", { class: "attempts plain" }, tries.map(item));
}
