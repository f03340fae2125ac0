/** One file on its way into a collection, from its choice to where it has been read. */
import { LostLineError } from "../client/upload.js";
import { button, el, setText } from "../ui/dom.js";
import { listed, size, t } from "../ui/texts.js";

/** What is in it can be told only by who looks at it. */
const isPicture = ({ type }) => type.startsWith("image/");

/** Whether the file itself is what was refused: it would be again. */
const isFinal = ({ status }) => status >= 400 && status < 500 && status !== 408 && status !== 429;

/** Who could look at a file in which there is no text to be read, if the user says so. */
const seersOf = ({ code, details }) => (code === "no_text" && details?.seers) || [];

const SAYS = {
  sending: "page.upload.sending",
  again: "page.upload.again",
  reading: "page.upload.reading",
  ready: "page.upload.ready",
};

export class Upload {
  /** What the server keeps it as, once it does. */
  stored;
  /** "sending", "again" (the line was lost), "reading", "ready", "failed" or "asks". */
  state;
  #collection;
  #shelf;
  #onChange;
  #onRemove;
  #looked;
  /** Whether the user has said that a model may look at it. */
  #vision = false;
  #abort = new AbortController();

  /**
   * @param collection where it goes.
   * @param looked whether a model may come to look at what is there, if the user says so.
   * @param onChange called with this when `state` is another.
   * @param onRemove called with this when the user does not want it, or does not any more.
   */
  constructor(file, collection, { shelf, looked = false, onChange, onRemove = () => {} }) {
    this.file = file;
    this.#collection = collection;
    this.#shelf = shelf;
    this.#onChange = onChange;
    this.#onRemove = onRemove;
    this.#looked = looked;
    const name = el("span", { class: "name", dir: "auto" }, file.name);
    this.bar = el("progress", { max: 1, value: 0, "aria-label": file.name });
    this.says = el("p", { class: "hint", role: "status" });
    this.problem = el("p", { class: "problem", role: "alert" });
    this.consent = el("p", { hidden: true });
    const look = () => {
      this.#vision = true;
      this.#send();
    };
    this.look = button(t("page.upload.look"), look);
    this.again = button(t("page.upload.retry"), () => this.#send());
    this.remove = button(t("page.upload.cancel"), () => this.#leave());
    const buttons = el("div", { class: "buttons" }, this.look, this.again, this.remove);
    const about = el("p", {}, name, " ", el("span", { class: "hint" }, size(file.size)));
    const parts = [about, this.bar, this.says, this.problem, this.consent, buttons];
    this.root = el("li", { class: "upload" }, parts);
  }

  /** Sends it; a picture only once the user has said that it may be looked at. */
  start() {
    return this.#looked && isPicture(this.file) ? this.#ask("page.upload.consent") : this.#send();
  }

  /** Says what would leave, and to whom; only the button that says so lets it. */
  #ask(key, values) {
    setText(this.consent, t(key, values));
    this.#show("asks");
  }

  /** Stops what is under way. */
  stop() {
    this.#abort.abort();
  }

  #leave() {
    this.stop();
    this.root.remove();
    this.#onRemove(this);
  }

  async #send() {
    const { signal } = this.#abort;
    setText(this.problem, "");
    this.#show("sending");
    try {
      const onLost = () => this.#show("again");
      const onProgress = (part) => this.#progress(part);
      const sent = { vision: this.#vision, onProgress, onLost, signal };
      await this.#dropFailed();
      this.stored = await this.#shelf.inTurn(() => this.#collection.upload(this.file, sent));
      this.#shelf.keep(this.stored.id, this.file);
      if (this.stored.status === "reading") await this.#read(signal);
      this.#settle();
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** One that could not be read is not to stand beside the one that can. */
  async #dropFailed() {
    if (this.stored?.status !== "failed") return;
    await this.#collection.delete(this.stored.id).catch(() => {});
    this.stored = undefined;
  }

  #progress(part) {
    this.bar.value = part;
    if (this.state === "again") this.#show("sending");
  }

  async #read(signal) {
    this.#show("reading");
    this.stored = await this.#collection.read(this.stored.id, signal);
  }

  #settle() {
    this.#shelf.changed();
    if (this.stored.status === "failed") this.#fail(this.stored.error ?? {});
    else this.#show("ready");
  }

  #fail(error) {
    const lost = error instanceof LostLineError && t("page.upload.lost");
    setText(this.problem, lost || (error.message ?? t("page.upload.failed")));
    const seers = seersOf(error);
    if (seers.length) {
      this.#ask("page.upload.consent_scan", { providers: listed(seers) });
      return;
    }
    this.#show("failed");
    this.again.hidden = isFinal(error);
  }

  #show(state) {
    this.state = state;
    const busy = state === "sending" || state === "again" || state === "reading";
    this.root.dataset.state = state;
    this.bar.hidden = !busy;
    // How long reading takes is not known.
    if (state === "reading") this.bar.removeAttribute("value");
    setText(this.says, SAYS[state] ? t(SAYS[state]) : "");
    this.consent.hidden = state !== "asks";
    this.look.hidden = state !== "asks";
    this.again.hidden = state !== "failed";
    setText(this.remove, busy ? t("page.upload.cancel") : t("page.upload.remove"));
    this.#onChange(this);
  }
}
