import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ProblemError } from "../../server/page/client.js";
import { GUEST, SESSION, open, pass, settle, startClock, stopClock } from "./harness.mjs";

beforeEach(startClock);
afterEach(stopClock);

/** A client without a connection. */
function alone() {
  const { connection, ...opened } = open();
  connection.close();
  return opened;
}

test("a request that lacks a sign-in signs in once and is made again", async () => {
  const { client, requests } = open();
  const first = client.sessions();
  const second = client.sessions({ limit: 5 });
  await settle();
  requests[0].answer(401, { code: "not_signed_in" });
  await settle();
  assert.equal(requests[2].url.pathname, "/v1/auth/guest");
  requests[2].answer(200, GUEST);
  await settle();
  // The slower one finds that the other has signed in: a second guest would own nothing.
  requests[1].answer(401, { code: "not_signed_in" });
  await settle();
  assert.deepEqual(
    requests.slice(3).map(({ method }) => method),
    ["GET", "GET"],
  );
  requests[3].answer(200, { sessions: [] });
  requests[4].answer(200, { sessions: [1] });
  assert.deepEqual(await Promise.all([first, second]), [{ sessions: [] }, { sessions: [1] }]);
});

test("a sign-in is renewed after half of its time, for as long as the page is open", async () => {
  const { client, requests } = alone();
  client.signIn();
  for (let times = 1; times < 4; times += 1) {
    requests.at(-1).answer(200, GUEST);
    await settle();
    await pass(GUEST.expiresIn * 500 - 1);
    assert.equal(requests.length, times);
    await pass(1);
    assert.equal(requests.length, times + 1);
    assert.equal(requests.at(-1).url.pathname, "/v1/auth/guest");
  }
});

test("a sign-in for longer than timers can wait is not renewed without end", async () => {
  const { client, requests } = alone();
  client.signIn();
  requests[0].answer(200, { ...GUEST, expiresIn: 31_536_000 });
  await settle();
  await pass(86_400_000);
  assert.equal(requests.length, 1);
});

test("a renewal that fails is left to the next refusal", async (t) => {
  const { client, requests } = alone();
  const warn = t.mock.method(console, "warn", () => {});
  client.signIn();
  requests[0].answer(200, GUEST);
  await settle();
  await pass(GUEST.expiresIn * 500);
  requests[1].refuse();
  await settle();
  assert.match(warn.mock.calls[0].arguments[0], /not renewed/);
  const listed = client.sessions();
  await settle();
  requests[2].answer(401, { code: "not_signed_in" });
  await settle();
  assert.equal(requests[3].url.pathname, "/v1/auth/guest");
  requests[3].answer(200, GUEST);
  await settle();
  requests[4].answer(200, { sessions: [] });
  assert.deepEqual(await listed, { sessions: [] });
});

test("a token signs every request, and a ticket stands for it on a WebSocket", async () => {
  const { requests, sockets } = open({}, { token: "secret" });
  await settle();
  assert.equal(requests[0].url.pathname, "/v1/tickets");
  assert.equal(requests[0].headers.Authorization, "Bearer secret");
  requests[0].answer(200, { ticket: "once" });
  await settle();
  assert.equal(sockets[0].url.search, "?ticket=once");
});

test("a refused token is the caller's to renew: nobody becomes a guest", async () => {
  const { client, requests } = open({ transports: ["sse"] }, { token: "old" });
  const listed = client.sessions();
  await settle();
  requests[1].answer(401, { code: "not_signed_in" });
  await assert.rejects(listed, (error) => error instanceof ProblemError && error.status === 401);
  await assert.rejects(client.signIn(), { status: 401, code: "not_signed_in" });
  assert.equal(requests.length, 2);
});

test("a problem document becomes an error with its code and its words", async () => {
  const { client, requests } = open();
  const got = client.session(SESSION);
  await settle();
  requests[0].answer(404, { code: "not_found", title: "Not Found", detail: "No such session." });
  await assert.rejects(got, { status: 404, code: "not_found", message: "No such session." });
});

test("an answer that is no JSON is an error all the same", async () => {
  const { client, requests } = open();
  const got = client.kinds();
  await settle();
  requests[0].resolve(new Response("<html>Bad Gateway</html>", { status: 502 }));
  await assert.rejects(got, { status: 502, code: "unknown" });
});

test("a session that is created has its id from here", async () => {
  const { client, requests } = open();
  const created = client.create({ kind: "chat", input: {} });
  await settle();
  const { id } = requests[0].body;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  requests[0].answer(201, { id });
  assert.deepEqual(await created, { id });
});

test("a deletion has no answer to read", async () => {
  const { client, requests } = open();
  const gone = client.delete(SESSION);
  await settle();
  requests[0].resolve(new Response(null, { status: 204 }));
  assert.equal(await gone, null);
});
