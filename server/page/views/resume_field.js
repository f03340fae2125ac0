/** A field that asks for a résumé: its text, a file, or one that is stored already. */
import { button, el } from "../ui/dom.js";
import { fileButton, takeFiles } from "../ui/files.js";
import { checkLength } from "../ui/form.js";
import { parts, t } from "../ui/texts.js";
import { ACCEPTED } from "./accepted.js";
import { Upload } from "./upload.js";

export class ResumeField {
  wide = true;
  #schema;
  #required;
  #shelf;
  #chosen;
  #upload;

  /**
   * @param schema that of the text.
   * @param attributes those of the control that the text is written in.
   */
  constructor(schema, { required, ...attributes }, shelf) {
    this.#schema = schema;
    this.#required = required;
    this.#shelf = shelf;
    const { minLength: minlength, maxLength: maxlength } = schema;
    const oninput = () => checkLength(this.area, schema);
    const own = { minlength, maxlength, required, rows: 8, dir: "auto", oninput };
    this.area = el("textarea", { ...attributes, ...own });
    const take = ([file]) => this.#send(file);
    const choose = fileButton(t("page.upload.choose"), take, { accept: ACCEPTED.resumes });
    const summary = el("summary", {}, t("page.resume_field.stored"));
    this.titles = el("ul", { class: "plain" });
    this.stored = el("details", { class: "stored", hidden: true }, summary, this.titles);
    const ways = el("p", { class: "file" }, parts("page.form.or_drop", { button: choose }));
    const kept = el("p", { class: "hint" }, shelf.retention);
    this.asked = el("div", { class: "asked" }, this.area, ways, this.stored, kept);
    this.uploads = el("ul", { class: "uploads plain" });
    this.name = el("strong", { dir: "auto" });
    this.open = el("a", {}, t("page.resume_field.look"));
    const leave = () => this.#choose(undefined, { focus: true });
    this.other = button(t("page.resume_field.other"), leave);
    this.choice = el("p", { class: "chosen", hidden: true });
    this.choice.append("✓ ", this.name, " ", this.open, " ", this.other);
    this.says = el("p", { class: "unseen", role: "status" });
    this.root = el("div", { class: "taking" }, this.asked, this.uploads, this.choice, this.says);
    this.nodes = [this.root];
    takeFiles(this.root, take);
    this.#offer();
  }

  /** Throws while a file is on its way, or could not be taken. */
  get value() {
    if (this.#upload) throw new Error(t("page.resume_field.wait"));
    if (this.#chosen) return { id: this.#chosen.id };
    return this.area.value.trim() || undefined;
  }

  get draft() {
    return this.#chosen ?? this.area.value;
  }

  set draft(written) {
    const isText = typeof written === "string";
    this.#choose(isText ? undefined : written);
    this.area.value = isText ? written : "";
    checkLength(this.area, this.#schema);
  }

  /** Those that there are come when they are known; without them there are the other ways. */
  async #offer() {
    const resumes = await this.#shelf.newest().catch(() => []);
    const choose = (resume) => () => this.#choose(resume, { focus: true });
    const row = (resume) => el("li", {}, button(resume.title, choose(resume), { dir: "auto" }));
    this.titles.replaceChildren(...resumes.map(row));
    this.stored.hidden = !resumes.length;
  }

  #send(file) {
    this.#upload?.stop();
    const onChange = (upload) => this.#onUpload(upload);
    const onRemove = () => this.#dropUpload();
    const { resumes } = this.#shelf;
    this.#upload = new Upload(file, resumes, { shelf: this.#shelf, onChange, onRemove });
    this.uploads.replaceChildren(this.#upload.root);
    this.#upload.start();
  }

  #dropUpload() {
    this.#upload = undefined;
    this.uploads.replaceChildren();
    this.area.focus();
  }

  #onUpload(upload) {
    if (upload.state !== "ready") return;
    this.#upload = undefined;
    this.uploads.replaceChildren();
    this.#choose(upload.stored);
    this.says.textContent = t("page.resume_field.taken", { title: upload.stored.title });
    this.#offer();
  }

  /** Takes a stored résumé, or none; `focus` where what had it is gone. */
  #choose(resume, { focus = false } = {}) {
    this.#chosen = resume && { id: resume.id, title: resume.title };
    this.asked.hidden = Boolean(resume);
    this.choice.hidden = !resume;
    // What is not asked for is not needed.
    this.area.disabled = Boolean(resume);
    this.area.required = this.#required && !resume;
    this.name.textContent = resume?.title ?? "";
    this.open.href = resume ? `#/resumes/${resume.id}` : "";
    if (focus) (resume ? this.other : this.area).focus();
    this.root.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
