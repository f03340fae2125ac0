/** Where the session stands: phase, progress, and what its kind shows besides. */
import { el, setText } from "../ui/dom.js";
import { words } from "../ui/texts.js";

export class Standing {
  #now;
  #view;
  #ofKind;
  #last;

  /**
   * @param now gives the server's time in ms.
   * @param last a node that stands at the end of the row.
   */
  constructor(now, last) {
    this.#now = now;
    this.#last = last;
    this.phase = el("span", { class: "phase" });
    this.label = el("label", { for: "progress", class: "progress-label" });
    this.bar = el("progress", { id: "progress" });
    this.row = el("div", { class: "row" });
    this.root = el("div", { class: "standing" }, this.row);
  }

  /** @param view the view of the session's kind, which is known with its first state. */
  update(state, view) {
    const { phase, progress } = state;
    if (view !== this.#view) this.#showAs(view);
    setText(this.phase, phase ? words(phase) : "");
    this.#showProgress(progress);
    this.#ofKind.update(state);
  }

  /** Between the server's updates the time goes on here. */
  tick() {
    this.#ofKind?.tick();
  }

  #showAs(view) {
    this.#view = view;
    this.#ofKind = view.standing(this.#now);
    this.row.replaceChildren(this.phase, this.label, this.bar, ...this.#ofKind.inRow, this.#last);
    this.root.replaceChildren(this.row, ...this.#ofKind.below);
  }

  #showProgress(progress) {
    const known = progress?.total > 0;
    this.bar.hidden = !known;
    setText(this.label, progress?.label ?? "");
    if (known) Object.assign(this.bar, { max: progress.total, value: progress.done });
  }
}
