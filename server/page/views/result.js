/** The result of a session as a card, from its first field on. */
import { arrange, el } from "../ui/dom.js";
import { keysOf } from "../ui/schema.js";
import { t } from "../ui/texts.js";
import { placeAt, placeOf, titleOf } from "../ui/value.js";
import { readAt, textsOf, withAt } from "./filling.js";
import { GrowingText } from "./growing.js";

/** One and the same, so that it is no other schema at each update. */
const UNKNOWN = {};

export class ResultCard {
  #shown = new Map();
  #madeBy;
  #whole = placeOf({});
  #result;
  #texts = new Map();
  /** The nodes of entries, each with what it was made of, by where it stands. */
  #kept = new Map();
  #tools;
  /** The texts that are written in the result, or were and stand there as they were, by path. */
  #growing = new Map();

  constructor() {
    this.scores = el("div", { class: "scores" });
    this.fields = el("div", { class: "parts" });
    this.about = el("div", { class: "parts" });
    const summary = el("summary", {}, t("page.result.about"));
    this.more = el("details", { class: "about" }, summary, this.about);
    const title = el("h2", {}, t("page.result.title"));
    const label = t("page.result.title");
    this.root = el("section", { class: "result", "aria-label": label, hidden: true });
    this.title = title;
  }

  /**
   * Shows the result; only fields that changed are made anew, so that what is open stays open.
   * @param view the view of the session's kind.
   * @param schema the JSON Schema of the result, where it is known.
   * @param filling the fields that are being written, as `fillingOf` gives them.
   * @param tools what can be done with the result, as views take it, but for `keep`.
   * @returns the ids of the messages of `filling` that are shown here.
   */
  update(result, view, { schema = UNKNOWN, filling = [], tools } = {}) {
    const keep = (key, source, make) => this.#keep(key, source, make);
    this.#tools = { actions: [], act() {}, ...tools, keep };
    this.#startAnew(view, schema);
    this.#read(result);
    this.#grow(result, filling);
    // A text that grows has a node of its own: what is around it stays as it is.
    const paths = [...this.#growing.keys()];
    const value = withAt(result, paths, "");
    this.root.hidden = !value;
    const growing = (path) => this.#growing.get(path)?.root;
    this.#whole = placeOf(value ?? {}, { schema, growing });
    const focused = document.activeElement;
    const entry = this.root.contains(focused) && focused.closest("[data-entry]")?.dataset.entry;
    this.#arrange(view);
    if (entry) this.#focus(focused, entry);
    const isShown = ({ path }) => this.root.contains(growing(path));
    return new Set(filling.filter(isShown).map(({ id }) => id));
  }

  /** The node that is being written now, or undefined. */
  get tail() {
    const isBusy = ({ root }) => root.classList.contains("writing") && this.root.contains(root);
    return [...this.#growing.values()].findLast(isBusy)?.root;
  }

  /**
   * The field that shows the text, be it all or a part of it, as `{title, show}`, or undefined.
   * `show` takes one there.
   */
  fieldWith(text) {
    const name = this.#texts.get(text);
    const node = this.#shown.get(name)?.node;
    const [view] = this.#madeBy ?? [];
    if (!node || !view.isWritten(name)) return undefined;
    const show = () => {
      node.tabIndex = -1;
      node.scrollIntoView();
      node.focus({ preventScroll: true });
    };
    return { title: titleOf(placeAt(this.#whole, name)), show };
  }

  /** A result that did not change is the same object. */
  #read(result) {
    if (result !== this.#result) this.#texts = textsOf(result);
    this.#result = result;
  }

  #grow(result, filling) {
    const named = new Set(filling.map(({ path }) => path));
    for (const { path, text, busy } of filling) {
      if (!this.#growing.has(path)) this.#growing.set(path, new GrowingText());
      this.#growing.get(path).show(text, busy);
    }
    // One that has become the field stays, so that it is spoken and nothing moves. Its last words
    // may have come together with the end.
    for (const [path, grown] of this.#growing) {
      if (named.has(path)) continue;
      const text = readAt(result, path);
      if (typeof text === "string" && text.startsWith(grown.text)) grown.show(text, false);
      else this.#growing.delete(path);
    }
  }

  #arrange(view) {
    const { value, schema } = this.#whole;
    const names = keysOf(value, schema);
    const rank = (name) => {
      if (view.order.includes(name)) return view.order.indexOf(name);
      return names.length + view.last.indexOf(name) + 1;
    };
    const made = names.sort((a, b) => rank(a) - rank(b)).map((name) => this.#field(name, view));
    const shown = made.filter(({ node }) => node);
    const inSlot = (slot) => shown.filter((one) => one.slot === slot).map(({ node }) => node);
    arrange(this.scores, inSlot("scores"));
    arrange(this.fields, inSlot("fields"));
    arrange(this.about, inSlot("about"));
    const { scores, fields } = this;
    const parts = [this.title, ...(view.scoresFirst ? [scores, fields] : [fields, scores])];
    arrange(this.root, this.about.children.length ? [...parts, this.more] : parts);
    for (const name of this.#shown.keys()) if (!names.includes(name)) this.#shown.delete(name);
  }

  #keep(key, source, make) {
    const before = this.#kept.get(key);
    if (before?.source === source) return before.node;
    this.#kept.set(key, { source, node: make() });
    return this.#kept.get(key).node;
  }

  /** What was pressed or written in may have been moved, or made anew with its entry. */
  #focus(focused, entry) {
    if (document.activeElement !== document.body) return;
    const entries = [...this.root.querySelectorAll("[data-entry]")];
    const again = entries.find(({ dataset }) => dataset.entry === entry);
    (focused.isConnected ? focused : again)?.focus({ preventScroll: true });
  }

  /** By another view or schema, everything looks different. */
  #startAnew(view, schema) {
    const madeBy = [view, schema];
    if (madeBy.some((one, at) => one !== this.#madeBy?.[at])) {
      this.#shown.clear();
      this.#kept.clear();
    }
    this.#madeBy = madeBy;
  }

  #field(name, view) {
    const place = placeAt(this.#whole, name);
    const slot = view.slot(place);
    const isWithin = (path) => `${path}/`.startsWith(`${place.path}/`);
    const grown = [...this.#growing.keys()].filter(isWithin);
    const made = view.source(name, this.#whole.value, this.#tools);
    const source = JSON.stringify([slot, grown, made]);
    const before = this.#shown.get(name);
    if (before?.source === source) return before;
    const node = view.field(name, this.#whole, this.#tools);
    this.#shown.set(name, { name, slot, source, node });
    return this.#shown.get(name);
  }
}
