/** A field for a list of things that have several fields each: a row of them, and one more. */
import { button, el } from "./dom.js";
import { plain } from "./schema.js";
import { t } from "./texts.js";

/** What things are known by is their number in the list. */
const NUMBERED = "id";

/** A list that a form asks for row by row (`x-rows`). It has what every field has. */
export class RowsField {
  wide = true;
  isGroup = true;

  /** @param rowOf makes the row of one property, as `form.js` does for its own. */
  constructor(schema, { id }, { root, required, rowOf }) {
    this.most = schema.maxItems ?? Infinity;
    this.item = plain(schema.items, root);
    this.make = (name, property, needed) =>
      rowOf(name, property, { root, required: needed, isOneOf: false });
    this.whole = root;
    this.rows = [];
    this.list = el("ol", { class: "asked-rows" });
    const group = el("div", { role: "group", "aria-labelledby": `${id}-label` }, this.list);
    this.add = button(t("page.form.add_row"), () => this.#more({}, true));
    this.nodes = [group, el("p", {}, this.add)];
    if (required) this.#more({});
  }

  get value() {
    const values = this.rows.map((row, at) => this.#numbered(row.read("value"), at));
    return values.length ? values : undefined;
  }

  get draft() {
    return this.rows.map((row, at) => this.#numbered(row.read("draft"), at));
  }

  set draft(written) {
    this.rows = [];
    this.list.replaceChildren();
    for (const one of written ?? []) this.#more(one);
  }

  #numbered(value, at) {
    const known = this.rows[at].id ?? String(at + 1);
    return Object.hasOwn(this.item.properties, NUMBERED) ? { [NUMBERED]: known, ...value } : value;
  }

  #more(written, isNew = false) {
    if (this.rows.length >= this.most) return;
    const part = partOf(this.item, this.whole, this.make, written);
    const root = el("li", { class: "fields" }, part.nodes);
    const row = { ...part, root, id: written[NUMBERED] };
    const leave = () => {
      this.rows.splice(this.rows.indexOf(row), 1);
      root.remove();
      this.#changed();
    };
    root.append(button(t("page.form.leave_out"), leave));
    this.rows.push(row);
    this.list.append(root);
    if (isNew) {
      this.#changed();
      root.querySelector("input, textarea, select")?.focus();
    }
  }

  #changed() {
    this.list.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** The fields of an object, those of an object in it among them, and how to read them. */
function partOf(schema, root, make, written) {
  const properties = Object.entries(schema.properties).filter(([name]) => name !== NUMBERED);
  const fields = properties.map(([name, property]) => {
    const found = plain(property, root);
    if (found.type === "object")
      return { name, part: partOf(found, root, make, written[name] ?? {}) };
    const row = make(name, property, schema.required?.includes(name) ?? false);
    if (Object.hasOwn(written, name)) row.field.draft = written[name];
    return { name, row };
  });
  const read = (how) => {
    const found = fields.map(({ name, part, row }) => [name, part ? part.read(how) : row.field[how]]);
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
  };
  return { nodes: fields.flatMap(({ part, row }) => part?.nodes ?? [row.row]), read };
}
