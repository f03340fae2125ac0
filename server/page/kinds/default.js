/** How a session is shown of whose kind nothing is known: by the JSON types of what it holds. */
import { el, words } from "../ui/dom.js";
import { showMarkdown } from "../ui/markdown.js";

function markdown(text) {
  const box = el("div", { class: "body" });
  showMarkdown(box, text);
  return box;
}

/** A value of which only the JSON type is known. */
export function anything(name, value) {
  if (value === null || value === undefined) return el("p", { class: "hint" }, "–");
  if (Array.isArray(value))
    return el(
      "ul",
      {},
      value.map((item) => el("li", {}, anything(name, item))),
    );
  if (typeof value !== "object") return markdown(String(value));
  const rows = Object.entries(value).map(([key, item]) => [
    el("dt", {}, words(key)),
    el("dd", {}, anything(key, item)),
  ]);
  return el("dl", {}, rows);
}

export const titled = (title, ...content) => el("section", {}, el("h3", {}, title), ...content);

/** All that a view of a kind has. One that is for a kind overrides what is not to its liking. */
export const defaultView = {
  /** The result's fields that are shown in this order; what else there is comes after them. */
  order: [],

  /** Whether a field of the result stands in the row above the others. */
  isScore: () => false,

  /** What a field's node is made from: where that has not changed, the node is kept. */
  source: (name, result) => result[name],

  /** A field of the result as a node, or null where it is not shown by itself. */
  field: (name, result) => titled(words(name), anything(name, result[name])),

  /**
   * What shows more of where a session stands than its phase and progress: the nodes `inRow` with
   * them and `below`. `tick` is called as the time goes on.
   * @param now gives the server's time in ms.
   */
  standing: (now) => ({ inRow: [], below: [], update() {}, tick() {} }),
};
