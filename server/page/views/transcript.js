/** The conversation, message by message, as it is written. */
import { arrange, el, setText } from "../ui/dom.js";
import { showMarkdown } from "../ui/markdown.js";

const NAMES = { user: "You", assistant: "CareerPilot", reasoning: "Thinking" };

/** Plain text of a content that may be a list of parts (AG-UI). */
function textOf(content) {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
}

class Entry {
  constructor(role) {
    this.body = el("div", { class: "body" });
    this.note = el("span", { class: "note" });
    const name = el("h3", {}, NAMES[role], this.note);
    this.elsewhere = el("p", { class: "hint", hidden: true });
    this.root = el("article", { class: `entry ${role}` }, name, this.body, this.elsewhere);
    if (role === "reasoning") {
      const details = el("details", {}, el("summary", {}, NAMES[role]), this.body);
      this.root.replaceChildren(details);
    }
    this.role = role;
  }

  /**
   * `busy` keeps screen readers from speaking a message until it is whole. Where the result has a
   * `field` that shows the text, that is referred to instead.
   */
  show(text, { busy = false, note = "", field } = {}) {
    this.#refer(field);
    if (this.text !== text) {
      this.text = text;
      if (this.role === "user") setText(this.body, text);
      else showMarkdown(this.body, text, 3);
    }
    this.root.classList.toggle("writing", busy);
    this.root.setAttribute("aria-busy", String(busy));
    setText(this.note, note);
  }

  #refer(field) {
    this.body.hidden = Boolean(field);
    this.elsewhere.hidden = !field;
    this.jump = field?.show;
    if (this.title === field?.title) return;
    this.title = field?.title;
    const onclick = () => this.jump();
    const button = el("button", { type: "button", class: "link", onclick }, this.title);
    this.elsewhere.replaceChildren("In the result: ", button);
  }
}

export class Transcript {
  #entries = new Map();

  constructor() {
    this.root = el("div", { class: "transcript", role: "log", "aria-label": "Conversation" });
  }

  /**
   * Shows the fold's messages and, after them, those of the outbox.
   * @param result the card of the result: what it shows is not shown twice.
   * @param filling the ids of the messages that are being written there.
   */
  update(fold, outbox, { result, filling }) {
    const order = [];
    for (const { id, role, content } of fold.messages) {
      const text = textOf(content);
      const busy = fold.running && fold.open.has(id);
      if (!Object.hasOwn(NAMES, role) || filling.has(id) || !(text || busy)) continue;
      const field = role === "assistant" && !busy ? result.fieldWith(text) : undefined;
      order.push(this.#show(id, role, text, { busy, field }));
    }
    for (const { frame, acked } of outbox.messages) {
      if (fold.message(frame.id)) continue;
      const note = acked ? "queued" : "sending…";
      order.push(this.#show(frame.id, "user", frame.text, { note }));
    }
    this.#arrange(order);
  }

  #show(id, role, text, options) {
    let entry = this.#entries.get(id);
    if (entry?.role !== role) {
      entry?.root.remove();
      entry = new Entry(role);
      this.#entries.set(id, entry);
    }
    entry.show(text, options);
    return id;
  }

  /** Puts the entries into that order, and forgets all others. */
  #arrange(ids) {
    this.#entries = new Map(ids.map((id) => [id, this.#entries.get(id)]));
    arrange(
      this.root,
      ids.map((id) => this.#entries.get(id).root),
    );
  }
}
