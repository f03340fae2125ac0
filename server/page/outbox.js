/** What a frame may have, in bytes of UTF-8 (PROTOCOL 4). */
const MAX_FRAME_BYTES = 256 * 1024;
/** As long as every id that is made here. */
const SOME_ID = "00000000-0000-4000-8000-000000000000";

const encoder = new TextEncoder();

/** Whether the server will take a command of that size; one that it refuses ends the connection. */
export function fits(command) {
  const frame = JSON.stringify({ ...command, id: SOME_ID });
  return encoder.encode(frame).length <= MAX_FRAME_BYTES;
}

/**
 * The commands of a session that are not done with: those that the server has yet to acknowledge,
 * and messages that it has but that wait for their run. Ids are made here, and a command that is
 * sent twice is one command, so that sending again is always safe.
 */
export class Outbox {
  #entries;

  constructor(saved = []) {
    this.#entries = new Map(saved);
  }

  /** Takes a command in and gives its frame. */
  add(command) {
    const frame = { ...command, id: crypto.randomUUID() };
    this.#entries.set(frame.id, { frame, acked: false });
    return frame;
  }

  /** The frames to send, in the user's order. */
  get unsent() {
    return [...this.#entries.values()].filter(({ acked }) => !acked).map(({ frame }) => frame);
  }

  /** Messages that do not stand in the log yet, as `{frame, acked}`. */
  get messages() {
    return [...this.#entries.values()].filter(({ frame }) => frame.type === "message");
  }

  /** Notes an ack and gives the command that it is for, or undefined where it is not ours. */
  acknowledge({ id, status }) {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    entry.acked = true;
    if (status === "rejected" || entry.frame.type !== "message") this.#entries.delete(id);
    return entry.frame;
  }

  /** Forgets the acknowledged messages whose id `isDone` knows. */
  settle(isDone) {
    for (const [id, { acked }] of this.#entries) if (acked && isDone(id)) this.#entries.delete(id);
  }

  /** Plain JSON for the constructor. */
  dump() {
    return [...this.#entries];
  }
}
