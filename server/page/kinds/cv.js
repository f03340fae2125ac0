/** How a CV is shown: what is open, the CV itself, and what was left out, which can come back. */
import { el } from "../ui/dom.js";
import { actionsFor, entryActions, forAll } from "../ui/entry_actions.js";
import { placeAt, titleOf, valueNode } from "../ui/value.js";
import { defaultView, titled } from "./default.js";

const isLeft = (one) =>
  typeof one?.id === "string" && typeof one.text === "string" && typeof one.why === "string";

const areLeft = ({ value }) => Array.isArray(value) && value.length > 0 && value.every(isLeft);

/** What does not stand there, each with why, and with the button that brings it back. */
function leftOut(place, tools) {
  const offered = { actions: actionsFor(tools.actions, place.name), act: tools.act };
  const item = (one, at) =>
    el(
      "li",
      { "data-entry": one.id, tabindex: "-1" },
      el("p", {}, one.text),
      el("p", { class: "hint" }, one.why),
      entryActions(offered, one, at + 1),
    );
  const list = el("ol", { class: "entries changes" }, place.value.map(item));
  return titled(titleOf(place), forAll(offered.actions, place.value, tools.act), list);
}

/** In which order sections stand, the CV shows itself. */
const WITH_OTHERS = new Set(["sections"]);
/** What is worth no word where there is none of it. */
const UNSAID = new Set(["open", "leftOut"]);

function field(name, whole, tools = { actions: [], act() {} }) {
  const place = placeAt(whole, name);
  if (WITH_OTHERS.has(name)) return null;
  if (UNSAID.has(name) && Array.isArray(place.value) && !place.value.length) return null;
  if (name === "leftOut" && areLeft(place)) return leftOut(place, tools);
  // It is what one came for: it is open, however long it is.
  if (name === "resume") return titled(titleOf(place), valueNode({ ...place, level: 4 }));
  return defaultView.field(name, whole, tools);
}

export const cvView = {
  ...defaultView,
  order: ["confirm", "open", "resume", "leftOut", "requirements"],
  field,
};
