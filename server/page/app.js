/** The page: `#/` starts a session, `#/s/ID` is one. */
import { CareerPilotClient } from "./client/client.js";
import { el } from "./ui/dom.js";
import { Catalogue } from "./views/catalogue.js";
import { memory } from "./views/memory.js";
import { SessionView } from "./views/session.js";
import { Sidebar } from "./views/sidebar.js";
import { startPage } from "./views/start.js";

const client = new CareerPilotClient();
const catalogue = new Catalogue(client);
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
/** What is to be shown, made anew by each change of the address. */
let route = {};

/** `?transport=sse` and the like hold the page to one transport. */
function transports() {
  const named = new URLSearchParams(location.search).get("transport");
  return ["websocket", "sse", "poll"].includes(named) ? [named] : undefined;
}

function showLoading() {
  main.replaceChildren(el("p", { class: "hint" }, "Loading…"));
}

async function showStart() {
  const asked = route;
  showLoading();
  const onStarted = (id) => {
    location.hash = `#/s/${id}`;
    sidebar.refresh();
  };
  const page = await startPage({ client, catalogue, onStarted, onRetry: show });
  // Meanwhile the user may have gone elsewhere.
  if (route === asked) main.replaceChildren(page);
}

function showSession(id) {
  view = new SessionView({
    client,
    catalogue,
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
  route = { name: id ? "session" : "start" };
  document.body.dataset.route = route.name;
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
