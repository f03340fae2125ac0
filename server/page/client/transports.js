/**
 * The three ways to read a session's frames: WebSocket, SSE and long-poll (PROTOCOL, 3 and 4).
 *
 * Each `open*(request, on)` returns `{send, close}` and reports through `on`:
 * `on.traffic()` for every sign of life, `on.frame(frame)`, and once at the end
 * `on.closed(code, retryMs?)`, `code` being a close code of PROTOCOL 9 or 1006.
 */

import { ABNORMAL } from "./reconnection.js";

const SUBPROTOCOL = "careerpilot.v1";
const POLL_MAX_SECONDS = 30;
const POLL_PAUSE_MS = 250;

/** The close code that says the same as an HTTP status (PROTOCOL 9). */
const CLOSE_CODES = {
  400: 4400,
  401: 4401,
  403: 4403,
  404: 4404,
  413: 4413,
  422: 4400,
  429: 4429,
  503: 1013,
};

/** What WebSocket libraries and proxies say by themselves in place of 4413 (RFC 6455, 7.4.1). */
const MESSAGE_TOO_BIG = 1009;

const closeCodeOf = (status) => CLOSE_CODES[status] ?? ABNORMAL;

/**
 * Splits a stream of text into the data of server-sent events (WHATWG HTML, 9.2.6). Comments fall
 * away, and so do ids: the frames say themselves where they stand.
 */
export class SseParser {
  #rest = "";
  #data = [];

  /** The data of each event that is complete once `text` has come. */
  feed(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line) {
    if (line === "") return this.#dispatch();
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "data") this.#data.push(value);
    return [];
  }

  #dispatch() {
    const lines = this.#data;
    this.#data = [];
    return lines.length ? [lines.join("\n")] : [];
  }
}

const cursorQuery = ({ epoch, seq }) => (seq === null ? {} : { after: seq, epoch });

/** Opens the stream, or reports why not and gives null. */
async function fetchStream({ client, session, signal }, query, headers, on) {
  const options = { query, headers, signal };
  const response = await client.fetch("GET", `sessions/${session}/events`, options);
  if (response.ok) return response;
  const { retryMs } = await client.problemOf(response);
  on.closed(closeCodeOf(response.status), retryMs);
  return null;
}

/** Runs `read` until it ends; a lost connection and `close` both end it. */
function streaming(request, on, read) {
  const abort = new AbortController();
  const failed = (error) => {
    if (!abort.signal.aborted) console.warn(`the stream broke: ${error.message}`);
  };
  read({ ...request, signal: abort.signal })
    .catch(failed)
    .finally(() => on.closed(ABNORMAL));
  // Commands go by POST; control frames have no place on a one-way stream.
  return { send: null, close: () => abort.abort() };
}

function openWebSocket({ client, session, cursor, WebSocket }, on) {
  let socket = null;
  let closed = false;
  const connect = async () => {
    const url = await client.socketUrl(session, cursorQuery(cursor()));
    if (closed) return;
    socket = new WebSocket(url, [SUBPROTOCOL]);
    socket.onmessage = ({ data }) => {
      on.traffic();
      on.frame(JSON.parse(data));
    };
    socket.onclose = ({ code }) => on.closed(code === MESSAGE_TOO_BIG ? 4413 : code);
  };
  // Who gets no ticket can't come this way; of the session nothing has been said.
  const refused = ({ status }) =>
    on.closed(status === 404 || status === 403 ? ABNORMAL : closeCodeOf(status));
  connect().catch(refused);
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    close() {
      closed = true;
      socket?.close(1000);
    },
  };
}

/** By fetch rather than EventSource, so that the cursor and the headers are ours. */
function openSse(request, on) {
  return streaming(request, on, async (streamed) => {
    const { epoch, seq } = request.cursor();
    const headers = { Accept: "text/event-stream" };
    if (seq !== null) headers["Last-Event-ID"] = `${epoch}:${seq}`;
    const response = await fetchStream(streamed, {}, headers, on);
    const parser = new SseParser();
    const reader = response?.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader.read()) {
      on.traffic();
      for (const data of parser.feed(part.value)) on.frame(JSON.parse(data));
    }
  });
}

function openPoll(request, on) {
  const headers = { Accept: "application/json" };
  return streaming(request, on, async (streamed) => {
    // The first answer comes at once, so that the page is live without a wait.
    for (let wait = 0; ; wait = Math.min(POLL_MAX_SECONDS, request.heartbeatMs() / 1000)) {
      const before = request.cursor().seq;
      const query = { wait, ...cursorQuery(request.cursor()) };
      const response = await fetchStream(streamed, query, headers, on);
      if (!response) return;
      const frames = await response.json();
      on.traffic();
      frames.forEach(on.frame);
      // An answer with nothing new must not turn into a busy loop.
      if (before === request.cursor().seq) await new Promise((go) => setTimeout(go, POLL_PAUSE_MS));
    }
  });
}

/** In the order of PROTOCOL 7. */
export const TRANSPORTS = { websocket: openWebSocket, sse: openSse, poll: openPoll };
