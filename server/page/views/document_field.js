/** A field for a file of which one has only that: it is sent as it is chosen, and read there. */
import { button, el } from "../ui/dom.js";
import { fileButton, takeFiles } from "../ui/files.js";
import { parts, t } from "../ui/texts.js";
import { ACCEPTED } from "./accepted.js";
import { Upload } from "./upload.js";

export class DocumentField {
  wide = true;
  isGroup = true;
  #shelf;
  #chosen;
  #upload;

  /** @param attributes those of the control: its `id` is that of its label, too. */
  constructor(schema, { id, "aria-describedby": describedby }, shelf) {
    this.#shelf = shelf;
    const take = ([file]) => this.#send(file);
    this.choose = fileButton(t("page.upload.choose"), take, { accept: ACCEPTED.documents });
    this.asked = el("p", { class: "file" }, parts("page.form.or_drop", { button: this.choose }));
    this.uploads = el("ul", { class: "uploads plain" });
    this.name = el("strong", { dir: "auto" });
    this.other = button(t("page.resume_field.other"), () => this.#take(undefined));
    this.choice = el("p", { class: "chosen", hidden: true }, "✓ ", this.name, " ", this.other);
    const attributes = { class: "taking", role: "group", "aria-labelledby": `${id}-label` };
    const labelled = { ...attributes, "aria-describedby": describedby };
    this.root = el("div", labelled, this.asked, this.uploads, this.choice);
    this.nodes = [this.root];
    takeFiles(this.root, take);
  }

  /** The id of what the server keeps. Throws while the file is on its way, or was not taken. */
  get value() {
    if (this.#upload) throw new Error(t("page.resume_field.wait"));
    return this.#chosen?.id;
  }

  get draft() {
    return this.#chosen;
  }

  set draft(written) {
    // From another kind it comes as it stands in an input: by its id.
    this.#take(typeof written === "string" ? { id: written, name: "" } : written);
  }

  #send(file) {
    this.#upload?.stop();
    const onChange = (upload) => this.#onUpload(upload);
    const onRemove = () => this.#take(undefined);
    const options = { shelf: this.#shelf, looked: true, onChange, onRemove };
    this.#upload = new Upload(file, this.#shelf.documents, options);
    this.uploads.replaceChildren(this.#upload.root);
    this.#upload.start();
  }

  #onUpload({ state, stored, file }) {
    if (state === "ready") this.#take({ id: stored.id, name: file.name });
  }

  #take(chosen) {
    this.#upload = undefined;
    this.#chosen = chosen ?? undefined;
    this.uploads.replaceChildren();
    this.asked.hidden = Boolean(chosen);
    this.choice.hidden = !chosen;
    this.name.textContent = chosen?.name || chosen?.id || "";
    this.root.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
