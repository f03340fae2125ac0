/** The result of a session as a card, from its first field on. */
import { arrange, el } from "../ui/dom.js";
import { keysOf } from "../ui/schema.js";
import { placeAt, placeOf } from "../ui/value.js";

export class ResultCard {
  #shown = new Map();
  #madeBy;

  constructor() {
    this.scores = el("div", { class: "scores" });
    this.fields = el("div", { class: "parts" });
    this.about = el("div", { class: "parts" });
    const summary = el("summary", {}, "About this result");
    this.more = el("details", { class: "about" }, summary, this.about);
    const title = el("h2", {}, "Result");
    this.root = el("section", { class: "result", "aria-label": "Result", hidden: true });
    this.parts = [title, this.scores, this.fields];
  }

  /**
   * Shows the result; only fields that changed are made anew, so that what is open stays open.
   * @param view the view of the session's kind.
   * @param schema the JSON Schema of the result, where it is known.
   */
  update(result, view, schema) {
    this.#startAnew(view, schema);
    this.root.hidden = !result;
    const whole = placeOf(result ?? {}, { schema: schema ?? {} });
    const names = keysOf(whole.value, whole.schema);
    const rank = (name) => (view.order.includes(name) ? view.order.indexOf(name) : names.length);
    const made = names
      .sort((a, b) => rank(a) - rank(b))
      .map((name) => this.#field(name, whole, view));
    const shown = made.filter(({ node }) => node);
    const inSlot = (slot) => shown.filter((one) => one.slot === slot).map(({ node }) => node);
    arrange(this.scores, inSlot("scores"));
    arrange(this.fields, inSlot("fields"));
    arrange(this.about, inSlot("about"));
    arrange(this.root, this.about.children.length ? [...this.parts, this.more] : this.parts);
    for (const name of this.#shown.keys()) if (!names.includes(name)) this.#shown.delete(name);
  }

  /** By another view or schema, everything looks different. */
  #startAnew(view, schema) {
    const madeBy = [view, schema];
    if (madeBy.some((one, at) => one !== this.#madeBy?.[at])) this.#shown.clear();
    this.#madeBy = madeBy;
  }

  #field(name, whole, view) {
    const slot = view.slot(placeAt(whole, name));
    const source = JSON.stringify([slot, view.source(name, whole.value)]);
    const before = this.#shown.get(name);
    if (before?.source === source) return before;
    const node = view.field(name, whole);
    this.#shown.set(name, { name, slot, source, node });
    return this.#shown.get(name);
  }
}
