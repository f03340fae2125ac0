/** One's résumés and documents as the page knows them, and the files that the browser still has. */
import { day, t } from "../ui/texts.js";

/** As many of the newest are offered where one may be chosen. */
const OFFERED = 20;
/** As many files are kept to be looked at; older ones are let go of. */
const FILES = 20;

export class Shelf {
  #client;
  /** What `newest` gave, by the collection's name. */
  #newest = new Map();
  #sending = Promise.resolve();
  #files = new Map();

  constructor(client) {
    this.#client = client;
  }

  get resumes() {
    return this.#client.resumes;
  }

  get documents() {
    return this.#client.documents;
  }

  get jobs() {
    return this.#client.jobs;
  }

  /** The newest of a collection that can be used, asked for once until there are others. */
  newest(name) {
    const isReady = ({ status }) => status === "ready" || name === "applications";
    if (!this.#newest.has(name)) {
      const asked = this.#list(name).then(({ items }) => items.filter(isReady));
      asked.catch(() => this.changed());
      this.#newest.set(name, asked);
    }
    return this.#newest.get(name);
  }

  /** Of applications not everybody has any: how they are asked for comes when it is needed. */
  async #list(name) {
    if (name !== "applications") return this[name].list({ limit: OFFERED });
    const { Applications } = await import("../client/applications.js");
    return new Applications(this.#client).list({ limit: OFFERED });
  }

  /** What `send` gives, once what was begun before it is done: too much at once is refused. */
  inTurn(send) {
    const sent = this.#sending.then(send);
    this.#sending = sent.catch(() => {});
    return sent;
  }

  /** There are other résumés, or other titles, than there were. */
  changed() {
    this.#newest.clear();
  }

  /** Keeps the file that something was read from, for as long as this page is open. */
  keep(id, file) {
    this.#files.delete(id);
    this.#files.set(id, file);
    if (this.#files.size > FILES) this.#files.delete(this.#files.keys().next().value);
  }

  fileOf(id) {
    return this.#files.get(id);
  }

  forget(id) {
    this.#files.delete(id);
    this.changed();
  }

  /** How long what is uploaded is kept, in words. */
  get retention() {
    const { endsAt } = this.#client;
    return endsAt ? t("page.upload.kept_until", { day: day(endsAt) }) : t("page.upload.kept");
  }
}
