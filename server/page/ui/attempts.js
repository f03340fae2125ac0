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
 */
export function attempts(tries, level) {
  const item = ({ answer, bands = [] }, at) => {
    const before = at > 0 ? (tries[0].bands ?? []) : [];
    return el(
      "li",
      {},
      el(`h${level}`, {}, nameOf(at)),
      el("p", { class: "said", dir: "auto" }, answer),
      bands.length > 0 && bandList(bands, before),
    );
  };
  return el("ol", { class: "attempts plain" }, tries.map(item));
}
