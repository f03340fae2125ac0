/** One application on the board. */
import { button, el, setText } from "../ui/dom.js";
import { dayName, t } from "../ui/texts.js";
import { outcomeName, STATUSES, statusName } from "./statuses.js";

/** What is due, said in words: a colour alone would tell nothing to many. */
function dueOf(date, today) {
  if (!date) return undefined;
  if (date === today) return t("page.applications.today");
  const key = date < today ? t("page.applications.overdue", { day: dayName(date) }) : undefined;
  return key ?? t("page.applications.by", { day: dayName(date) });
}

/** Until when one may apply, as long as one has not. */
function deadlineOf({ status, dates }, today) {
  if (status !== "saved" || !dates.deadline) return undefined;
  const day = dayName(dates.deadline);
  return dates.deadline < today
    ? t("page.applications.deadline_was", { day })
    : t("page.applications.deadline_is", { day });
}

export class BoardCard {
  /** @param options `onOpen(card)` and `onMove(card, status)`. */
  constructor({ onOpen, onMove }) {
    this.open = button("", () => onOpen(this), { class: "link name", dir: "auto" });
    this.heading = el("h3", {}, this.open);
    this.firm = el("p", { dir: "auto" });
    this.about = el("p", { class: "hint" });
    this.step = el("p", { class: "step", dir: "auto" });
    this.sent = el("p", { class: "hint" });
    this.select = el("select", {});
    this.move = button(t("page.applications.move"), () => onMove(this, this.select.value));
    const moving = el("div", { class: "moving" }, this.select, this.move);
    this.root = el("li", { class: "card" }, this.heading, this.firm, this.about, this.step);
    this.root.append(this.sent, moving);
  }

  show(application, today) {
    this.application = application;
    const { job, status, outcome, next, documents } = application;
    const { title } = job;
    setText(this.open, title);
    this.#fill(this.firm, job.hiringOrganization);
    const ended = outcome && outcomeName(outcome);
    this.#fill(this.about, ended ?? deadlineOf(application, today));
    const due = next && dueOf(next.date, today);
    this.#fill(this.step, next && (due ? `${next.text} · ${due}` : next.text));
    this.root.toggleAttribute("data-overdue", Boolean(next?.date && next.date < today));
    const resume = documents.findLast(({ kind, id }) => kind === "resume" && id);
    this.sent.hidden = !resume;
    if (resume) this.sent.replaceChildren(t("page.applications.sent"), " ", linkOf(resume));
    const others = STATUSES.filter((other) => other !== status);
    const options = others.map((value) =>
      el("option", { value }, t("page.applications.to", { status: statusName(value) })),
    );
    this.select.replaceChildren(...options);
    this.select.value = STATUSES[STATUSES.indexOf(status) + 1] ?? others[0];
    this.select.setAttribute("aria-label", t("page.applications.move_one", { title }));
    this.move.setAttribute("aria-label", t("page.applications.move_now", { title }));
  }

  focus() {
    this.open.focus();
  }

  #fill(node, text) {
    node.hidden = !text;
    setText(node, text ?? "");
  }
}

/** What went to the employer, with a link to where it stands; `attributes` are the link's. */
export function linkOf({ id, session, kind, title, version }, attributes = {}) {
  const name = title ?? kind;
  const text = version ? t("page.applications.version", { title: name, version }) : name;
  const href = session ? `#/s/${session}` : kind === "resume" && `#/resumes/${id}`;
  return href ? el("a", { href, dir: "auto", ...attributes }, text) : el("span", { dir: "auto" }, text);
}
