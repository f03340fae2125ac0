/** How a posting that was read is shown: pay, dates, what is asked, and what it does not say. */
import { areAsked, asked } from "../ui/asked.js";
import { el } from "../ui/dom.js";
import { day, money, t, words } from "../ui/texts.js";
import { placeAt, titleOf } from "../ui/value.js";
import { defaultView, titled } from "./default.js";

const ORDER = [
  ...["confirm", "title", "hiringOrganization", "warnings", "baseSalary", "validThrough"],
  ...["datePosted", "jobLocation", "remote", "employmentType", "mustHave", "niceToHave"],
  ...["experience", "education", "responsibilities", "benefits", "apply", "keywords"],
];
/** What one looks for in a posting, and would like to know that it is not said. */
const LOOKED_FOR = [
  ...["hiringOrganization", "jobLocation", "remote", "employmentType", "baseSalary"],
  ...["datePosted", "validThrough", "mustHave", "niceToHave", "experience", "education"],
];
/** What is shown with another field, or says something to programs alone. */
const WITH_OTHERS = new Set(["salaryText", "language", "blind"]);

const isEmpty = (value) => value === null || (Array.isArray(value) && !value.length);

/** The fields that the posting leaves open; pay that is only in words is said. */
function unsaid(result) {
  const isOpen = (name) => name in result && isEmpty(result[name]);
  return LOOKED_FOR.filter((name) => isOpen(name) && !(name === "baseSalary" && result.salaryText));
}

const isDay = (value) => /^\d{4}-\d\d-\d\d$/.test(value);
const date = (value) => (isDay(value) ? day(Date.parse(`${value}T12:00`)) : value);

/** What is paid, as numbers, and in the posting's words. */
function pay({ value: { baseSalary, salaryText } }) {
  const { unit, ...amounts } = baseSalary ?? {};
  const sum = baseSalary && [money(amounts), unit && words(unit)].filter(Boolean).join(" · ");
  return [sum && el("p", {}, el("strong", {}, sum)), salaryText && el("blockquote", {}, salaryText)];
}

const warning = ({ code, quote }) =>
  el("li", {}, el("p", {}, words(code)), quote && el("blockquote", {}, quote));

/** Where it was read, and when; and what does not stand there. */
function source({ value: { url, fetchedAt } }, result) {
  const where = url && el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url);
  const at = Number.isInteger(fetchedAt) ? day(fetchedAt) : fetchedAt;
  const missing = unsaid(result).map(words).join(", ");
  return [
    el("p", {}, [where, at].filter(Boolean).flatMap((one, n) => (n ? [" · ", one] : [one]))),
    missing && el("p", { class: "hint" }, t("page.job.unsaid", { names: missing })),
  ];
}

/** What is stored can be followed further on the board. */
const track = ({ value: id }) =>
  el("p", {}, el("a", { href: `#/applications/new/${id}` }, t("page.job.track")));

function requirements(place, whole, tools) {
  if (!areAsked(place)) return defaultView.field(place.name, whole, tools);
  return titled(titleOf(place), asked(place, tools));
}

/** Fields that have a look of their own, each given its place, the whole, and what may be done. */
const FIELDS = {
  baseSalary: (place, whole) => titled(titleOf(place), pay(whole)),
  datePosted: (place) => titled(titleOf(place), el("p", {}, date(place.value))),
  validThrough: (place) => titled(titleOf(place), el("p", {}, date(place.value))),
  warnings: (place) =>
    titled(titleOf(place), el("ul", { class: "entries" }, place.value.map(warning))),
  id: track,
  source: (place, whole) => titled(titleOf(place), source(place, whole.value)),
  mustHave: requirements,
  niceToHave: requirements,
};

function field(name, whole, tools = { actions: [], act() {} }) {
  const place = placeAt(whole, name);
  if (WITH_OTHERS.has(name)) return null;
  const isPaid = name === "baseSalary" && whole.value.salaryText;
  if (isEmpty(place.value) && !isPaid) return null;
  return Object.hasOwn(FIELDS, name)
    ? FIELDS[name](place, whole, tools)
    : defaultView.field(name, whole, tools);
}

export const jobView = {
  ...defaultView,
  order: ORDER,
  last: ["source", "id", "next"],
  source(name, result, tools) {
    const also = name === "source" ? unsaid(result) : result.salaryText;
    return [defaultView.source(name, result, tools), also ?? null];
  },
  field,
};
