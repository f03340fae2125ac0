/**
 * Actions that are about entries of a result: their input names them by `id` or `ids`. Such an
 * action stands at each entry; what else it needs is asked for there. Where a result has several
 * lists of entries with ids, the schema of that property says which by `x-list`, the list's name.
 */
import { button, el } from "./dom.js";
import { formFor } from "./form.js";
import { plain } from "./schema.js";
import { t } from "./texts.js";

/** What an action's input names entries by, as `{key, list, rest}`, or undefined. */
function namingOf({ inputSchema }) {
  if (!inputSchema) return undefined;
  const { properties = {}, ...schema } = plain(inputSchema, inputSchema);
  const key = ["ids", "id"].find((name) => Object.hasOwn(properties, name));
  if (!key) return undefined;
  const { [key]: naming, ...rest } = properties;
  const required = (schema.required ?? []).filter((name) => name !== key);
  const form = { ...inputSchema, ...schema, $ref: undefined, properties: rest, required };
  const isBare = Object.keys(rest).length === 0;
  return { key, list: naming["x-list"], form: isBare ? undefined : form };
}

const hasEntries = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one?.id === "string");

/** A list that is named has the entries, or lists of them: a plan's weeks have tasks. */
const isListed = (value) => Array.isArray(value) && value.length > 0;

/** The name of the list that an action is about, where it is about entries of this result. */
function listOf(naming, result) {
  if (naming.list) return isListed(result?.[naming.list]) ? naming.list : undefined;
  const lists = Object.keys(result ?? {}).filter((name) => hasEntries(result[name]));
  // Without a word on it, the only list whose entries can stand otherwise than they do.
  const [only, ...others] = lists.filter((name) => result[name].every(({ op }) => op));
  return others.length ? undefined : only;
}

/** The actions apart: those about entries, each with its `naming` and `list`, and all others. */
export function divided(actions, result) {
  const known = actions.map((action) => {
    const naming = namingOf(action);
    return { ...action, naming, list: naming && listOf(naming, result) };
  });
  const others = actions.filter((_, at) => !known[at].list);
  return { entries: known.filter(({ list }) => list), others };
}

export const actionsFor = (actions, name) => actions.filter(({ list }) => list === name);

const inputFor = ({ key }, ids) => ({ [key]: key === "ids" ? ids : ids[0] });

/** What else the action needs is asked for below; what the entry has of it stands there already. */
function asking({ name, title, naming }, entry, act) {
  const known = Object.keys(naming.form.properties).filter((key) => typeof entry[key] === "string");
  const draft = Object.fromEntries(known.map((key) => [key, entry[key]]));
  const send = (input) => {
    act(name, { ...inputFor(naming, [entry.id]), ...input });
    form.hidden = true;
  };
  const form = formFor(naming.form, title, send, { draft });
  form.hidden = true;
  return form;
}

/** The buttons of one entry, and the forms that they open. */
export function entryActions({ actions, act }, entry, number) {
  if (!actions.length) return null;
  const forms = [];
  const buttons = actions.map((action) => {
    const { name, title, naming } = action;
    const label = t("page.entry.label", { title, number });
    if (!naming.form)
      return button(title, () => act(name, inputFor(naming, [entry.id])), { "aria-label": label });
    const form = asking(action, entry, act);
    forms.push(form);
    const open = () => {
      for (const one of forms) one.hidden = one !== form || !form.hidden;
      if (!form.hidden) form.querySelector("textarea, input, select")?.focus();
    };
    return button(`${title}…`, open, { "aria-label": label });
  });
  return el("div", { class: "doing" }, el("div", { class: "buttons" }, buttons), forms);
}

/** What may be done with all entries at once, where there are several and nothing else is asked. */
export function forAll(actions, entries, act) {
  const isForAll = ({ naming: { key, form } }) => key === "ids" && !form;
  const possible = entries.length > 1 ? actions.filter(isForAll) : [];
  if (!possible.length) return null;
  const ids = entries.map(({ id }) => id);
  const buttons = possible.map(({ name, title, naming }) => {
    const label = t("page.entry.all", { title, count: ids.length });
    return button(label, () => act(name, inputFor(naming, ids)));
  });
  return el("div", { class: "buttons" }, buttons);
}
