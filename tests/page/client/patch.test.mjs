import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPatch } from "../../../server/page/client/patch.js";

const CASES = [
  ["add a member", { a: 1 }, [{ op: "add", path: "/b", value: 2 }], { a: 1, b: 2 }],
  ["add over a member", { a: 1 }, [{ op: "add", path: "/a", value: 2 }], { a: 2 }],
  ["add into an array", [1, 3], [{ op: "add", path: "/1", value: 2 }], [1, 2, 3]],
  ["append to an array", { a: [1] }, [{ op: "add", path: "/a/-", value: 2 }], { a: [1, 2] }],
  ["replace the whole", { a: 1 }, [{ op: "replace", path: "", value: [] }], []],
  ["remove a member", { a: 1, b: 2 }, [{ op: "remove", path: "/a" }], { b: 2 }],
  ["remove from an array", [1, 2, 3], [{ op: "remove", path: "/1" }], [1, 3]],
  [
    "replace deep",
    { a: [{ b: 1 }] },
    [{ op: "replace", path: "/a/0/b", value: null }],
    { a: [{ b: null }] },
  ],
  ["move", { a: 1 }, [{ op: "move", from: "/a", path: "/b" }], { b: 1 }],
  ["move in an array", [1, 2, 3], [{ op: "move", from: "/0", path: "/2" }], [2, 3, 1]],
  ["copy", { a: [1] }, [{ op: "copy", from: "/a", path: "/b" }], { a: [1], b: [1] }],
  [
    "unescape",
    { "a/b": { "~": 1 } },
    [{ op: "replace", path: "/a~1b/~0", value: 2 }],
    { "a/b": { "~": 2 } },
  ],
  ["unescape once", { "~1": 1 }, [{ op: "replace", path: "/~01", value: 2 }], { "~1": 2 }],
  ["the empty key", { "": 1 }, [{ op: "replace", path: "/", value: 2 }], { "": 2 }],
  [
    "test",
    { a: { b: 1, c: [2] } },
    [{ op: "test", path: "/a", value: { c: [2], b: 1 } }],
    { a: { b: 1, c: [2] } },
  ],
];

for (const [name, doc, patch, expected] of CASES) {
  test(`${name} gives what RFC 6902 says, and leaves the document alone`, () => {
    const before = structuredClone(doc);
    assert.deepEqual(applyPatch(doc, patch), expected);
    assert.deepEqual(doc, before);
  });
}

const REFUSED = [
  ["a missing parent", { op: "add", path: "/x/y", value: 1 }],
  ["a missing member to replace", { op: "replace", path: "/x", value: 1 }],
  ["a missing member to remove", { op: "remove", path: "/x" }],
  ["an index beyond the end", { op: "add", path: "/list/3", value: 1 }],
  ["an index with a leading zero", { op: "add", path: "/list/00", value: 1 }],
  ["a hyphen for what is not there", { op: "remove", path: "/list/-" }],
  ["a path through a text", { op: "add", path: "/text/0", value: 1 }],
  ["a pointer without a slash", { op: "add", path: "a", value: 1 }],
  ["a failed test", { op: "test", path: "/text", value: "other" }],
  ["a move into itself", { op: "move", from: "/list", path: "/list/0" }],
  ["an unknown operation", { op: "constructor", path: "/a", value: 1 }],
  ["the prototype", { op: "add", path: "/__proto__/polluted", value: 1 }],
  ["an inherited member", { op: "remove", path: "/toString" }],
];

for (const [name, operation] of REFUSED) {
  test(`${name} is refused, and nothing of its patch stays`, () => {
    const doc = { list: [1], text: "abc" };
    const patch = [{ op: "add", path: "/first", value: 1 }, operation];
    assert.throws(() => applyPatch(doc, patch));
    assert.deepEqual(doc, { list: [1], text: "abc" });
    assert.equal({}.polluted, undefined);
  });
}

test("what a patch does not name is shared, not copied", () => {
  const doc = { big: { text: "…" }, small: { n: 1 } };
  const after = applyPatch(doc, [{ op: "replace", path: "/small/n", value: 2 }]);
  assert.equal(after.big, doc.big);
});
