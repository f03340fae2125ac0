import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf } from "../../../server/page/ui/blocks.js";

const PARTS = [
  ...["some text **b** ", "\n", "\n\n", "# H\n", "- a\n", "  - b\n", "1. x\n", "> q\n", "```\n"],
  ...["code\n", "| a | b |\n", "|---|---|\n", "| 1 | 2 |\n", "    deep\n", "===\n", "---\n"],
  ...["<div>\n", "</div>\n", "<!-- x\n", "-->\n", "~~s~~", "[l](http://a.b)", "`c`", "\t", "* "],
  ...["+ ", " ", "\r\n", "- [ ] t\n", "[r]: x\n", "[r]", "2) y\n", "***\n"],
];

/** The same numbers at each run, below `below`. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

test("a text that comes in parts has the blocks that it has as a whole", () => {
  const next = numbers(7);
  for (let run = 0; run < 2000; run += 1) {
    const length = 1 + next(14);
    const text = Array.from({ length }, () => PARTS[next(PARTS.length)]).join("");
    let read;
    for (let at = 0; at < text.length;) {
      at = Math.min(text.length, at + 1 + next(9));
      read = blocksOf(text.slice(0, at), read);
    }
    assert.deepEqual([...read.tokens], [...blocksOf(text).tokens], JSON.stringify(text));
  }
});

test("blocks before the last are not read again", () => {
  const before = blocksOf("One.\n\nTwo.\n\nThree and\nmore");
  const after = blocksOf("One.\n\nTwo.\n\nThree and\nmore of it.\n\nFour", before);
  assert.equal(after.tokens[0], before.tokens[0]);
  assert.equal(after.tokens[2], before.tokens[2]);
  assert.notEqual(after.tokens[4], before.tokens[4]);
});

test("another text is read from its beginning", () => {
  const { tokens } = blocksOf("Other.", blocksOf("One.\n\nTwo.\n\nThree"));
  assert.deepEqual(
    tokens.map(({ raw }) => raw),
    ["Other."],
  );
});

const HOSTILE = {
  quotes: "> ".repeat(20_000),
  brackets: "[".repeat(50_000),
  bold: "**a ".repeat(20_000),
  links: "[a](".repeat(20_000),
  images: "![".repeat(30_000),
  tags: "<a ".repeat(30_000),
  addresses: "a@".repeat(30_000),
  lists: Array.from({ length: 1000 }, (_, at) => `${" ".repeat(2 * at)}- x`).join("\n"),
  "quoted lists": Array.from({ length: 300 }, (_, at) => `${"> ".repeat(at)}- x`).join("\n"),
};

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`${name} without end are read in a moment`, () => {
    const begun = performance.now();
    const { tokens } = blocksOf(text);
    assert.equal(tokens.map(({ raw }) => raw).join(""), text);
    assert.ok(performance.now() - begun < 5000);
  });
}
