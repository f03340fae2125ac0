/** A form made from the JSON Schema of what it asks for. */
import { el } from "./dom.js";
import { fieldOf, limitsOf } from "./fields.js";
import { RowsField } from "./rows.js";
import { writable } from "./schema.js";
import { t, words } from "./texts.js";

/** As many fields are seen at first; what need not be filled in can be opened. */
const SEEN = 6;
/** What every kind takes, and few people need to say. */
const SELDOM = new Set(["language", "documentLanguage", "country"]);

/** How many fields have been made: by their numbers they have ids, which no two may share. */
let made = 0;

function rowOf(name, property, { root, required, isOneOf, fieldFor }) {
  const schema = writable(property, root);
  made += 1;
  const id = `field-${made}`;
  const hint = limitsOf(schema);
  const described = hint && `${id}-hint`;
  const isNeeded = required || schema["x-needed"] === true;
  const attributes = { id, name, required: isNeeded, "aria-describedby": described };
  const inRows = schema["x-rows"] && new RowsField(schema, attributes, { root, required, rowOf });
  const field = fieldFor?.(schema, attributes) ?? (inRows || fieldOf(schema, attributes, root));
  const title = schema.title ?? words(name);
  const labelled = field.isGroup
    ? el("span", { class: "label", id: `${id}-label` }, title)
    : el("label", { for: id }, title);
  const label = el("div", {}, labelled);
  const remark = isOneOf ? "page.form.one_of" : "page.form.optional";
  if (!isNeeded) label.append(" ", el("span", { class: "optional" }, t(remark)));
  const note = Boolean(hint) && el("p", { class: "hint", id: described }, hint);
  const isOption = schema["x-option"] === true;
  const isWide = field.wide || isOption;
  const row = el("div", { class: isWide ? "field wide" : "field" }, label, field.nodes, note);
  row.hidden = field.isAbsent === true;
  return { name, field, row, required, isOption, when: schema["x-when"] };
}

/**
 * The rows of a form; those that few people need are behind one that opens. What is asked besides
 * the form's own (`x-option`) is always seen.
 */
function arranged(fields) {
  const isLate = ({ name, required, isOption }, at) =>
    !required && !isOption && (at >= SEEN || SELDOM.has(name));
  const isOwn = ({ name, field, isOption }) => !isOption && !SELDOM.has(name) && !field.isAbsent;
  const own = fields.filter(isOwn);
  const late = fields.filter((one) => isLate(one, own.indexOf(one)));
  const seen = fields.filter((one) => !late.includes(one)).map(({ row }) => row);
  if (!late.length) return seen;
  const open = late.some(({ isChanged }) => isChanged);
  const summary = el("summary", {}, t("page.form.more"));
  const rows = el(
    "div",
    { class: "fields" },
    late.map(({ row }) => row),
  );
  return [...seen, el("details", { class: "more", open }, summary, rows)];
}

/** Puts what was written before into a field, which may be what stands there anyway. */
function takeUp(row, written) {
  const { field } = row;
  const before = JSON.stringify(field.draft);
  field.draft = written;
  row.isChanged = JSON.stringify(field.draft) !== before;
}

/** Shows the fields that belong to what is chosen in others (`x-when`), and asks for no other. */
function showFitting(fields) {
  const chosen = Object.fromEntries(fields.map(({ name, field }) => [name, field.draft]));
  for (const { row, when } of fields.filter((one) => one.when)) {
    row.hidden = Object.entries(when).some(([name, values]) => !values.includes(chosen[name]));
    const controls = row.querySelectorAll("input, select, textarea");
    for (const control of controls) control.disabled = row.hidden;
  }
}

/** What is not filled in as it should be is not seen by the browser where it can't be seen. */
function openAround({ target }) {
  for (let at = target.closest("details"); at; at = at.parentElement.closest("details"))
    at.open = true;
}

/**
 * A form for an object of the schema. `submit(values)` may throw: its message is shown.
 * @param options `onDraft` is called with what stands in the fields whenever that changes; given
 *     back as `draft` it stands there from the start. `fieldFor(schema, attributes)` may give
 *     another field than `Field` for a property.
 * @returns the form element.
 */
export function formFor(schema, label, submit, { draft = {}, onDraft, fieldFor } = {}) {
  const alternatives = new Set(schema.anyOf?.flatMap(({ required = [] }) => required));
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const required = schema.required?.includes(name) ?? false;
    const isOneOf = alternatives.has(name);
    return rowOf(name, property, { root: schema, required, isOneOf, fieldFor });
  });
  const problem = el("p", { class: "problem", role: "alert" });
  const button = el("button", { type: "submit", class: "primary" }, label);
  for (const one of fields) if (Object.hasOwn(draft, one.name)) takeUp(one, draft[one.name]);
  const drafts = () => fields.map(({ name, field }) => [name, field.draft]);
  const oninput = () => {
    showFitting(fields);
    onDraft?.(Object.fromEntries(drafts()));
  };
  const isAsked = ({ row, when }) => !when || !row.hidden;
  const values = () => fields.filter(isAsked).map(({ name, field }) => [name, field.value]);
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
  const rows = arranged(fields);
  const form = el("form", { class: "fields", onsubmit: send, oninput }, rows, problem, button);
  form.addEventListener("invalid", openAround, true);
  showFitting(fields);
  return form;
}
