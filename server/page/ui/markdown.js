/**
 * The part of Markdown that models write most: paragraphs, headings, lists, quotes, code, bold and
 * italic. Links stay text, and HTML is text like any other.
 */
import { el } from "./dom.js";

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*(\d{1,9})[.)]\s+(.*)$/;
const QUOTE = /^\s*>\s?(.*)$/;
const INLINE = /(`+)(.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|\*(?=[^\s*])([^*]+?)\*/gs;

function kindOf(line) {
  if (FENCE.test(line)) return "fence";
  if (line.trim() === "") return "blank";
  if (HEADING.test(line)) return "heading";
  if (BULLET.test(line)) return "bullets";
  if (NUMBER.test(line)) return "numbers";
  if (QUOTE.test(line)) return "quote";
  return "text";
}

/** Whether a line goes on with a block rather than starting the next. */
function continues(block, kind, line) {
  if (!block || kind === "heading" || kind === "fence" || kind === "blank") return false;
  if (kind === block.kind) return true;
  // An indented or plain line under a list item or quote belongs to it; a list may end a paragraph.
  return kind === "text" && block.kind !== "heading" && (block.kind !== "text" || line !== "");
}

/** The text's blocks as `{kind, lines}`; a fence that is still open is one, too. */
function blocksOf(text) {
  const blocks = [];
  let block = null;
  let fence = null;
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    if (fence) {
      if (kind === "fence" && line.trim() === fence) fence = null;
      else block.lines.push(line);
      if (!fence) block = null;
    } else if (continues(block, kind, line)) {
      block.lines.push(line);
    } else {
      block = kind === "blank" ? null : { kind, lines: kind === "fence" ? [] : [line] };
      if (kind === "fence") fence = FENCE.exec(line)[1];
      if (block) blocks.push(block);
    }
  }
  return blocks;
}

/** Text with code, bold and italic as elements, as a list of nodes. */
function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), emphasis(match));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

/** Bold may hold italic, and code either; deeper than that it does not go. */
function emphasis([, ticks, code, bold, italic]) {
  if (ticks) return el("code", {}, code);
  return el(bold === undefined ? "em" : "strong", {}, inline(bold ?? italic));
}

/** The items of a list: lines that do not open one of their own go on with the last. */
function items(lines, pattern) {
  const texts = [];
  for (const line of lines) {
    const match = pattern.exec(line);
    if (match) texts.push(match.at(-1));
    else texts.push(`${texts.pop()}\n${line.trim()}`);
  }
  return texts.map((text) => el("li", {}, inline(text)));
}

const levelOf = (line) => HEADING.exec(line)[1].length;

/** By how much the headings are deeper here than they were written: no level is left out. */
function depth(blocks, above) {
  const headings = blocks.filter(({ kind }) => kind === "heading");
  const levels = headings.map(({ lines: [line] }) => levelOf(line));
  return above + 1 - Math.min(...levels);
}

const RENDERERS = {
  fence: (lines) => el("pre", { tabindex: "0" }, el("code", {}, lines.join("\n"))),
  heading: ([line], below) =>
    el(`h${Math.min(6, levelOf(line) + below)}`, {}, inline(HEADING.exec(line)[2])),
  bullets: (lines) => el("ul", {}, items(lines, BULLET)),
  numbers: (lines) => el("ol", { start: NUMBER.exec(lines[0])[1] }, items(lines, NUMBER)),
  quote: (lines) =>
    el("blockquote", {}, inline(lines.map((l) => l.replace(QUOTE, "$1")).join("\n"))),
  text: (lines) => el("p", {}, inline(lines.join("\n"))),
};

const shown = new WeakMap();

/**
 * Makes `container` show the text, touching only the blocks that differ from what it shows.
 * @param above the level of the heading that the text stands under: its own begin right below.
 */
export function showMarkdown(container, text, above = 2) {
  const blocks = blocksOf(text);
  const before = shown.get(container) ?? [];
  const below = depth(blocks, above);
  const levelled = (kind) => (kind === "heading" ? `${kind} ${below}` : kind);
  const sourceOf = ({ kind, lines }) => [levelled(kind), ...lines].join("\n");
  const sources = blocks.map(sourceOf);
  blocks.forEach(({ kind, lines }, at) => {
    if (sources[at] === before[at]) return;
    const made = RENDERERS[kind](lines, below);
    if (at < container.children.length) container.children[at].replaceWith(made);
    else container.append(made);
  });
  while (container.children.length > blocks.length) container.lastElementChild.remove();
  shown.set(container, sources);
}
