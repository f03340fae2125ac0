/** The forms in which a session can be had as a file, and the way to a printer. */
import { button, el } from "../ui/dom.js";
import { t } from "../ui/texts.js";

/** What each form is called, in the order in which it is offered. */
const TITLES = new Map([
  ["docx", "page.export.docx"],
  ["pdf", "page.export.pdf"],
  ["html", "page.export.html"],
  ["md", "page.export.md"],
  ["resume.json", "page.export.resume"],
  ["json", "page.export.json"],
]);
/** Those that there are with or without a result. */
const ALWAYS = new Set(["md", "json"]);

export class ExportMenu {
  #shown;

  /** @param address where the session is, `https://host/v1/sessions/ID`. */
  constructor(address) {
    this.address = address;
    this.summary = el("summary", {}, t("page.export.title"));
    this.list = el("ul", {});
    const onkeydown = (event) => event.key === "Escape" && this.#close();
    const attributes = { class: "export", hidden: true, onkeydown };
    this.root = el("details", attributes, this.summary, this.list);
  }

  /** @param formats those that the session's kind has. */
  update(formats = [], hasResult = false) {
    const offered = [...TITLES.keys()].filter(
      (name) => formats.includes(name) && (hasResult || ALWAYS.has(name)),
    );
    this.root.hidden = offered.length === 0;
    if (this.#shown === offered.join()) return;
    this.#shown = offered.join();
    const link = (name) => {
      const href = `${this.address}/export?format=${name}`;
      return el("a", { href, download: true, onclick: () => this.#close() }, t(TITLES.get(name)));
    };
    const print = button(t("page.export.print"), () => {
      this.#close();
      window.print();
    });
    const entries = [...offered.map(link), print];
    this.list.replaceChildren(...entries.map((entry) => el("li", {}, entry)));
  }

  #close() {
    if (!this.root.open) return;
    this.root.open = false;
    this.summary.focus();
  }
}
