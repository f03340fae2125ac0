/** The blocks that a Markdown text has, as tokens of marked's lexer (GitHub's flavour). */
import { Lexer } from "../vendor/marked/marked.esm.js";

/** A link that is defined at one place is used at others: those are not to be read by themselves. */
const DEFINITION = /^ {0,3}\[[^\]]+\]:/m;

const lengthOf = (tokens) => tokens.reduce((sum, { raw }) => sum + raw.length, 0);

const BLANK = /\n[ \t]*\n$/;
/** A list that is indented as far has no reader, and takes the lexer seconds. */
const TOO_DEEP = /^(?:[ >]|\t){60,}(?:[-*+]|\d+[.)])[ \t]/m;

/**
 * The blocks that stay as they are, whatever is appended to the text: all before the last that a
 * blank line sets apart. A line that is not whole may yet turn out to belong to what is above it.
 */
function settled({ text, tokens }) {
  const whole = text.lastIndexOf("\n");
  const isApart = (at) => tokens[at].type !== "space" && BLANK.test(tokens[at - 1].raw);
  let start = text.length;
  for (let at = tokens.length - 1; at > 0; at -= 1) {
    start -= tokens[at].raw.length;
    if (start < whole && isApart(at)) return tokens.slice(0, at);
  }
  return [];
}

const asText = (text) => [
  { type: "paragraph", raw: text, tokens: [{ type: "text", raw: text, text }] },
];

/** What is nested too deep for the lexer stands there as it was written. */
function lex(text) {
  if (TOO_DEEP.test(text)) return asText(text);
  try {
    return Lexer.lex(text);
  } catch (error) {
    console.warn(`a text was not understood: ${error.message}`);
    return asText(text);
  }
}

/**
 * Reads a text as `{text, tokens}`. Where it goes on with what was read before, no more is read than
 * the last block and what follows it, and the tokens before that are the same objects.
 * @param before what this gave for the text as it was.
 */
export function blocksOf(text, before = { text: "", tokens: [] }) {
  const whole = text.replace(/\r\n?/g, "\n");
  const goesOn = before.tokens.length && whole.startsWith(before.text) && !DEFINITION.test(whole);
  const kept = goesOn ? settled(before) : [];
  const tokens = [...kept, ...lex(whole.slice(lengthOf(kept)))];
  return { text: whole, tokens };
}
