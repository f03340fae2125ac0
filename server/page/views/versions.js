/** The versions of a résumé: one can be looked at, and put back. */
import { button, el } from "../ui/dom.js";
import { moment, t } from "../ui/texts.js";

export class Versions {
  /** @param options `onLook` is called with the version chosen, `onRestore` to put it back. */
  constructor({ onLook, onRestore }) {
    const onchange = () => {
      this.#choose();
      onLook(this.chosen);
    };
    this.select = el("select", { onchange });
    this.restore = button(t("page.resume.restore"), onRestore);
    const label = el("label", {}, t("page.resume.versions"), " ", this.select);
    this.root = el("p", { class: "versions", hidden: true }, label, " ", this.restore);
  }

  /** The number of the version that is looked at. */
  get chosen() {
    return Number(this.select.value);
  }

  /** Shows them, newest first, of which `newest` is looked at now. One alone is no choice. */
  show(versions, newest) {
    const option = ({ version, at }) =>
      el("option", { value: version }, t("page.resume.version", { version, at: moment(at) }));
    this.newest = newest;
    this.select.replaceChildren(...versions.map(option));
    this.select.value = String(newest);
    this.root.hidden = versions.length < 2;
    this.#choose();
  }

  #choose() {
    this.restore.hidden = this.chosen === this.newest;
  }
}
