/** The fields of a form, each made from the JSON Schema of what it asks for. */
import { fileButton, takeFiles } from "./files.js";
import { button, el } from "./dom.js";
import { plain } from "./schema.js";
import { figure, parts, t, words } from "./texts.js";

/** Text fields that may hold more characters than this are areas of several lines. */
const LONG = 500;
/** And into these a file can go. */
const WHOLE_DOCUMENT = 5000;
const MAX_FILE_BYTES = 256 * 1024;

function select(schema, attributes) {
  const options = schema.enum.map((value) =>
    el("option", { value, selected: value === schema.default }, words(String(value))),
  );
  const none = attributes.required ? [] : [el("option", { value: "" }, "–")];
  return el("select", attributes, none, options);
}

function number(schema, attributes) {
  const { minimum: min, maximum: max, type } = schema;
  const value = schema.default ?? (attributes.required ? min : null);
  const step = type === "integer" ? 1 : "any";
  return el("input", { ...attributes, type: "number", min, max, step, value });
}

function text(schema, attributes) {
  const { minLength: minlength, maxLength: maxlength, pattern, format, default: value } = schema;
  if (maxlength > LONG && format !== "uri")
    return el(
      "textarea",
      {
        ...attributes,
        dir: "auto",
        rows: maxlength > WHOLE_DOCUMENT ? 8 : 3,
        minlength,
        maxlength,
      },
      value ?? "",
    );
  if (format === "date") return el("input", { ...attributes, type: "date", value });
  if (format === "uri")
    return el("input", { ...attributes, type: "url", minlength, maxlength, value, dir: "ltr" });
  const limits = { minlength, maxlength, pattern };
  return el("input", { ...attributes, ...limits, type: "text", dir: "auto", value });
}

/** A list of texts, one a line. */
function list(schema, attributes) {
  return el("textarea", { ...attributes, dir: "auto", rows: 4 }, (schema.default ?? []).join("\n"));
}

function check(schema, attributes) {
  return el("input", {
    ...attributes,
    required: false,
    type: "checkbox",
    checked: schema.default === true,
  });
}

/** Of what is yes, no, or not said, where it is then found out. */
function either(attributes) {
  const option = (value, name) => el("option", { value }, name);
  const said = [option("true", t("page.value.yes")), option("false", t("page.value.no"))];
  return el("select", { ...attributes, required: false }, option("", "–"), said);
}

const isEither = ({ type, default: value }) => type === "boolean" && value === null;

function controlOf(schema, attributes) {
  if (isEither(schema)) return either(attributes);
  if (schema.enum) return select(schema, attributes);
  const makers = { number, integer: number, boolean: check, array: list };
  return (makers[schema.type] ?? text)(schema, attributes);
}

/** The texts of an area that has one a line. */
export const linesOf = (written) =>
  written
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** What a control holds, or undefined where it was left empty. */
function valueOf(control, schema) {
  if (schema.type === "boolean" && !isEither(schema)) return control.checked;
  const value = control.value.trim();
  if (value === "") return undefined;
  if (isEither(schema)) return value === "true";
  if (schema.type === "array") return linesOf(value);
  if (schema.type === "number" || schema.type === "integer") return Number(value);
  return schema.enum?.find((option) => String(option) === value) ?? value;
}

/** Limits in words, so that nobody has to run into them. */
export function limitsOf({ minLength, maxLength, minimum, maximum, type, items, description }) {
  const between = (key, low, high) =>
    low !== undefined && high !== undefined && t(key, { low: figure(low), high: figure(high) });
  const range = between("page.form.range", minimum, maximum);
  const length = between("page.form.characters", minLength, maxLength);
  const lines = type === "array" && !items?.enum && t("page.form.lines");
  return [description, range || length, lines].filter(Boolean).join(" · ");
}

async function readTextFile(file) {
  if (file.size > MAX_FILE_BYTES) throw new Error(t("page.form.file_too_large"));
  const content = await file.text();
  // Binary formats have NULs, or bytes that are no UTF-8 and come out as U+FFFD.
  if (/[\0\ufffd]/.test(content)) throw new Error(t("page.form.file_not_text"));
  return content;
}

/** Lets a plain-text file be dropped on the area, or chosen with a button. */
function textFiles(area) {
  const note = el("span", { role: "status" });
  const take = async ([file]) => {
    try {
      area.value = await readTextFile(file);
      note.textContent = t("page.form.file_taken", { name: file.name });
      area.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (error) {
      note.textContent = error.message;
    }
  };
  takeFiles(area, take);
  const accept = ".txt,.md,text/plain,text/markdown";
  const button = fileButton(t("page.form.choose_text"), take, { accept });
  return el("p", { class: "file" }, parts("page.form.or_drop", { button }), " ", note);
}

/** Text that a script put into a field escapes the browser's own check of its length. */
export function checkLength(control, { minLength = 0, maxLength = Infinity }) {
  const { length } = control.value.trim();
  if (length > 0 && length < minLength) {
    control.setCustomValidity(t("page.form.too_short", { least: figure(minLength) }));
  } else if (length > maxLength) {
    control.setCustomValidity(t("page.form.too_long", { most: figure(maxLength) }));
  } else {
    control.setCustomValidity("");
  }
}

/** A field of one control. All fields have what this one has. */
export class Field {
  /** @param attributes of the control: `id`, `name`, `required`, `aria-describedby`. */
  constructor(schema, attributes) {
    this.schema = schema;
    this.control = controlOf(schema, attributes);
    this.control.addEventListener("input", () => checkLength(this.control, schema));
    const takesFiles = schema.maxLength > WHOLE_DOCUMENT;
    this.nodes = [this.control, takesFiles && textFiles(this.control)];
    this.wide = this.control.tagName === "TEXTAREA";
  }

  /** What it holds, or undefined where it was left empty. Throws where it can't be sent yet. */
  get value() {
    return valueOf(this.control, this.schema);
  }

  /** What stands in it, be it good or not, as JSON. */
  get draft() {
    return this.control[this.#written];
  }

  set draft(written) {
    this.control[this.#written] = Array.isArray(written) ? written.join("\n") : written;
    checkLength(this.control, this.schema);
  }

  get #written() {
    return this.control.type === "checkbox" ? "checked" : "value";
  }
}

/** A field for some of several choices: a box to tick for each. */
class ChoicesField {
  wide = true;
  isGroup = true;

  constructor(schema, { id, name, "aria-describedby": describedby }) {
    const box = (value) => el("input", { type: "checkbox", name, value });
    this.boxes = schema.items.enum.map(box);
    const labelled = this.boxes.map((one) => el("label", {}, one, " ", words(one.value)));
    const attributes = { class: "choices", role: "group", "aria-labelledby": `${id}-label` };
    this.nodes = [el("div", { ...attributes, "aria-describedby": describedby }, labelled)];
    this.draft = schema.default ?? [];
  }

  get value() {
    return this.draft.length ? this.draft : undefined;
  }

  get draft() {
    return this.boxes.filter(({ checked }) => checked).map(({ value }) => value);
  }

  set draft(chosen) {
    for (const box of this.boxes) box.checked = chosen.includes(box.value);
  }
}

/** What nobody writes by hand: it is there where it was given, and can be left out. */
class GivenField {
  wide = true;
  isGroup = true;
  isAbsent = true;

  constructor(schema, { id }) {
    const leave = () => {
      this.draft = undefined;
      this.root.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const remove = button(t("page.form.leave_out"), leave);
    const attributes = { class: "given", role: "group", "aria-labelledby": `${id}-label` };
    this.root = el("div", attributes, "✓ ", t("page.form.given"), " ", remove);
    this.nodes = [this.root];
  }

  get value() {
    return this.draft;
  }

  get draft() {
    return this.given;
  }

  set draft(given) {
    this.given = given ?? undefined;
    this.isAbsent = this.given === undefined;
    const row = this.root.closest(".field");
    if (row) row.hidden = this.isAbsent;
  }
}

/** The field for a property. `root` is what the references of its schema point into. */
export function fieldOf(schema, attributes, root) {
  const items = schema.type === "array" ? plain(schema.items ?? {}, root) : undefined;
  if (items?.enum) return new ChoicesField({ ...schema, items }, attributes);
  if (schema.type === "object" || items?.type === "object")
    return new GivenField(schema, attributes);
  return new Field(schema, attributes);
}
