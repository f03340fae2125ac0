/** The views of the kinds that have one of their own, by the kind's name. */
import { answersView } from "./answers.js";
import { batchView } from "./batch.js";
import { chatView } from "./chat.js";
import { cvView } from "./cv.js";
import { defaultView } from "./default.js";
import { entriesView } from "./projects.js";
import { interviewView } from "./interview.js";
import { jobView } from "./job.js";
import { letterView } from "./letter.js";
import { planView } from "./plan.js";

const VIEWS = {
  answers: answersView,
  batch: batchView,
  chat: chatView,
  cv: cvView,
  interview: interviewView,
  job: jobView,
  letter: letterView,
  paths: entriesView,
  plan: planView,
  projects: entriesView,
};

/** The view of a kind, also of one that has none of its own or that is not known yet. */
export function viewOf(kind) {
  return Object.hasOwn(VIEWS, kind) ? VIEWS[kind] : defaultView;
}
