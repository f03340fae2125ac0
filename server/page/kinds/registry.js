/** The views of the kinds that have one of their own, by the kind's name. */
import { defaultView } from "./default.js";
import { interviewView } from "./interview.js";
import { jobView } from "./job.js";
import { letterView } from "./letter.js";

const VIEWS = { interview: interviewView, job: jobView, letter: letterView };

/** The view of a kind, also of one that has none of its own or that is not known yet. */
export function viewOf(kind) {
  return Object.hasOwn(VIEWS, kind) ? VIEWS[kind] : defaultView;
}
