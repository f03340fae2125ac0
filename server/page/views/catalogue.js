/** The kinds of session that the server has, as it said last. */
export class Catalogue {
  #kinds = [];

  constructor(client) {
    this.client = client;
  }

  /** Asks the server, and gives them as `/v1/kinds` does. Throws where there is no answer. */
  async load() {
    this.#kinds = await this.client.kinds();
    return this.#kinds;
  }

  /** What is known of the kind of that name; `{}` where that is nothing, yet or at all. */
  get(name) {
    return this.#kinds.find((kind) => kind.name === name) ?? {};
  }
}
