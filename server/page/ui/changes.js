/** Changes that are proposed to a text: before and after, why, and what one may do with each. */
import { el } from "./dom.js";
import { actionsFor, entryActions, forAll } from "./entry_actions.js";
import { t, words } from "./texts.js";
import { placeAt, titleOf, valueNode } from "./value.js";

const isChange = (one) =>
  typeof one?.id === "string" && typeof one.op === "string" && typeof one.status === "string";

export const areChanges = ({ value }) =>
  Array.isArray(value) && value.length > 0 && value.every(isChange);

/** What one may do with a change: not what has been done; and only what is asked is answered. */
function isOffered({ name }, { status, ask }) {
  return !status.startsWith(name) && (name !== "answer" || Boolean(ask));
}

function side(place, key) {
  const { value } = placeAt(place, key);
  if (value === null || value === undefined || value === "") return null;
  const shown = valueNode({ ...placeAt(place, key), level: place.level });
  return el("div", { class: key }, el("p", { class: "hint" }, words(key)), shown);
}

function item(place, number, offered) {
  const { value } = place;
  const { id, op, section, focus, status, reason, ask, before, after } = value;
  // Of what is moved, its words stay.
  const isSame = before === after;
  const about = [words(op), section && words(section), focus && words(focus), words(status)].filter(
    Boolean,
  );
  return el(
    "li",
    { class: "change", "data-entry": id, "data-status": status, tabindex: "-1" },
    el("p", { class: "hint" }, `${number}. ${about.join(" · ")}`),
    side(place, "before"),
    !isSame && side(place, "after"),
    reason && el("p", {}, reason),
    ask && el("p", { class: "ask" }, ask),
    entryActions(offered, value, number),
  );
}

/** @param tools what may be done, and what was made before, as the result's card gives them. */
export function changes(place, tools) {
  const actions = actionsFor(tools.actions, place.name);
  const entries = place.value.map((value, at) => {
    const offered = actions.filter((action) => isOffered(action, value));
    const source = JSON.stringify([at, value, offered]);
    const make = () => item(placeAt(place, at), at + 1, { actions: offered, act: tools.act });
    return tools.keep(`${place.path}/${value.id}`, source, make);
  });
  const open = place.value.filter(({ status }) => status === "proposed");
  const all = forAll(actions, open, tools.act);
  return el(
    "section",
    {},
    el("h3", {}, titleOf(place)),
    all,
    el("ol", { class: "entries changes" }, entries),
  );
}
