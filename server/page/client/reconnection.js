/**
 * When to connect again and by which transport: what close codes ask for (PROTOCOL 9), backoff and
 * fall-back (7). Decides only; it holds no timer and no socket.
 */

const MAX_DELAY_MS = 10_000;
const RETRY_MS = 250;
/** What a client closes a connection with that brings no sign of life (9: heartbeat lost). */
export const SILENT = 4408;
/** How a connection ends that nobody closed (RFC 6455, 7.4.1). */
export const ABNORMAL = 1006;

/** After these a new connection would end the same way. */
const STOPS = new Set([1000, 4400, 4403, 4404, 4413]);
/** The server has spoken: whatever is wrong, it is not the transport. */
const SPOKEN = new Set([1012, 1013, 4401, 4429]);
/** Failures before `welcome`, in a row, after which a WebSocket gives way to SSE (7). */
const BLOCKED_AFTER = 2;
/** And where WebSockets have worked: most likely it is the network or the server that is away. */
const BLOCKED_LATER_AFTER = 8;
/** The server names the time before which it does not want us back. */
const TOLD = new Set([1013, 4429]);

/** Milliseconds to wait after so many failures in a row: full jitter up to 10 s. */
export function backoff(failures, retryMs, random) {
  return random() * Math.min(MAX_DELAY_MS, retryMs * 2 ** failures);
}

export class Reconnection {
  #order;
  #random;
  #rung = 0;
  #early = 0;
  #failures = 0;
  /** Whether a WebSocket has been welcomed since `restart`. */
  #proven = false;

  constructor(order, random) {
    this.#order = order;
    this.#random = random;
  }

  get transport() {
    return this.#order[this.#rung];
  }

  stops(code) {
    return STOPS.has(code);
  }

  /** Another network may let through what the last one did not: all starts over. */
  restart() {
    this.#climb(0);
    this.#failures = 0;
    this.#proven = false;
  }

  welcomed() {
    this.#early = 0;
    this.#proven ||= this.transport === "websocket";
  }

  /**
   * Takes note of a connection that was lost, and says in how many ms the next may begin.
   * @param link `{welcomed, heard, livedMs}`: whether it brought `welcome`, anything at all.
   * @param retryMs what the server asked for, if it did.
   */
  lost(link, code, retryMs) {
    if (!link.welcomed && !SPOKEN.has(code)) this.#fallBack(link, code);
    // What was good before the trouble that led here may be good again.
    if (link.welcomed && this.#proven) this.#climb(0);
    // One that lasted was good, and its loss is the first failure of a new row.
    if (link.livedMs > MAX_DELAY_MS) this.#failures = 0;
    const failures = this.#failures;
    this.#failures += 1;
    if (code === 1012 && failures === 0) return 0;
    if (TOLD.has(code)) return (retryMs ?? RETRY_MS) + backoff(failures, RETRY_MS, this.#random);
    return backoff(failures, retryMs ?? RETRY_MS, this.#random);
  }

  #fallBack({ heard }, code) {
    this.#early += 1;
    const enough = this.#proven ? BLOCKED_LATER_AFTER : BLOCKED_AFTER;
    const blocked = this.transport === "websocket" && this.#early >= enough;
    const buffered = this.transport === "sse" && code === SILENT && !heard;
    if (blocked || buffered) this.#climb(Math.min(this.#rung + 1, this.#order.length - 1));
    // Refused at once: the server is away, so that the WebSocket before it proved nothing.
    else if (this.transport === "sse") this.#climb(0);
  }

  #climb(rung) {
    this.#rung = rung;
    this.#early = 0;
  }
}
