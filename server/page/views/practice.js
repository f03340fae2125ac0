/** The story bank: what one has told and practised, which is one's own to change and delete. */
import { Practice } from "../client/practice.js";
import { lookedAt } from "../ui/bands.js";
import { arrange, button, el, setText } from "../ui/dom.js";
import { dress } from "../ui/dressing.js";
import { day, t } from "../ui/texts.js";
import { StoryCard } from "./story_card.js";

/** A part of the page with its title, which is there only where there is something in it. */
class Part {
  constructor(title) {
    this.heading = el("h2", { tabindex: "-1" }, title);
    this.box = el("div", { class: "part" });
    this.root = el("section", { hidden: true }, this.heading, this.box);
  }

  show(...nodes) {
    const shown = nodes.flat(Infinity).filter(Boolean);
    this.root.hidden = !shown.length;
    this.box.replaceChildren(...shown);
  }
}

const sessionLink = (session) =>
  session && [" ", el("a", { href: `#/s/${session}` }, t("page.practice.told_there"))];

function weakPoint({ competency, text, session }) {
  const name = competency && [el("strong", {}, lookedAt(competency)), ": "];
  return el("li", {}, el("p", { dir: "auto" }, name, text, sessionLink(session)));
}

/** The newest first; one opens them to see them, as there may be many. */
function questionsAsked(asked) {
  const list = el("ul", { class: "past" });
  const item = ({ text, at }) =>
    el("li", { dir: "auto" }, text, " ", el("span", { class: "hint" }, day(at)));
  const ontoggle = () => list.childElementCount || list.append(...asked.toReversed().map(item));
  const summary = el("summary", {}, t("page.practice.asked_count", { count: asked.length }));
  return el("details", { ontoggle }, summary, list);
}

const sections = () => ({
  exercise: new Part(t("page.practice.exercise")),
  stories: new Part(t("page.practice.stories")),
  weakPoints: new Part(t("page.practice.weak_points")),
  asked: new Part(t("page.practice.asked")),
});

export class PracticeView {
  #practice;
  #catalogue;
  #cards = new Map();

  constructor(client, catalogue) {
    this.#practice = new Practice(client);
    this.#catalogue = catalogue;
    this.says = el("p", { class: "hint", role: "status" });
    this.problem = el("p", { class: "problem", role: "alert" });
    this.title = el("h1", { tabindex: "-1" }, t("page.practice.title"));
    this.none = el("p", { hidden: true }, t("page.practice.none"));
    this.start = el("p", { hidden: true });
    this.parts = sections();
    this.list = el("ul", { class: "plain stories" });
    this.clear = button(t("page.practice.clear"), () => this.#forget());
    this.own = el("p", { hidden: true }, this.clear);
    const { endsAt } = client;
    const kept = endsAt
      ? t("page.applications.kept_until", { day: day(endsAt) })
      : t("page.applications.kept");
    const about = el("p", { class: "hint" }, t("page.practice.about"), " ", kept);
    const parts = Object.values(this.parts).map(({ root }) => root);
    this.root = el("div", { class: "page practice", hidden: true }, this.title, about, this.says);
    this.root.append(this.problem, this.none, this.start, ...parts, this.own);
  }

  /** Shows what there is now. */
  async open() {
    await Promise.all([dress("practice.css"), this.#load()]);
    this.root.hidden = false;
  }

  close() {}

  async #load() {
    // Without the kinds all is shown but the way to them.
    const kinds = this.#catalogue.load().catch(() => []);
    try {
      const practice = await this.#practice.get();
      this.kind = (await kinds).find(({ practises }) => practises);
      this.#show(practice);
    } catch (error) {
      setText(this.problem, t("page.practice.not_loaded", { reason: error.message }));
    }
  }

  #show({ stories, weakPoints, asked, exercise, interviews }) {
    setText(this.problem, "");
    const { parts } = this;
    const isEmpty = !(stories.length || weakPoints.length || asked.length || exercise);
    this.none.hidden = !isEmpty;
    this.own.hidden = isEmpty && !interviews.length;
    this.start.replaceChildren(...(this.kind ? [this.#way(this.kind.title)] : []));
    this.start.hidden = !isEmpty;
    parts.exercise.show(exercise && this.#exercise(exercise));
    parts.stories.show(this.#stories(stories));
    const points = weakPoints.toReversed().map(weakPoint);
    parts.weakPoints.show(points.length > 0 && el("ul", {}, points));
    parts.asked.show(asked.length > 0 && questionsAsked(asked));
  }

  /** To the form of the kind that goes by this. */
  #way(label) {
    return el("a", { class: "button primary", href: `#/new/${this.kind.name}` }, label);
  }

  #exercise({ title, text, question }) {
    const away = button(t("page.practice.exercise_away"), () => this.#dropExercise(title));
    const way = this.kind && this.#way(t("page.practice.practise_this"));
    return [
      el("h3", { dir: "auto" }, title),
      el("p", { dir: "auto" }, text),
      question && el("blockquote", { dir: "auto" }, question),
      el("p", { class: "hint" }, t("page.practice.about_exercise")),
      el("div", { class: "buttons" }, way, away),
    ];
  }

  #stories(stories) {
    const options = {
      onSave: (id, words) => this.#save(id, words),
      onDelete: (card) => this.#delete(card),
    };
    const card = (story) => {
      const found = this.#cards.get(story.id) ?? new StoryCard(options);
      found.show(story);
      return [story.id, found];
    };
    this.#cards = new Map(stories.toReversed().map(card));
    // Those that stay keep the focus.
    arrange(
      this.list,
      [...this.#cards.values()].map(({ root }) => root),
    );
    return stories.length > 0 && this.list;
  }

  /** Throws where it can't be saved. */
  async #save(id, words) {
    const changed = await this.#practice.change(({ stories }) => {
      if (!stories.some((one) => one.id === id)) throw new Error(t("page.practice.gone"));
      return { stories: stories.map((one) => (one.id === id ? { ...one, ...words } : one)) };
    });
    this.#show(changed);
    setText(this.says, t("page.practice.saved", { title: words.title }));
  }

  async #delete({ story: { id, title } }) {
    if (!confirm(t("page.practice.confirm_story", { title }))) return;
    const without = ({ stories }) => ({ stories: stories.filter((one) => one.id !== id) });
    await this.#do(() => this.#practice.change(without), t("page.practice.deleted", { title }));
  }

  async #dropExercise(title) {
    const none = { exercise: null };
    await this.#do(() => this.#practice.change(() => none), t("page.practice.deleted", { title }));
  }

  async #forget() {
    if (!confirm(t("page.practice.confirm_all"))) return;
    const clear = async () => {
      await this.#practice.clear();
      return this.#practice.get();
    };
    await this.#do(clear, t("page.practice.cleared"));
  }

  /** Does what takes something away, and says what was done; the focus goes to the title. */
  async #do(act, done) {
    try {
      this.#show(await act());
      setText(this.says, done);
      this.title.focus();
    } catch (error) {
      setText(this.problem, t("page.listing.not_deleted", { reason: error.message }));
    }
  }
}
