/** Results that are lists of things to choose from, with what can be done beside each. */
import { el } from "../ui/dom.js";
import { actionsFor, entryActions } from "../ui/entry_actions.js";
import { placeAt, titleOf, valueNode } from "../ui/value.js";
import { defaultView, reasonFor, titled } from "./default.js";

const ORDER = ["confirm", "paths", "projects", "roles", "strengths", "weaknesses"];

/** One of them as any entry of a list is shown, and below it what can be done with it. */
function item(place, at, offered) {
  const one = place.value[at];
  const shown = valueNode({ ...place, level: 4, value: [one] });
  const entry = { "data-entry": one.id, tabindex: "-1" };
  return el("li", entry, shown, entryActions(offered, one, at + 1));
}

/** The view of kinds whose entries are named by their actions: `paths`, `projects`. */
export const entriesView = {
  ...defaultView,
  order: ORDER,
  field(name, whole, tools) {
    const actions = tools ? actionsFor(tools.actions, name) : [];
    if (!actions.length) return defaultView.field(name, whole, tools);
    const place = placeAt(whole, name);
    const offered = { actions, act: tools.act };
    const entries = place.value.map((_, at) => item(place, at, offered));
    const list = el("ol", { class: "entries changes" }, entries);
    const reason = reasonFor(name, whole.value);
    return titled(titleOf(place), list, reason && el("p", { class: "hint" }, reason));
  },
};
