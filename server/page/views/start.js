/** Where a session is started: the kinds, each with the form that it asks for. */
import { newId } from "../client/id.js";
import { button, el } from "../ui/dom.js";
import { formFor } from "../ui/form.js";
import { t } from "../ui/texts.js";
import { ApplicationField } from "./application_field.js";
import { DocumentField } from "./document_field.js";
import { memory } from "./memory.js";
import { StoredField, isStored } from "./stored_field.js";

/** How one wants to practise: a field of the form that is none of the kind's own. */
const MODE = "options.gentle";
const GENTLE = { gentle: true, exam: false };

/** The input of a kind that asks for another one: this is chosen from those that can be batched. */
function withKinds(input, kinds) {
  const names = kinds.filter(({ batches }) => batches).map(({ name }) => name);
  const choice = { title: t("page.start.done_to_each"), enum: names };
  const isKind = (schema) => schema["x-kinds"] === "batches";
  const asked = Object.entries(input.properties ?? {});
  const properties = asked.map(([name, schema]) => [name, isKind(schema) ? choice : schema]);
  return { ...input, properties: Object.fromEntries(properties) };
}

/** What a form asks for besides the kind's input. */
function withOptions({ input, practises }) {
  if (!practises) return input;
  const mode = {
    title: t("page.start.mode"),
    description: t("page.start.about_mode"),
    enum: Object.keys(GENTLE),
    "x-option": true,
  };
  return { ...input, properties: { ...input.properties, [MODE]: mode } };
}

/** What was asked for, apart: `{input}`, and the `options` where there are any. */
function apart({ [MODE]: mode, ...input }) {
  return mode === undefined ? { input } : { input, options: { gentle: GENTLE[mode] } };
}

/** Starts sessions of a kind. The same input again is the same session: its answer was lost. */
function starter(client, kind, onStarted) {
  let id;
  let asked;
  return async (values) => {
    const asks = JSON.stringify(values);
    if (asks !== asked) [id, asked] = [newId(), asks];
    await client.create({ id, kind, ...apart(values) });
    memory.forget(kind);
    onStarted(id);
  };
}

function kindCard(kind, { kinds, open, start, fieldFor }) {
  const { name, title = name, description } = kind;
  const { draft } = memory.load(name);
  const onDraft = (written) => memory.save(name, { draft: written });
  const label = t("page.start.start", { title });
  const asked = withKinds(withOptions(kind), kinds);
  const form = formFor(asked, label, start, { draft, onDraft, fieldFor });
  const heading = el("summary", {}, el("h2", {}, title), el("p", {}, description));
  return el("details", { class: "kind", name: "kind", open }, heading, form);
}

/** What one has stored can be chosen where a kind asks for it. */
const fieldsOf = (shelf) => (schema, attributes) => {
  const collection = schema["x-stored"];
  if (collection === "applications") return new ApplicationField(attributes, shelf);
  if (collection === "documents") return new DocumentField(schema, attributes, shelf);
  return isStored(collection) ? new StoredField(schema, attributes, shelf) : undefined;
};

/**
 * The page, once the server has said which kinds there are, or why that is not known.
 * @param shelf what one has stored.
 * @param kind the name of the one that is open at first, where that is not the first.
 * @param onStarted called with the id of a session that was started.
 * @param onRetry called where the user wants to ask the server again.
 */
export async function startPage({ client, catalogue, shelf, kind: named, onStarted, onRetry }) {
  try {
    const kinds = await catalogue.load();
    const isNamed = ({ name }) => name === named;
    const isBegun = ({ name }) => memory.load(name).draft;
    const begun = kinds.find(isNamed) ?? kinds.find(isBegun) ?? kinds[0];
    const fieldFor = fieldsOf(shelf);
    const card = (kind) => {
      const start = starter(client, kind.name, onStarted);
      return kindCard(kind, { kinds, open: kind === begun, start, fieldFor });
    };
    return el("div", { class: "page" }, el("h1", {}, t("page.start.title")), kinds.map(card));
  } catch (error) {
    const again = button(t("page.start.again"), onRetry, { class: "primary" });
    const text = el("p", { role: "alert" }, t("page.start.not_loaded", { reason: error.message }));
    return el("div", { class: "page" }, text, again);
  }
}
