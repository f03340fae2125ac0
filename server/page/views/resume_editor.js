/** The fields of a stored résumé, from when they are opened until they are saved or given up. */
import { el, setText } from "../ui/dom.js";
import { conflict } from "./conflict.js";
import { memory } from "./memory.js";
import { ResumeForm } from "./resume_form.js";

/** It is not the version any more that was edited (RFC 9110, 15.5.13). */
const STALE = 412;

const keyOf = (id) => `resume:${id}`;

/** What was written of a résumé and not saved, as `{version, resume}`, or undefined. */
export const unsaved = (id) => memory.load(keyOf(id)).draft;

export const forgetUnsaved = (id) => memory.forget(keyOf(id));

export class ResumeEditor {
  #id;
  #version;
  #resumes;
  #onDone;

  /**
   * @param resumes the collection that it is in.
   * @param given what is edited, `{version, resume}`.
   * @param onDone called with the résumé as it is now, or with nothing where it is as it was.
   */
  constructor(resumes, id, { version, resume }, onDone) {
    this.#resumes = resumes;
    this.#id = id;
    this.#version = version;
    this.#onDone = onDone;
    const onSave = () => this.#save(this.#version);
    const onLeave = () => this.#leave();
    this.form = new ResumeForm(resume, { onSave, onLeave, onDraft: () => this.#keep() });
    this.clash = el("div", {});
    this.root = el("section", { class: "editing" }, this.form.root, this.clash);
  }

  focus() {
    this.form.focus();
  }

  #keep() {
    memory.save(keyOf(this.#id), { draft: { version: this.#version, resume: this.form.value } });
  }

  #leave(resume) {
    forgetUnsaved(this.#id);
    this.#onDone(resume);
  }

  /** Puts what is written in the place of that version. */
  async #save(version) {
    const { save, problem } = this.form;
    save.disabled = true;
    setText(problem, "");
    try {
      this.#leave(await this.#resumes.replace(this.#id, version, this.form.value));
    } catch (error) {
      if (error.status === STALE) await this.#showBoth();
      else setText(problem, error.message);
    } finally {
      save.disabled = false;
    }
  }

  /** What is written stays, whatever was saved elsewhere: which of them counts, the user says. */
  async #showBoth() {
    try {
      const theirs = await this.#resumes.get(this.#id);
      const onMine = () => this.#save(theirs.version);
      const onTheirs = () => this.#leave(theirs);
      const mine = () => this.form.value;
      const node = conflict(mine, theirs.resume, { onMine, onTheirs });
      this.clash.replaceChildren(node);
    } catch (error) {
      setText(this.form.problem, error.message);
    }
  }
}
