/** A title that can be changed where it stands. */
import { button, el } from "../ui/dom.js";
import { t } from "../ui/texts.js";

/** As long as the server takes them. */
const MAX_TITLE = 200;

/**
 * A button and the form that it opens in its place, as a list. `rename(title)` may throw: its
 * message is shown.
 * @param title gives the title as it is.
 */
export function renaming(title, rename) {
  const attributes = { type: "text", dir: "auto", required: true, maxlength: MAX_TITLE };
  const field = el("input", { ...attributes, "aria-label": t("page.renaming.title") });
  const problem = el("p", { class: "problem", role: "alert" });
  const toggle = (open) => {
    form.hidden = !open;
    change.hidden = open;
    problem.textContent = "";
    if (open) field.value = title();
    (open ? field : change).focus();
  };
  const onsubmit = async (event) => {
    event.preventDefault();
    try {
      await rename(field.value.trim());
      toggle(false);
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  const onkeydown = ({ key, isComposing }) => key === "Escape" && !isComposing && toggle(false);
  const save = el("button", { type: "submit", class: "primary" }, t("page.renaming.save"));
  const leave = button(t("page.renaming.leave"), () => toggle(false));
  const form = el("form", { class: "renaming", hidden: true, onsubmit, onkeydown });
  form.append(field, save, leave, problem);
  const change = button(t("page.renaming.open"), () => toggle(true));
  return [change, form];
}
