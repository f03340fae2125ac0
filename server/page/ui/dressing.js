/** Looks that nobody needs at the first view: they come with what is to look so. */
import { el } from "./dom.js";

/** Loads a style sheet of this folder, once; what it gives ends when it is there, or can't be had. */
export async function dress(name) {
  const href = new URL(name, import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  const sheet = el("link", { rel: "stylesheet", href });
  const ended = new Promise((end) => {
    // Without it, all can be read and used.
    for (const type of ["load", "error"]) sheet.addEventListener(type, end);
  });
  document.head.append(sheet);
  await ended;
}
