/** The kinds of session that the server has, and who may answer in them, as it said last. */
export class Catalogue {
  #kinds = [];
  #models = [];
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
    const { kinds, models = [] } = await this.client.offered();
    this.#kinds = kinds;
    this.#models = models;
    return kinds;
  }

  /** Whether a session that is answered by `name` goes by rules, as far as that is known. */
  isByRules(name) {
    const [first, ...others] = this.#models;
    const rules = [first, ...others].find((one) => one?.provider === "offline");
    return rules !== undefined && (others.length === 0 || rules.text === name);
  }

  /** What is known of the kind of that name; `{}` where that is nothing, yet or at all. */
  get(name) {
    return this.#kinds.find((kind) => kind.name === name) ?? {};
  }
}
