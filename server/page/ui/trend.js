/** What earlier times came to: what rules saw and what a model judged are never in one table. */
import { bandNode, isBand, lookedAt } from "./bands.js";
import { el } from "./dom.js";
import { dayName, t, words } from "./texts.js";

const isPoint = (one) =>
  /^\d{4}-\d\d-\d\d$/.test(one?.date) &&
  ["judgedBy", "method"].every((name) => typeof one[name] === "string");

export const isTrend = (value) => Array.isArray(value) && value.length > 0 && value.every(isPoint);

function groupsOf(points) {
  const groups = Map.groupBy(points, ({ judgedBy, method }) => `${judgedBy} ${method}`);
  return [...groups.values()];
}

const bandsOf = ({ bands }) => bands ?? {};

function row(point, names, scored) {
  const { session, date, difficulty, overallScore } = point;
  const shown = dayName(date);
  const day = session ? el("a", { href: `#/s/${session}` }, shown) : shown;
  const band = (name) => {
    const found = bandsOf(point)[name];
    return el("td", {}, isBand(found) ? bandNode(found) : "–");
  };
  const given = Number.isInteger(overallScore) ? `${overallScore} / 100` : "–";
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, day),
    el("td", {}, difficulty ? words(difficulty) : "–"),
    scored && el("td", { class: "number" }, given),
    names.map(band),
  );
}

function table(points) {
  const names = [...new Set(points.flatMap((one) => Object.keys(bandsOf(one))))];
  const scored = points.some(({ overallScore }) => Number.isInteger(overallScore));
  const head = [words("date"), words("difficulty"), scored && words("overallScore")];
  const titles = [...head.filter(Boolean), ...names.map(lookedAt)];
  const caption = t(
    points[0].judgedBy === "model" ? "page.trend.by_model" : "page.trend.by_rules",
  );
  const whole = el(
    "table",
    {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, titles.map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, points.map((one) => row(one, names, scored))),
  );
  return el("div", { class: "table", role: "region", tabindex: "0", "aria-label": caption }, whole);
}

/** A table for each way of judging. */
export function trend(points) {
  const groups = groupsOf(points);
  const apart = groups.length > 1 && el("p", { class: "hint" }, t("page.trend.apart"));
  return [apart, groups.map(table)];
}
