/** What a job asks for, each with the posting's own words; what is a condition is said to be one. */
import { el } from "./dom.js";
import { actionsFor, entryActions } from "./entry_actions.js";
import { t, words } from "./texts.js";

const isAsked = (one) => typeof one?.text === "string" && typeof one.knockout === "boolean";

export const areAsked = ({ value }) =>
  Array.isArray(value) && value.length > 0 && value.every(isAsked);

/** The posting's own words can be opened where they are others. */
function quotation({ text, quote }) {
  if (!quote || quote === text) return null;
  const summary = el("summary", {}, t("page.asked.words"));
  return el("details", { class: "made-of" }, summary, el("blockquote", {}, quote));
}

function item(one, number, offered) {
  const condition = one.knockout && el("span", { class: "status" }, words("knockout"));
  const head = el("p", {}, el("strong", {}, one.text), " ", condition);
  const entry = { "data-entry": one.id, tabindex: "-1" };
  return el("li", entry, head, quotation(one), entryActions(offered, one, number));
}

/** The list by itself. @param tools what may be done, as the result's card gives them. */
export function asked(place, { actions, act }) {
  const offered = { actions: actionsFor(actions, place.name), act };
  const entries = place.value.map((one, at) => item(one, at + 1, offered));
  return el("ol", { class: "entries changes" }, entries);
}
