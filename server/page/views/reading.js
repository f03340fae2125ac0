/** What a machine reads in a résumé, beside what people see. */
import { el } from "../ui/dom.js";
import { nameOf, t, words } from "../ui/texts.js";
import { placeOf, valueNode } from "../ui/value.js";
import { drawn } from "./drawing.js";

/** How a skill is called, and how it is written there where that is something else. */
const skill = ({ name, written }) =>
  !written || written.toLowerCase() === name.toLowerCase() ? name : `${name} (${written})`;

/** As people look for them: what is said by a word of the wire, in words. */
function readable(facts) {
  const { skills, seniority, language } = facts;
  return {
    ...facts,
    skills: skills.map(skill),
    seniority: seniority && words(seniority),
    language: language && nameOf(language),
  };
}

/** What is to be known of a reading, each with the words that it is about. */
export function warningsNode(warnings = []) {
  if (!warnings.length) return null;
  const quotes = (texts = []) => texts.map((text) => el("blockquote", { dir: "auto" }, text));
  const warning = (one) => el("li", {}, el("p", {}, one.message), quotes(one.quotes));
  const title = el("h2", {}, t("page.reading.warnings"));
  return el("section", { class: "warnings" }, title, el("ul", {}, warnings.map(warning)));
}

const nothing = () => el("p", { class: "hint" }, t("page.reading.nothing"));

function machine({ text, facts }) {
  const read = text ? el("pre", { class: "read", tabindex: "0", dir: "auto" }, text) : nothing();
  return [
    el("h3", {}, t("page.reading.text")),
    read,
    el("h3", {}, t("page.reading.facts")),
    facts ? valueNode(placeOf(readable(facts), { level: 4 })) : nothing(),
  ];
}

/**
 * Both, side by side where there is room.
 * @param file the résumé's, where the browser still has it.
 * @param signal ends what the drawing needs.
 */
export function reading(resume, file, signal) {
  const seen = el("section", { class: "seen" }, el("h2", {}, t("page.reading.seen")));
  drawn(file, signal).then((node) => seen.append(node));
  const title = el("h2", {}, t("page.reading.machine"));
  const read = el("section", { class: "machine" }, title, machine(resume));
  return el("div", { class: "beside" }, seen, read);
}
