/** Two that changed one thing: what was saved elsewhere, and what is written here. */
import { button, el } from "../ui/dom.js";
import { t } from "../ui/texts.js";
import { differences } from "./differences.js";

function table(mine, theirs) {
  const heads = ["page.conflict.where", "page.conflict.mine", "page.conflict.theirs"];
  const head = heads.map((key) => el("th", { scope: "col" }, t(key)));
  const text = (value) => el("td", { dir: "auto" }, value ?? "–");
  const row = (one) =>
    el("tr", {}, el("th", { scope: "row" }, one.where), text(one.mine), text(one.theirs));
  const body = el("tbody", {}, differences(mine, theirs).map(row));
  const whole = el("table", {}, el("thead", {}, el("tr", {}, head)), body);
  const attributes = { class: "table", role: "region", tabindex: "0" };
  return el("div", { ...attributes, "aria-label": t("page.conflict.both") }, whole);
}

/**
 * Says what happened, and lets one look at both and choose.
 * @param mine gives what is written here.
 * @param options `onMine` puts it in the place of what was saved elsewhere, `onTheirs` gives it up.
 */
export function conflict(mine, theirs, { onMine, onTheirs }) {
  const both = el("div", {});
  const choices = [
    button(t("page.conflict.look"), () => both.replaceChildren(table(mine(), theirs))),
    button(t("page.conflict.keep"), onMine),
    button(t("page.conflict.take"), onTheirs),
  ];
  const said = el("p", { role: "alert" }, t("page.conflict.says"));
  return el("div", { class: "conflict" }, said, el("div", { class: "buttons" }, choices), both);
}
