import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Practice } from "../../../server/page/client/practice.js";
import { open, settle, startClock, stopClock } from "./harness.mjs";

beforeEach(startClock);
afterEach(stopClock);

const PATH = "/v1/me/practice";
const STALE = { code: "precondition_failed", status: 412 };

/** What one has practised, and the requests that are made for it. */
function mine() {
  const { client, connection, requests } = open();
  connection.close();
  return { practice: new Practice(client), requests };
}

test("a change builds on what there is by then, also where that was changed meanwhile", async () => {
  const { practice, requests } = mine();
  const changed = practice.change(({ stories }) => ({ stories: [...stories, "mine"] }));
  requests[0].answer(200, { stories: ["one"], version: 4 });
  await settle();
  requests[1].answer(412, STALE);
  await settle();
  requests[2].answer(200, { stories: ["other"], version: 5 });
  await settle();
  requests[3].answer(200, { stories: ["other", "mine"], version: 6 });
  assert.equal((await changed).version, 6);
  const sent = requests.filter(({ method }) => method === "PATCH");
  assert.deepEqual(
    sent.map(({ body, headers }) => [body.stories, headers["If-Match"]]),
    [
      [["one", "mine"], '"4"'],
      [["other", "mine"], '"5"'],
    ],
  );
  assert.ok(requests.every(({ url }) => new URL(url).pathname === PATH));
});

test("a change that comes too late again and again is given up, with the reason", async () => {
  const { practice, requests } = mine();
  const changed = practice.change(() => ({}));
  const failed = assert.rejects(changed, { status: 412 });
  for (let at = 0; at < 6; at += 2) {
    requests[at].answer(200, { stories: [], version: at });
    await settle();
    requests[at + 1].answer(412, STALE);
    await settle();
  }
  await failed;
  assert.equal(requests.length, 6);
});

test("what the change throws is thrown, and nothing is sent", async () => {
  const { practice, requests } = mine();
  const changed = practice.change(() => {
    throw new Error("gone");
  });
  const failed = assert.rejects(changed, { message: "gone" });
  requests[0].answer(200, { stories: [], version: 1 });
  await failed;
  assert.deepEqual(
    requests.map(({ method }) => method),
    ["GET"],
  );
});
