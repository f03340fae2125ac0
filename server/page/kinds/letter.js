/** How a letter is shown: as it is handed in, with its open places marked, and its versions. */
import { button, el } from "../ui/dom.js";
import { actionsFor } from "../ui/entry_actions.js";
import { withGaps } from "../ui/gaps.js";
import { words } from "../ui/texts.js";
import { placeAt, titleOf, valueNode } from "../ui/value.js";
import { defaultView, titled } from "./default.js";

/** What is shown with the text, or says no more than that. */
const WITH_TEXT = new Set(["paragraphs", "words"]);

/** The passages of the résumé that the paragraphs rest on, closed at first. */
function evidence(whole) {
  const place = placeAt(whole, "paragraphs");
  const nodes = place.value.flatMap(({ evidence: found }, at) =>
    found?.length ? valueNode({ ...placeAt(placeAt(place, at), "evidence"), level: 5 }) : [],
  );
  if (!nodes.length) return null;
  return el("details", { class: "made-of" }, el("summary", {}, words("evidence")), nodes);
}

function text(place, whole) {
  const count = `${words("words")}: ${whole.value.words}`;
  const rests = Array.isArray(whole.value.paragraphs) && evidence(whole);
  return titled(
    titleOf(place),
    withGaps(place.value),
    Number.isInteger(whole.value.words) && el("p", { class: "hint" }, count),
    rests || null,
  );
}

/** The versions side by side: each but the one that stands there can be shown. */
function versions(place, { actions, act }) {
  const [choose] = actionsFor(actions, place.name);
  const shown = ({ id, title }) => {
    const label = `${choose.title}: ${title}`;
    return button(choose.title, () => act(choose.name, { id }), { "aria-label": label });
  };
  const version = (one) => {
    const name = one.current ? el("strong", {}, one.title) : one.title;
    return el("li", {}, name, " ", choose && !one.current ? shown(one) : null);
  };
  return titled(titleOf(place), el("ul", { class: "entries" }, place.value.map(version)));
}

function field(name, whole, tools = { actions: [], act() {} }) {
  const place = placeAt(whole, name);
  if (WITH_TEXT.has(name)) return null;
  if (name === "text" && typeof place.value === "string") return text(place, whole);
  if (name === "versions" && Array.isArray(place.value))
    return place.value.length > 1 ? versions(place, tools) : null;
  if (name === "open") return null;
  return defaultView.field(name, whole, tools);
}

export const letterView = {
  ...defaultView,
  order: ["confirm", "text", "versions", "checks", "requirements"],
  source(name, result, tools) {
    const also = name === "text" ? [result.words, result.paragraphs] : null;
    return [defaultView.source(name, result, tools), also];
  },
  field,
};
