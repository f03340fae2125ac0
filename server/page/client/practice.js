/** What one has practised: stories, weak points, questions, the next exercise. */
const NAME = "me/practice";
/** How often a change is tried where something else was changed meanwhile. */
const ATTEMPTS = 3;
const CHANGED_MEANWHILE = 412;

export class Practice {
  #client;

  constructor(client) {
    this.#client = client;
  }

  /** All that is remembered, oldest first: `{stories, weakPoints, asked, exercise, interviews, version}`. */
  get() {
    return this.#client.request("GET", NAME);
  }

  /**
   * Changes what there is by then, and gives what there is afterwards. What else was changed
   * meanwhile, elsewhere or by a session, is not written over.
   * @param patch gives the JSON Merge Patch for what there is; what it throws, this throws.
   */
  async change(patch) {
    for (let left = ATTEMPTS - 1; ; left -= 1) {
      const found = await this.get();
      const headers = { "If-Match": `"${found.version}"` };
      try {
        return await this.#client.request("PATCH", NAME, { body: patch(found), headers });
      } catch (error) {
        if (error.status !== CHANGED_MEANWHILE || left === 0) throw error;
      }
    }
  }

  /** Forgets all of it. */
  clear() {
    return this.#client.request("DELETE", NAME);
  }
}
