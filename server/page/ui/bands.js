/** How far something can be seen in what was said: a word, a sign, and what is meant by it. */
import { el } from "./dom.js";
import { t, words } from "./texts.js";

const BANDS = new Map([
  ["notYet", { sign: "○", name: "page.bands.not_yet", about: "page.bands.about_not_yet" }],
  ["partly", { sign: "◐", name: "page.bands.partly", about: "page.bands.about_partly" }],
  ["there", { sign: "●", name: "page.bands.there", about: "page.bands.about_there" }],
]);

export const isBand = (value) => BANDS.has(value);

/** What people call a band; one that nothing could tell is not judged. */
export const bandName = (band) => t(BANDS.get(band)?.name ?? "page.value.not_judged");

/** The name of what was looked at; what is a text already stays as it is. */
export const lookedAt = (name) => (/^\w+$/.test(name) ? words(name) : name);

export function bandNode(band) {
  const sign = el("span", { class: "sign", "aria-hidden": "true" }, BANDS.get(band)?.sign ?? "–");
  return el("span", { class: "band" }, sign, " ", bandName(band));
}

/**
 * Bands with what each is of, `[{name, band}]`.
 * @param before those of an earlier try: where one was another, that is said.
 */
export function bandList(bands, before = []) {
  const earlier = new Map(before.map(({ name, band }) => [name, band]));
  const item = ({ name, band }) => {
    const was = earlier.get(name) ?? band;
    const change = was !== band && t("page.bands.before", { band: bandName(was) });
    const said = change && el("span", { class: "hint" }, change);
    return el("li", {}, el("span", { class: "of" }, lookedAt(name)), bandNode(band), said);
  };
  return el("ul", { class: "bands plain" }, bands.map(item));
}

/**
 * What each band means, and what it goes by.
 * @param judgedBy "rules" or "model"; undefined where that is not known.
 */
export function bandMeaning(judgedBy) {
  const meaning = ([band, { about }]) => [el("dt", {}, bandNode(band)), el("dd", {}, t(about))];
  const by = judgedBy === "model" ? "page.bands.by_model" : "page.bands.by_rules";
  return [
    el("dl", { class: "meaning" }, [...BANDS].map(meaning)),
    judgedBy && el("p", { class: "hint" }, t(by)),
  ];
}
