import { Fold } from "./fold.js";
import { Outbox, fits } from "./outbox.js";
import { ABNORMAL, Reconnection, SILENT } from "./reconnection.js";
import { Resend } from "./resend.js";
import { TRANSPORTS } from "./transports.js";

const HEARTBEAT_MS = 20_000;
/** A WebSocket that has not brought `welcome` by then has failed: blocked ones often just hang. */
const WELCOME_MS = 8_000;
/** Refusals that are about now, not about the command: it is sent again. */
const TEMPORARY = new Set(["rate_limited", "overloaded", "unavailable", "internal"]);
/** Refusals that are about the command, whatever HTTP makes of them: people have to do something. */
const FINAL = new Set(["quota_exceeded", "storage_full"]);
const AGAIN_MS = 1000;

/** What is wrong with a command that no frame takes. */
const tooLarge = ({ says }) => ({ code: "too_large", message: says.tooLarge });
/** What is wrong with commands over which the server closes: it would do so again (PROTOCOL 9). */
const FAULTS = {
  4400: ({ says }) => ({ code: "malformed", message: says.notUnderstood }),
  4413: tooLarge,
};

/** The ack that an HTTP refusal of a command amounts to; throws where nothing is decided. */
function refusal({ id }, error) {
  const { status, code, message, details } = error;
  // 408 says that it did not arrive whole. A proxy's 429 has no code of ours.
  const undecided = status === undefined || [401, 408, 429].includes(status) || status >= 500;
  if ((undecided && !FINAL.has(code)) || TEMPORARY.has(code)) throw error;
  return { type: "ack", id, status: "rejected", error: { code, message, details } };
}

/**
 * A cursor over one session's log that heals itself, and an outbox of commands (PROTOCOL 1, 7).
 *
 * Fires `change` (the fold or the outbox differ), `status` (`status` differs), `ack` (`detail` is
 * the frame with its `command`) and `problem` (`detail` is an `error` frame).
 */
export class SessionConnection extends EventTarget {
  /** `{state: "connecting"|"live"|"waiting"|"closed", transport, retryAt?, code?}`. */
  status = { state: "closed", transport: null };
  #client;
  #WebSocket;
  #reconnection;
  #link = null;
  #timer;
  #heartbeatMs = HEARTBEAT_MS;
  #retryMs;
  #posting = false;
  #started = false;

  /**
   * @param client a CareerPilotClient: who one is, and how to reach the server.
   * @param saved what `dump` gave, to go on from there instead of from a snapshot.
   * @param transports which to use and in what order, of "websocket", "sse" and "poll".
   */
  constructor(client, session, { saved, transports = Object.keys(TRANSPORTS), ...env } = {}) {
    super();
    const usable = saved?.session === session ? saved : {};
    this.#client = client;
    this.#WebSocket = env.WebSocket ?? globalThis.WebSocket;
    this.#reconnection = new Reconnection(transports, env.random ?? Math.random);
    this.session = session;
    this.epoch = usable.epoch ?? null;
    this.seq = usable.seq ?? null;
    this.fold = new Fold(usable.fold);
    this.outbox = new Outbox(usable.outbox);
  }

  /** All that is needed to go on after a reload, as plain JSON. */
  dump() {
    const { session, epoch, seq, fold, outbox } = this;
    return { session, epoch, seq, fold: fold.dump(), outbox: outbox.dump() };
  }

  open() {
    globalThis.addEventListener?.("online", this.#onOnline);
    globalThis.addEventListener?.("offline", this.#onOffline);
    globalThis.document?.addEventListener("visibilitychange", this.#onVisible);
    this.#connect();
  }

  /** Leaves the session alone: what runs goes on. */
  close() {
    this.#stop(1000);
  }

  /**
   * Sends a command now or when there is a connection, until it is acknowledged. Gives its id. One
   * that is too large is not sent: its `ack` says so, before this returns.
   */
  send(command) {
    const frame = this.outbox.add(command);
    if (!fits(command)) this.#giveBack([frame], tooLarge(this.#client));
    else if (this.status.state === "live") this.#transmitNext(frame);
    this.#fire("change");
    return frame.id;
  }

  /** Does the last run again. If that was for a message, a text takes the place of its words. */
  retry({ text } = {}) {
    return this.send({ type: "retry", ...(text === undefined ? {} : { text }) });
  }

  /** What comes after commands that have to wait waits with them: their order is the user's. */
  #transmitNext(frame) {
    const { resend } = this.#link;
    if (resend.waits) resend.add([frame], 0);
    else this.#transmit([frame]);
  }

  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #setStatus(status) {
    this.status = { transport: this.#reconnection.transport, ...status };
    this.#fire("status", this.status);
  }

  /** @param signedIn whether that has just been done for it. */
  #connect(signedIn = false) {
    const { transport } = this.#reconnection;
    const link = { signedIn, welcomed: false, heard: false, heardAt: 0, startedAt: Date.now() };
    const due = (ids) => this.outbox.unsent.filter(({ id }) => ids.has(id));
    link.resend = new Resend((ids) => this.#transmit(due(ids)));
    this.#link = link;
    this.#setStatus({ state: "connecting" });
    const patience = { websocket: WELCOME_MS, sse: this.#heartbeatMs, poll: 2 * this.#heartbeatMs };
    this.#silentAfter(patience[transport]);
    // What a link that was given up still reports is of no account.
    const ours =
      (handle) =>
      (...args) =>
        void (this.#link === link && handle(...args));
    link.channel = TRANSPORTS[transport](this.#request(), {
      traffic: ours(() => this.#heard(link)),
      frame: ours((frame) => this.#receive(frame)),
      closed: ours((code, retryMs) => this.#lost(code, retryMs)),
    });
  }

  /** What a transport needs to know; long-poll asks for the cursor again and again. */
  #request() {
    return {
      client: this.#client,
      session: this.session,
      WebSocket: this.#WebSocket,
      // A number without its epoch is no position.
      cursor: () => ({ epoch: this.epoch, seq: this.epoch === null ? null : this.seq }),
      heartbeatMs: () => this.#heartbeatMs,
    };
  }

  #silentAfter(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost(SILENT), ms);
  }

  #heard(link) {
    Object.assign(link, { heard: true, heardAt: Date.now() });
    this.#silentAfter(2 * this.#heartbeatMs);
  }

  #receive(frame) {
    const handlers = {
      welcome: this.#welcome,
      events: this.#append,
      snapshot: this.#replace,
      ack: this.#acknowledge,
      ping: ({ t }) => this.#link.channel.send?.({ type: "pong", t }),
      goaway: (notice) => void (this.#link.goaway = notice),
      error: this.#refused,
    };
    if (Object.hasOwn(handlers, frame.type)) handlers[frame.type].call(this, frame);
  }

  /** On an id of which the server knows nothing yet, a second one tells the epoch (PROTOCOL 4). */
  #welcome({ epoch: named, heartbeatMs, status }) {
    // What is not ours to start was deleted.
    if (status === "new" && !this.#startsHere()) return this.#stop(4404);
    const epoch = named || null;
    this.#heartbeatMs = heartbeatMs;
    if (this.epoch !== null && this.epoch !== epoch) this.#forgetLog();
    this.epoch = epoch;
    if (this.#link.welcomed) return undefined;
    this.#link.welcomed = true;
    this.#reconnection.welcomed();
    if (status === "idle") this.outbox.settle(() => true);
    this.#setStatus({ state: "live" });
    return this.#transmit(this.outbox.unsent);
  }

  /** Whether nothing is known of the session but that it is started by this connection. */
  #startsHere() {
    return this.outbox.starts || (this.#started && this.epoch === null);
  }

  /** What we hold is of a log that is gone or that went on without us: all of it comes anew. */
  #forgetLog() {
    this.fold = new Fold();
    this.seq = null;
    this.outbox.loseTrack();
  }

  #append({ seq, events }) {
    const last = this.seq ?? 0;
    const ahead = seq - events.length - last;
    // A hole. The cursor is still right, so that asking again brings what is missing.
    if (ahead > 0) return this.#lost(SILENT);
    return this.#take(events.slice(-ahead), Math.max(seq, last));
  }

  #replace({ seq, epoch, events }) {
    this.#forgetLog();
    this.epoch = epoch;
    this.#take(events, seq);
  }

  #take(events, seq) {
    for (const event of events) this.fold.apply(event);
    this.seq = seq;
    const runs = new Set(events.map(({ runId }) => runId));
    this.outbox.begin((id) => runs.has(id) || this.fold.message(id));
    this.#fire("change");
  }

  #acknowledge(ack) {
    if (TEMPORARY.has(ack.error?.code)) return this.#transmitAgain([ack], ack.error);
    const command = this.outbox.acknowledge(ack);
    if (!command) return undefined;
    if (command.type === "start") this.#started = ack.status !== "rejected";
    this.#fire("ack", { ...ack, command });
    if (command.type === "start" && !this.#started && this.epoch === null) this.#stop(4404);
    return this.#fire("change");
  }

  #refused(error) {
    this.#fire("problem", error);
    if (error.retryMs === undefined) return;
    this.#retryMs = error.retryMs;
    // It names no command: where the connection stays open, all of them are due again.
    if (this.#link.welcomed) this.#transmitAgain(this.outbox.unsent, error);
  }

  #transmit(frames) {
    const { send } = this.#link.channel;
    if (send) frames.forEach(send);
    else this.#post();
  }

  /** Sends what was refused for now once more, unless a new connection does so before. */
  #transmitAgain(frames, { retryMs = AGAIN_MS }) {
    this.#link?.resend.add(frames, retryMs);
  }

  /** What will never be taken is as if it had been refused: it is not sent again. */
  #giveBack(frames, error) {
    for (const { id } of frames) this.#acknowledge({ type: "ack", id, status: "rejected", error });
  }

  /** Posts commands one after the other: their order is the user's. */
  async #post() {
    if (this.#posting) return;
    this.#posting = true;
    try {
      for (let [frame] = this.outbox.unsent; frame; [frame] = this.outbox.unsent) {
        const refused = (error) => refusal(frame, error);
        this.#acknowledge(await this.#client.command(this.session, frame).catch(refused));
      }
    } catch (error) {
      this.#transmitAgain(this.outbox.unsent, error);
    } finally {
      this.#posting = false;
    }
  }

  #lost(code, retryMs) {
    const link = this.#drop();
    const { goaway } = link;
    // A stream just ends where a WebSocket would close with a code.
    if (goaway && code === ABNORMAL) code = goaway.reason === "overload" ? 1013 : 1012;
    // The sign-in did not help, as where cookies are refused: another would be one more guest.
    const inVain = code === 4401 && link.signedIn && !link.welcomed;
    if (inVain || this.#reconnection.stops(code)) return this.#stop(code);
    link.livedMs = link.welcomed ? Date.now() - link.startedAt : 0;
    const asked = retryMs ?? goaway?.retryMs ?? this.#retryMs;
    this.#retryMs = undefined;
    return this.#wait(code, this.#reconnection.lost(link, code, asked));
  }

  #wait(code, delay) {
    this.#setStatus({ state: "waiting", retryAt: Date.now() + delay, code });
    const again = code === 4401 ? () => this.#signInAgain() : () => this.#connect();
    this.#timer = setTimeout(again, delay);
  }

  async #signInAgain() {
    const { status } = this;
    try {
      await this.#client.signIn();
      if (this.status === status) this.#connect(true);
    } catch (error) {
      if (this.status !== status) return;
      if (error.status >= 400 && error.status < 429) this.#stop(4401);
      else this.#wait(4401, this.#reconnection.lost({ welcomed: false }, 4401, error.retryMs));
    }
  }

  /** What was begun without a network hangs. */
  #onOnline = () => this.#connectNow({ anew: this.status.state === "connecting" });

  /**
   * What is open is lost, though nothing says so before a heartbeat is missed. Attempts go on: a
   * server on this machine can be reached without a network.
   */
  #onOffline = () => {
    const { state } = this.status;
    if (state === "live" || state === "connecting") this.#lost(ABNORMAL);
    else this.#fire("status", this.status);
  };

  #onVisible = () => {
    if (globalThis.document?.visibilityState === "visible") this.#connectNow();
  };

  /** Without a wait, and also where a connection died while the machine slept (7). */
  #connectNow({ anew = false } = {}) {
    const { state } = this.status;
    const died = state === "live" && Date.now() - this.#link.heardAt > 2 * this.#heartbeatMs;
    if (state !== "waiting" && !died && !anew) return;
    this.#drop();
    this.#reconnection.restart();
    this.#connect();
  }

  #drop() {
    const link = this.#link;
    this.#link = null;
    clearTimeout(this.#timer);
    link?.resend.stop();
    link?.channel.close();
    return link;
  }

  #stop(code) {
    this.#drop();
    globalThis.removeEventListener?.("online", this.#onOnline);
    globalThis.removeEventListener?.("offline", this.#onOffline);
    globalThis.document?.removeEventListener("visibilitychange", this.#onVisible);
    this.#setStatus({ state: "closed", code });
    const fault = FAULTS[code]?.(this.#client);
    if (fault) this.#giveBack(this.outbox.unsent, fault);
  }
}
