/** What to do: each thing with what it is about, and how much it would add to a number. */
import { el } from "./dom.js";
import { t, words } from "./texts.js";

const isRecommendation = (one) => typeof one?.text === "string" && typeof one.tier === "string";

export const areRecommendations = ({ value }) =>
  Array.isArray(value) && value.length > 0 && value.every(isRecommendation);

function item({ text, tier, score, gain }) {
  const adds = gain > 0 && score && t("page.recommendations.adds", { gain, score: words(score) });
  const about = [words(tier), adds].filter(Boolean).join(" · ");
  return el("li", {}, el("p", {}, text), el("p", { class: "hint" }, about));
}

/** The list by itself, in the order in which it is worth while. */
export const recommendations = ({ value }) => el("ol", { class: "advice" }, value.map(item));
