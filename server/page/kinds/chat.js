/** How a chat is shown: under an answer its page of the handbook, and others that may be meant. */
import { button, el, setText } from "../ui/dom.js";
import { t } from "../ui/texts.js";
import { defaultView } from "./default.js";

class Pages {
  #shown;
  #say;

  /** @param say sends the title of a page as a message, which is answered with it. */
  constructor(say) {
    this.#say = say;
    this.name = el("p", { class: "hint", dir: "auto" });
    this.about = el("p", { class: "hint" });
    this.near = el("div", { class: "buttons" });
    this.root = el("section", { class: "pages", hidden: true }, this.name, this.about, this.near);
    this.root.setAttribute("aria-label", t("page.chat.pages"));
  }

  /**
   * While an answer is written, what belongs to the one before is out of the way. A page that the
   * answer names itself is not named twice.
   */
  update({ entry, near = [] }, { running, last }) {
    this.root.hidden = running || (!entry && !near.length);
    this.name.hidden = !entry || last.includes(entry.title);
    const source = JSON.stringify([entry ?? null, near]);
    if (source === this.#shown) return;
    this.#shown = source;
    setText(this.name, entry ? t("page.chat.page", { title: entry.title }) : "");
    this.about.hidden = !near.length;
    setText(this.about, t(entry ? "page.chat.beside" : "page.chat.near"));
    const offer = ({ title }) => button(title, () => this.#say(title), { dir: "auto" });
    this.near.replaceChildren(...near.map(offer));
  }
}

export const chatView = {
  ...defaultView,
  under: (say) => new Pages(say),
};
