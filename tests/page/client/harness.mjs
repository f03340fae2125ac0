/**
 * Stand-ins for what a browser brings: a WebSocket that the test plays the server of, a `fetch`
 * whose requests wait to be answered, and a clock that only the test moves.
 */
import { mock } from "node:test";
import { CareerPilotClient } from "../../../server/page/client.js";

export const SESSION = "0b0e4b4e-3c7e-4c0a-9d3a-1c6a3c1f9a10";
export const HEARTBEAT_MS = 20_000;
/** What `POST /v1/auth/guest` answers to who asks for a cookie. */
export const GUEST = { expiresIn: 1000, user: { id: "g-1", guest: true } };

/** Lets everything that is due run: promises, streams. No time passes. */
export async function settle() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((go) => setImmediate(go));
}

export async function pass(ms) {
  mock.timers.tick(ms);
  await settle();
}

export function startClock() {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
}

export function stopClock() {
  mock.timers.reset();
}

class ServedSocket {
  constructor(url, protocols) {
    Object.assign(this, { url: new URL(url), protocols, sent: [], closedWith: null });
    ServedSocket.made.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code) {
    this.closedWith = code;
  }

  /** The server's side. */
  serve(...frames) {
    for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) });
  }

  end(code) {
    this.onclose({ code });
  }
}

/** A request that a test answers, with JSON or with a stream of SSE. */
class ServedRequest {
  constructor(url, { method, headers, body, signal, credentials }) {
    Object.assign(this, { url: new URL(url), method, headers, signal, credentials });
    this.body = body && JSON.parse(body);
    this.answered = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    signal?.addEventListener("abort", () => this.reject(signal.reason));
  }

  answer(status, document, headers = {}) {
    this.resolve(new Response(JSON.stringify(document), { status, headers }));
  }

  /** Opens the stream; `write` and `end` are the server's. */
  stream() {
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      start: (controller) => {
        this.write = (text) => controller.enqueue(encoder.encode(text));
        this.end = () => controller.close();
      },
    });
    this.resolve(new Response(body, { status: 200 }));
  }

  serve(...frames) {
    for (const frame of frames) this.write(`data: ${JSON.stringify(frame)}\n\n`);
  }

  refuse() {
    this.reject(new TypeError("fetch failed"));
  }
}

/** An XMLHttpRequest that the test plays the server of. */
class ServedUpload {
  upload = {};
  headers = {};

  constructor() {
    ServedUpload.made.push(this);
  }

  open(method, url) {
    Object.assign(this, { method, url: new URL(url) });
  }

  setRequestHeader(name, value) {
    this.headers[name] = value;
  }

  getResponseHeader(name) {
    return name === "Retry-After" ? this.retryAfter ?? null : null;
  }

  send(form) {
    this.form = form;
  }

  abort() {
    this.aborted = true;
    this.onloadend?.();
  }

  /** The line's side. */
  progress(loaded, total) {
    this.upload.onprogress({ loaded, total });
  }

  answer(status, document, retryAfter) {
    Object.assign(this, { status, responseText: JSON.stringify(document), retryAfter });
    this.onload();
    this.onloadend();
  }

  lose() {
    this.onerror();
    this.onloadend();
  }
}

/**
 * A client, its sockets, requests and uploads in the order they were made, and a connection of it.
 */
export function open(options = {}, clientOptions = {}) {
  const sockets = [];
  const requests = [];
  const uploads = [];
  ServedSocket.made = sockets;
  ServedUpload.made = uploads;
  const fetch = (url, init) => {
    const request = new ServedRequest(url, init);
    requests.push(request);
    return request.answered;
  };
  const served = { fetch, WebSocket: ServedSocket, XMLHttpRequest: ServedUpload };
  const env = { ...served, random: () => 1 };
  const client = new CareerPilotClient({ url: "http://server.test", env, ...clientOptions });
  const connection = client.connect(SESSION, options);
  const acks = [];
  connection.addEventListener("ack", ({ detail }) => acks.push(detail));
  return { client, connection, sockets, requests, uploads, acks };
}

export const welcome = (more = {}) => ({
  type: "welcome",
  version: 1,
  session: SESSION,
  epoch: "e1",
  head: 0,
  after: 0,
  heartbeatMs: HEARTBEAT_MS,
  status: "running",
  ...more,
});

const delta = (text) => ({ type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta: text });
const OPENING = [
  { type: "RUN_STARTED", threadId: SESSION, runId: "r" },
  { type: "TEXT_MESSAGE_START", messageId: "m", role: "assistant" },
];

/** A log whose event number n, from 3 on, says the n-th letter after "b". */
export function eventAt(seq) {
  return OPENING[seq - 1] ?? delta(String.fromCharCode(94 + seq));
}

/** The `events` frame of the log's events from one number to another. */
export function events(from, to) {
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return { type: "events", seq: to, events: numbers.map(eventAt) };
}

export function snapshot(seq, epoch = "e1") {
  return { type: "snapshot", seq, epoch, events: events(1, seq).events };
}

export const textOf = (connection) => connection.fold.message("m")?.content;

export const NEW = welcome({ epoch: "", status: "new" });

/** A connection that starts its session, of which the server knows nothing yet. */
export async function starting(options = {}) {
  const { client, sockets, requests, connection: idle } = open();
  idle.close();
  await settle();
  const made = [sockets, requests].map(({ length }) => length);
  const connection = client.start("chat", {}, options);
  const acks = [];
  connection.addEventListener("ack", ({ detail }) => acks.push(detail));
  await settle();
  const [socket] = sockets.slice(made[0]);
  const later = () => requests.slice(made[1]);
  socket?.serve(NEW);
  return { connection, acks, socket, sockets, requests: later, start: socket?.sent[0] };
}

/** A connection that is live over a WebSocket, with the log's first `seq` events. */
export async function live(seq = 5, options = {}) {
  const opened = open(options);
  await settle();
  opened.sockets[0].serve(welcome({ head: seq }), events(1, seq));
  return { ...opened, socket: opened.sockets[0] };
}
