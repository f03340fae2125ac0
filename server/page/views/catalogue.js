/** The kinds of session that the server has, as it said last. */
export class Catalogue {
  #kinds = [];
  #begun;

  constructor(client) {
    this.client = client;
  }

  /** Asks the server already: the answer is for who calls `load` next. */
  begin() {
    this.#begun = this.#ask();
    this.#begun.catch(() => {});
  }

  /** Asks the server, and gives them as `/v1/kinds` does. Throws where there is no answer. */
  load() {
    const asked = this.#begun ?? this.#ask();
    this.#begun = undefined;
    return asked;
  }

  async #ask() {
    this.#kinds = await this.client.kinds();
    return this.#kinds;
  }

  /** What is known of the kind of that name; `{}` where that is nothing, yet or at all. */
  get(name) {
    return this.#kinds.find((kind) => kind.name === name) ?? {};
  }
}
