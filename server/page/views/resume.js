/** One stored résumé: what a machine reads in it, its versions, and its fields to be edited. */
import { button, el, setText } from "../ui/dom.js";
import { dress } from "../ui/dressing.js";
import { t } from "../ui/texts.js";
import { aboutOf } from "./listing.js";
import { reading, warningsNode } from "./reading.js";
import { renaming } from "./renaming.js";
import { ResumeEditor, forgetUnsaved, unsaved } from "./resume_editor.js";
import { Versions } from "./versions.js";

export class ResumeView {
  #id;
  #shelf;
  #onGone;
  #newest;
  #closing = new AbortController();
  /** Ends what the version that is shown needs. */
  #showing = new AbortController();

  /** @param onGone called when the résumé is no more. */
  constructor(shelf, id, onGone) {
    this.#shelf = shelf;
    this.#id = id;
    this.#onGone = onGone;
    this.title = el("h1", { tabindex: "-1", dir: "auto" });
    const [change, form] = renaming(
      () => this.#newest.title,
      (title) => this.#rename(title),
    );
    this.edit = button(t("page.resume.edit"), () => this.#edit(this.#newest));
    const remove = button(t("page.listing.delete"), () => this.#delete());
    this.tools = el("div", { class: "buttons", hidden: true }, this.edit, change, remove);
    this.about = el("p", { class: "hint" });
    this.says = el("p", { class: "hint", role: "status" });
    this.problem = el("p", { class: "problem", role: "alert" });
    const onLook = (version) => this.#look(version);
    this.versions = new Versions({ onLook, onRestore: () => this.#restore() });
    this.editing = el("div", {});
    this.body = el("div", { class: "readings" });
    const back = el("p", {}, el("a", { href: "#/resumes" }, t("page.resume.back")));
    const said = el("div", {}, this.about, this.says, this.problem);
    const head = [back, this.title, said, form, this.tools, this.versions.root];
    this.root = el("div", { class: "page" }, head, this.editing, this.body);
  }

  /** Loads it. What was being written before a reload is there again. */
  open() {
    return this.#attempt(async () => {
      await Promise.all([dress("resume.css"), this.#load()]);
      const draft = unsaved(this.#id);
      if (draft) this.#edit(draft);
    });
  }

  close() {
    this.#closing.abort();
    this.#showing.abort();
  }

  focus() {
    this.title.focus();
  }

  get #resumes() {
    return this.#shelf.resumes;
  }

  /** Does it, or says why that failed. */
  async #attempt(act) {
    setText(this.problem, "");
    try {
      await act();
    } catch ({ message }) {
      if (!this.#closing.signal.aborted) setText(this.problem, message);
    }
  }

  async #load() {
    let found = await this.#resumes.get(this.#id);
    this.#show(found);
    if (found.status === "reading") {
      setText(this.says, t("page.resume.reading"));
      found = await this.#resumes.read(this.#id, this.#closing.signal);
      setText(this.says, "");
    }
    await this.#renew(found);
  }

  /** There is a newer version, or it has been read. */
  async #renew(resume) {
    this.#newest = resume;
    this.#shelf.changed();
    this.#show(resume);
    this.versions.show(await this.#resumes.versions(this.#id), resume.version);
  }

  #show(resume) {
    this.#newest ??= resume;
    const { title, version } = this.#newest;
    const isReady = resume.status === "ready";
    setText(this.title, title);
    setText(this.about, aboutOf(resume));
    setText(this.problem, resume.status === "failed" ? (resume.error?.message ?? "") : "");
    this.tools.hidden = false;
    this.edit.hidden = !isReady || resume.version !== version || this.editing.hasChildNodes();
    this.#showing.abort();
    this.#showing = new AbortController();
    const file = this.#shelf.fileOf(this.#id);
    const read = isReady && reading(resume, file, this.#showing.signal);
    this.body.replaceChildren(...[warningsNode(resume.warnings), read].filter(Boolean));
  }

  /** Shows it as it was. */
  #look(version) {
    return this.#attempt(async () => this.#show(await this.#resumes.get(this.#id, version)));
  }

  /** Puts back what it was, as a version of its own. */
  #restore() {
    return this.#attempt(async () => {
      const { version: newest } = this.#newest;
      const { resume, version } = await this.#resumes.get(this.#id, this.versions.chosen);
      await this.#renew(await this.#resumes.replace(this.#id, newest, resume));
      setText(this.says, t("page.resume.restored", { version }));
      this.focus();
    });
  }

  #edit(given) {
    const onDone = (resume) => this.#attempt(() => this.#stopEditing(resume));
    const editor = new ResumeEditor(this.#resumes, this.#id, given, onDone);
    this.editing.replaceChildren(editor.root);
    this.edit.hidden = true;
    editor.focus();
  }

  async #stopEditing(resume) {
    this.editing.replaceChildren();
    this.edit.hidden = false;
    this.edit.focus();
    if (!resume) return;
    await this.#renew(resume);
    setText(this.says, t("page.resume.saved", { version: resume.version }));
  }

  async #rename(title) {
    await this.#resumes.rename(this.#id, title);
    this.#newest = { ...this.#newest, title };
    this.#shelf.changed();
    setText(this.title, title);
  }

  #delete() {
    if (!confirm(t("page.listing.confirm", { title: this.#newest.title }))) return undefined;
    return this.#attempt(async () => {
      await this.#resumes.delete(this.#id);
      forgetUnsaved(this.#id);
      this.#shelf.forget(this.#id);
      this.#onGone();
    });
  }
}
