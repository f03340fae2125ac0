/** Commands that the server refused for now: one timer for all of them, however many there are. */
export class Resend {
  #ids = new Set();
  #at = 0;
  #send;
  #timer;

  /** @param send takes the ids that are due, as a set. */
  constructor(send) {
    this.#send = send;
  }

  /** Whether any command has to wait. */
  get waits() {
    return this.#ids.size > 0;
  }

  /** Has commands wait for so many ms. All wait until the latest of the times asked for. */
  add(frames, ms) {
    for (const { id } of frames) this.#ids.add(id);
    const at = Date.now() + ms;
    if (at <= this.#at) return;
    this.#at = at;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ring(), ms);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #ring() {
    const due = this.#ids;
    this.#ids = new Set();
    this.#at = 0;
    this.#send(due);
  }
}
