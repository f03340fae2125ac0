/**
 * Markdown as elements: what the lexer reads is made into nodes one by one, so that no HTML is ever
 * parsed. HTML in a text is text like any other, and pictures are links to where they are.
 */
import { blocksOf } from "./blocks.js";
import { el } from "./dom.js";
import { t } from "./texts.js";

/** What a link may lead to. */
const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const MAX_CODE_POINT = 0x10ffff;

/** The address as a link may have it, or undefined: of the web, or to write to. */
function addressOf(href) {
  if (!URL.canParse(href)) return undefined;
  const { protocol, href: whole } = new URL(href);
  return SCHEMES.has(protocol) ? whole : undefined;
}

/** Characters that are written as references (`&amp;`) as themselves. */
function unescaped(text) {
  return text.replace(REFERENCE, (written, decimal, hex, name) => {
    if (name) return NAMED[name.toLowerCase()];
    const code = decimal ? Number(decimal) : parseInt(hex, 16);
    return code > 0 && code <= MAX_CODE_POINT ? String.fromCodePoint(code) : written;
  });
}

function link({ href, text, raw }, content) {
  const address = addressOf(href);
  if (!address) return raw;
  const attributes = { href: address, target: "_blank", rel: "noopener noreferrer" };
  return el("a", attributes, content.length ? content : text || address);
}

function checkbox({ checked }) {
  const label = t(checked ? "page.markdown.done" : "page.markdown.open");
  return [el("span", { role: "img", "aria-label": label }, checked ? "☑" : "☐"), " "];
}

const INLINE = {
  text: ({ text, tokens }) => (tokens ? inline(tokens) : unescaped(text)),
  escape: ({ text }) => text,
  strong: ({ tokens }) => el("strong", {}, inline(tokens)),
  em: ({ tokens }) => el("em", {}, inline(tokens)),
  del: ({ tokens }) => el("del", {}, inline(tokens)),
  codespan: ({ text }) => el("code", {}, text),
  br: () => el("br"),
  link: (token) => link(token, inline(token.tokens)),
  image: (token) => link(token, []),
  checkbox,
};

const inline = (tokens) => tokens.map((token) => INLINE[token.type]?.(token) ?? token.raw);

function cell(tag, { tokens, align }) {
  return el(tag, { scope: tag === "th" && "col", class: align }, inline(tokens));
}

/** It may be wider than a phone, and then is scrolled by itself, by keyboard as well. */
function table({ header, rows }) {
  const head = el(
    "tr",
    {},
    header.map((one) => cell("th", one)),
  );
  const body = rows.map((row) =>
    el(
      "tr",
      {},
      row.map((one) => cell("td", one)),
    ),
  );
  const whole = el("table", {}, el("thead", {}, head), el("tbody", {}, body));
  const attributes = { class: "table", role: "region", tabindex: "0" };
  return el("div", { ...attributes, "aria-label": t("page.markdown.table") }, whole);
}

function list({ ordered, start, items }, below) {
  const item = ({ tokens }) => el("li", {}, blocks(tokens, below));
  return el(ordered ? "ol" : "ul", { start: ordered ? start : null }, items.map(item));
}

function heading({ depth, tokens }, below) {
  return el(`h${Math.min(6, Math.max(1, depth + below))}`, {}, inline(tokens));
}

const BLOCKS = {
  space: () => [],
  def: () => [],
  hr: () => el("hr"),
  code: ({ text }) => el("pre", { tabindex: "0" }, el("code", {}, text)),
  heading,
  blockquote: ({ tokens }, below) => el("blockquote", {}, blocks(tokens, below)),
  list,
  table,
  paragraph: ({ tokens }) => el("p", {}, inline(tokens)),
  html: ({ raw }) => el("p", {}, raw.trim()),
};

/** Inside of a list's item or a quote; there, what is no block of its own stands without one. */
const blocks = (tokens, below) =>
  tokens.map((token) => BLOCKS[token.type]?.(token, below) ?? inline([token]));

/** One block at the top as one element. */
function blockNode(token, below) {
  const made = BLOCKS[token.type]?.(token, below);
  return made ?? el("p", {}, inline([token]));
}

const isSeen = ({ type }) => type !== "space" && type !== "def";

/** By how much the headings are deeper here than they were written: no level is left out. */
function depth(tokens, above) {
  // One without words may yet become another: what is written comes sign by sign.
  const headings = tokens.filter(({ type, text }) => type === "heading" && text);
  const levels = headings.map(({ depth: level }) => level);
  return above + 1 - Math.min(6, ...levels);
}

/** What a container shows: the text and its blocks, and what each of those was made from. */
const shown = new WeakMap();

/**
 * Makes `container` show the text, touching only the blocks that differ from what it shows.
 * @param above the level of the heading that the text stands under: its own begin right below.
 */
export function showMarkdown(container, text, above = 2) {
  const before = shown.get(container);
  const read = blocksOf(text, before?.read);
  const seen = read.tokens.filter(isSeen);
  const below = depth(seen, above);
  // Where the same words would be shown in another way: with links, or headings of another level.
  const links = JSON.stringify(read.tokens.links ?? {});
  const sources = seen.map(({ type, raw }) => `${type} ${below} ${links} ${raw}`);
  seen.forEach((token, at) => {
    if (sources[at] === before?.sources[at]) return;
    const made = blockNode(token, below);
    if (at < container.children.length) container.children[at].replaceWith(made);
    else container.append(made);
  });
  while (container.children.length > seen.length) container.lastElementChild.remove();
  shown.set(container, { read, sources });
}
