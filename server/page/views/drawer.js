/** The list of sessions in the place of the page, where a window has no room for both. */

export class Drawer {
  #button;
  #list;

  /** @param button opens and closes it; it is seen only where there is no room. */
  constructor(button, list) {
    this.#button = button;
    this.#list = list;
    button.addEventListener("click", () => (this.#isOpen ? this.close() : this.#open()));
    // One chooses where one is as well.
    list.addEventListener("click", ({ target }) => target.closest("a") && this.close());
    list.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !this.#isOpen) return;
      this.close();
      button.focus();
    });
  }

  get #isOpen() {
    return this.#button.getAttribute("aria-expanded") === "true";
  }

  close() {
    this.#show(false);
  }

  #open() {
    this.#show(true);
    (this.#list.querySelector("[aria-current]") ?? this.#list.querySelector("a")).focus();
  }

  #show(open) {
    this.#button.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("listing", open);
  }
}
