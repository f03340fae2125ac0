/** The fields of a JSON Resume as a form. What it has no field for stays as it is. */
import { button, el } from "../ui/dom.js";
import { linesOf } from "../ui/fields.js";
import { t, words } from "../ui/texts.js";

const line = (name) => ({ name });
const area = (name) => ({ name, rows: 4 });
/** Texts, one a line. */
const lines = (name) => ({ name, rows: 4, list: true });

const lineEach = (...names) => names.map(line);

const BASICS = [...lineEach("name", "label", "email", "phone", "url"), area("summary")];
const LOCATION = lineEach("address", "postalCode", "city", "region", "countryCode");
const TIMES = lineEach("startDate", "endDate");
/** The lists that are edited, each with the fields of an entry; the first name it. */
const LISTS = {
  work: [
    ...lineEach("name", "position", "location"),
    ...TIMES,
    area("summary"),
    lines("highlights"),
  ],
  education: [...lineEach("institution", "area", "studyType"), ...TIMES, line("score"), lines("courses")],
  skills: [line("name"), line("level"), lines("keywords")],
};

/** Fields of one object, over what it has besides. */
class Fields {
  #given;
  #fields;

  constructor(fields, given = {}) {
    this.#given = given;
    this.#fields = fields.map((field) => ({ ...field, control: this.#control(field) }));
    const row = ({ name, rows, list, control }) => {
      const hint = list && el("span", { class: "hint" }, t("page.form.lines"));
      const title = el("span", {}, words(name), hint && " ", hint);
      return el("label", { class: rows ? "field wide" : "field" }, title, control);
    };
    this.nodes = this.#fields.map(row);
  }

  #control({ name, rows, list }) {
    const given = this.#given[name] ?? "";
    const value = list ? [given].flat().join("\n") : String(given);
    const tag = rows ? "textarea" : "input";
    const control = el(tag, { name, rows, type: rows ? null : "text", dir: "auto" });
    control.value = value;
    return control;
  }

  /** The object with what is written. What is left empty is not in it. */
  get value() {
    const all = { ...this.#given };
    for (const { name, list, control } of this.#fields) {
      const written = list ? linesOf(control.value) : control.value.trim();
      if (written.length) all[name] = written;
      else delete all[name];
    }
    return all;
  }
}

/** A list of objects, each of which can be removed, with a button for one more. */
class Entries {
  #all = [];

  constructor(name, fields, given = []) {
    this.name = name;
    this.fields = fields;
    this.list = el("div", {});
    this.title = el("h2", { tabindex: "-1" }, words(name));
    const label = t("page.resume_form.add", { what: words(name) });
    const add = button(label, () => this.#add({}).focus());
    this.root = el("section", {}, this.title, this.list, add);
    for (const one of given) this.#add(one);
  }

  get value() {
    const isFilled = (entry) => Object.values(entry).some((value) => value?.length);
    return this.#all.map((fields) => fields.value).filter(isFilled);
  }

  #add(given) {
    const fields = new Fields(this.fields, given);
    const name = `${words(this.name)} ${this.#all.length + 1}`;
    const leave = () => {
      this.#all = this.#all.filter((other) => other !== fields);
      group.remove();
      this.title.focus();
      this.list.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const label = t("page.resume_form.remove_one", { what: name });
    const remove = button(t("page.resume_form.remove"), leave, { "aria-label": label });
    const legend = el("legend", {}, name);
    const group = el("fieldset", { class: "fields" }, legend, fields.nodes, remove);
    this.#all.push(fields);
    this.list.append(group);
    return fields.nodes[0].querySelector("input, textarea");
  }
}

export class ResumeForm {
  #given;

  /**
   * @param given the résumé as it stands in the fields at first.
   * @param options `onSave` is called when it is to be saved, `onLeave` when it is not, and
   *     `onDraft` when something else stands there.
   */
  constructor(given, { onSave, onLeave, onDraft }) {
    this.#given = given;
    const { location, ...basics } = given.basics ?? {};
    this.basics = new Fields(BASICS, basics);
    this.location = new Fields(LOCATION, location ?? {});
    this.lists = Object.entries(LISTS).map(([name, own]) => new Entries(name, own, given[name]));
    this.problem = el("p", { class: "problem", role: "alert" });
    this.save = el("button", { type: "submit", class: "primary" }, t("page.resume_form.save"));
    const leave = button(t("page.resume_form.leave"), onLeave);
    const about = [...this.basics.nodes, ...this.location.nodes];
    const basicsTitle = el("h2", {}, words("basics"));
    const onsubmit = (event) => {
      event.preventDefault();
      onSave();
    };
    this.root = el("form", { class: "resume-form", onsubmit, oninput: onDraft });
    this.root.append(basicsTitle, el("div", { class: "fields" }, about));
    this.root.append(...this.lists.map(({ root }) => root), this.problem);
    this.root.append(el("div", { class: "buttons" }, this.save, leave));
  }

  focus() {
    this.root.querySelector("input").focus();
  }

  /** The whole résumé with what is written. */
  get value() {
    const basics = this.basics.value;
    const location = this.location.value;
    if (Object.keys(location).length) basics.location = location;
    const lists = this.lists.map(({ name, value }) => [name, value]);
    const isKept = ([name, value]) => value.length || Object.hasOwn(this.#given, name);
    return { ...this.#given, basics, ...Object.fromEntries(lists.filter(isKept)) };
  }
}
