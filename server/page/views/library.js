/** What one has stored: résumés, each with a page of its own, and documents of conversations. */
import { el, setText } from "../ui/dom.js";
import { fileButton, takeFiles } from "../ui/files.js";
import { parts, t } from "../ui/texts.js";
import { ACCEPTED } from "./accepted.js";
import { Listing } from "./listing.js";
import { Upload } from "./upload.js";

export class LibraryView {
  #shelf;
  #listening;

  constructor(shelf) {
    this.#shelf = shelf;
    const href = (id) => `#/resumes/${id}`;
    const onChange = (id, { gone } = {}) => (gone ? shelf.forget(id) : shelf.changed());
    const stored = t("page.library.stored");
    this.resumes = new Listing(shelf.resumes, { title: stored, href, onChange });
    this.documents = new Listing(shelf.documents, { title: t("page.library.documents"), onChange });
    this.uploads = el("ul", { class: "uploads plain" });
    this.says = el("p", { class: "hint", role: "status" });
    const above = [this.#taking(), this.uploads, this.says];
    this.root = el("div", { class: "page library" });
    this.root.append(
      el("h1", {}, t("page.library.title")),
      ...above,
      this.resumes.root,
      this.documents.root,
    );
  }

  /** Shows what there is now. Uploads that were begun have gone on meanwhile. */
  open() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    // Wherever on the page it is dropped: what is not taken would be opened in its place.
    takeFiles(document.body, (files) => this.#send(files), { signal });
    setText(this.says, "");
    this.resumes.refresh();
    this.documents.refresh();
  }

  close() {
    this.#listening.abort();
  }

  #taking() {
    const take = (files) => this.#send(files);
    const attributes = { accept: ACCEPTED.resumes, multiple: true, class: "primary" };
    const button = fileButton(t("page.upload.choose"), take, attributes);
    [this.choose] = button;
    const kept = `${t("page.library.file_is_not_kept")} ${this.#shelf.retention}`;
    return el(
      "section",
      { class: "drop", "aria-label": t("page.library.add") },
      el("p", {}, parts("page.library.or_drop", { button })),
      this.#pasting(),
      el("p", { class: "hint" }, kept),
    );
  }

  /** A text is a file like others. */
  #pasting() {
    const label = t("page.library.paste");
    const area = el("textarea", { rows: 8, dir: "auto", required: true, "aria-label": label });
    const onsubmit = (event) => {
      event.preventDefault();
      const name = `${t("page.library.pasted")}.txt`;
      this.#send([new File([area.value], name, { type: "text/plain" })]);
      area.value = "";
      pasting.open = false;
    };
    const add = el("button", { type: "submit", class: "primary" }, t("page.library.add_text"));
    const form = el("form", { onsubmit }, area, add);
    const pasting = el("details", {}, el("summary", {}, label), form);
    return pasting;
  }

  #send(files) {
    const shelf = this.#shelf;
    const onChange = (upload) => this.#onUpload(upload);
    const onRemove = () => this.choose.focus();
    for (const file of files) {
      const upload = new Upload(file, shelf.resumes, { shelf, onChange, onRemove });
      this.uploads.append(upload.root);
      upload.start();
    }
  }

  /** What has arrived stands in the list; until it has been read, it is seen above that, too. */
  #onUpload({ state, stored, root }) {
    if (state !== "ready" && state !== "reading") return;
    this.resumes.refresh();
    if (state === "reading") return;
    root.remove();
    setText(this.says, t("page.library.added", { title: stored.title }));
  }
}
