/** For which jobs one applies. Apart from the client, as not everybody needs it at once. */
import { Collection } from "./collection.js";

const NAME = "applications";

export class Applications extends Collection {
  #client;

  constructor(client) {
    super(client, NAME);
    this.#client = client;
  }

  /** Keeps what `body` says; sent again with the same `id` in it, it is there once. */
  add(body) {
    return this.#client.request("POST", NAME, { body });
  }

  /**
   * Changes one by a JSON Merge Patch; where a `version` is given that is not the newest any more,
   * ProblemError with status 412.
   */
  patch(id, body, version) {
    const headers = version === undefined ? {} : { "If-Match": `"${version}"` };
    return this.#client.request("PATCH", `${NAME}/${id}`, { body, headers });
  }
}
