/** A list of what one has in a collection, newest first. */
import { arrange, button, el, setText } from "../ui/dom.js";
import { moment, size, t } from "../ui/texts.js";
import { renaming } from "./renaming.js";

/** After so long it is asked again what has become of files that are being read. */
const AGAIN_MS = 3000;

/** What stands behind a title: where it is from, how far it is, and when it was changed. */
export function aboutOf({ source, status, warnings, version, updatedAt }) {
  return [
    source?.name,
    source?.bytes !== undefined && size(source.bytes),
    version > 1 && t("page.listing.version", { version }),
    updatedAt && moment(updatedAt),
    status === "reading" && t("page.listing.reading"),
    status === "failed" && t("page.listing.failed"),
    warnings?.length > 0 && t("page.listing.warnings", { count: warnings.length }),
  ]
    .filter(Boolean)
    .join(" · ");
}

class Row {
  /** @param href gives its address, or undefined where it has no page of its own. */
  constructor(item, { href, onRename, onDelete }) {
    this.item = item;
    this.title = el(href ? "a" : "span", { class: "name", dir: "auto", href: href?.(item.id) });
    this.about = el("span", { class: "hint" });
    this.remove = button(t("page.listing.delete"), () => onDelete(this));
    const rename = async (title) => {
      await onRename(this, title);
      this.show({ ...this.item, title });
    };
    const [change, form] = renaming(() => this.item.title, rename);
    this.change = change;
    const buttons = el("div", { class: "buttons" }, change, this.remove);
    const said = el("div", { class: "said" }, this.title, this.about);
    this.root = el("li", {}, said, buttons, form);
    this.show(item);
  }

  show(item) {
    this.item = item;
    const { title } = item;
    setText(this.title, title);
    setText(this.about, aboutOf(item));
    this.change.setAttribute("aria-label", t("page.listing.rename_one", { title }));
    this.remove.setAttribute("aria-label", t("page.listing.delete_one", { title }));
  }
}

export class Listing {
  #collection;
  #href;
  #onChange;
  #rows = new Map();
  #cursor;
  #asked = 0;
  #timer;

  /**
   * @param href gives the address of an item by its id, where it has a page of its own.
   * @param onChange called with the id of one that was renamed, or that is `gone`.
   */
  constructor(collection, { title, href, onChange = () => {} }) {
    this.#collection = collection;
    this.#href = href;
    this.#onChange = onChange;
    this.list = el("ul", { class: "items plain" });
    this.none = el("p", { class: "hint", hidden: true }, t("page.listing.none"));
    this.more = button(t("page.listing.more"), () => this.#load(this.#cursor), { hidden: true });
    this.problem = el("p", { class: "problem", role: "alert" });
    const heading = el("h2", { tabindex: "-1" }, title);
    this.heading = heading;
    this.root = el("section", {}, heading, this.problem, this.list, this.none, this.more);
  }

  /** The first page again: there may be others. What had been loaded after it is asked for anew. */
  refresh() {
    return this.#load();
  }

  async #load(cursor) {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const { items, cursor: next } = await this.#collection.list(cursor ? { cursor } : {});
      // What was asked for later has what is newer, whichever comes first.
      if (asked !== this.#asked) return;
      const older = cursor ? [...this.#rows.values()].map(({ item }) => item) : [];
      this.#cursor = next;
      this.#show([...older, ...items]);
      setText(this.problem, "");
    } catch (error) {
      setText(this.problem, t("page.listing.not_loaded", { reason: error.message }));
    }
  }

  #show(items) {
    const before = this.#rows;
    const row = (item) => {
      const kept = before.get(item.id);
      kept?.show(item);
      return [item.id, kept ?? this.#row(item)];
    };
    this.#rows = new Map(items.map(row));
    // Those that stay keep the focus.
    arrange(
      this.list,
      [...this.#rows.values()].map(({ root }) => root),
    );
    this.none.hidden = items.length > 0;
    this.more.hidden = !this.#cursor;
    this.#watch(items);
  }

  /** Looks again while something is being read, as long as anybody is looking on. */
  #watch(items) {
    clearTimeout(this.#timer);
    const again = () => this.root.isConnected && this.refresh();
    if (items.some(({ status }) => status === "reading")) this.#timer = setTimeout(again, AGAIN_MS);
  }

  #row(item) {
    const onRename = async ({ item: { id } }, title) => {
      await this.#collection.rename(id, title);
      this.#onChange(id);
    };
    return new Row(item, { href: this.#href, onRename, onDelete: (row) => this.#delete(row) });
  }

  async #delete({ item: { id, title } }) {
    if (!confirm(t("page.listing.confirm", { title }))) return;
    try {
      await this.#collection.delete(id);
      this.#onChange(id, { gone: true });
      this.heading.focus();
    } catch (error) {
      setText(this.problem, t("page.listing.not_deleted", { reason: error.message }));
      return;
    }
    await this.refresh();
  }
}
