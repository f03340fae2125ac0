/** How an interview is shown: the question that is asked, the clock, scores and feedback. */
import { el, setText } from "../ui/dom.js";
import { t, words } from "../ui/texts.js";
import { placeAt, valueNode } from "../ui/value.js";
import { defaultView, titled } from "./default.js";

function competency({ name, rating, anchor, quotes = [] }) {
  const isJudged = rating !== null && rating !== undefined;
  const given = isJudged ? t("page.interview.rating", { rating }) : t("page.value.not_judged");
  return el(
    "section",
    { class: "competency" },
    el("h4", {}, words(name), el("span", { class: "rating" }, given)),
    anchor ? el("p", {}, anchor) : null,
    quotes.map((quote) => el("blockquote", {}, quote)),
  );
}

function question(place) {
  const item = place.value;
  const below = { ...place, level: 5 };
  const parts = [
    ["answer", t("page.interview.answer")],
    ["notes", t("page.interview.notes")],
    ["betterAnswerOutline", t("page.interview.better")],
  ];
  return el(
    "details",
    {},
    el("summary", {}, `${item.number}. ${item.question}`),
    parts
      .filter(([key]) => item[key]?.length)
      .map(([key, title]) => [el("h4", {}, title), valueNode(placeAt(below, key))]),
  );
}

/** Fields that have a look of their own. */
const FIELDS = {
  competencies: (place) => titled(t("page.interview.competencies"), ...place.value.map(competency)),
  questions(place) {
    const entries = place.value.map((_, at) => question(placeAt(place, at)));
    return titled(t("page.interview.questions"), ...entries);
  },
};

const ORDER = [
  ...["overallScore", "communicationScore", "technicalScore", "competencies"],
  ...["strengths", "improvements", "detailedFeedback", "questions"],
];

function field(name, whole, tools) {
  const place = placeAt(whole, name);
  const isOwn = Object.hasOwn(FIELDS, name) && Array.isArray(place.value);
  return isOwn ? FIELDS[name](place) : defaultView.field(name, whole, tools);
}

function minutes(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

class InterviewStanding {
  #state = {};
  #now;

  /** @param now gives the server's time in ms, of which the clock's moments are. */
  constructor(now) {
    this.#now = now;
    this.clock = el("span", { class: "clock", role: "timer", "aria-live": "off" });
    this.about = el("p", { class: "about" });
    this.question = el("p", { class: "text" });
    this.asked = el("section", { class: "question", "aria-label": t("page.interview.question") });
    this.asked.append(this.about, this.question);
    this.inRow = [this.clock];
    this.below = [this.asked];
  }

  update(state) {
    this.#state = state;
    this.tick();
    this.#showQuestion(state.question);
  }

  /** Between the server's updates the time goes on here. */
  tick() {
    const { clock, clockAt } = this.#state;
    this.clock.hidden = !clock;
    if (!clock) return;
    const { budgetMs, usedMs, running } = clock;
    const since = running && clockAt ? Math.max(0, this.#now() - clockAt) : 0;
    const left = { time: minutes(budgetMs - usedMs - since) };
    const key = running ? "page.interview.left" : "page.interview.stopped";
    setText(this.clock, t(key, left));
  }

  #showQuestion(asked) {
    this.asked.hidden = !asked;
    if (!asked) return;
    const { number, type, difficulty, groundedIn } = asked;
    const grounded = groundedIn && t("page.interview.grounded", { text: groundedIn });
    const about = [
      t("page.interview.number", { number }),
      type && words(type),
      difficulty && words(difficulty),
      grounded,
    ];
    setText(this.about, about.filter(Boolean).join(" · "));
    setText(this.question, asked.text);
  }
}

export const interviewView = {
  ...defaultView,
  order: ORDER,
  scoresFirst: true,
  field,
  standing: (now) => new InterviewStanding(now),
};
