/** One session on the screen: a connection, and all that shows what it holds. */
import { viewOf } from "../kinds/registry.js";
import { button, el, setText } from "../ui/dom.js";
import { divided } from "../ui/entry_actions.js";
import { takeFiles } from "../ui/files.js";
import { t, words } from "../ui/texts.js";
import { Composer } from "./composer.js";
import { ExportMenu } from "./exports.js";
import { fillingOf } from "./filling.js";
import { memory } from "./memory.js";
import { ResultCard } from "./result.js";
import { Standing } from "./standing.js";
import { Transcript, broughtTo } from "./transcript.js";

/** Px from the end within which the reader counts as following it. */
const NEAR = 80;

const TRANSPORT_NAMES = { websocket: "WebSocket", sse: "SSE", poll: "long-poll" };

/** The texts of why a connection was ended for good, by the code that ended it. */
const ENDS = {
  4400: "page.session.not_understood",
  4401: "page.session.not_signed_in",
  4403: "page.session.forbidden",
  4404: "page.session.not_found",
  4413: "page.session.too_large",
};
/** After these it is worth another try: what was at fault is not sent again. */
const RETRIED = new Set([4400, 4401, 4413]);

/** A name from `details.allowed` as the user knows it. */
function allowedWords(name, actions) {
  if (name === "message") return t("page.session.can_write");
  if (name === "retry") return t("page.session.can_redo");
  const action = name.replace("action:", "");
  const offered = actions.find((one) => one.name === action);
  return t("page.session.can_act", { title: offered?.title ?? words(action) });
}

function rejection({ error }, state) {
  const allowed = error?.details?.allowed;
  if (!allowed) return error?.message ?? t("page.session.refused");
  const names = allowed.map((name) => allowedWords(name, state.actions ?? []));
  const listed = names.join(", ") || t("page.session.can_read");
  return t("page.session.not_possible", { allowed: listed });
}

/** What a step `role:task` does, in words: the kind's, or else the task's name. */
function stepTitle(name, { tasks = [] }) {
  return tasks.find(({ step }) => step === name)?.title ?? words(name.split(":").at(-1));
}

function connectionText({ state, transport, retryAt, code }) {
  if (state === "live") return t("page.session.live", { transport: TRANSPORT_NAMES[transport] });
  if (state === "closed") return ENDS[code] ? t("page.session.closed") : "";
  if (!navigator.onLine) return t("page.session.offline");
  if (state === "connecting") return t("page.session.connecting");
  const seconds = Math.ceil((retryAt - Date.now()) / 1000);
  if (seconds <= 0) return t("page.session.reconnecting");
  return t("page.session.reconnecting_in", { seconds });
}

const wayBack = () => el("a", { class: "button", href: "#/" }, t("page.session.to_start"));

export class SessionView {
  #forgotten = false;
  #passing = false;
  /** Whether the server has been asked about the session's kind, or need not be. */
  #asked = false;
  /** The id of the action or `retry` that was sent last. */
  #step;
  /** The files that went along with messages, as `{id, name}` by the message's id. */
  #sent = new Map();
  #frame = null;
  #ticker;
  /** What the view of the session's kind shows under the last message. */
  #under;
  #view;

  /**
   * @param shelf what one has stored, and where files go.
   * @param catalogue the kinds, as far as they are known: what is missing is asked for.
   * @param badge where the state of the connection is shown.
   * @param onTitle called when the session may have a new title or status.
   */
  constructor({ client, catalogue, shelf, id, transports, badge, onTitle }) {
    this.catalogue = catalogue;
    this.badge = badge;
    this.onTitle = onTitle;
    this.notice = el("div", { class: "notice", role: "alert", hidden: true });
    this.says = el("p", { class: "unseen", role: "status" });
    const label = t("page.session.conversation");
    this.scroller = el("div", { class: "scroller", tabindex: "0", "aria-label": label });
    const saved = memory.load(id);
    this.exports = new ExportMenu(`${client.url}/v1/sessions/${id}`);
    this.standing = new Standing(() => client.now(), this.exports.root);
    const resend = (text) => {
      this.#send({ type: "retry", text });
      this.focus();
    };
    const giveBack = (text) => this.composer.giveBack(text);
    this.transcript = new Transcript(resend, giveBack, saved.edit);
    this.busy = el("p", { class: "busy", "aria-hidden": "true" });
    this.result = new ResultCard();
    const send = (command, attached) => this.#send(command, attached);
    this.composer = new Composer(send, this.scroller, shelf);
    this.composer.giveBack(saved.draft ?? "", saved.attached);
    this.#sent = new Map(saved.sent);
    this.underLast = el("div", {});
    this.scroller.append(this.transcript.root, this.underLast, this.busy, this.result.root);
    this.answerer = el("p", { class: "hint answerer", hidden: true });
    const parts = [this.standing, { root: this.scroller }, { root: this.notice }, this.composer];
    this.root = el(
      "div",
      { class: "session" },
      parts.map(({ root }) => root),
      this.answerer,
      this.says,
    );
    takeFiles(this.root, (files) => this.composer.attach(files));
    // It has no height before it is on the page, and another where the page is turned.
    new ResizeObserver(() => this.composer.grow()).observe(this.root);
    this.#connect(client, id, { saved: saved.connection, transports });
  }

  /** Without an answer all is shown as well as it can be. */
  async #learn(kind) {
    if (!kind || this.#asked) return;
    this.#asked = true;
    if (this.catalogue.get(kind).name) return;
    const failed = ({ message }) => console.warn(`the kinds are not known: ${message}`);
    await this.catalogue.load().catch(failed);
    this.#soon();
  }

  focus() {
    const { form, text } = this.composer;
    (form.hidden ? this.scroller : text).focus();
  }

  close() {
    this.#save();
    clearInterval(this.#ticker);
    removeEventListener("pagehide", this.#save);
    this.connection.close();
  }

  #connect(client, id, options) {
    this.connection = client.connect(id, options);
    this.connection.addEventListener("change", () => this.#soon());
    this.connection.addEventListener("status", () => this.#showStatus());
    this.connection.addEventListener("ack", ({ detail }) => this.#onAck(detail));
    this.connection.addEventListener("problem", ({ detail }) => this.#onProblem(detail));
    addEventListener("pagehide", this.#save);
    this.#ticker = setInterval(() => this.#tick(), 500);
    this.#showStatus();
    this.#soon();
  }

  /** The session was deleted: nothing of it is to be kept. */
  forget() {
    this.#forgotten = true;
  }

  /** Why nothing can be said to the session any more, or undefined while it can. */
  get #end() {
    const { state, code } = this.connection.status;
    return state === "closed" && ENDS[code] ? t(ENDS[code]) : undefined;
  }

  #save = () => {
    const { connection } = this;
    const { draft, attached } = this.composer;
    const { edit } = this.transcript;
    if (this.#forgotten) return;
    const sent = [...this.#sent];
    const saved = { connection: connection.dump(), draft, attached, sent, edit };
    if (connection.status.code === 4404) memory.saveUnsaid(connection.session, saved);
    else memory.save(connection.session, saved);
  };

  /** Throws, with the reason, where the session's end has come: what was written stays. */
  #send(command, attached = []) {
    if (this.#end) throw new Error(this.#end);
    this.#tell("");
    const { connection } = this;
    const id = command.type === "retry" ? connection.retry(command) : connection.send(command);
    if (command.type !== "message" && command.type !== "cancel") this.#step = id;
    if (attached.length) this.#sent.set(id, attached);
    this.#showComposer();
    this.#save();
    this.#showEnd(command);
  }

  #onAck(ack) {
    if (ack.status === "rejected") this.#onRejected(ack);
    this.#save();
  }

  #onRejected(ack) {
    // What was refused is not lost: it can be changed and sent again.
    const { id, text } = ack.command;
    if (text) this.composer.giveBack(text, this.#sent.get(id));
    this.#tell(rejection(ack, this.connection.fold.state ?? {}));
  }

  #onProblem({ code, message }) {
    // A sign-in that has run out is renewed without the user; where it can't be, the end says so.
    if (code !== "not_signed_in") this.#tell(message, { passing: true });
  }

  /** Draws once per frame of the screen, however many tokens come in between. */
  #soon() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#show();
    });
  }

  #show() {
    const { fold, outbox } = this.connection;
    const state = fold.state ?? {};
    const follows = this.#isAtEnd();
    const hadResult = !this.result.root.hidden;
    const view = viewOf(state.kind);
    this.#learn(state.kind);
    this.standing.update(state, view);
    this.exports.update(this.catalogue.get(state.kind).exports, Boolean(state.result));
    const schema = this.catalogue.get(state.kind).result ?? undefined;
    const tools = this.#toolsFor(state);
    const options = { schema, filling: fillingOf(fold), tools };
    const filling = this.result.update(state.result, view, options);
    const { last, held } = this.#editable;
    const brought = broughtTo(fold.messages);
    const attached = (id) => (brought.get(id) ?? this.#sent.get(id))?.map(({ name }) => name);
    const { result } = this;
    this.transcript.update(fold, outbox, { result, filling, last, held, attached });
    this.#showUnder(view, state, fold);
    this.#showAnswerer(state);
    this.#showComposer();
    this.#showRun(fold, state);
    // A result is read from its top.
    if (follows && !hadResult && !this.result.root.hidden) this.result.root.scrollIntoView();
    else if (follows) this.#toEnd();
  }

  #showUnder(view, state, { messages, running }) {
    if (view !== this.#view) {
      this.#view = view;
      this.#under = view.under((text) => this.#held || this.#send({ type: "message", text }));
      this.underLast.replaceChildren(...[this.#under.root].filter(Boolean));
    }
    const said = messages.findLast(({ role }) => role === "assistant")?.content;
    this.#under.update(state, { running, last: typeof said === "string" ? said : "" });
  }

  /** Which model answers, and where none does what would change with one. */
  #showAnswerer({ answeredBy: name }) {
    this.answerer.hidden = !name;
    if (!name) return;
    const said = [t("page.session.answered_by", { name })];
    if (this.catalogue.isByRules(name)) said.push(t("page.session.with_model"));
    setText(this.answerer, said.join(" "));
  }

  /** What can be done with the result, at the place in it that it is about. */
  #toolsFor({ actions = [], result }) {
    const act = (name, input) => this.#held || this.#send({ type: "action", name, input });
    const start = (kind, input) => {
      memory.save(kind, { draft: input });
      location.hash = `#/new/${kind}`;
    };
    return { actions: divided(actions, result).entries, act, start };
  }

  /** The user's last message, where it is what the last run was for: that can be done again. */
  get #editable() {
    const { fold } = this.connection;
    const user = fold.messages.findLast(({ role }) => role === "user");
    const asked = fold.run?.message ?? fold.run?.id;
    const isLast = user !== undefined && user.id === asked && !fold.running;
    return { last: isLast ? user.id : undefined, held: this.#held };
  }

  /** What was pressed is held until it has been done: each press more would be a run more. */
  get #held() {
    const { fold, outbox } = this.connection;
    const isStarting = fold.running && fold.run.id === this.#step;
    return this.#end !== undefined || outbox.step !== undefined || isStarting;
  }

  #showComposer() {
    const { fold, outbox } = this.connection;
    const { actions: all = [], result, final: ended = false } = fold.state ?? {};
    const actions = divided(all, result).others;
    const { run } = fold;
    const closed = this.#end !== undefined;
    const running = fold.running && !closed;
    const waits = closed ? undefined : outbox.step;
    const held = this.#held;
    const { reads } = this.catalogue.get(fold.state?.kind);
    this.composer.update({ actions, running, ended, begun: run, held, waits, closed, reads });
    // Where nothing is known of the session, nothing can be written to it either.
    this.composer.root.hidden = closed && !fold.messages.length && !this.composer.isUsed;
  }

  /** Where what comes next is shown: in the result that grows, or under the conversation. */
  get #tail() {
    return this.result.tail ?? this.busy;
  }

  /** Px by which what is being read ends below the window's lower edge; negative if above. */
  get #below() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (this.result.root.hidden) return scrollHeight - scrollTop - clientHeight;
    return this.#tail.getBoundingClientRect().bottom - this.scroller.getBoundingClientRect().bottom;
  }

  /** What is said stands below the conversation; who presses a button may be reading the result. */
  #showEnd({ type }) {
    if (this.result.root.hidden) this.#toEnd();
    else if (type === "message") this.busy.scrollIntoView({ block: "end" });
  }

  /** Shows the end of what is being written. Never upwards: there it has been read. */
  #toEnd() {
    this.scroller.scrollTop += Math.max(0, this.#below);
  }

  #isAtEnd() {
    return this.#below < NEAR && this.#below > -this.scroller.clientHeight;
  }

  #showRun({ run, running, open, steps }, state) {
    const kind = this.catalogue.get(state.kind);
    const step = steps.length ? stepTitle(steps.at(-1), kind) : t("page.session.working");
    setText(this.busy, running && !open.size ? `${step}…` : "");
    const before = this.lastRun;
    this.lastRun = run && `${run.id} ${run.status}`;
    if (before === this.lastRun) return;
    if (run?.status === "failed") this.#fail(run.error);
    else if (running) this.#tell("");
    const turn = t(state.final ? "page.session.finished" : "page.session.turn");
    const done = {
      cancelled: t("page.session.stopped"),
      finished: `${turn} ${words(state.phase ?? "")}`,
      running: t("page.session.answering"),
    };
    setText(this.says, done[run?.status] ?? "");
    if (before !== undefined) this.onTitle();
  }

  #fail({ message, code }) {
    const retry = this.#offer(t("page.session.retry"), () => this.#send({ type: "retry" }));
    this.#tell(message, { offered: code === "not_allowed" ? null : retry });
  }

  /** A button of the notice: it goes with what it is about, and leaves the focus to the box. */
  #offer(label, act) {
    const onclick = () => {
      act();
      this.focus();
    };
    return button(label, onclick, { class: "primary" });
  }

  /** `passing` is what is over when the connection is live again. Nothing hides the end's reason. */
  #tell(text, { passing = false, offered } = {}) {
    if (this.#end) return;
    this.#passing = passing;
    this.#notify(text, offered);
  }

  #notify(text, offered) {
    this.notice.hidden = !text;
    this.notice.replaceChildren(text, ...(offered ? [" ", offered] : []));
  }

  #tick() {
    this.standing.tick();
    if (this.connection.status.state === "waiting") this.#showStatus();
  }

  #showStatus() {
    const { status } = this.connection;
    this.badge.dataset.state = status.state;
    this.badge.dataset.transport = status.transport;
    setText(this.badge, connectionText(status));
    if (status.state === "live" && this.#passing) this.#tell("");
    if (this.#end) this.#tellEnd(status.code);
    this.#showComposer();
    this.#soon();
  }

  #tellEnd(code) {
    const offered = this.#offer(t("page.session.go_on"), () => {
      this.connection.open();
      this.#tell("");
    });
    this.#notify(t(ENDS[code]), RETRIED.has(code) ? offered : wayBack());
  }
}
