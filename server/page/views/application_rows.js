/** Lists of a form, of which each row can be removed, and others added. */
import { button, el } from "../ui/dom.js";
import { t } from "../ui/texts.js";

export class Rows {
  #all = [];

  /**
   * @param title what the rows are called together.
   * @param options `make(given)` gives `{nodes, value}` of a row, where `value()` is what is in it
   *     or undefined; `most` says how many there may be; `adding` are the nodes that add one, else a
   *     button does.
   */
  constructor(title, given, { make, most, adding }) {
    this.make = make;
    this.most = most;
    this.list = el("ul", { class: "plain rows" });
    this.legend = el("legend", { tabindex: "-1" }, title);
    const label = t("page.applications.add_to", { what: title });
    this.more = button(label, () => this.add().querySelector("input, a, button").focus());
    this.root = el("fieldset", { class: "rows" }, this.legend, this.list, adding ?? this.more);
    this.title = title;
    for (const one of given) this.add(one);
  }

  get value() {
    return this.#all.map((row) => row.value()).filter(Boolean);
  }

  /** Adds a row, and gives its node. */
  add(given) {
    const row = this.make(given);
    const name = `${this.title} ${this.#all.length + 1}`;
    const remove = () => {
      this.#all = this.#all.filter((other) => other !== row);
      node.remove();
      this.#limit();
      this.legend.focus();
    };
    const label = t("page.applications.remove_one", { what: name });
    const leave = button(t("page.applications.remove"), remove, { "aria-label": label });
    const node = el("li", {}, row.nodes, leave);
    this.#all.push(row);
    this.list.append(node);
    this.#limit();
    return node;
  }

  #limit() {
    this.more.hidden = this.#all.length >= this.most;
    this.list.hidden = !this.#all.length;
  }
}

/** A control with its name above it. */
export const labelled = (label, control, attributes = {}) =>
  el("label", { class: "field", ...attributes }, el("span", {}, label), control);

/** A field for a line of text. */
export const lineField = (value, attributes = {}) => {
  const field = el("input", { type: "text", dir: "auto", maxlength: 200, ...attributes });
  field.value = value ?? "";
  return field;
};

/** A field for a day. */
export const dayField = (value, attributes = {}) => {
  const field = el("input", { type: "date", ...attributes });
  field.value = value ?? "";
  return field;
};
