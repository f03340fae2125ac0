/** Where the user writes, and the buttons for everything else that can be said to a session. */
import { arrange, el, setText } from "../ui/dom.js";
import { formFor } from "../ui/form.js";
import { MessageBox } from "./message_box.js";

const isShown = (element) => element.isConnected && !element.closest("[hidden]");

export class Composer {
  /** The buttons of the actions, each by all that it was made from. */
  #offered = new Map();
  #held = false;
  #closed = false;

  /**
   * @param send takes a command without its id.
   * @param aside has the focus where nothing is left here that could have it.
   */
  constructor(send, aside) {
    this.send = send;
    this.aside = aside;
    const placeholder = "Write a message…";
    this.box = new MessageBox(() => this.#submit(), { label: "Message", placeholder });
    this.text = this.box.text;
    this.actions = el("div", { class: "actions", role: "group", "aria-label": "Actions" });
    const stop = () => this.send({ type: "cancel" });
    this.cancel = el("button", { type: "button", class: "quiet", onclick: stop }, "Stop");
    this.retry = this.#step("Redo the last step", () => this.send({ type: "retry" }));
    this.submit = el("button", { type: "submit", class: "primary" }, "Send");
    const onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.form = el("form", { class: "write", onsubmit }, this.text, this.submit);
    this.waits = el("span", { class: "hint", role: "status" });
    const steps = [this.actions, this.retry, this.cancel, this.waits];
    const buttons = el("div", { class: "buttons" }, steps);
    this.root = el("div", { class: "composer" }, buttons, this.box.problem, this.form);
  }

  /** What is written and not sent. */
  get draft() {
    return this.box.draft;
  }

  /** Puts a text back that was not taken, after what has been written since. */
  giveBack(text) {
    this.box.draft = [this.draft, text].filter(Boolean).join("\n\n");
  }

  /**
   * Shows what can be said in the state: `ended` takes the writing away, `closed` the sending,
   * `held` the actions and `retry`, of which the one that `waits` has yet to be sent or to begin.
   */
  update(state) {
    const focused = this.root.contains(document.activeElement) && document.activeElement;
    const before = new Set(this.actions.children);
    this.#show(state);
    if (focused && !isShown(focused)) this.#focusNext(before);
  }

  #show({ actions = [], running, ended, begun, held, waits, closed }) {
    this.cancel.hidden = !running;
    this.retry.hidden = running || !begun;
    const returns = this.form.hidden && !ended;
    this.form.hidden = ended;
    if (returns) this.grow();
    this.#offer(actions);
    this.#hold(held);
    this.#closed = closed;
    this.submit.setAttribute("aria-disabled", String(closed));
    setText(this.waits, waits ? (waits.acked ? "Queued." : "Waiting to be sent…") : "");
  }

  /** Who works by keyboard goes on from here: without the focus it would be from the page's top. */
  #focusNext(before) {
    const added = [...this.actions.children].filter((button) => !before.has(button));
    ([...added, this.text].find(isShown) ?? this.aside).focus();
  }

  #offer(actions) {
    // Made anew only where they differ: a button that is made anew loses the focus.
    const button = (action) => {
      const source = JSON.stringify(action);
      return [source, this.#offered.get(source) ?? this.#action(action)];
    };
    this.#offered = new Map(actions.map(button));
    arrange(this.actions, [...this.#offered.values()]);
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

  #submit() {
    const text = this.box.message;
    if (text === undefined || this.#closed) return;
    this.box.draft = "";
    this.send({ type: "message", text });
  }

  /** To be called when the box gets another width. */
  grow() {
    this.box.grow();
  }
}
