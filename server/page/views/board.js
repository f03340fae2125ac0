/** For which jobs one applies, how far that is, and what comes next. */
import { Applications } from "../client/applications.js";
import { arrange, button, el, setText } from "../ui/dom.js";
import { dress } from "../ui/dressing.js";
import { day, t } from "../ui/texts.js";
import { ApplicationDialog } from "./application_dialog.js";
import { BoardCard } from "./board_card.js";
import { entered, STATUSES, statusName, today } from "./statuses.js";

/** As many are asked for at once as a listing has at most. */
const PAGE = 200;

class Column {
  constructor(status) {
    this.status = status;
    this.title = el("h2", { id: `board-${status}` });
    this.list = el("ul", { class: "plain", "aria-labelledby": this.title.id });
    this.none = el("p", { class: "hint" }, t("page.applications.none"));
    this.root = el("section", {}, this.title, this.list, this.none);
  }

  show(cards) {
    const count = cards.length;
    setText(this.title, t("page.applications.column", { status: statusName(this.status), count }));
    arrange(
      this.list,
      cards.map(({ root }) => root),
    );
    this.list.hidden = !count;
    this.none.hidden = count > 0;
  }
}

export class BoardView {
  #client;
  #applications;
  #cards = new Map();
  #asked = 0;

  constructor(client) {
    this.#client = client;
    this.#applications = new Applications(client);
    this.columns = STATUSES.map((status) => new Column(status));
    this.says = el("p", { class: "hint", role: "status" });
    this.problem = el("p", { class: "problem", role: "alert" });
    const add = () => this.edit(undefined, this.add);
    this.add = button(t("page.applications.add"), add, { class: "primary" });
    const { endsAt } = client;
    const kept = endsAt
      ? t("page.applications.kept_until", { day: day(endsAt) })
      : t("page.applications.kept");
    const about = el("p", { class: "hint" }, t("page.applications.about"), " ", kept);
    const board = el("div", { class: "board" });
    board.append(...this.columns.map(({ root }) => root));
    this.title = el("h1", { tabindex: "-1" }, t("page.applications.title"));
    this.root = el("div", { class: "page", hidden: true }, this.title, about);
    this.root.append(el("p", {}, this.add), this.says, this.problem, board);
  }

  /** Shows what there is now; with the id of a stored job, the form for it as well. */
  async open(job) {
    setText(this.says, "");
    await Promise.all([dress("board.css"), this.#load()]);
    this.root.hidden = false;
    if (job) this.edit({ job: { id: job } }, this.add);
  }

  close() {
    this.dialog?.close();
  }

  /**
   * Opens one, or the form of another; the focus goes back to `from` afterwards.
   * @param given an application, the beginning of one, or undefined.
   */
  async edit(given, from) {
    let whole = given ?? {};
    try {
      if (given?.id) whole = await this.#applications.get(given.id);
    } catch (error) {
      setText(this.problem, error.message);
      return;
    }
    this.dialog?.close();
    const onSaved = (saved) => this.#take(saved);
    const onDeleted = ({ id, job }) => this.#drop(id, job.title);
    const done = { onSaved, onDeleted, onClose: (id) => this.#focus(id, from) };
    const applications = this.#applications;
    const own = { client: this.#client, applications, today: this.#today };
    this.dialog = new ApplicationDialog(whole, { ...own, ...done });
    this.dialog.open();
  }

  get #today() {
    return today(this.#client.now());
  }

  async #load() {
    this.#asked += 1;
    const asked = this.#asked;
    const found = [];
    try {
      for (let cursor; ; ) {
        const query = { limit: PAGE, ...(cursor && { cursor }) };
        const page = await this.#applications.list(query);
        found.push(...page.items);
        cursor = page.cursor;
        if (!cursor) break;
      }
    } catch (error) {
      setText(this.problem, t("page.listing.not_loaded", { reason: error.message }));
      return;
    }
    if (asked !== this.#asked) return;
    setText(this.problem, "");
    const before = this.#cards;
    this.#cards = new Map(found.map((one) => [one.id, before.get(one.id) ?? this.#card()]));
    for (const one of found) this.#cards.get(one.id).show(one, this.#today);
    this.#arrange();
  }

  #card() {
    const onOpen = (card) => this.edit(card.application, card.open);
    return new BoardCard({ onOpen, onMove: (card, status) => this.#move(card, status) });
  }

  #arrange() {
    const all = [...this.#cards.values()];
    for (const column of this.columns)
      column.show(all.filter(({ application }) => application.status === column.status));
  }

  /** A change of one's own is seen at once; the newest stands first. */
  #take(application) {
    const { id, job } = application;
    const isNew = !this.#cards.has(id);
    const card = this.#cards.get(id) ?? this.#card();
    card.show(application, this.#today);
    if (isNew) this.#cards = new Map([[id, card], ...this.#cards]);
    this.#arrange();
    setText(this.problem, "");
    setText(this.says, t("page.applications.saved_one", { title: job.title }));
  }

  #drop(id, title) {
    this.#cards.delete(id);
    this.#arrange();
    setText(this.says, t("page.applications.deleted", { title }));
  }

  async #move(card, status) {
    const { id, job, dates } = card.application;
    const patch = { status, dates: entered(status, dates, this.#today) };
    try {
      const moved = await this.#applications.patch(id, patch);
      this.#take(moved);
      setText(
        this.says,
        t("page.applications.moved", { title: job.title, status: statusName(status) }),
      );
      card.focus();
    } catch (error) {
      setText(this.problem, t("page.applications.not_saved", { reason: error.message }));
    }
  }

  #focus(id, from) {
    const card = this.#cards.get(id);
    if (card) card.focus();
    else if (from?.isConnected) from.focus();
    else this.title.focus();
  }
}
