/**
 * The page: `#/` starts a session, `#/s/ID` is one; `#/resumes` and `#/resumes/ID` are stored.
 * `#/applications` is the board, `#/practice` the story bank.
 */
import { CareerPilotClient } from "./client/client.js";
import { button, el } from "./ui/dom.js";
import { refuseFiles } from "./ui/files.js";
import { openForPrint } from "./ui/print.js";
import { speak, t } from "./ui/texts.js";
import { Catalogue } from "./views/catalogue.js";
import { Drawer } from "./views/drawer.js";
import { memory } from "./views/memory.js";
import { Shelf } from "./views/shelf.js";
import { Sidebar } from "./views/sidebar.js";
import { startPage } from "./views/start.js";

const client = new CareerPilotClient();
const catalogue = new Catalogue(client);
const main = document.getElementById("main");
const unreached = document.getElementById("unreached");

/** First who we are, and for longer. Where that fails, what is asked for next shows why. */
const signedIn = client.signIn().catch(({ message }) => console.warn(`not signed in: ${message}`));
catalogue.begin();

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
  document.getElementById("board").textContent = t("page.top.applications");
  document.getElementById("practice").textContent = t("page.top.practice");
  document.getElementById("list").textContent = t("page.sidebar.title");
  document.getElementById("sidebar").setAttribute("aria-label", t("page.top.sessions"));
}

await learnToSpeak();
label();

Object.assign(client.says, {
  tooLarge: t("page.client.too_large"),
  notUnderstood: t("page.client.not_understood"),
  noCookies: t("page.client.no_cookies"),
});

const shelf = new Shelf(client);
const badge = document.getElementById("connection");
const sidebar = new Sidebar(document.getElementById("sidebar"), client, (id) => {
  if (location.hash === `#/s/${id}`) {
    view?.forget();
    location.hash = "#/";
  }
  memory.forget(id);
});
const drawer = new Drawer(document.getElementById("list"), document.getElementById("sidebar"));
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

/**
 * What is needed later than at the first view, the browser fetches when it has nothing else to do,
 * or at once. The server has written it into the page.
 */
function fetchAhead({ now }) {
  document.head.append(document.getElementById("later").content);
  if (!now) return;
  for (const link of document.querySelectorAll("link[rel=prefetch]")) link.rel = "modulepreload";
}

/**
 * Shows what `make` makes of the module that `load` gives, unless the user has gone elsewhere
 * meanwhile.
 */
async function showFrom(load, make) {
  const asked = route;
  showLoading();
  try {
    fetchAhead({ now: true });
    const loaded = await load();
    if (route === asked) make(loaded);
  } catch (error) {
    if (route !== asked) return;
    const text = el("p", { role: "alert" }, t("page.start.not_loaded", { reason: error.message }));
    const again = button(t("page.start.again"), () => location.reload(), { class: "primary" });
    main.replaceChildren(el("div", { class: "page" }, text, again));
  }
}

async function showStart(kind) {
  const asked = route;
  showLoading();
  const onStarted = (id) => {
    location.hash = `#/s/${id}`;
    sidebar.refresh();
  };
  const page = await startPage({ client, catalogue, shelf, kind, onStarted, onRetry: show });
  // Meanwhile the user may have gone elsewhere.
  if (route !== asked) return;
  main.replaceChildren(page);
  fetchAhead({ now: false });
  if (kind) page.querySelector("[open]")?.scrollIntoView();
}

const showSession = (id) =>
  showFrom(
    () => import("./views/session.js"),
    ({ SessionView }) => {
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
    },
  );

const showLibrary = () =>
  showFrom(
    () => import("./views/library.js"),
    ({ LibraryView }) => {
      library ??= new LibraryView(shelf);
      view = library;
      main.replaceChildren(view.root);
      view.open();
    },
  );

const showResume = (id) =>
  showFrom(
    () => import("./views/resume.js"),
    ({ ResumeView }) => {
      view = new ResumeView(shelf, id, () => {
        location.hash = "#/resumes";
      });
      main.replaceChildren(view.root);
      main.focus();
      view.open();
    },
  );

const showBoard = (id) =>
  showFrom(
    () => import("./views/board.js"),
    ({ BoardView }) => {
      view = new BoardView(client);
      main.replaceChildren(view.root);
      view.open(id);
    },
  );

const showPractice = () =>
  showFrom(
    () => import("./views/practice.js"),
    ({ PracticeView }) => {
      view = new PracticeView(client, catalogue);
      main.replaceChildren(view.root);
      view.open();
    },
  );

const ROUTES = [
  { name: "session", pattern: /^#\/s\/([\w-]+)$/, open: showSession },
  { name: "library", pattern: /^#\/resumes$/, open: showLibrary },
  { name: "library", pattern: /^#\/resumes\/([\w-]+)$/, open: showResume },
  { name: "board", pattern: /^#\/applications(?:\/new\/([\w-]+))?$/, open: showBoard },
  { name: "practice", pattern: /^#\/practice$/, open: showPractice },
  { name: "start", pattern: /^#\/new\/([\w-]+)$/, open: showStart },
  { name: "start", pattern: /^/, open: showStart },
];

function show() {
  drawer.close();
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
openForPrint();
document.querySelector(".skip").addEventListener("click", (event) => {
  // Its own address is for browsers without scripts: here it would be another page's.
  event.preventDefault();
  main.focus();
});
showLoading();
await signedIn;
sidebar.refresh();
show();
