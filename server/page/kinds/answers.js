/** How the answers of a form are shown: each text can be written where it stands, with its length. */
import { button, el, setText } from "../ui/dom.js";
import { actionsFor, entryActions } from "../ui/entry_actions.js";
import { countedBy, lengthsOf } from "../ui/lengths.js";
import { figure, t, words } from "../ui/texts.js";
import { placeAt, titleOf, valueNode } from "../ui/value.js";
import { defaultView, titled } from "./default.js";

const COUNTS = ["characters", "charactersNoSpaces", "words", "bytesUtf8", "bytesEucKr"];
const isAnswer = (one) => typeof one?.id === "string" && typeof one.length?.max === "number";

const listed = (lines) => lines.length > 0 && el("ul", { class: "entries" }, lines);
const lines = (texts) => listed(texts.map((text) => el("li", {}, text)));

const part = (name, content) => content && [el("h5", {}, words(name)), content];

function folded(name, content) {
  if (!content) return null;
  return el("details", { class: "made-of" }, el("summary", {}, words(name)), content);
}

/** The lengths of what stands in the area, beside it; the one that the limit is about comes first. */
function counters(area, length) {
  const named = countedBy(length);
  const limit = el("strong", { role: "status" });
  const all = el("span", { class: "hint" });
  const show = () => {
    const found = lengthsOf(area.value);
    const measured = named === undefined ? undefined : found[named];
    const values = { measured: figure(measured ?? 0), max: figure(length.max) };
    setText(limit, measured === undefined ? "" : t("page.answers.of", values));
    limit.classList.toggle("problem", measured > length.max);
    setText(all, COUNTS.map((name) => `${words(name)} ${figure(found[name])}`).join(" · "));
  };
  area.addEventListener("input", show);
  show();
  return el("p", {}, limit, " ", all);
}

/** The text, to be written where it stands if it can be. */
function written({ id, question, text, length }, number, { actions, act }) {
  const save = actions.find(({ name }) => name === "write");
  const attributes = { dir: "auto", rows: 8, maxlength: 10_000, "aria-label": question };
  const area = el("textarea", { ...attributes, readonly: !save }, text ?? "");
  const send = () => act("write", { id, text: area.value });
  const label = save && t("page.entry.label", { title: save.title, number });
  return el(
    "div",
    { class: "field" },
    area,
    counters(area, length),
    save && el("p", {}, button(save.title, send, { "aria-label": label })),
  );
}

/** What can be done with an item as it stands: there is not always a proposal. */
const isOffered = ({ name }, { proposal }) => name !== "write" && (name !== "take" || proposal);

/** The proposal, with what is new in it marked. */
function proposed({ proposal, added }) {
  if (!proposal) return null;
  const nodes = [];
  let end = 0;
  // Places are counted in code points.
  const signs = [...proposal];
  for (const [from, to] of added) {
    nodes.push(signs.slice(end, from).join(""), el("mark", {}, signs.slice(from, to).join("")));
    end = to;
  }
  nodes.push(signs.slice(end).join(""));
  return el("p", { class: "proposal", dir: "auto" }, nodes);
}

function item(place, number, tools) {
  const { value } = place;
  const rest = tools.actions.filter((action) => isOffered(action, value));
  const evidence = placeAt(place, "evidence");
  return el(
    "li",
    { class: "change", "data-entry": value.id, tabindex: "-1" },
    el("h4", {}, value.question),
    folded("asks", lines(value.asks)),
    written(value, number, tools),
    part("warnings", lines(value.warnings.map(({ text }) => text))),
    part("comments", lines(value.comments)),
    part("proposal", proposed(value)),
    folded("outline", lines(value.outline)),
    folded("evidence", value.evidence.length > 0 && valueNode({ ...evidence, level: 5 })),
    entryActions({ actions: rest, act: tools.act }, value, number),
  );
}

/** @param tools what may be done, and what was made before, as the result's card gives them. */
function answers(place, tools) {
  const actions = actionsFor(tools.actions, place.name);
  const items = place.value.map((value, at) => {
    const make = () => item(placeAt(place, at), at + 1, { actions, act: tools.act });
    return tools.keep(`${place.path}/${value.id}`, JSON.stringify([value, actions]), make);
  });
  return titled(titleOf(place), el("ol", { class: "entries changes" }, items));
}

function field(name, whole, tools) {
  const place = placeAt(whole, name);
  const { value } = place;
  if (name === "items" && Array.isArray(value) && value.every(isAnswer) && tools)
    return answers(place, tools);
  if (name === "blind" || (name === "overlap" && !value?.length)) return null;
  if (name === "overlap") return titled(titleOf(place), lines(value.map(({ text }) => text)));
  return defaultView.field(name, whole, tools);
}

export const answersView = {
  ...defaultView,
  order: ["overlap", "items", "note"],
  field,
  // A text is written in the card's own area, and no message has the same.
  isWritten: () => false,
};
