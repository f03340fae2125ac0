/** A field for one of one's applications: the newest are offered, by what they are called. */
import { el } from "../ui/dom.js";

const option = (value, said) => el("option", { value }, said);

/** What an application is called: its title, and the firm. */
const called = ({ job: { title, hiringOrganization: firm } }) =>
  firm ? `${title} · ${firm}` : title;

export class ApplicationField {
  /** @param attributes those of the control. */
  constructor(attributes, shelf) {
    this.control = el("select", attributes, option("", "–"));
    this.nodes = [this.control];
    this.#offer(shelf);
  }

  /** The id of the one that was chosen. */
  get value() {
    return this.control.value || undefined;
  }

  get draft() {
    return this.value;
  }

  set draft(id) {
    if (id && !this.#has(id)) this.control.append(option(id, id));
    this.control.value = id ?? "";
  }

  #has(id) {
    return [...this.control.options].some(({ value }) => value === id);
  }

  /** One that stands there already is given its name. */
  async #offer(shelf) {
    const items = await shelf.newest("applications").catch(() => []);
    for (const item of items) {
      const known = [...this.control.options].find(({ value }) => value === item.id);
      if (known) known.textContent = called(item);
      else this.control.append(option(item.id, called(item)));
    }
  }
}
