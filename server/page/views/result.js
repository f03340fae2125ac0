/** The result of a session as a card, from its first field on. */
import { arrange, el } from "../ui/dom.js";

export class ResultCard {
  #shown = new Map();

  constructor() {
    this.scores = el("div", { class: "scores" });
    this.fields = el("div", {});
    const title = el("h2", {}, "Result");
    this.root = el("section", { class: "result", "aria-label": "Result", hidden: true });
    this.root.append(title, this.scores, this.fields);
  }

  /**
   * Shows the result; only fields that changed are made anew, so that what is open stays open.
   * @param view the view of the session's kind.
   */
  update(result, view) {
    this.root.hidden = !result;
    const present = result ? Object.keys(result) : [];
    const { order } = view;
    const rank = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
    const names = present.sort((a, b) => rank(a) - rank(b));
    const made = names.map((name) => this.#field(name, result, view));
    const shown = made.filter(({ node }) => node);
    const nodes = (isScore) =>
      shown.filter(({ name }) => view.isScore(name) === isScore).map(({ node }) => node);
    this.scores.replaceChildren(...nodes(true));
    arrange(this.fields, nodes(false));
    for (const name of this.#shown.keys()) if (!present.includes(name)) this.#shown.delete(name);
  }

  #field(name, result, view) {
    const source = JSON.stringify(view.source(name, result));
    const before = this.#shown.get(name);
    if (before?.source === source) return before;
    const node = view.field(name, result);
    this.#shown.set(name, { name, source, node });
    return this.#shown.get(name);
  }
}
