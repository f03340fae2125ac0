/** How an interview is shown: the question, the clock, what was said on an answer, the feedback. */
import { areAttempts, attempts } from "../ui/attempts.js";
import { bandList, bandMeaning, bandNode, isBand, lookedAt } from "../ui/bands.js";
import { button, el, setText } from "../ui/dom.js";
import { withGaps } from "../ui/gaps.js";
import { areStories, stories } from "../ui/stories.js";
import { t, words } from "../ui/texts.js";
import { isTrend, trend } from "../ui/trend.js";
import { placeAt, valueNode } from "../ui/value.js";
import { defaultView, reasonFor, titled } from "./default.js";

const KIND = "interview";

/** Where there is so little room, what was said on an answer is closed at first. */
const NARROW = "(max-width: 44rem), (max-height: 40rem)";

/** @param reason why nothing could tell, where that was so. */
function competency({ name, rating, band, anchor, quotes = [] }, reason) {
  const isRated = rating !== null && rating !== undefined;
  const given = isRated ? t("page.interview.rating", { rating }) : t("page.value.not_judged");
  const seen = isBand(band) && bandNode(band);
  const said = isRated && seen ? [given, " · ", seen] : seen || given;
  return el(
    "section",
    { class: "competency" },
    el("h4", {}, lookedAt(name), el("span", { class: "rating" }, said)),
    anchor ? el("p", {}, anchor) : null,
    !isRated && !seen && reason ? el("p", { class: "hint" }, reason) : null,
    quotes.map((quote) => el("blockquote", {}, quote)),
  );
}

function competencies(place, { value: result }) {
  const banded = place.value.some(({ band }) => isBand(band));
  return titled(
    t("page.interview.competencies"),
    banded && bandMeaning(result.judgedBy),
    place.value.map((one) => competency(one, reasonFor(one.name, result))),
  );
}

/** One thing to keep and one to change: each may be missing. */
function reaction({ keep, change }) {
  const row = (title, text) =>
    text && el("div", { class: "pair wide" }, el("dt", {}, title), el("dd", { dir: "auto" }, text));
  const rows = [row(t("page.interview.keep"), keep), row(t("page.interview.change"), change)];
  const said = rows.filter(Boolean);
  return said.length > 0 && el("dl", { class: "pairs reaction" }, said);
}

/** What was answered: where there were several tries, all of them. */
function answered(place) {
  const { answer, attempts: tries } = place.value;
  if (areAttempts(tries)) return [el("h4", {}, t("page.interview.tries")), attempts(tries, 5)];
  if (!answer?.length) return null;
  const bands = tries?.[0]?.bands ?? [];
  return [
    el("h4", {}, t("page.interview.answer")),
    valueNode(placeAt(place, "answer")),
    bands.length > 0 && bandList(bands),
  ];
}

function retold({ retold: text }) {
  if (!text) return null;
  return [
    el("h4", {}, t("page.interview.retold")),
    el("div", { class: "body" }, withGaps(text)),
    el("p", { class: "hint" }, t("page.interview.about_retold")),
  ];
}

const LATER = [
  ["notes", "page.interview.notes"],
  ["betterAnswerOutline", "page.interview.better"],
];

function question(place) {
  const item = place.value;
  const below = { ...place, level: 5 };
  return el(
    "details",
    {},
    el("summary", {}, `${item.number}. ${item.question}`),
    answered(below),
    reaction(item),
    retold(item),
    LATER.filter(([key]) => item[key]?.length).map(([key, title]) => [
      el("h4", {}, t(title)),
      valueNode(placeAt(below, key)),
    ]),
  );
}

/** The ways on that lead to another one of these: they stand at the exercise. */
const isAgain = ({ kind }) => kind === KIND;

function exercise({ value }, { value: { next } }, { start }) {
  const ways = Array.isArray(next) && start ? next.filter(isAgain) : [];
  return titled(
    t("page.interview.exercise"),
    el("h4", { dir: "auto" }, value.title),
    el("p", { dir: "auto" }, value.text),
    value.question ? el("blockquote", {}, value.question) : null,
    el("p", { class: "hint" }, t("page.interview.about_exercise")),
    ways.length > 0 &&
      el(
        "div",
        { class: "buttons" },
        ways.map(({ title, input }) =>
          button(title, () => start(KIND, input), { class: "primary" }),
        ),
      ),
  );
}

const isExercise = (value) => typeof value?.title === "string" && typeof value.text === "string";

const storyBank = () =>
  el("p", {}, el("a", { href: "#/practice" }, t("page.interview.to_stories")));

/** Fields that have a look of their own, and what a value has to be for that. */
const FIELDS = {
  competencies: { fits: Array.isArray, show: competencies },
  questions: {
    fits: Array.isArray,
    show(place) {
      const entries = place.value.map((_, at) => question(placeAt(place, at)));
      return titled(t("page.interview.questions"), ...entries);
    },
  },
  exercise: { fits: isExercise, show: exercise },
  stories: {
    fits: areStories,
    show: ({ value }) => titled(t("page.interview.stories"), stories(value, 4), storyBank()),
  },
  trend: {
    fits: isTrend,
    show: ({ value }) => titled(t("page.interview.trend"), trend(value)),
  },
};

/** Fields that are worth no word where there is none of it. */
const UNSAID = new Set(["exercise", "stories", "trend", "strengths", "improvements"]);

const ORDER = [
  ...["overallScore", "communicationScore", "technicalScore", "competencies", "strengths"],
  ...["improvements", "detailedFeedback", "questions", "exercise", "stories", "trend"],
];

/** The result without the ways on that its exercise shows. */
function withoutAgain(whole, { start }) {
  const { next, exercise: shown } = whole.value;
  if (!Array.isArray(next) || !isExercise(shown) || !start) return whole;
  return { ...whole, value: { ...whole.value, next: next.filter((way) => !isAgain(way)) } };
}

/** The result without the reasons that stand with its competencies. */
function withoutShown(whole) {
  const { notJudged, competencies: all } = whole.value;
  if (!(notJudged instanceof Object) || !Array.isArray(all)) return whole;
  const shown = new Set(all.map(({ name }) => name));
  const left = Object.entries(notJudged).filter(([name]) => !shown.has(name));
  return { ...whole, value: { ...whole.value, notJudged: Object.fromEntries(left) } };
}

/** What takes a part out of a result where another field shows that. */
const WITHOUT = { next: withoutAgain, notJudged: withoutShown };

function field(name, whole, tools) {
  const place = placeAt(whole, name);
  const own = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (own?.fits(place.value)) return own.show(place, whole, tools);
  const isNone = place.value === null || place.value?.length === 0;
  if (UNSAID.has(name) && isNone) return null;
  const without = Object.hasOwn(WITHOUT, name) ? WITHOUT[name] : undefined;
  return defaultView.field(name, without?.(whole, tools) ?? whole, tools);
}

function minutes(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** What is said on the answer before, beside the conversation: it can be closed. */
class Reaction {
  #shown;

  constructor() {
    this.title = el("summary", {});
    this.box = el("div", { class: "box", tabindex: "0", role: "region" });
    const open = !matchMedia(NARROW).matches;
    this.root = el("details", { class: "feedback", open }, this.title, this.box);
  }

  show(feedback) {
    this.root.hidden = !feedback;
    const source = JSON.stringify(feedback ?? null);
    if (!feedback || source === this.#shown) return;
    this.#shown = source;
    const { number, bands = [], attempts: tries } = feedback;
    const title = t("page.interview.feedback", { number });
    setText(this.title, title);
    this.box.setAttribute("aria-label", title);
    const several = areAttempts(tries);
    const banded = bands.length > 0 || (several && tries.some((one) => one.bands?.length));
    const parts = [
      reaction(feedback),
      several ? attempts(tries, 3, { bandsFirst: true }) : bands.length > 0 && bandList(bands),
      banded && el("details", {}, el("summary", {}, t("page.bands.meaning")), bandMeaning()),
    ];
    this.box.replaceChildren(...parts.flat().filter(Boolean));
  }
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
    this.reaction = new Reaction();
    this.inRow = [this.clock];
    this.below = [this.asked, this.reaction.root];
  }

  update(state) {
    this.#state = state;
    this.tick();
    this.#showQuestion(state.question);
    // At the end all of it stands in the result.
    this.reaction.show(state.question ? state.feedback : undefined);
  }

  /** Between the server's updates the time goes on here. */
  tick() {
    const { clock, clockAt } = this.#state;
    // Where one practises without a clock it never runs.
    this.clock.hidden = !clock || !(clock.running || clock.usedMs > 0);
    if (this.clock.hidden) return;
    const { budgetMs, usedMs, running } = clock;
    const since = running && clockAt ? Math.max(0, this.#now() - clockAt) : 0;
    const left = { time: minutes(budgetMs - usedMs - since) };
    const key = running ? "page.interview.left" : "page.interview.stopped";
    setText(this.clock, t(key, left));
  }

  #showQuestion(asked) {
    this.asked.hidden = !asked;
    if (!asked) return;
    const { number, type, difficulty, groundedIn, stage, attempt } = asked;
    const grounded = groundedIn && t("page.interview.grounded", { text: groundedIn });
    const about = [
      t("page.interview.number", { number }),
      attempt > 1 && t("page.interview.attempt", { number: attempt }),
      type && words(type),
      difficulty && words(difficulty),
      stage && words(stage),
      grounded,
    ];
    setText(this.about, about.filter(Boolean).join(" · "));
    setText(this.question, asked.text);
  }
}

/** What a field shows of others besides what every view does. */
const OTHERS = {
  competencies: ({ judgedBy, notJudged }) => [judgedBy, notJudged],
  notJudged: ({ competencies: all }) => all,
  exercise: ({ next }) => next,
  next: ({ exercise: shown }) => shown,
};

export const interviewView = {
  ...defaultView,
  order: ORDER,
  scoresFirst: true,
  field,
  source(name, result, tools) {
    const other = Object.hasOwn(OTHERS, name) ? OTHERS[name](result) : null;
    return [defaultView.source(name, result, tools), other];
  },
  isWritten: (name) => name === "detailedFeedback",
  standing: (now) => new InterviewStanding(now),
};
