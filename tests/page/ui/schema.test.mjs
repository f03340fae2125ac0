import assert from "node:assert/strict";
import { test } from "node:test";
import { writable } from "../../../server/page/ui/schema.js";

const TEXT = { type: "string", minLength: 100, "x-stored": "resumes" };
const STORED = { title: "StoredResumeRef", type: "object", properties: { id: {}, version: {} } };
const ROOT = { $defs: { StoredResumeRef: STORED } };
const REFERENCE = { $ref: "#/$defs/StoredResumeRef" };

test("a field for text or something stored is that of the text, with the whole's title", () => {
  const schema = { anyOf: [REFERENCE, TEXT, { type: "null" }], title: "Résumé", default: null };
  assert.deepEqual(writable(schema, ROOT), { ...TEXT, title: "Résumé", default: null });
});

test("a field for one of several things without text is what it is", () => {
  const schema = { anyOf: [{ type: "integer" }, REFERENCE] };
  assert.deepEqual(writable(schema, ROOT), schema);
});

test("a field for text alone stays what it is", () => {
  assert.deepEqual(writable({ type: ["string", "null"], maxLength: 9 }, ROOT), {
    type: "string",
    maxLength: 9,
  });
});
