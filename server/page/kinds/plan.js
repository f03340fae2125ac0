/** How a plan is shown: its weeks, each with what is to be done, to be ticked off at once. */
import { arrange, el, setText } from "../ui/dom.js";
import { actionsFor } from "../ui/entry_actions.js";
import { dayName, figure, t } from "../ui/texts.js";
import { placeAt, titleOf } from "../ui/value.js";
import { defaultView, titled } from "./default.js";

const ORDER = ["confirm", "firstStep", "weeks", "milestones", "notReached", "resources"];
/** What is worth no word where there is none of it. */
const UNSAID = new Set(["notReached", "resources"]);
/** So many weeks are open at first: those in which something is to be done next. */
const OPEN = 2;
/** A plan of up to so many weeks is open as a whole. */
const FEW = 4;

/** What kinds of tasks are called here: to apply is one. */
const KINDS = {
  apply: "page.plan.kind_apply",
  build: "page.plan.kind_build",
  learn: "page.plan.kind_learn",
  practise: "page.plan.kind_practise",
  review: "page.plan.kind_review",
};

const isWeek = (one) =>
  typeof one?.theme === "string" &&
  typeof one.starts === "string" &&
  Array.isArray(one.tasks) &&
  one.tasks.every(({ id, done }) => typeof id === "string" && typeof done === "boolean");

const areWeeks = ({ value }) => Array.isArray(value) && value.length > 0 && value.every(isWeek);

const hours = (value) => t("page.plan.hours", { hours: figure(value) });

function source({ resource }) {
  if (!resource) return null;
  const { title, url } = resource;
  const outside = { target: "_blank", rel: "noopener noreferrer" };
  return [" · ", url?.startsWith("https://") ? el("a", { href: url, ...outside }, title) : title];
}

/** One thing to do; it stays the same node while it is ticked off, so that the focus stays. */
function task(place, tick, tools) {
  const { value } = place;
  const { id, title, kind, done } = value;
  const make = () => {
    const box = el("input", { type: "checkbox", id: `task-${id}`, disabled: !tick });
    box.addEventListener("change", () => {
      // What is pressed while something else is being done is not taken.
      const isHeld = tools.act("tick", { ids: [id], done: box.checked }) === true;
      if (isHeld) box.checked = !box.checked;
    });
    const label = el("label", { for: `task-${id}` }, title);
    const about = `${hours(value.hours)} · ${t(KINDS[kind] ?? kind)}`;
    const hint = el("span", { class: "hint" }, about, source(value));
    return el("li", { "data-entry": id, tabindex: "-1" }, box, el("div", {}, label, " ", hint));
  };
  const key = JSON.stringify([title, kind, value.hours, value.resource, Boolean(tick)]);
  const node = tools.keep(`${place.path}/task/${id}`, key, make);
  node.querySelector("input").checked = done;
  return node;
}

/** A week, closed or open as one has left it. */
function week(place, isOpen, tick, tools) {
  const { number, theme, starts, tasks } = place.value;
  const make = () =>
    el(
      "details",
      { class: "week", open: isOpen },
      el("summary", {}, el("h4", {}, t("page.plan.week", { number, theme }))),
      el("p", { class: "hint" }),
      el("ul", { class: "tasks" }),
    );
  const node = tools.keep(`${place.path}/week`, JSON.stringify([number, theme]), make);
  const done = t("page.plan.done", { done: tasks.filter((one) => one.done).length, all: tasks.length });
  setText(node.querySelector("p"), [dayName(starts), hours(place.value.hours), done].join(" · "));
  const list = placeAt(place, "tasks");
  const entries = tasks.map((_, at) => task(placeAt(list, at), tick, tools));
  arrange(node.querySelector("ul"), entries);
  return node;
}

function weeks(place, tools) {
  const tick = actionsFor(tools.actions, place.name).find(({ name }) => name === "tick");
  const ahead = place.value.findIndex(({ tasks }) => tasks.some(({ done }) => !done));
  const first = Math.max(0, ahead);
  const isOpen = (at) => place.value.length <= FEW || (at >= first && at < first + OPEN);
  const nodes = place.value.map((_, at) => week(placeAt(place, at), isOpen(at), tick, tools));
  return titled(titleOf(place), nodes);
}

export const planView = {
  ...defaultView,
  order: ORDER,
  field(name, whole, tools) {
    const place = placeAt(whole, name);
    if (UNSAID.has(name) && !place.value?.length) return null;
    if (name === "weeks" && tools && areWeeks(place)) return weeks(place, tools);
    return defaultView.field(name, whole, tools);
  },
};
