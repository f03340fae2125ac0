/** A text that is written where it belongs in the result. */
import { el } from "../ui/dom.js";
import { showMarkdown } from "../ui/markdown.js";

/** The level of the headings of fields, under which the text stands. */
const FIELD = 3;

export class GrowingText {
  constructor() {
    this.body = el("div", { class: "body" });
    this.root = el("div", { class: "growing", "aria-live": "polite" }, this.body);
  }

  /** `busy` keeps screen readers from speaking it until it is whole. */
  show(text, busy) {
    this.root.classList.toggle("writing", busy);
    this.root.setAttribute("aria-busy", String(busy));
    if (this.text === text) return;
    this.text = text;
    showMarkdown(this.body, text, FIELD);
  }
}
