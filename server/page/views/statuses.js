/** How far an application is, in words, and what day it is. */
import { t } from "../ui/texts.js";

const NAMES = {
  saved: "page.applications.saved",
  applied: "page.applications.applied",
  interview: "page.applications.interview",
  offer: "page.applications.offer",
  closed: "page.applications.closed",
};

const ENDS = {
  hired: "page.applications.hired",
  declined: "page.applications.declined",
  rejected: "page.applications.rejected",
  noAnswer: "page.applications.no_answer",
};

/** In the order in which they mostly come. */
export const STATUSES = Object.keys(NAMES);
export const OUTCOMES = Object.keys(ENDS);

export const statusName = (status) => t(NAMES[status]);
export const outcomeName = (outcome) => t(ENDS[outcome]);

/** Which date says since when, by the status that is entered. */
const SINCE = { saved: "saved", applied: "applied", interview: "answered", offer: "answered" };

/** The dates that are to be set where a status is entered: the server's day may be another. */
export function entered(status, dates, today) {
  const name = SINCE[status];
  return name && !dates?.[name] ? { [name]: today } : {};
}

/** The day here, as ISO 8601 has it. */
export function today(now) {
  const at = new Date(now);
  return new Date(now - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
