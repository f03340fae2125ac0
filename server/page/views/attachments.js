/** The files that are to go along with a message, until it is sent. */
import { button, el } from "../ui/dom.js";
import { t } from "../ui/texts.js";
import { Upload } from "./upload.js";

/** One that the server has had since before: its message was not taken, or the page was loaded. */
class Given {
  constructor(stored, onRemove) {
    this.stored = stored;
    const name = el("span", { class: "name", dir: "auto" }, stored.name);
    const leave = () => {
      this.root.remove();
      onRemove(this);
    };
    const remove = button(t("page.upload.remove"), leave, { "aria-label": removing(stored.name) });
    this.root = el("li", { class: "upload" }, el("p", {}, name), remove);
  }

  stop() {}
}

const removing = (name) => t("page.attachments.remove", { name });

export class Attachments {
  #all = [];
  #shelf;
  #onChange;
  #onRemove;

  /**
   * @param options `onChange` is called when there are others, or one is further than it was, and
   *     `onRemove` when the user has removed one.
   */
  constructor(shelf, { onChange, onRemove }) {
    this.#shelf = shelf;
    this.#onChange = onChange;
    this.#onRemove = onRemove;
    const label = t("page.attachments.label");
    this.root = el("ul", { class: "uploads plain", "aria-label": label, hidden: true });
  }

  add(files) {
    const onChange = () => this.#onChange();
    const onRemove = (upload) => this.#forget(upload);
    for (const file of files) {
      const options = { shelf: this.#shelf, looked: true, onChange, onRemove };
      const upload = new Upload(file, this.#shelf.documents, options);
      this.#put(upload);
      upload.start();
    }
  }

  /** Takes back what `ready` gave. */
  restore(given) {
    for (const stored of given) this.#put(new Given(stored, (one) => this.#forget(one)));
  }

  get isEmpty() {
    return this.#all.length === 0;
  }

  /** Whether one of them can't go along yet, or not at all. */
  get waits() {
    return this.#all.some((one) => !this.#isReady(one));
  }

  /** Those that can go along, as `{id, name}`. One that is still being read is waited for there. */
  get ready() {
    const known = this.#all.filter((one) => this.#isReady(one));
    return known.map(({ stored, file }) => ({ id: stored.id, name: stored.name ?? file.name }));
  }

  clear() {
    for (const one of this.#all) one.stop();
    this.#all = [];
    this.root.replaceChildren();
    this.root.hidden = true;
  }

  #isReady({ stored, state = "ready" }) {
    return stored !== undefined && (state === "ready" || state === "reading");
  }

  #put(one) {
    this.#all.push(one);
    this.root.append(one.root);
    this.root.hidden = false;
    this.#onChange();
  }

  #forget(one) {
    this.#all = this.#all.filter((other) => other !== one);
    this.root.hidden = !this.#all.length;
    this.#onChange();
    this.#onRemove();
  }
}
