/** A box that a message is written in: it has room for all its lines, and Enter sends it. */
import { fits } from "../client/outbox.js";
import { el, setText } from "../ui/dom.js";
import { t } from "../ui/texts.js";

/** Characters that a message may have (frames.md). */
const MAX_TEXT = 100_000;

export class MessageBox {
  /**
   * @param send called where the text is to be sent.
   * @param options `label` and other attributes of the field; `leave` is called upon Escape.
   */
  constructor(send, { label, leave = () => {}, ...attributes }) {
    this.text = el("textarea", {
      rows: 1,
      dir: "auto",
      maxlength: MAX_TEXT,
      "aria-label": label,
      enterkeyhint: "send",
      onkeydown: (event) => this.#onKey(event, send, leave),
      oninput: () => this.#onInput(),
      ...attributes,
    });
    this.problem = el("p", { class: "problem", role: "alert" });
  }

  /** What is written, as it is. */
  get draft() {
    return this.text.value;
  }

  set draft(text) {
    this.text.value = text;
    this.#onInput();
  }

  /** What is written as a message to send, or undefined where that is nothing or too much. */
  get message() {
    return this.#isShortEnough() ? this.draft.trim() || undefined : undefined;
  }

  /** Makes room for all lines; to be called, too, when the box is shown or gets another width. */
  grow() {
    const { style, offsetHeight, clientHeight } = this.text;
    style.height = "auto";
    // What is not laid out has no height to go by.
    const { scrollHeight } = this.text;
    if (scrollHeight) style.height = `${scrollHeight + offsetHeight - clientHeight}px`;
  }

  #onKey(event, send, leave) {
    // While an input method composes, Enter ends the word, and Escape takes it back.
    if (event.isComposing) return;
    if (event.key === "Escape") leave();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  }

  #onInput() {
    this.grow();
    setText(this.problem, this.#isShortEnough() ? "" : t("page.message_box.too_long"));
  }

  #isShortEnough() {
    const text = this.draft;
    return text.length <= MAX_TEXT && fits({ type: "message", text });
  }
}
