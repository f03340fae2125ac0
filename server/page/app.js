/** The page: `#/` starts a session, `#/s/ID` is one; `#/resumes` and `#/resumes/ID` are stored. */
import { CareerPilotClient } from "./client/client.js";
import { el } from "./ui/dom.js";
import { refuseFiles } from "./ui/files.js";
import { speak, t } from "./ui/texts.js";
import { Catalogue } from "./views/catalogue.js";
import { LibraryView } from "./views/library.js";
import { memory } from "./views/memory.js";
import { ResumeView } from "./views/resume.js";
import { SessionView } from "./views/session.js";
import { Shelf } from "./views/shelf.js";
import { Sidebar } from "./views/sidebar.js";
import { startPage } from "./views/start.js";

const client = new CareerPilotClient();
const main = document.getElementById("main");
const unreached = document.getElementById("unreached");

/** The texts come before all else: without them there is nothing that could be said. */
async function learnToSpeak() {
  try {
    speak(await client.texts());
  } catch (error) {
    unreached.hidden = false;
    throw error;
  }
}

/** What index.html has a place for. */
function label() {
  document.querySelector(".skip").textContent = t("page.top.skip");
  document.getElementById("library").textContent = t("page.top.library");
  document.getElementById("sidebar").setAttribute("aria-label", t("page.top.sessions"));
}

await learnToSpeak();
label();

Object.assign(client.says, {
  tooLarge: t("page.client.too_large"),
  notUnderstood: t("page.client.not_understood"),
  noCookies: t("page.client.no_cookies"),
});

const catalogue = new Catalogue(client);
const shelf = new Shelf(client);
const badge = document.getElementById("connection");
const sidebar = new Sidebar(document.getElementById("sidebar"), client, (id) => {
  if (location.hash === `#/s/${id}`) {
    view?.forget();
    location.hash = "#/";
  }
  memory.forget(id);
});
let view = null;
let library;
/** What is to be shown, made anew by each change of the address. */
let route = {};

/** `?transport=sse` and the like hold the page to one transport. */
function transports() {
  const named = new URLSearchParams(location.search).get("transport");
  return ["websocket", "sse", "poll"].includes(named) ? [named] : undefined;
}

function showLoading() {
  main.replaceChildren(el("p", { class: "hint" }, t("page.top.loading")));
}

async function showStart() {
  const asked = route;
  showLoading();
  const onStarted = (id) => {
    location.hash = `#/s/${id}`;
    sidebar.refresh();
  };
  const page = await startPage({ client, catalogue, shelf, onStarted, onRetry: show });
  // Meanwhile the user may have gone elsewhere.
  if (route === asked) main.replaceChildren(page);
}

function showSession(id) {
  view = new SessionView({
    client,
    catalogue,
    shelf,
    id,
    transports: transports(),
    badge,
    onTitle: () => sidebar.refresh(),
  });
  main.replaceChildren(view.root);
  view.focus();
}

function showLibrary() {
  library ??= new LibraryView(shelf);
  view = library;
  main.replaceChildren(view.root);
  view.open();
}

function showResume(id) {
  view = new ResumeView(shelf, id, () => {
    location.hash = "#/resumes";
  });
  main.replaceChildren(view.root);
  main.focus();
  view.open();
}

const ROUTES = [
  { name: "session", pattern: /^#\/s\/([\w-]+)$/, open: showSession },
  { name: "library", pattern: /^#\/resumes$/, open: showLibrary },
  { name: "library", pattern: /^#\/resumes\/([\w-]+)$/, open: showResume },
  { name: "start", pattern: /^/, open: showStart },
];

function show() {
  view?.close();
  view = null;
  badge.textContent = "";
  const found = ROUTES.find(({ pattern }) => pattern.test(location.hash));
  const [, id] = found.pattern.exec(location.hash);
  route = { name: found.name };
  document.body.dataset.route = route.name;
  sidebar.select(route.name === "session" ? id : undefined);
  return found.open(id);
}

addEventListener("hashchange", show);
refuseFiles(document);
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
