/** Things that one has: résumés, documents. All methods may throw ProblemError. */

/** A file that is still being read is asked after so often, at first and at most. */
const FIRST_MS = 500;
const LAST_MS = 4000;

const pause = (ms) => new Promise((go) => setTimeout(go, ms));

export class Collection {
  #client;
  #name;

  /** @param name what it is called in addresses and in listings, such as "resumes". */
  constructor(client, name) {
    this.#client = client;
    this.#name = name;
  }

  /** A page of it, newest first, as `{items, cursor?}`; `query` may have `limit` and `cursor`. */
  async list(query) {
    const { [this.#name]: items, cursor } = await this.#ask("GET", "", { query });
    return { items, cursor };
  }

  /** One of it; of a résumé also as it was in an earlier `version`. */
  get(id, version) {
    return this.#ask("GET", `/${id}`, { query: version === undefined ? {} : { version } });
  }

  /** The versions of a résumé, newest first. */
  async versions(id) {
    return (await this.#ask("GET", `/${id}/versions`)).versions;
  }

  /**
   * Puts `body` in the place of what `version` has, as a new version; where that is not the newest
   * any more, ProblemError with status 412.
   */
  replace(id, version, body) {
    return this.#ask("PUT", `/${id}`, { body, headers: { "If-Match": `"${version}"` } });
  }

  rename(id, title) {
    return this.#ask("PATCH", `/${id}`, { body: { title } });
  }

  delete(id) {
    return this.#ask("DELETE", `/${id}`);
  }

  /**
   * Sends a file and gives what it is kept as, which may be `reading` yet.
   * @param options `onProgress(part)`, `onLost()` and `signal` as `sendFile` takes them; `vision`
   *     where a model may look at what can't be read otherwise.
   */
  upload(file, { vision, ...sending } = {}) {
    return this.#client.upload(this.#name, file, { query: vision ? { vision } : {}, ...sending });
  }

  /** The same once it has been read, with or without success. `signal` ends the asking. */
  async read(id, signal) {
    for (let ms = FIRST_MS; ; ms = Math.min(LAST_MS, ms * 1.5)) {
      const found = await this.get(id);
      signal?.throwIfAborted();
      if (found.status !== "reading") return found;
      await pause(ms);
      signal?.throwIfAborted();
    }
  }

  #ask(method, path, options) {
    return this.#client.request(method, `${this.#name}${path}`, options);
  }
}
