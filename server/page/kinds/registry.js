/** The views of the kinds that have one of their own, by the kind's name. */
import { defaultView } from "./default.js";
import { entriesView } from "./projects.js";
import { interviewView } from "./interview.js";
import { jobView } from "./job.js";

const VIEWS = {
  interview: interviewView,
  job: jobView,
  paths: entriesView,
  projects: entriesView,
};

/** The view of a kind, also of one that has none of its own or that is not known yet. */
export function viewOf(kind) {
  return Object.hasOwn(VIEWS, kind) ? VIEWS[kind] : defaultView;
}
