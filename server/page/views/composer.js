/** Where the user writes, and the buttons for everything else that can be said to a session. */
import { arrange, button, el, setText } from "../ui/dom.js";
import { fileButton } from "../ui/files.js";
import { formFor } from "../ui/form.js";
import { t } from "../ui/texts.js";
import { ACCEPTED } from "./accepted.js";
import { Attachments } from "./attachments.js";
import { MessageBox } from "./message_box.js";

const namesOf = (attached) => attached.map(({ name }) => name).join(", ");

const isShown = (element) => element.isConnected && !element.closest("[hidden]");

export class Composer {
  /** The buttons of the actions, each by all that it was made from. */
  #offered = new Map();
  #held = false;
  #closed = false;
  #reads;

  /**
   * @param send takes a command without its id, and the files that go along as `{id, name}`.
   * @param aside has the focus where nothing is left here that could have it.
   * @param shelf where files go that are to be read along.
   */
  constructor(send, aside, shelf) {
    this.send = send;
    this.aside = aside;
    const said = { label: t("page.composer.message"), placeholder: t("page.composer.placeholder") };
    this.box = new MessageBox(() => this.#submit(), said);
    this.text = this.box.text;
    this.actions = el("div", { class: "actions", role: "group" });
    this.actions.setAttribute("aria-label", t("page.composer.actions"));
    this.cancel = button(t("page.composer.stop"), () => this.send({ type: "cancel" }));
    this.retry = this.#step(t("page.composer.redo"), () => this.send({ type: "retry" }));
    this.submit = el("button", { type: "submit", class: "primary" }, t("page.composer.send"));
    this.attachments = new Attachments(shelf, {
      onChange: () => setText(this.missing, ""),
      onRemove: () => this.text.focus(),
    });
    this.missing = el("p", { class: "problem", role: "alert" });
    const attach = (files) => this.attach(files);
    const attributes = { accept: ACCEPTED.documents, multiple: true };
    const title = t("page.composer.attach");
    const files = fileButton("+", attach, { ...attributes, title, "aria-label": title });
    [this.choose] = files;
    const onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.form = el("form", { class: "write", onsubmit }, files, this.text, this.submit);
    this.waits = el("span", { class: "hint", role: "status" });
    const steps = [this.actions, this.retry, this.cancel, this.waits];
    const buttons = el("div", { class: "buttons" }, steps);
    this.files = el("div", {}, this.attachments.root, this.missing);
    const below = [buttons, this.files, this.box.problem, this.form];
    this.root = el("div", { class: "composer" }, below);
  }

  /** Takes files that are to go along with what is written, or says that none can. */
  attach(files) {
    if (this.form.hidden) return;
    if (this.#reads === false) setText(this.missing, t("page.composer.reads_none"));
    else this.attachments.add(files);
  }

  /** What is written and not sent. */
  get draft() {
    return this.box.draft;
  }

  /** The files that are to go along with it, as `{id, name}`. */
  get attached() {
    return this.attachments.ready;
  }

  /** Whether there is anything here that would be lost without it. */
  get isUsed() {
    return this.draft.trim() !== "" || !this.attachments.isEmpty;
  }

  /** Puts back what was not taken, after what has been written since. */
  giveBack(text, attached = []) {
    this.box.draft = [this.draft, text].filter(Boolean).join("\n\n");
    this.attachments.restore(attached);
  }

  /**
   * Shows what can be said in the state: `ended` takes the writing away, `closed` the sending,
   * `held` the actions and `retry`, of which the one that `waits` has yet to be sent or to begin.
   * `reads` says whether files can go along, and is undefined while that is not known.
   */
  update(state) {
    const focused = this.root.contains(document.activeElement) && document.activeElement;
    const before = new Set(this.actions.children);
    this.#show(state);
    if (focused && !isShown(focused)) this.#focusNext(before);
  }

  #show({ actions = [], running, ended, begun, held, waits, closed, reads }) {
    this.#reads = reads;
    this.choose.hidden = !reads;
    this.cancel.hidden = !running;
    this.retry.hidden = running || !begun;
    const returns = this.form.hidden && !ended;
    this.form.hidden = ended;
    this.files.hidden = ended;
    if (returns) this.grow();
    this.#offer(actions);
    this.#hold(held);
    this.#closed = closed;
    this.submit.setAttribute("aria-disabled", String(closed));
    const key = waits?.acked ? "page.composer.queued" : "page.composer.waits";
    setText(this.waits, waits ? t(key) : "");
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
    return button(label, () => this.#held || act());
  }

  #action({ name, title, inputSchema }) {
    const act = (input) => this.send({ type: "action", name, input });
    if (!inputSchema) return this.#step(title, () => act());
    return this.#step(`${title}…`, () => this.#ask(title, inputSchema, act));
  }

  /** An action that needs input asks for it in a dialog. */
  #ask(title, schema, submit) {
    const close = button(t("page.composer.cancel"), () => dialog.close());
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
    const { ready, waits } = this.attachments;
    // Files can speak for themselves.
    const text = this.box.message ?? (this.draft.trim() ? undefined : namesOf(ready));
    if (!text || this.#closed) return;
    setText(this.missing, waits ? t("page.composer.not_attached") : "");
    if (waits) return;
    this.box.draft = "";
    this.attachments.clear();
    const documents = ready.length && { documents: ready.map(({ id }) => id) };
    this.send({ type: "message", text, ...documents }, ready);
  }

  /** To be called when the box gets another width. */
  grow() {
    this.box.grow();
  }
}
