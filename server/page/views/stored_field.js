/** A field for something that one may have stored: its text, a file, or what is stored already. */
import { button, el } from "../ui/dom.js";
import { fileButton, takeFiles } from "../ui/files.js";
import { checkLength } from "../ui/fields.js";
import { parts, t } from "../ui/texts.js";
import { ACCEPTED } from "./accepted.js";
import { Upload } from "./upload.js";

/** What is said, and which files are taken, by the name of the collection. */
const WAYS = {
  resumes: {
    stored: "page.resume_field.stored",
    accept: ACCEPTED.resumes,
    href: (id) => `#/resumes/${id}`,
  },
  jobs: {
    stored: "page.job_field.stored",
    hint: "page.job_field.address",
    accept: ACCEPTED.documents,
    takesAddress: true,
  },
};

/** An address alone, as it is pasted. */
const isAddress = (text) => /^https?:\/\/\S+$/i.test(text);

/** Whether things of that collection can be chosen here. */
export const isStored = (name) => Object.hasOwn(WAYS, name);

export class StoredField {
  wide = true;
  #schema;
  #ways;
  #collection;
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
    this.#collection = schema["x-stored"];
    this.#ways = WAYS[this.#collection];
    this.#required = required;
    this.#shelf = shelf;
    const { minLength: minlength, maxLength: maxlength } = schema;
    const oninput = () => this.#check();
    const own = { minlength, maxlength, required, rows: 8, dir: "auto", oninput };
    this.area = el("textarea", { ...attributes, ...own });
    const take = ([file]) => this.#send(file);
    const choose = fileButton(t("page.upload.choose"), take, { accept: this.#ways.accept });
    const summary = el("summary", {}, t(this.#ways.stored));
    this.titles = el("ul", { class: "plain" });
    this.stored = el("details", { class: "stored", hidden: true }, summary, this.titles);
    const ways = el("p", { class: "file" }, parts("page.form.or_drop", { button: choose }));
    const isKept = this.#collection === "resumes";
    const kept = isKept && el("p", { class: "hint" }, shelf.retention);
    const hint = this.#ways.hint && el("p", { class: "hint" }, t(this.#ways.hint));
    this.asked = el("div", { class: "asked" }, this.area, hint, ways, this.stored, kept);
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
    if (this.#chosen) {
      const { id, version } = this.#chosen;
      return version === undefined ? { id } : { id, version };
    }
    const written = this.area.value.trim();
    return this.#isAddress ? { url: written } : written || undefined;
  }

  get #isAddress() {
    return Boolean(this.#ways.takesAddress) && isAddress(this.area.value.trim());
  }

  /** Only a text has a least length. */
  #check() {
    const least = this.#isAddress ? 0 : this.#schema.minLength;
    this.area.minLength = least ?? 0;
    checkLength(this.area, { ...this.#schema, minLength: least });
  }

  get draft() {
    return this.#chosen ?? this.area.value;
  }

  set draft(written) {
    const text = typeof written === "string" ? written : written?.url;
    this.#choose(text === undefined ? written : undefined);
    this.area.value = text ?? "";
    this.#check();
  }

  /** Those that there are come when they are known; without them there are the other ways. */
  async #offer() {
    const stored = await this.#shelf.newest(this.#collection).catch(() => []);
    const choose =
      ({ id, title }) =>
      () =>
        this.#choose({ id, title }, { focus: true });
    const row = (one) => el("li", {}, button(one.title, choose(one), { dir: "auto" }));
    this.titles.replaceChildren(...stored.map(row));
    this.stored.hidden = !stored.length;
  }

  #send(file) {
    this.#upload?.stop();
    const onChange = (upload) => this.#onUpload(upload);
    const onRemove = () => this.#dropUpload();
    const shelf = this.#shelf;
    // Files of résumés become one; of all else the text is what counts.
    const isKept = this.#collection === "resumes";
    const into = isKept ? shelf.resumes : shelf.documents;
    this.#upload = new Upload(file, into, { shelf, looked: !isKept, onChange, onRemove });
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
    if (this.#collection !== "resumes") {
      this.#takeText(upload);
      return;
    }
    this.#upload = undefined;
    this.uploads.replaceChildren();
    const { id, title } = upload.stored;
    this.#choose({ id, title });
    this.says.textContent = t("page.resume_field.taken", { title });
    this.#offer();
  }

  /** What was read of a file stands in the field, where it can be put right. */
  async #takeText({ stored: { id, name } }) {
    const { documents } = this.#shelf;
    try {
      const { text } = await documents.get(id);
      this.area.value = text ?? "";
      this.says.textContent = t("page.form.file_taken", { name: name ?? "" });
      await documents.delete(id);
    } catch (error) {
      this.says.textContent = error.message;
    }
    this.#dropUpload();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Takes what is stored, as `{id, title?, version?}`, or none; `focus` where what had it is gone. */
  #choose(stored, { focus = false } = {}) {
    this.#chosen = stored && { id: stored.id, title: stored.title, version: stored.version };
    this.asked.hidden = Boolean(stored);
    this.choice.hidden = !stored;
    // What is not asked for is not needed.
    this.area.disabled = Boolean(stored);
    this.area.required = this.#required && !stored;
    this.name.textContent = stored?.title ?? "";
    this.open.hidden = !this.#ways.href;
    this.open.href = stored ? (this.#ways.href?.(stored.id) ?? "") : "";
    if (stored && stored.title === undefined) this.#learnTitle(stored.id);
    if (focus) (stored ? this.other : this.area).focus();
    this.root.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async #learnTitle(id) {
    const { title = id } = await this.#shelf[this.#collection].get(id).catch(() => ({}));
    if (this.#chosen?.id !== id) return;
    this.#chosen.title = title;
    this.name.textContent = title;
  }
}
