/** Where the user writes, and the buttons for everything else that can be said to a session. */
import { el, setText } from "./dom.js";
import { formFor } from "./form.js";
import { fits } from "./outbox.js";

/** Characters that a message may have (frames.md). */
const MAX_TEXT = 100_000;

export class Composer {
  #offered = "";

  /** @param send takes a command without its id. */
  constructor(send) {
    this.send = send;
    this.text = el("textarea", {
      rows: 1,
      maxlength: MAX_TEXT,
      "aria-label": "Message",
      placeholder: "Write a message…",
      enterkeyhint: "send",
      onkeydown: (event) => this.#onKey(event),
      oninput: () => this.#onInput(),
    });
    this.problem = el("p", { class: "problem", role: "alert" });
    this.actions = el("div", { class: "actions", role: "group", "aria-label": "Actions" });
    this.cancel = this.#button("Stop", { type: "cancel" });
    this.retry = this.#button("Redo the last step", { type: "retry" });
    const submit = el("button", { type: "submit", class: "primary" }, "Send");
    const onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.form = el("form", { class: "write", onsubmit }, this.text, submit);
    const buttons = el("div", { class: "buttons" }, this.actions, this.retry, this.cancel);
    this.root = el("div", { class: "composer" }, buttons, this.problem, this.form);
  }

  /** What is written and not sent. */
  get draft() {
    return this.text.value;
  }

  /** Puts a text back that was not taken, after what has been written since. */
  giveBack(text) {
    this.text.value = [this.draft, text].filter(Boolean).join("\n\n");
    this.#onInput();
  }

  /** Shows what can be said in the state: `ended` takes the writing away. */
  update({ actions = [], running, ended, begun }) {
    this.cancel.hidden = !running;
    this.retry.hidden = running || !begun;
    this.form.hidden = ended;
    // Made anew only where they differ: a button that is made anew loses the focus.
    const offered = JSON.stringify(actions);
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.actions.replaceChildren(...actions.map((action) => this.#action(action)));
  }

  #button(label, command) {
    return el(
      "button",
      { type: "button", class: "quiet", onclick: () => this.send(command) },
      label,
    );
  }

  #action({ name, title, inputSchema }) {
    const command = { type: "action", name };
    if (!inputSchema) return this.#button(title, command);
    const open = () => this.#ask(title, inputSchema, (input) => this.send({ ...command, input }));
    return el("button", { type: "button", class: "quiet", onclick: open }, `${title}…`);
  }

  /** An action that needs input asks for it in a dialog. */
  #ask(title, schema, submit) {
    const close = el(
      "button",
      { type: "button", class: "quiet", onclick: () => dialog.close() },
      "Cancel",
    );
    const form = formFor(schema, title, (input) => {
      submit(input);
      dialog.close();
    });
    form.append(close);
    const dialog = el("dialog", { "aria-label": title, onclose: () => dialog.remove() }, form);
    document.body.append(dialog);
    dialog.showModal();
  }

  #onKey(event) {
    // While an input method composes, Enter ends the word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const command = { type: "message", text: this.draft.trim() };
    if (command.text === "" || !this.#isShortEnough()) return;
    this.text.value = "";
    this.#onInput();
    this.send(command);
  }

  #onInput() {
    this.#grow();
    const tooLong = "This is too long for one message. Send it in parts.";
    setText(this.problem, this.#isShortEnough() ? "" : tooLong);
  }

  #isShortEnough() {
    const text = this.draft;
    return text.length <= MAX_TEXT && fits({ type: "message", text });
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
  }
}
