/** The list of one's sessions. */
import { el, words } from "./dom.js";

const when = new Intl.DateTimeFormat(undefined, {
  ...{ month: "short", day: "numeric", hour: "numeric", minute: "2-digit" },
});

export class Sidebar {
  #sessions = [];
  #cursor;

  /** @param onDeleted called with the id of a session that is gone. */
  constructor(root, client, onDeleted) {
    this.client = client;
    this.onDeleted = onDeleted;
    this.list = el("ul", { class: "sessions" });
    const more = () => this.#load(this.#cursor);
    this.more = el(
      "button",
      { type: "button", class: "quiet", hidden: true, onclick: more },
      "More",
    );
    this.problem = el("p", { class: "problem", role: "alert" });
    const start = el("a", { class: "button", href: "#/" }, "New session");
    root.append(start, el("h2", {}, "Your sessions"), this.list, this.more, this.problem);
  }

  /** The first page again: titles, states and order may have changed. */
  refresh() {
    return this.#load();
  }

  /** Marks the session that is open. */
  select(id) {
    this.selected = id;
    this.#show();
  }

  async #load(cursor) {
    try {
      const page = await this.client.sessions(cursor ? { cursor } : {});
      this.#sessions = cursor ? [...this.#sessions, ...page.sessions] : page.sessions;
      this.#cursor = page.cursor;
      this.problem.textContent = "";
    } catch (error) {
      this.problem.textContent = `Your sessions could not be loaded: ${error.message}`;
    }
    this.#show();
  }

  #show() {
    this.more.hidden = !this.#cursor;
    const none = el("li", { class: "hint" }, "None yet.");
    const rows = this.#sessions.map((session) => this.#row(session));
    this.list.replaceChildren(...(rows.length ? rows : [none]));
  }

  #row({ id, title, kind, status, createdAt }) {
    const name = title || words(kind);
    const about = [when.format(new Date(createdAt)), status === "running" && "running"];
    const link = el(
      "a",
      { href: `#/s/${id}`, "aria-current": id === this.selected ? "page" : null },
      el("span", { class: "name" }, name),
      el("span", { class: "hint" }, about.filter(Boolean).join(" · ")),
    );
    const remove = el(
      "button",
      { type: "button", class: "quiet", "aria-label": `Delete ${name}` },
      "×",
    );
    remove.addEventListener("click", () => this.#delete(id, name));
    return el("li", {}, link, remove);
  }

  async #delete(id, name) {
    if (!confirm(`Delete “${name}” and all that belongs to it?`)) return;
    try {
      await this.client.delete(id);
      this.onDeleted(id);
    } catch (error) {
      this.problem.textContent = `It could not be deleted: ${error.message}`;
    }
    await this.refresh();
  }
}
