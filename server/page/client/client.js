/**
 * A client of the CareerPilot session protocol, version 1, without dependencies.
 *
 *     const client = new CareerPilotClient();
 *     await client.signIn();
 *     const { id } = await client.create({ kind: "chat", input: {} });
 *     const connection = client.connect(id);
 *     connection.addEventListener("change", () => show(connection.fold.messages));
 *     connection.send({ type: "message", text: "Hello" });
 */
import { Collection } from "./collection.js";
import { SessionConnection } from "./connection.js";
import { newId } from "./id.js";
import { fits } from "./outbox.js";
import { SAYS } from "./says.js";
import { sendFile } from "./upload.js";

export { newId };

/** A request that has no answer by then has failed: it may never have arrived. */
const ANSWER_MS = 15_000;
/** A `Date` header is up to two seconds old: clocks that differ by less may well be the same. */
const CLOCK_SLACK_MS = 3000;
/** A timer set for longer rings at once: browsers count in 32 bits with a sign (HTML, 8.6). */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** An HTTP answer that is not a success; `body` is its JSON, mostly as RFC 9457 has it. */
export class ProblemError extends Error {
  constructor(status, body = {}) {
    const { code = "unknown", detail, title, retryMs, details } = body;
    super(detail ?? title ?? `the server answered ${status}`);
    Object.assign(this, { status, code, retryMs, details, body });
  }
}

/** A refusal right after a sign-in, in words: the cookie that it set was not sent. */
function unkept({ status, body }, { noCookies }) {
  return new ProblemError(status, { ...body, detail: noCookies });
}

/** The first words as a `start` takes them, with an id unless they have one. */
const firstWords = (message) => (message ? { message: { id: newId(), ...message } } : {});

/**
 * Who one is, which kinds there are, one's sessions, `resumes`, `documents` and `jobs`. All methods may
 * throw ProblemError.
 */
export class CareerPilotClient {
  /** The words for what the client itself has to say: they may be put in another language. */
  says = { ...SAYS };
  #env;
  #signingIn = null;
  #signIns = 0;
  #renewal;
  #aheadMs = 0;
  #endsAt;

  /**
   * @param url where the API is, `https://host`; by default where the page came from.
   * @param token an access token or API key; without one the browser's cookie counts.
   * @param env stand-ins for `fetch`, `WebSocket`, `XMLHttpRequest` and `random`, for tests.
   */
  constructor({ url = globalThis.location?.origin, token, env = {} } = {}) {
    this.url = url;
    this.token = token;
    this.#env = { fetch: (...args) => globalThis.fetch(...args), ...env };
    this.resumes = new Collection(this, "resumes");
    this.documents = new Collection(this, "documents");
    this.jobs = new Collection(this, "jobs");
  }

  /**
   * Becomes a guest or, who is one, stays the same for longer; and does so again at half of that
   * time, as long as this page is open. A page calls it when it is loaded. Calls at the same time
   * share one request. A token that was given has to be renewed by who gave it.
   */
  async signIn() {
    if (this.token) throw new ProblemError(401, { code: "not_signed_in" });
    this.#signingIn ??= this.#becomeGuest().finally(() => {
      this.#signingIn = null;
    });
    const guest = await this.#signingIn;
    this.#renewIn(guest.expiresIn * 500);
    return guest;
  }

  async #becomeGuest() {
    // The cookie is all that a page needs: no script that got into it finds the token.
    const guest = await this.#json("POST", "auth/guest", { body: { cookie: true } });
    this.#signIns += 1;
    this.#endsAt = this.now() + guest.expiresIn * 1000;
    return guest;
  }

  /** Where that fails, the refusal of whatever lacks the sign-in has it tried again. */
  #renewIn(ms) {
    clearTimeout(this.#renewal);
    const failed = ({ message }) => console.warn(`the sign-in was not renewed: ${message}`);
    const renew = () => this.signIn().catch(failed);
    this.#renewal = setTimeout(renew, Math.min(ms, MAX_TIMER_MS));
  }

  /** When the guest's sign-in ends unless it is renewed, in ms since 1970; undefined before it. */
  get endsAt() {
    return this.#endsAt;
  }

  /** The kinds of session that there are. Nobody need be signed in for them. */
  async kinds() {
    return (await this.offered()).kinds;
  }

  /** The same with the `models` that may answer, the first of which is asked first. */
  async offered() {
    return await this.#json("GET", "kinds", { cache: "no-cache" });
  }

  /** What a page says, in the language that the browser asks for: `{language, texts}`, by key. */
  texts() {
    return this.#json("GET", "texts", { cache: "no-cache" });
  }

  /** A page of one's sessions, newest first: `{sessions, cursor?}`. */
  sessions(query) {
    return this.request("GET", "sessions", { query });
  }

  session(id) {
    return this.request("GET", `sessions/${id}`);
  }

  /**
   * Asking twice with one `id` makes one session; where none is given, one is made here. The user's
   * first words may come along as `message`, `{text}`.
   */
  create({ id = newId(), message, ...session }) {
    return this.request("POST", "sessions", { body: { id, ...session, ...firstWords(message) } });
  }

  rename(id, title) {
    return this.request("PATCH", `sessions/${id}`, { body: { title } });
  }

  delete(id) {
    return this.request("DELETE", `sessions/${id}`);
  }

  /** One command by HTTP; gives its `ack` frame, also where that says no. */
  async command(id, frame) {
    try {
      return await this.request("POST", `sessions/${id}/commands`, { body: frame });
    } catch (error) {
      if (error.body?.type !== "ack") throw error;
      return error.body;
    }
  }

  /** A connection to the session, opened. Options: those of SessionConnection. */
  connect(session, options = {}) {
    const connection = new SessionConnection(this, session, { ...this.#env, ...options });
    connection.open();
    return connection;
  }

  /**
   * A connection, opened, that makes its session: no request is waited for, and `start` is sent
   * until it is acknowledged. `message`, `{text}`, are the user's first words. A rejected `start`
   * fires `ack` and closes with 4404. Throws ProblemError for one that is too large.
   */
  start(kind, input, { message, options, ...connecting } = {}) {
    const frame = { type: "start", kind, input, ...(options && { options }) };
    Object.assign(frame, firstWords(message));
    const { tooLarge: detail } = this.says;
    if (!fits(frame)) throw new ProblemError(413, { code: "too_large", detail });
    const connection = new SessionConnection(this, newId(), { ...this.#env, ...connecting });
    connection.send(frame);
    connection.open();
    return connection;
  }

  /** A request's JSON; signs in where that is what it lacked. */
  request(method, path, options) {
    return this.#signedIn(() => this.#json(method, path, options));
  }

  /**
   * Sends a file to a collection, as it takes them, and gives the answer's JSON.
   * @param options `query`, and `onProgress`, `onLost` and `signal` as `sendFile` takes them.
   */
  upload(path, file, { query = {}, ...sending } = {}) {
    const url = this.#address(path, query);
    const headers = { Accept: "application/json" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const form = new FormData();
    form.append("file", file);
    const Request = this.#env.XMLHttpRequest ?? globalThis.XMLHttpRequest;
    const whole = { url, headers, credentials: !this.token, form, Request, ...sending };
    return this.#signedIn(async () => {
      const response = await sendFile(whole);
      if (!response.ok) throw await this.problemOf(response);
      return response.json();
    });
  }

  /** What `ask` gives; signs in where that is what it lacked, and asks again. */
  async #signedIn(ask) {
    const signIns = this.#signIns;
    try {
      return await ask();
    } catch (error) {
      if (error.status !== 401) throw error;
      // Another request may have signed in meanwhile; a second time would make a second guest.
      if (signIns === this.#signIns) await this.signIn();
      return ask().catch((again) => {
        throw again.status === 401 ? unkept(again, this.says) : again;
      });
    }
  }

  /** The server's time in ms since 1970, to a few seconds, however wrong this device's clock is. */
  now() {
    return Date.now() + this.#aheadMs;
  }

  /** A request's answer as it is, for streams. */
  async fetch(method, path, { query = {}, headers = {}, body, signal, cache = "no-store" } = {}) {
    const all = { Accept: "application/json", ...headers };
    if (body !== undefined) all["Content-Type"] = "application/json";
    if (this.token) all.Authorization = `Bearer ${this.token}`;
    const response = await this.#env.fetch(this.#address(path, query), {
      ...{ method, headers: all, body: JSON.stringify(body), signal, cache },
      // Where the page is of another origin, the cookie goes along only when that is asked for.
      credentials: this.token ? "omit" : "include",
    });
    this.#compareClocks(response.headers.get("Date"));
    return response;
  }

  /** Another origin's `Date` is not for pages to read: its clock then counts as ours. */
  #compareClocks(date) {
    const ahead = Date.parse(date) - Date.now();
    this.#aheadMs = Math.abs(ahead) > CLOCK_SLACK_MS ? ahead : 0;
  }

  async problemOf(response) {
    const told = await response.json().catch(() => ({}));
    const seconds = Number(response.headers.get("Retry-After"));
    const retryMs = told.retryMs ?? (seconds > 0 ? seconds * 1000 : undefined);
    return new ProblemError(response.status, { ...told, retryMs });
  }

  /** A WebSocket's address. It cannot carry a token in a header: a ticket stands for it. */
  async socketUrl(session, query) {
    const path = `sessions/${session}/ws`;
    const body = { session };
    const { ticket } = this.token ? await this.request("POST", "tickets", { body }) : {};
    const url = this.#address(path, ticket ? { ...query, ticket } : query);
    url.protocol = url.protocol.replace("http", "ws");
    return url;
  }

  #address(path, query) {
    const url = new URL(`/v1/${path}`, this.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async #json(method, path, options) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await this.fetch(method, path, { signal, ...options });
    if (!response.ok) throw await this.problemOf(response);
    return response.status === 204 ? null : response.json();
  }
}
