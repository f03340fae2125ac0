/** Several versions of one thing: the one that is shown is marked, each other can be shown. */
import { el } from "./dom.js";
import { actionsFor, entryActions } from "./entry_actions.js";
import { words } from "./texts.js";

const isVersion = (one) =>
  typeof one?.id === "string" && typeof one.title === "string" && typeof one.current === "boolean";

export const areVersions = ({ value }) =>
  Array.isArray(value) && value.length > 0 && value.every(isVersion);

function item(one, number, offered) {
  const mark = one.current && el("span", { class: "status" }, words("current"));
  const head = el("p", {}, el("strong", {}, one.title), " ", mark);
  const actions = one.current ? null : entryActions(offered, one, number);
  return el("li", { "data-entry": one.id, tabindex: "-1" }, head, actions);
}

/** The list by itself. @param tools what may be done, as the result's card gives them. */
export function versions(place, { actions, act }) {
  const offered = { actions: actionsFor(actions, place.name), act };
  const entries = place.value.map((one, at) => item(one, at + 1, offered));
  return el("ol", { class: "entries changes" }, entries);
}
