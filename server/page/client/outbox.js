import { newId } from "./id.js";

/** What a frame may have, in bytes of UTF-8 (PROTOCOL 4). */
const MAX_FRAME_BYTES = 512 * 1024;
/** As long as every id that is made here. */
const SOME_ID = "00000000-0000-4000-8000-000000000000";

const encoder = new TextEncoder();

/** Whether the server will take a command of that size; one that it refuses ends the connection. */
export function fits(command) {
  const frame = JSON.stringify({ ...command, id: SOME_ID });
  return encoder.encode(frame).length <= MAX_FRAME_BYTES;
}

/** A press of a button, which shows nowhere in the log before its run. */
const isStep = ({ type }) => type === "action" || type === "retry";

/** What the user says with a command, as a `message` frame, or undefined. */
function messageOf(frame) {
  if (frame.type === "start" && frame.message) return { type: "message", ...frame.message };
  return frame.type === "message" ? frame : undefined;
}

/**
 * The commands of a session that are not done with: those that the server has yet to acknowledge,
 * and those that it has but that wait for their run. Ids are made here, and a command that is
 * sent twice is one command, so that sending again is always safe.
 */
export class Outbox {
  #entries;

  constructor(saved = []) {
    this.#entries = new Map(saved);
  }

  /** Takes a command in and gives its frame. */
  add(command) {
    const frame = { ...command, id: newId() };
    this.#entries.set(frame.id, { frame, acked: false });
    return frame;
  }

  /** The frames to send, in the user's order. */
  get unsent() {
    return [...this.#entries.values()].filter(({ acked }) => !acked).map(({ frame }) => frame);
  }

  /** Messages that do not stand in the log yet, as `{frame, acked}`; first words are one, too. */
  get messages() {
    const all = [...this.#entries.values()];
    return all.flatMap(({ frame, acked }) => {
      const said = messageOf(frame);
      return said ? [{ frame: said, acked }] : [];
    });
  }

  /** Whether the session is yet to be made, by a `start` that waits here for its ack. */
  get starts() {
    return this.unsent.some(({ type }) => type === "start");
  }

  /** The first action or `retry` whose run has not begun, as `{frame, acked}`, or undefined. */
  get step() {
    return [...this.#entries.values()].find(({ frame, begun }) => isStep(frame) && !begun);
  }

  /** Notes an ack and gives the command that it is for, or undefined where it is not ours. */
  acknowledge({ id, status }) {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    const { frame, begun } = entry;
    entry.acked = true;
    // The run of a duplicate may be long past; a message is found in the log even then.
    const waits = messageOf(frame) || (isStep(frame) && status === "accepted");
    if (status === "rejected" || begun || !waits) this.#entries.delete(id);
    return frame;
  }

  /** Notes the commands of which `isLogged` knows an id: they wait for nothing but their ack. */
  begin(isLogged) {
    for (const [id, entry] of this.#entries) {
      const said = messageOf(entry.frame);
      if (isLogged(id) || (said && isLogged(said.id))) entry.begun = true;
    }
    this.settle(({ begun }) => begun);
  }

  /** Forgets the acknowledged commands of whose entry `isDone` is true. */
  settle(isDone) {
    for (const [id, entry] of this.#entries) {
      if (entry.acked && isDone(entry)) this.#entries.delete(id);
    }
  }

  /** Which runs have begun can't be told any more, but for a message's, which the log shows. */
  loseTrack() {
    this.settle(({ frame }) => isStep(frame));
  }

  /** Plain JSON for the constructor. */
  dump() {
    return [...this.#entries];
  }
}
