import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../../../server/page/client/id.js";

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("an id is a UUID of version 4, and another each time", () => {
  const ids = Array.from({ length: 500 }, newId);
  for (const id of ids) assert.match(id, UUID_4);
  assert.equal(new Set(ids).size, 500);
});

test("an id has all of its random bits", (t) => {
  t.mock.method(crypto, "getRandomValues", (bytes) => bytes.fill(255));
  assert.equal(newId(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  t.mock.method(crypto, "getRandomValues", (bytes) => bytes.fill(0));
  assert.equal(newId(), "00000000-0000-4000-8000-000000000000");
});
