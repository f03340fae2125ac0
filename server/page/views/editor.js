/** A message that has been sent, in a box: it can be changed and sent again, or left as it is. */
import { button, el } from "../ui/dom.js";
import { t } from "../ui/texts.js";
import { MessageBox } from "./message_box.js";

export class Editor {
  #held = false;

  /**
   * @param text what stands in the box at first.
   * @param onSend takes the text that is to be sent again.
   * @param onLeave called where all is to stay as it was.
   */
  constructor(text, { onSend, onLeave }) {
    const send = () => this.#submit(onSend);
    this.box = new MessageBox(send, { label: t("page.editor.label"), leave: onLeave });
    this.submit = el("button", { type: "submit", class: "primary" }, t("page.editor.send"));
    const cancel = button(t("page.editor.cancel"), onLeave);
    const buttons = el("div", { class: "buttons" }, this.submit, cancel);
    const onsubmit = (event) => {
      event.preventDefault();
      send();
    };
    this.root = el("form", { class: "editor", onsubmit });
    this.root.append(this.box.text, this.box.problem, buttons);
    this.box.draft = text;
  }

  /** To be called when it is on the page. */
  focus() {
    this.box.grow();
    this.box.text.focus();
  }

  /** Whether nothing can be sent now. */
  hold(held) {
    this.#held = held;
    this.submit.setAttribute("aria-disabled", String(held));
  }

  #submit(onSend) {
    const { message } = this.box;
    if (message !== undefined && !this.#held) onSend(message);
  }
}
