import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { open, pass, settle, startClock, stopClock } from "./harness.mjs";

beforeEach(startClock);
afterEach(stopClock);

/** A client's résumés, and the requests that they make. */
function resumes() {
  const { client, connection, requests } = open();
  connection.close();
  return { resumes: client.resumes, requests };
}

test("a page of a collection has its items under one name", async () => {
  const { resumes: mine, requests } = resumes();
  const page = mine.list({ limit: 2 });
  assert.equal(requests[0].url.pathname + requests[0].url.search, "/v1/resumes?limit=2");
  requests[0].answer(200, { resumes: [{ id: "r1" }], cursor: "c" });
  assert.deepEqual(await page, { items: [{ id: "r1" }], cursor: "c" });
});

test("an edit names the version that it is of", async () => {
  const { resumes: mine, requests } = resumes();
  const replaced = mine.replace("r1", 3, { basics: {} });
  const [request] = requests;
  assert.equal(request.method, "PUT");
  assert.equal(request.headers["If-Match"], '"3"');
  assert.deepEqual(request.body, { basics: {} });
  request.answer(412, { code: "stale", detail: "It was changed." });
  await assert.rejects(replaced, { status: 412, code: "stale" });
});

test("one that is being read is asked after until it has been", async () => {
  const { resumes: mine, requests } = resumes();
  const read = mine.read("r1");
  requests[0].answer(200, { id: "r1", status: "reading" });
  await settle();
  await pass(500);
  requests[1].answer(200, { id: "r1", status: "ready" });
  assert.equal((await read).status, "ready");
});

test("whoever does not want it any more does not ask after it", async () => {
  const { resumes: mine, requests } = resumes();
  const stopping = new AbortController();
  const read = mine.read("r1", stopping.signal);
  read.catch(() => {});
  requests[0].answer(200, { id: "r1", status: "reading" });
  await settle();
  stopping.abort();
  await pass(60_000);
  await assert.rejects(read, { name: "AbortError" });
  assert.equal(requests.length, 1);
});
