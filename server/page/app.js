/** The page: `#/` starts a session, `#/s/ID` is one. */
import { CareerPilotClient } from "./client/client.js";
import { newId } from "./client/id.js";
import { el } from "./ui/dom.js";
import { formFor } from "./ui/form.js";
import { memory } from "./views/memory.js";
import { SessionView } from "./views/session.js";
import { Sidebar } from "./views/sidebar.js";

const client = new CareerPilotClient();
const main = document.getElementById("main");
const badge = document.getElementById("connection");
const sidebar = new Sidebar(document.getElementById("sidebar"), client, (id) => {
  if (location.hash === `#/s/${id}`) {
    view?.forget();
    location.hash = "#/";
  }
  memory.forget(id);
});
let view = null;

/** `?transport=sse` and the like hold the page to one transport. */
function transports() {
  const named = new URLSearchParams(location.search).get("transport");
  return ["websocket", "sse", "poll"].includes(named) ? [named] : undefined;
}

/** Starts sessions of a kind. The same input again is the same session: its answer was lost. */
function starter(kind) {
  let id;
  let asked;
  return async (input) => {
    const asks = JSON.stringify(input);
    if (asks !== asked) [id, asked] = [newId(), asks];
    await client.create({ id, kind, input });
    memory.forget(kind);
    location.hash = `#/s/${id}`;
    sidebar.refresh();
  };
}

function kindCard({ name, title, description, input }, open) {
  const { draft } = memory.load(name);
  const onDraft = (written) => memory.save(name, { draft: written });
  const form = formFor(input, `Start ${title ?? name}`, starter(name), { draft, onDraft });
  const heading = el("summary", {}, el("h2", {}, title ?? name), el("p", {}, description));
  return el("details", { class: "kind", name: "kind", open }, heading, form);
}

function showLoading() {
  main.replaceChildren(el("p", { class: "hint" }, "Loading…"));
}

async function showStart() {
  showLoading();
  try {
    const kinds = await client.kinds();
    const begun = kinds.find(({ name }) => memory.load(name).draft) ?? kinds[0];
    const cards = kinds.map((kind) => kindCard(kind, kind === begun));
    main.replaceChildren(
      el("div", { class: "start" }, el("h1", {}, "What shall we work on?"), cards),
    );
  } catch (error) {
    const again = el("button", { type: "button", class: "primary", onclick: show }, "Try again");
    const text = el("p", { role: "alert" }, `The page could not be loaded: ${error.message}`);
    main.replaceChildren(el("div", { class: "start" }, text, again));
  }
}

function showSession(id) {
  view = new SessionView({
    client,
    id,
    transports: transports(),
    badge,
    onTitle: () => sidebar.refresh(),
  });
  main.replaceChildren(view.root);
  view.focus();
}

function show() {
  view?.close();
  view = null;
  badge.textContent = "";
  const [, id] = /^#\/s\/([\w-]+)$/.exec(location.hash) ?? [];
  document.body.dataset.route = id ? "session" : "start";
  sidebar.select(id);
  return id ? showSession(id) : showStart();
}

addEventListener("hashchange", show);
document.querySelector(".skip").addEventListener("click", (event) => {
  // Its own address is for browsers without scripts: here it would be another page's.
  event.preventDefault();
  main.focus();
});
showLoading();
// First who we are, and for longer. Where that fails, what is asked for next shows why.
await client.signIn().catch(({ message }) => console.warn(`not signed in: ${message}`));
sidebar.refresh();
show();
