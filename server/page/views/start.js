/** Where a session is started: the kinds, each with the form that it asks for. */
import { newId } from "../client/id.js";
import { el } from "../ui/dom.js";
import { formFor } from "../ui/form.js";
import { memory } from "./memory.js";

/** Starts sessions of a kind. The same input again is the same session: its answer was lost. */
function starter(client, kind, onStarted) {
  let id;
  let asked;
  return async (input) => {
    const asks = JSON.stringify(input);
    if (asks !== asked) [id, asked] = [newId(), asks];
    await client.create({ id, kind, input });
    memory.forget(kind);
    onStarted(id);
  };
}

function kindCard({ name, title, description, input }, open, start) {
  const { draft } = memory.load(name);
  const onDraft = (written) => memory.save(name, { draft: written });
  const form = formFor(input, `Start ${title ?? name}`, start, { draft, onDraft });
  const heading = el("summary", {}, el("h2", {}, title ?? name), el("p", {}, description));
  return el("details", { class: "kind", name: "kind", open }, heading, form);
}

/**
 * The page, once the server has said which kinds there are, or why that is not known.
 * @param onStarted called with the id of a session that was started.
 * @param onRetry called where the user wants to ask the server again.
 */
export async function startPage({ client, catalogue, onStarted, onRetry }) {
  try {
    const kinds = await catalogue.load();
    const begun = kinds.find(({ name }) => memory.load(name).draft) ?? kinds[0];
    const card = (kind) => kindCard(kind, kind === begun, starter(client, kind.name, onStarted));
    return el("div", { class: "start" }, el("h1", {}, "What shall we work on?"), kinds.map(card));
  } catch (error) {
    const again = el("button", { type: "button", class: "primary", onclick: onRetry }, "Try again");
    const text = el("p", { role: "alert" }, `The page could not be loaded: ${error.message}`);
    return el("div", { class: "start" }, text, again);
  }
}
