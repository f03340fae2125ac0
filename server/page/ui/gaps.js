/** A text with places that only its reader can fill, "[how many?]": each is marked. */
import { el } from "./dom.js";

/** As agents/evidence/brackets.py has it: not the number of a note, nor the words of a link. */
const OPEN = /(\[(?=[^[\]\n]{0,300}\p{L})[^[\]\n]{1,300}\](?!\())/u;

function line(text) {
  return text.split(OPEN).map((piece, at) => (at % 2 ? el("mark", {}, piece) : piece));
}

/** Its paragraphs. */
export function withGaps(text) {
  const paragraphs = text.split(/\n+/).filter((one) => one.trim());
  return paragraphs.map((one) => el("p", { dir: "auto" }, line(one)));
}
