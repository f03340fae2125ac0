/** A form made from the JSON Schema of what it asks for. */
import { el, words } from "./dom.js";
import { plain } from "./schema.js";

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
      { ...attributes, dir: "auto", rows: maxlength > WHOLE_DOCUMENT ? 8 : 3, minlength, maxlength },
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

/** What a control holds, or undefined where it was left empty. */
function valueOf(control, schema) {
  if (schema.type === "boolean") return control.checked;
  const value = control.value.trim();
  if (value === "") return undefined;
  if (schema.type === "array")
    return value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  if (schema.type === "number" || schema.type === "integer") return Number(value);
  return schema.enum?.find((option) => String(option) === value) ?? value;
}

/** Limits in words, so that nobody has to run into them. */
function limitsOf({ minLength, maxLength, minimum, maximum, type, description }) {
  const count = (n) => n.toLocaleString("en");
  const range = (low, high, unit) => {
    if (low !== undefined && high !== undefined) return `${count(low)}–${count(high)}${unit}`;
    return "";
  };
  const limits = range(minimum, maximum, "") || range(minLength, maxLength, " characters");
  const lines = type === "array" ? "One per line." : "";
  return [description, limits, lines].filter(Boolean).join(" · ");
}

async function readTextFile(file) {
  if (file.size > MAX_FILE_BYTES) throw new Error("That file is larger than 256 KB.");
  const content = await file.text();
  // Binary formats have NULs, or bytes that are no UTF-8 and come out as U+FFFD.
  if (/[\0\ufffd]/.test(content)) {
    throw new Error("That is not a plain text file. Open it, copy its text, and paste that here.");
  }
  return content;
}

/** Lets a plain-text file be dropped on the area, or chosen with a button. */
function takeFiles(area, note) {
  const take = async ([file]) => {
    if (!file) return;
    try {
      area.value = await readTextFile(file);
      note.textContent = `Took the text of ${file.name}.`;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (error) {
      note.textContent = error.message;
    }
  };
  const input = el("input", {
    type: "file",
    accept: ".txt,.md,text/plain,text/markdown",
    hidden: true,
    onchange: () => take(input.files),
  });
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  const open = el("button", { type: "button", class: "quiet", onclick: () => input.click() });
  open.append("Use a text file…");
  return el("p", { class: "file" }, open, " or drop one on the field, or paste. ", input, note);
}

function fieldOf(name, schema, required) {
  const id = `field-${name}`;
  const hint = limitsOf(schema);
  const control = controlOf(schema, {
    id,
    name,
    required,
    "aria-describedby": hint && `${id}-hint`,
  });
  const label = el("label", { for: id }, schema.title ?? words(name));
  if (!required) label.append(el("span", { class: "optional" }, " optional"));
  const long = schema.maxLength > WHOLE_DOCUMENT;
  const extra = long && takeFiles(control, el("span", { role: "status" }));
  const note = hint && el("p", { class: "hint", id: `${id}-hint` }, hint);
  const wide = control.tagName === "TEXTAREA" ? "field wide" : "field";
  return {
    name,
    schema,
    control,
    row: el("div", { class: wide }, label, control, extra || null, note || null),
  };
}

/** Text that a script put into a field escapes the browser's own check of its length. */
function checkLength({ control, schema }) {
  const { length } = control.value.trim();
  const { minLength = 0, maxLength = Infinity } = schema;
  if (length > 0 && length < minLength) {
    control.setCustomValidity(`At least ${minLength} characters, please.`);
  } else if (length > maxLength) {
    control.setCustomValidity(`At most ${maxLength} characters, please.`);
  } else {
    control.setCustomValidity("");
  }
}

/** The property of a control that what is written stands in, be it good or not. */
const written = ({ type }) => (type === "checkbox" ? "checked" : "value");

function writeAgain(field, draft) {
  const { name, control } = field;
  if (!Object.hasOwn(draft, name)) return;
  control[written(control)] = draft[name];
  checkLength(field);
}

/**
 * A form for an object of the schema. `submit(values)` may throw: its message is shown.
 * @param options `onDraft` is called with what stands in the fields whenever that changes; given
 *     back as `draft` it stands there from the start.
 * @returns the form element.
 */
export function formFor(schema, label, submit, { draft = {}, onDraft = () => {} } = {}) {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldOf(name, plain(property, schema), schema.required?.includes(name) ?? false),
  );
  const problem = el("p", { class: "problem", role: "alert" });
  const button = el("button", { type: "submit", class: "primary" }, label);
  for (const field of fields) field.control.addEventListener("input", () => checkLength(field));
  for (const field of fields) writeAgain(field, draft);
  const drafts = () => fields.map(({ name, control }) => [name, control[written(control)]]);
  const oninput = () => onDraft(Object.fromEntries(drafts()));
  const values = () => fields.map(({ name, schema: s, control }) => [name, valueOf(control, s)]);
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
