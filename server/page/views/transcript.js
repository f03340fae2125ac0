/** The conversation, message by message, as it is written. */
import { arrange, el, setText } from "../ui/dom.js";
import { showMarkdown } from "../ui/markdown.js";
import { parts, t } from "../ui/texts.js";
import { Editor } from "./editor.js";

/** What who speaks is called; other roles are not shown. */
const NAMES = {
  user: () => t("page.transcript.user"),
  assistant: () => "CareerPilot",
  reasoning: () => t("page.transcript.reasoning"),
};

/** Plain text of a content that may be a list of parts (AG-UI). */
function textOf(content) {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
}

/** The files that went along with messages, as the log has it: `{id, name}` by the message's id. */
export function broughtTo(messages) {
  const brought = new Map();
  let asked;
  for (const { id, role, activityType, content } of messages) {
    if (role === "user") asked = id;
    else if (activityType === "documents") brought.set(asked, content.documents);
  }
  return brought;
}

/** How far something is that was sent and does not stand in the log. */
const noteOf = ({ acked }) => ({
  note: t(acked ? "page.transcript.queued" : "page.transcript.sending"),
});

class Entry {
  #resend;

  /** @param resend takes the text that the user wants to have said instead. */
  constructor(role, resend) {
    this.#resend = resend;
    this.body = el("div", { class: "body" });
    this.note = el("span", { class: "note" });
    const name = el("h3", {}, NAMES[role](), this.note);
    this.elsewhere = el("p", { class: "hint", hidden: true });
    this.attached = el("p", { class: "hint", dir: "auto" });
    const isHeld = () => this.change.getAttribute("aria-disabled") === "true";
    const onclick = () => isHeld() || this.edit(this.text);
    const attributes = { type: "button", class: "quiet edit", hidden: true, onclick };
    this.change = el("button", attributes, t("page.transcript.edit"));
    const all = [name, this.body, this.elsewhere, this.attached, this.change];
    this.root = el("article", { class: `entry ${role}` }, all);
    if (role === "reasoning") {
      const details = el("details", {}, el("summary", {}, NAMES[role]()), this.body);
      this.root.replaceChildren(details);
    }
    this.role = role;
  }

  /**
   * `busy` keeps screen readers from speaking a message until it is whole. Where the result has a
   * `field` that shows the text, that is referred to instead. `attached` are the names of files.
   */
  show(text, { busy = false, note = "", field, attached = [] } = {}) {
    this.#refer(field);
    if (this.text !== text) {
      this.text = text;
      if (this.role === "user") setText(this.body, text);
      else showMarkdown(this.body, text, 3);
    }
    this.root.classList.toggle("writing", busy);
    this.root.setAttribute("aria-busy", String(busy));
    setText(this.note, note);
    const names = attached.join(", ");
    setText(this.attached, names && t("page.transcript.attached", { names }));
  }

  /** Offers to change the message, or not; `held` while nothing can be sent. What is open stays. */
  offerEdit(offered, held) {
    this.change.hidden = !offered || Boolean(this.editor);
    this.change.setAttribute("aria-disabled", String(held));
    this.editor?.hold(held || !offered);
  }

  /** Opens the message with that text in it, to be changed. */
  edit(text) {
    const onSend = (changed) => {
      this.#resend(changed);
      this.#leave();
    };
    const onLeave = () => {
      this.#leave();
      this.change.focus();
    };
    this.editor = new Editor(text, { onSend, onLeave });
    this.body.hidden = true;
    this.change.hidden = true;
    this.root.append(this.editor.root);
    this.root.classList.add("editing");
    this.editor.focus();
  }

  #leave() {
    this.editor.root.remove();
    this.editor = undefined;
    this.body.hidden = false;
    this.change.hidden = false;
    this.root.classList.remove("editing");
  }

  #refer(field) {
    this.body.hidden = Boolean(field || this.editor);
    this.elsewhere.hidden = !field;
    this.jump = field?.show;
    if (this.title === field?.title) return;
    this.title = field?.title;
    const onclick = () => this.jump();
    const button = el("button", { type: "button", class: "link", onclick }, this.title);
    this.elsewhere.replaceChildren(...parts("page.transcript.in_result", { field: button }));
  }
}

export class Transcript {
  #entries = new Map();
  #resend;
  #giveBack;
  #unopened;

  /**
   * @param resend takes what the user's last message is to say instead.
   * @param giveBack takes what was written in a message that is gone.
   * @param edit what `edit` gave before a reload.
   */
  constructor(resend, giveBack, edit) {
    this.#resend = resend;
    this.#giveBack = giveBack;
    this.#unopened = edit;
    const label = t("page.session.conversation");
    this.root = el("div", { class: "transcript", role: "log", "aria-label": label });
  }

  /**
   * Shows the fold's messages and, after them, those of the outbox.
   * @param result the card of the result: what it shows is not shown twice.
   * @param filling the ids of the messages that are being written there.
   * @param last the id of the message that can be changed and sent again, if any.
   * @param held whether that has to wait.
   * @param attached gives the names of the files that went along with a message, by its id.
   */
  update(fold, outbox, { result, filling, last, held, attached }) {
    const order = [];
    const again = outbox.step?.frame.text === undefined ? undefined : outbox.step;
    for (const { id, role, content } of fold.messages) {
      const text = textOf(content);
      const busy = fold.running && fold.open.has(id);
      if (!Object.hasOwn(NAMES, role) || filling.has(id) || !(text || busy)) continue;
      const field = role === "assistant" && !busy ? result.fieldWith(text) : undefined;
      if (again && id === last) order.push(this.#show(id, role, again.frame.text, noteOf(again)));
      else order.push(this.#show(id, role, text, { busy, field, attached: attached(id) }));
    }
    for (const sent of outbox.messages) {
      const { id, text } = sent.frame;
      const options = { ...noteOf(sent), attached: attached(id) };
      if (!fold.message(id)) order.push(this.#show(id, "user", text, options));
    }
    this.#arrange(order);
    this.#reopen(last);
    for (const [id, entry] of this.#entries) entry.offerEdit(id === last, held);
  }

  /** The message that is being changed, as `{id, text}`, or undefined. */
  get edit() {
    const open = [...this.#entries].find(([, { editor }]) => editor);
    return open ? { id: open[0], text: open[1].editor.box.draft } : this.#unopened;
  }

  #reopen(last) {
    if (last === undefined || this.#unopened?.id !== last) return;
    this.#entries.get(last)?.edit(this.#unopened.text);
    this.#unopened = undefined;
  }

  #show(id, role, text, options) {
    let entry = this.#entries.get(id);
    if (entry?.role !== role) {
      entry?.root.remove();
      entry = new Entry(role, this.#resend);
      this.#entries.set(id, entry);
    }
    entry.show(text, options);
    return id;
  }

  /** Puts the entries into that order, and forgets all others. */
  #arrange(ids) {
    const before = this.#entries;
    this.#entries = new Map(ids.map((id) => [id, before.get(id)]));
    for (const [id, { editor }] of before)
      if (editor && !this.#entries.has(id)) this.#giveBack(editor.box.draft);
    arrange(
      this.root,
      ids.map((id) => this.#entries.get(id).root),
    );
  }
}
