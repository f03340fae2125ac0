/** An application, looked at and changed in a dialog. */
import { newId } from "../client/id.js";
import { button, el, setText } from "../ui/dom.js";
import { t, words } from "../ui/texts.js";
import { dayField, labelled, lineField, Rows } from "./application_rows.js";
import { linkOf } from "./board_card.js";
import { entered, OUTCOMES, outcomeName, STATUSES, statusName } from "./statuses.js";

/** It is not the version any more that was looked at (RFC 9110, 15.5.13). */
const STALE = 412;

const OFFERED = 20;
const MOST = { documents: 20, contacts: 50, interviews: 50 };
const DAYS = {
  saved: "page.applications.day_saved",
  applied: "page.applications.day_applied",
  answered: "page.applications.day_answered",
  deadline: "page.applications.day_deadline",
};

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function choice(values, nameOf, chosen, none) {
  const options = values.map((value) => el("option", { value }, nameOf(value)));
  const select = el("select", {}, none !== undefined && el("option", { value: "" }, none), options);
  select.value = chosen ?? "";
  return select;
}

/** A day and, of that day, a minute. */
function interviewRow(given = "") {
  const [day, time] = given.split("T");
  const date = dayField(day);
  const clock = el("input", { type: "time" });
  clock.value = time ?? "";
  const nodes = [
    labelled(t("page.applications.day"), date),
    labelled(t("page.applications.time"), clock),
  ];
  const value = () => date.value && (clock.value ? `${date.value}T${clock.value}` : date.value);
  return { nodes, value };
}

function contactRow({ name, role } = {}) {
  const who = lineField(name);
  const what = lineField(role);
  const nodes = [labelled(words("name"), who), labelled(t("page.applications.role"), what)];
  const value = () =>
    who.value.trim() && { name: who.value.trim(), role: what.value.trim() || null };
  return { nodes, value };
}

/** It is opened beside the page: what is written in the dialog stays. */
const BESIDE = { target: "_blank", rel: "noopener" };

const documentRow = (given) => ({ nodes: [linkOf(given, BESIDE)], value: () => given });

/** The newest of a collection that can be used, as they are now; none where that is not known. */
async function newest(collection) {
  const { items } = await collection.list({ limit: OFFERED }).catch(() => ({ items: [] }));
  return items.filter(({ status }) => status === "ready");
}

export class ApplicationDialog {
  #given;
  #id;
  #version;
  #client;
  #applications;
  #today;
  #done;

  /**
   * @param given an application, or the beginning of one, which has no `version`.
   * @param options `onSaved(application)`, `onDeleted(application)` and `onClose(id)`; `today` is
   *     the day here.
   */
  constructor(given, { client, applications, today, ...done }) {
    this.#given = given;
    this.#id = given.id ?? newId();
    this.#version = given.version;
    this.#client = client;
    this.#applications = applications;
    this.#today = today;
    this.#done = done;
    this.problem = el("p", { class: "problem", role: "alert" });
    const onsubmit = (event) => {
      event.preventDefault();
      this.#save();
    };
    const name = given.job?.title ?? t("page.applications.add");
    const heading = el("h2", { dir: "auto" }, name);
    this.save = el("button", { type: "submit", class: "primary" }, t("page.applications.save"));
    const leave = button(t("page.applications.cancel"), () => this.close());
    const remove = this.#version && button(t("page.listing.delete"), () => this.#delete());
    const buttons = el("div", { class: "buttons" }, this.save, leave, remove);
    const form = el("form", { onsubmit, class: "application" }, heading, this.#fields());
    form.append(this.problem, buttons);
    const onclose = () => {
      this.root.remove();
      this.#done.onClose(this.#id);
    };
    this.root = el("dialog", { "aria-label": name, onclose }, form);
  }

  open() {
    document.body.append(this.root);
    this.root.showModal();
  }

  close() {
    this.root.close();
  }

  #fields() {
    const { job = {}, status, outcome, dates = {}, next, notes } = this.#given;
    this.title = lineField(job.title);
    this.firm = lineField(job.hiringOrganization);
    this.job = choice([], String, "", t("page.applications.no_job"));
    this.jobField = labelled(t("page.applications.job"), this.job, { hidden: true });
    this.job.addEventListener("change", () => this.#choose());
    this.status = choice(STATUSES, statusName, status ?? STATUSES[0]);
    this.outcome = choice(OUTCOMES, outcomeName, outcome, "–");
    this.outcomeField = labelled(t("page.applications.outcome"), this.outcome);
    this.status.addEventListener("change", () => this.#limit());
    this.step = lineField(next?.text, { maxlength: 500 });
    this.stepDay = dayField(next?.date);
    this.days = Object.keys(DAYS).map((name) => [name, dayField(dates[name])]);
    const days = this.days.map(([name, field]) => labelled(t(DAYS[name]), field));
    this.notes = el("textarea", { rows: 5, dir: "auto", maxlength: 10_000 });
    this.notes.value = notes ?? "";
    this.#offerJobs(job.id);
    this.#limit();
    this.#rows();
    const main = [
      this.jobField,
      labelled(words("title"), this.title, { class: "field wide" }),
      labelled(t("page.applications.firm"), this.firm, { class: "field wide" }),
      labelled(words("status"), this.status),
      this.outcomeField,
      labelled(t("page.applications.step"), this.step, { class: "field wide" }),
      labelled(t("page.applications.step_day"), this.stepDay),
    ];
    return [
      el("div", { class: "fields" }, main),
      labelled(words("notes"), this.notes),
      el("fieldset", { class: "fields" }, el("legend", {}, words("dates")), days),
      this.interviews.root,
      this.documents.root,
      this.contacts.root,
    ];
  }

  #rows() {
    const { dates, documents = [], contacts = [] } = this.#given;
    const rows = (title, given, make, most, adding) =>
      new Rows(title, given, { make, most, adding });
    const interviews = t("page.applications.interviews");
    this.interviews = rows(interviews, dates?.interviews ?? [], interviewRow, MOST.interviews);
    const people = t("page.applications.contacts");
    this.contacts = rows(people, contacts, contactRow, MOST.contacts);
    this.more = choice([], String, "", t("page.applications.choose"));
    const add = button(t("page.applications.add_document"), () => this.#attach());
    const field = labelled(t("page.applications.which"), this.more);
    const adding = el("div", { class: "moving" }, field, add);
    const sent = t("page.applications.documents");
    this.documents = rows(sent, documents, documentRow, MOST.documents, adding);
    this.#offerDocuments();
  }

  /** An end is said of what is closed. */
  #limit() {
    this.outcomeField.hidden = this.status.value !== "closed";
  }

  async #offerJobs(chosen) {
    const { jobs } = this.#client;
    const stored = await newest(jobs);
    if (chosen && !stored.some(({ id }) => id === chosen)) {
      const job = await jobs.get(chosen).catch(() => undefined);
      if (job) stored.push(job);
    }
    const options = stored.map(({ id, title, hiringOrganization: firm }) =>
      el("option", { value: id }, firm ? `${title} – ${firm}` : title),
    );
    const isOffered = stored.some(({ id }) => id === chosen);
    if (chosen && !isOffered) {
      const { title } = this.#given.job;
      options.push(el("option", { value: chosen }, title ?? t("page.applications.chosen")));
    }
    this.stored = new Map(stored.map((job) => [job.id, job]));
    this.job.append(...options);
    this.job.value = chosen ?? "";
    this.jobField.hidden = !options.length;
    if (!this.#version) this.#choose();
    else this.title.required = true;
  }

  /** The title and the firm of another stored job stand there at once, where they can be changed. */
  #choose() {
    const job = this.stored?.get(this.job.value);
    this.title.required = !this.job.value;
    if (!job) return;
    this.title.value = job.title;
    this.firm.value = job.hiringOrganization ?? "";
    const [, deadline] = this.days.find(([name]) => name === "deadline");
    if (/^\d{4}-\d\d-\d\d$/.test(job.validThrough)) deadline.value = job.validThrough;
  }

  async #offerDocuments() {
    const [resumes, sessions] = await Promise.all([
      newest(this.#client.resumes),
      this.#client.sessions({ limit: OFFERED }).then(
        (page) => page.sessions,
        () => [],
      ),
    ]);
    const ofResume = ({ id, title, version }) => ({ kind: "resume", id, version, title });
    const ofSession = ({ id, kind, title }) => ({ kind, session: id, title: title || words(kind) });
    this.offered = [...resumes.map(ofResume), ...sessions.map(ofSession)];
    const groups = [
      [t("page.top.library"), resumes.length, 0],
      [t("page.top.sessions"), sessions.length, resumes.length],
    ];
    for (const [label, count, from] of groups) {
      if (!count) continue;
      const some = this.offered.slice(from, from + count);
      const options = some.map(({ title }, at) => el("option", { value: from + at }, title));
      this.more.append(el("optgroup", { label }, options));
    }
  }

  #attach() {
    const chosen = this.offered?.[this.more.value];
    if (this.more.value === "" || !chosen) return;
    if (this.documents.value.length >= MOST.documents) return;
    this.documents.add({ ...chosen, title: chosen.title.trim().slice(0, 200) });
    this.more.value = "";
    this.more.focus();
  }

  get #value() {
    const title = this.title.value.trim();
    const job = { id: this.job.value || null, hiringOrganization: this.firm.value.trim() || null };
    if (title) job.title = title;
    const status = this.status.value;
    const days = this.days.map(([name, field]) => [name, field.value || null]);
    const dates = { ...Object.fromEntries(days), interviews: this.interviews.value };
    const isEntered = status !== this.#given.status;
    const text = this.step.value.trim();
    return {
      job,
      status,
      outcome: (status === "closed" && this.outcome.value) || null,
      dates: { ...dates, ...(isEntered && entered(status, dates, this.#today)) },
      documents: this.documents.value,
      contacts: this.contacts.value,
      notes: this.notes.value,
      next: text ? { text, date: this.stepDay.value || null } : null,
    };
  }

  /** Of what is written only what differs from what was there: all else may have changed since. */
  #changes() {
    const value = this.#value;
    const was = this.#given;
    const names = Object.keys(value).filter((name) => !isSame(value[name], was[name]));
    const changed = Object.fromEntries(names.map((name) => [name, value[name]]));
    for (const name of ["job", "dates"]) {
      if (!changed[name]) continue;
      const isOther = ([key, one]) => !isSame(one, was[name]?.[key]);
      changed[name] = Object.fromEntries(Object.entries(changed[name]).filter(isOther));
    }
    return changed;
  }

  async #save() {
    const applications = this.#applications;
    this.save.disabled = true;
    setText(this.problem, "");
    try {
      const saved = this.#version
        ? await applications.patch(this.#id, this.#changes(), this.#version)
        : await applications.add({ id: this.#id, ...this.#value });
      this.#done.onSaved(saved);
      this.close();
    } catch (error) {
      if (error.status === STALE) this.#renew(error);
      else setText(this.problem, t("page.applications.not_saved", { reason: error.message }));
    } finally {
      this.save.disabled = false;
    }
  }

  /** What is written stays; saved once more, it goes over what was changed meanwhile. */
  #renew({ details }) {
    this.#version = details.version;
    setText(this.problem, t("page.applications.stale"));
  }

  async #delete() {
    const { job } = this.#given;
    if (!confirm(t("page.applications.confirm", { title: job.title }))) return;
    try {
      await this.#applications.delete(this.#id);
      this.#done.onDeleted({ id: this.#id, job });
      this.close();
    } catch (error) {
      setText(this.problem, t("page.listing.not_deleted", { reason: error.message }));
    }
  }
}
