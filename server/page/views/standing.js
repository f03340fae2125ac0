/** Where the session stands: phase, progress, clock and the question that is asked. */
import { el, setText, words } from "../ui/dom.js";

function minutes(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export class Standing {
  #state = {};
  #now;

  /** @param now gives the server's time in ms, of which the clock's moments are. */
  constructor(now) {
    this.#now = now;
    this.phase = el("span", { class: "phase" });
    this.clock = el("span", { class: "clock", role: "timer", "aria-live": "off" });
    this.label = el("label", { for: "progress", class: "progress-label" });
    this.bar = el("progress", { id: "progress" });
    this.about = el("p", { class: "about" });
    this.question = el("p", { class: "text" });
    this.asked = el("section", { class: "question", "aria-label": "Question" });
    this.asked.append(this.about, this.question);
    const row = el("div", { class: "row" }, this.phase, this.label, this.bar, this.clock);
    this.root = el("div", { class: "standing" }, row, this.asked);
  }

  update(state) {
    const { phase, progress, question } = state;
    this.#state = state;
    setText(this.phase, phase ? words(phase) : "");
    this.#showProgress(progress);
    this.tick();
    this.#showQuestion(question);
  }

  /** Between the server's updates the time goes on here. */
  tick() {
    const { clock, clockAt } = this.#state;
    this.clock.hidden = !clock;
    if (!clock) return;
    const { budgetMs, usedMs, running } = clock;
    const since = running && clockAt ? Math.max(0, this.#now() - clockAt) : 0;
    const left = minutes(budgetMs - usedMs - since);
    setText(this.clock, `${left} left${running ? "" : " (stopped)"}`);
  }

  #showProgress(progress) {
    const known = progress?.total > 0;
    this.bar.hidden = !known;
    setText(this.label, progress?.label ?? "");
    if (known) Object.assign(this.bar, { max: progress.total, value: progress.done });
  }

  #showQuestion(question) {
    this.asked.hidden = !question;
    if (!question) return;
    const { number, type, difficulty, groundedIn } = question;
    const grounded = groundedIn && `about “${groundedIn}”`;
    const about = [
      `Question ${number}`,
      type && words(type),
      difficulty && words(difficulty),
      grounded,
    ];
    setText(this.about, about.filter(Boolean).join(" · "));
    setText(this.question, question.text);
  }
}
