/** How a batch is shown: how its items stand, each as a way to its own session. Nothing is ranked. */
import { el } from "../ui/dom.js";
import { t, words } from "../ui/texts.js";
import { placeAt } from "../ui/value.js";
import { defaultView, titled } from "./default.js";

const STATUSES = ["waiting", "running", "done", "failed"];

/** Numbers that are said with the items. */
const COUNTS = new Set(["total", "done", "failed"]);

function row({ number, row: line, session, status, title, error }) {
  const name = session ? el("a", { href: `#/s/${session}` }, title) : title;
  return el(
    "tr",
    { "data-status": status },
    el("td", {}, String(line ?? number)),
    el("td", { dir: "auto" }, name, error && el("p", { class: "hint" }, error.message)),
    el("td", {}, words(status)),
  );
}

/** By which status rows are shown. It is kept when the table is made anew. */
function filter() {
  const option = (value, text) => el("option", { value }, text);
  const options = STATUSES.map((status) => option(status, words(status)));
  return el("select", {}, option("", t("page.batch.all")), options);
}

function items(place, { value: { total, done, failed } }, keep) {
  const choice = keep("items/choice", "choice", filter);
  const rows = place.value.map((item) =>
    keep(`items/${item.number}`, JSON.stringify(item), () => row(item)),
  );
  const show = () => {
    for (const one of rows) one.hidden = choice.value && one.dataset.status !== choice.value;
  };
  choice.onchange = show;
  show();
  const numbered = place.value.some(({ row: line }) => line !== undefined);
  const heads = [words(numbered ? "row" : "number"), words("title"), words("status")];
  const head = el("tr", {}, heads.map((name) => el("th", { scope: "col" }, name)));
  return titled(
    t("page.batch.items"),
    el("p", {}, t("page.batch.counts", { total, done, failed })),
    el("p", {}, el("label", {}, t("page.batch.show"), " ", choice)),
    el("div", { class: "scroll" }, el("table", {}, el("thead", {}, head), el("tbody", {}, rows))),
  );
}

const isItems = ({ value }) => Array.isArray(value) && value.every((one) => one?.status);

export const batchView = {
  ...defaultView,
  order: ["items"],
  slot: (place) => (COUNTS.has(place.name) ? "fields" : defaultView.slot(place)),
  source(name, result, tools) {
    const { total, done, failed } = result;
    return [defaultView.source(name, result, tools), name === "items" && [total, done, failed]];
  },
  field(name, whole, tools) {
    if (COUNTS.has(name)) return null;
    const place = placeAt(whole, name);
    if (name !== "items" || !isItems(place)) return defaultView.field(name, whole, tools);
    return items(place, whole, tools?.keep ?? ((_key, _source, make) => make()));
  },
};
