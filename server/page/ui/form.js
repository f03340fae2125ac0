/** A form made from the JSON Schema of what it asks for. */
import { el } from "./dom.js";
import { fileButton, takeFiles } from "./files.js";
import { writable } from "./schema.js";
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
  const { minLength: minlength, maxLength: maxlength, pattern, default: value } = schema;
  if (maxlength > LONG)
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

function controlOf(schema, attributes) {
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
  if (schema.type === "boolean") return control.checked;
  const value = control.value.trim();
  if (value === "") return undefined;
  if (schema.type === "array") return linesOf(value);
  if (schema.type === "number" || schema.type === "integer") return Number(value);
  return schema.enum?.find((option) => String(option) === value) ?? value;
}

/** Limits in words, so that nobody has to run into them. */
function limitsOf({ minLength, maxLength, minimum, maximum, type, description }) {
  const between = (key, low, high) =>
    low !== undefined && high !== undefined && t(key, { low: figure(low), high: figure(high) });
  const range = between("page.form.range", minimum, maximum);
  const length = between("page.form.characters", minLength, maxLength);
  const lines = type === "array" && t("page.form.lines");
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
class Field {
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
    this.control[this.#written] = written;
    checkLength(this.control, this.schema);
  }

  get #written() {
    return this.control.type === "checkbox" ? "checked" : "value";
  }
}

/** How many fields have been made: by their numbers they have ids, which no two may share. */
let made = 0;

function rowOf(name, property, { root, required, fieldFor }) {
  const schema = writable(property, root);
  made += 1;
  const id = `field-${made}`;
  const hint = limitsOf(schema);
  const described = hint && `${id}-hint`;
  const attributes = { id, name, required, "aria-describedby": described };
  const field = fieldFor?.(schema, attributes) ?? new Field(schema, attributes);
  const label = el("label", { for: id }, schema.title ?? words(name));
  if (!required) label.append(" ", el("span", { class: "optional" }, t("page.form.optional")));
  const note = Boolean(hint) && el("p", { class: "hint", id: described }, hint);
  const row = el("div", { class: field.wide ? "field wide" : "field" }, label, field.nodes, note);
  return { name, field, row };
}

/**
 * A form for an object of the schema. `submit(values)` may throw: its message is shown.
 * @param options `onDraft` is called with what stands in the fields whenever that changes; given
 *     back as `draft` it stands there from the start. `fieldFor(schema, attributes)` may give
 *     another field than `Field` for a property.
 * @returns the form element.
 */
export function formFor(schema, label, submit, { draft = {}, onDraft, fieldFor } = {}) {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const required = schema.required?.includes(name) ?? false;
    return rowOf(name, property, { root: schema, required, fieldFor });
  });
  const problem = el("p", { class: "problem", role: "alert" });
  const button = el("button", { type: "submit", class: "primary" }, label);
  for (const { name, field } of fields) if (Object.hasOwn(draft, name)) field.draft = draft[name];
  const drafts = () => fields.map(({ name, field }) => [name, field.draft]);
  const oninput = () => onDraft?.(Object.fromEntries(drafts()));
  const values = () => fields.map(({ name, field }) => [name, field.value]);
  const send = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    button.disabled = true;
    try {
      await submit(Object.fromEntries(values().filter(([, value]) => value !== undefined)));
    } catch (error) {
      problem.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  };
  const rows = fields.map(({ row }) => row);
  return el("form", { class: "fields", onsubmit: send, oninput }, rows, problem, button);
}
