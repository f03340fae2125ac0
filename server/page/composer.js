/** Where the user writes, and the buttons for everything else that can be said to a session. */
import { el, setText } from "./dom.js";
import { formFor } from "./form.js";
import { fits } from "./outbox.js";

/** Characters that a message may have (frames.md). */
const MAX_TEXT = 100_000;

export class Composer {
  #offered = "";
  #held = false;

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
    const stop = () => this.send({ type: "cancel" });
    this.cancel = el("button", { type: "button", class: "quiet", onclick: stop }, "Stop");
    this.retry = this.#step("Redo the last step", () => this.send({ type: "retry" }));
    const submit = el("button", { type: "submit", class: "primary" }, "Send");
    const onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.form = el("form", { class: "write", onsubmit }, this.text, submit);
    this.waits = el("span", { class: "hint", role: "status" });
    const steps = [this.actions, this.retry, this.cancel, this.waits];
    const buttons = el("div", { class: "buttons" }, steps);
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

  /**
   * Shows what can be said in the state: `ended` takes the writing away, `held` the actions and
   * `retry`, of which the one that `waits` has yet to be sent or to begin.
   */
  update({ actions = [], running, ended, begun, held, waits }) {
    this.cancel.hidden = !running;
    this.retry.hidden = running || !begun;
    const returns = this.form.hidden && !ended;
    this.form.hidden = ended;
    if (returns) this.grow();
    this.#offer(actions);
    this.#hold(held);
    setText(this.waits, waits ? (waits.acked ? "Queued." : "Waiting to be sent…") : "");
  }

  #offer(actions) {
    // Made anew only where they differ: a button that is made anew loses the focus.
    const offered = JSON.stringify(actions);
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.actions.replaceChildren(...actions.map((action) => this.#action(action)));
  }

  /** Not by `disabled`: that would take the focus from a button that was pressed by keyboard. */
  #hold(held) {
    this.#held = held;
    for (const button of [...this.actions.children, this.retry]) {
      button.setAttribute("aria-disabled", String(held));
    }
  }

  #step(label, act) {
    const onclick = () => this.#held || act();
    return el("button", { type: "button", class: "quiet", onclick }, label);
  }

  #action({ name, title, inputSchema }) {
    const act = (input) => this.send({ type: "action", name, input });
    if (!inputSchema) return this.#step(title, () => act());
    return this.#step(`${title}…`, () => this.#ask(title, inputSchema, act));
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
    this.grow();
    const tooLong = "This is too long for one message. Send it in parts.";
    setText(this.problem, this.#isShortEnough() ? "" : tooLong);
  }

  #isShortEnough() {
    const text = this.draft;
    return text.length <= MAX_TEXT && fits({ type: "message", text });
  }

  /** Makes room for all lines; to be called, too, when the box is shown or gets another width. */
  grow() {
    const { style, offsetHeight, clientHeight } = this.text;
    style.height = "auto";
    // What is not laid out has no height to go by.
    const { scrollHeight } = this.text;
    if (scrollHeight) style.height = `${scrollHeight + offsetHeight - clientHeight}px`;
  }
}
