/** Where the session stands: phase, progress, clock and the question that is asked. */
import { el, setText, words } from "./dom.js";

function minutes(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export class Standing {
  #clock;
  #since;

  /** @param saved what `dump` gave: the clock has gone on during a reload. */
  constructor({ clock = null, since = 0 } = {}) {
    this.#clock = clock;
    this.#since = since;
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

  update({ phase, progress, clock, question }) {
    setText(this.phase, phase ? words(phase) : "");
    this.#showProgress(progress);
    if (JSON.stringify(clock) !== JSON.stringify(this.#clock)) {
      this.#clock = clock ?? null;
      this.#since = Date.now();
    }
    this.tick();
    this.#showQuestion(question);
  }

  dump() {
    return { clock: this.#clock, since: this.#since };
  }

  /** Between the server's updates the time goes on here. */
  tick() {
    this.clock.hidden = !this.#clock;
    if (!this.#clock) return;
    const { budgetMs, usedMs, running } = this.#clock;
    const used = usedMs + (running ? Date.now() - this.#since : 0);
    setText(this.clock, `${minutes(budgetMs - used)} left${running ? "" : " (stopped)"}`);
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
