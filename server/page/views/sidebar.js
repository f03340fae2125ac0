/** The list of one's sessions. */
import { arrange, button, el, setText } from "../ui/dom.js";
import { moment, t, words } from "../ui/texts.js";

/** A session's name, when it has no title yet, too. */
const nameOf = ({ title, kind }) => title || words(kind);

class Row {
  /** @param onDelete called when this session is to be deleted. */
  constructor(id, onDelete) {
    this.name = el("span", { class: "name", dir: "auto" });
    this.about = el("span", { class: "hint" });
    this.link = el("a", { href: `#/s/${id}` }, this.name, this.about);
    this.remove = button("×", onDelete);
    this.root = el("li", {}, this.link, this.remove);
  }

  show(session, isOpen) {
    const about = [moment(session.createdAt)];
    if (session.status === "running") about.push(t("page.sidebar.running"));
    setText(this.name, nameOf(session));
    setText(this.about, about.join(" · "));
    this.remove.setAttribute("aria-label", t("page.sidebar.delete_one", { name: nameOf(session) }));
    if (isOpen) this.link.setAttribute("aria-current", "page");
    else this.link.removeAttribute("aria-current");
  }
}

export class Sidebar {
  #sessions = [];
  #rows = new Map();
  #cursor;

  /** @param onDeleted called with the id of a session that is gone. */
  constructor(root, client, onDeleted) {
    this.client = client;
    this.onDeleted = onDeleted;
    this.list = el("ul", { class: "sessions" });
    this.none = el("li", { class: "hint" }, t("page.sidebar.none"));
    this.more = button(t("page.sidebar.more"), () => this.#load(this.#cursor), { hidden: true });
    this.problem = el("p", { class: "problem", role: "alert" });
    const start = el("a", { class: "button", href: "#/" }, t("page.sidebar.new"));
    root.append(start, el("h2", {}, t("page.sidebar.title")), this.list, this.more, this.problem);
  }

  /** The first page again: there may be other sessions, titles and states. */
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
      if (cursor) this.#append(page);
      else this.#renew(page);
      this.problem.textContent = "";
    } catch (error) {
      this.problem.textContent = t("page.sidebar.not_loaded", { reason: error.message });
    }
    this.#show();
  }

  #append({ sessions, cursor }) {
    this.#sessions = [...this.#sessions, ...sessions];
    this.#cursor = cursor;
  }

  /** Takes a first page in. What had been loaded of the pages after it stays. */
  #renew({ sessions, cursor }) {
    const last = this.#sessions.findIndex(({ id }) => id === sessions.at(-1)?.id);
    const older = cursor && last !== -1 ? this.#sessions.slice(last + 1) : [];
    this.#sessions = [...sessions, ...older];
    if (!older.length) this.#cursor = cursor;
  }

  #show() {
    const before = this.#rows;
    const row = ({ id }) => [id, before.get(id) ?? new Row(id, () => this.#delete(id))];
    this.#rows = new Map(this.#sessions.map(row));
    for (const session of this.#sessions)
      this.#rows.get(session.id).show(session, session.id === this.selected);
    const shown = [...this.#rows.values()].map(({ root }) => root);
    arrange(this.list, shown.length ? shown : [this.none]);
    this.more.hidden = !this.#cursor;
    const open = this.#sessions.find(({ id }) => id === this.selected);
    document.title = open ? `${nameOf(open)} – CareerPilot` : "CareerPilot";
  }

  async #delete(id) {
    const name = nameOf(this.#sessions.find((session) => session.id === id));
    if (!confirm(t("page.sidebar.confirm", { name }))) return;
    try {
      await this.client.delete(id);
      this.#sessions = this.#sessions.filter((session) => session.id !== id);
      this.onDeleted(id);
    } catch (error) {
      this.problem.textContent = t("page.sidebar.not_deleted", { reason: error.message });
    }
    await this.refresh();
  }
}
