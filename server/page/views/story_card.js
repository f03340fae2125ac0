/** One story of the story bank: its title and text can be changed, and it can be deleted. */
import { button, el, setText } from "../ui/dom.js";
import { storyParts } from "../ui/stories.js";
import { t } from "../ui/texts.js";

/** As long as the server takes them. */
const MAX_TITLE = 200;
const MAX_TEXT = 4000;

/** How many have been made: by their numbers they have ids, which no two may share. */
let made = 0;

export class StoryCard {
  #editor;
  #save;

  /** @param options `onSave(id, {title, text})`, which may throw, and `onDelete(card)`. */
  constructor({ onSave, onDelete }) {
    this.#save = onSave;
    this.heading = el("h3", { dir: "auto", tabindex: "-1" });
    this.text = el("p", { class: "said", dir: "auto" });
    this.parts = el("div", { class: "known" });
    this.from = el("p", { class: "hint" });
    this.edit = button(t("page.practice.edit"), () => this.#open());
    this.remove = button(t("page.listing.delete"), () => onDelete(this));
    this.buttons = el("div", { class: "buttons" }, this.edit, this.remove);
    this.root = el("li", { class: "story" });
    this.root.append(this.heading, this.text, this.parts, this.from, this.buttons);
  }

  show(story) {
    this.story = story;
    const { title, text, session } = story;
    setText(this.heading, title);
    setText(this.text, text);
    this.parts.replaceChildren(...storyParts(story).flat().filter(Boolean));
    const way = session && el("a", { href: `#/s/${session}` }, t("page.practice.told_there"));
    this.from.replaceChildren(...(way ? [way] : []));
    this.edit.setAttribute("aria-label", t("page.practice.edit_one", { title }));
    this.remove.setAttribute("aria-label", t("page.listing.delete_one", { title }));
  }

  #open() {
    this.#editor ??= this.#form();
    const { form, title, text } = this.#editor;
    Object.assign(title, { value: this.story.title });
    Object.assign(text, { value: this.story.text });
    this.#toggle(true);
    title.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  #toggle(isOpen) {
    this.#editor.form.hidden = !isOpen;
    for (const one of [this.heading, this.text, this.buttons]) one.hidden = isOpen;
    setText(this.#editor.problem, "");
  }

  #close() {
    this.#toggle(false);
    this.edit.focus();
  }

  #form() {
    made += 1;
    const field = (name, label, control) => {
      control.id = `story-${made}-${name}`;
      return el("div", { class: "field wide" }, el("label", { for: control.id }, label), control);
    };
    const always = { dir: "auto", required: true };
    const title = el("input", { ...always, type: "text", maxlength: MAX_TITLE });
    const text = el("textarea", { ...always, rows: 8, maxlength: MAX_TEXT });
    const problem = el("p", { class: "problem", role: "alert" });
    const onsubmit = async (event) => {
      event.preventDefault();
      try {
        await this.#save(this.story.id, { title: title.value.trim(), text: text.value.trim() });
        this.#close();
      } catch (error) {
        setText(problem, t("page.practice.not_saved", { reason: error.message }));
      }
    };
    const onkeydown = ({ key, isComposing }) => key === "Escape" && !isComposing && this.#close();
    const form = el("form", { class: "fields", hidden: true, onsubmit, onkeydown });
    form.append(
      field("title", t("page.practice.title_of"), title),
      field("text", t("page.practice.text_of"), text),
      problem,
      el(
        "div",
        { class: "buttons" },
        el("button", { type: "submit", class: "primary" }, t("page.renaming.save")),
        button(t("page.renaming.leave"), () => this.#close()),
      ),
    );
    this.root.prepend(form);
    return { form, title, text, problem };
  }
}
