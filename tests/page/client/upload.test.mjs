import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { LostLineError } from "../../../server/page/client/upload.js";
import { GUEST, open, pass, settle, startClock, stopClock } from "./harness.mjs";

const FILE = new File(["Mara Lindqvist"], "mara.txt", { type: "text/plain" });
const STORED = { id: "r1", status: "ready", version: 1 };

beforeEach(startClock);
afterEach(stopClock);

/** A client, and the uploads that it makes. */
function uploading(options = {}) {
  const { connection, ...opened } = open({}, options);
  connection.close();
  return opened;
}

test("a file is sent as a form, and tells how much of it has left", async () => {
  const { client, uploads } = uploading();
  const parts = [];
  const stored = client.resumes.upload(FILE, { onProgress: (part) => parts.push(part) });
  const [upload] = uploads;
  assert.equal(upload.method, "POST");
  assert.equal(upload.url.href, "http://server.test/v1/resumes");
  assert.equal(upload.withCredentials, true);
  assert.equal(upload.form.get("file").name, "mara.txt");
  upload.progress(1, 4);
  upload.upload.onload();
  upload.answer(201, STORED);
  assert.deepEqual(await stored, STORED);
  assert.deepEqual(parts, [0.25, 1]);
});

test("a file goes with a token instead of the cookie, and with the user's word", async () => {
  const { client, uploads } = uploading({ token: "t1" });
  const stored = client.documents.upload(FILE, { vision: true });
  const [upload] = uploads;
  assert.equal(upload.url.search, "?vision=true");
  assert.equal(upload.withCredentials, false);
  assert.equal(upload.headers.Authorization, "Bearer t1");
  upload.answer(200, STORED);
  await stored;
});

test("a refusal is a problem, with when to try again", async () => {
  const { client, uploads } = uploading();
  const refused = client.resumes.upload(FILE);
  uploads[0].answer(429, { code: "rate_limited", detail: "Slow down." }, "3");
  await assert.rejects(refused, { status: 429, message: "Slow down.", retryMs: 3000 });
});

test("a file whose line is lost is sent again, more and more rarely, and then given up", async () => {
  const { client, uploads } = uploading();
  let lost = 0;
  const given = client.resumes.upload(FILE, { onLost: () => (lost += 1) });
  given.catch(() => {});
  for (const ms of [1000, 2000, 4000, 8000]) {
    const before = uploads.length;
    uploads.at(-1).lose();
    await settle();
    await pass(ms - 1);
    assert.equal(uploads.length, before);
    await pass(1);
    assert.equal(uploads.length, before + 1);
  }
  uploads.at(-1).lose();
  await assert.rejects(given, LostLineError);
  assert.equal(lost, 4);
});

test("a line without any sign of life is lost", async () => {
  const { client, uploads } = uploading();
  const stored = client.resumes.upload(FILE);
  await pass(29_000);
  uploads[0].progress(1, 4);
  await pass(29_000);
  assert.equal(uploads[0].aborted, undefined);
  await pass(1000);
  assert.equal(uploads[0].aborted, true);
  await pass(1000);
  uploads[1].answer(200, STORED);
  assert.deepEqual(await stored, STORED);
});

test("an upload that is stopped stops, on its way or while it waits", async () => {
  const { client, uploads } = uploading();
  const stopping = new AbortController();
  const { signal } = stopping;
  const first = client.resumes.upload(FILE, { signal });
  const second = client.resumes.upload(FILE, { signal });
  for (const one of [first, second]) one.catch(() => {});
  uploads[1].lose();
  await settle();
  stopping.abort();
  assert.equal(uploads[0].aborted, true);
  await assert.rejects(first, { name: "AbortError" });
  await assert.rejects(second, { name: "AbortError" });
  await pass(60_000);
  assert.equal(uploads.length, 2);
});

test("an upload that lacks a sign-in signs in and is sent again", async () => {
  const { client, uploads, requests } = uploading();
  const stored = client.resumes.upload(FILE);
  uploads[0].answer(401, { code: "not_signed_in" });
  await settle();
  assert.equal(requests.at(-1).url.pathname, "/v1/auth/guest");
  requests.at(-1).answer(200, GUEST);
  await settle();
  uploads[1].answer(201, STORED);
  assert.deepEqual(await stored, STORED);
});
