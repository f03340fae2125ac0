import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ProblemError } from "../../../server/page/client.js";
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

test("a sign-in asks for a token that no script can read", async () => {
  const { client, requests } = alone();
  const signedIn = client.signIn();
  assert.deepEqual(requests[0].body, { cookie: true });
  requests[0].answer(200, GUEST);
  assert.deepEqual(await signedIn, GUEST);
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

test("a refusal right after the sign-in is the browser's doing, and said to be", async () => {
  const { client, requests } = alone();
  const listed = client.sessions();
  for (const [status, body] of [
    [401, { code: "not_signed_in", detail: "Sign in first." }],
    [200, GUEST],
    [401, { code: "not_signed_in", detail: "Sign in first." }],
  ]) {
    await settle();
    requests.at(-1).answer(status, body);
  }
  await assert.rejects(listed, { status: 401, code: "not_signed_in", message: /refuses cookies/ });
  assert.equal(requests.length, 3);
});

test("a sign-in that failed does not count: who comes later tries it again", async () => {
  const { client, requests } = alone();
  const first = assert.rejects(client.sessions(), { status: 503 });
  const second = client.sessions();
  await settle();
  requests[0].answer(401, { code: "not_signed_in" });
  await settle();
  requests[2].answer(503, { code: "overloaded" });
  await first;
  requests[1].answer(401, { code: "not_signed_in" });
  await settle();
  assert.equal(requests[3].url.pathname, "/v1/auth/guest");
  requests[3].answer(200, GUEST);
  await settle();
  requests[4].answer(200, { sessions: [] });
  assert.deepEqual(await second, { sessions: [] });
});

for (const [what, ask] of [
  ["a sign-in", (client) => client.signIn()],
  ["a creation", (client) => client.create({ kind: "chat", input: {} })],
  ["a command", (client) => client.command(SESSION, { type: "cancel", id: "c1" })],
]) {
  test(`${what} that is never answered fails after 15 s`, async (t) => {
    t.mock.method(AbortSignal, "timeout", (ms) => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(new DOMException("too late", "TimeoutError")), ms);
      return abort.signal;
    });
    const { client } = alone();
    let failed;
    ask(client).catch((error) => (failed = error));
    await pass(14_999);
    assert.equal(failed, undefined);
    await pass(1);
    assert.equal(failed.name, "TimeoutError");
  });
}

test("a token signs every request, and a ticket stands for it on a WebSocket", async () => {
  const { connection, requests, sockets } = open({}, { token: "secret" });
  await settle();
  assert.equal(requests[0].url.pathname, "/v1/tickets");
  assert.equal(requests[0].headers.Authorization, "Bearer secret");
  assert.deepEqual(requests[0].body, { session: connection.session });
  requests[0].answer(201, { ticket: "once" });
  await settle();
  assert.equal(sockets[0].url.search, "?ticket=once");
});

test("the cookie goes along, also to another origin, unless a token says who one is", () => {
  for (const [token, credentials] of [
    [undefined, "include"],
    ["secret", "omit"],
  ]) {
    const { client, requests } = open({ transports: ["sse"] }, { token });
    client.sessions();
    assert.deepEqual(
      requests.map((request) => request.credentials),
      [credentials, credentials],
    );
  }
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

test("a session that is asked for again has the id that it had", async () => {
  const { client, requests } = alone();
  const asked = { id: SESSION, kind: "chat", input: {} };
  const lost = assert.rejects(client.create(asked));
  requests[0].refuse();
  await lost;
  client.create(asked);
  assert.deepEqual(requests[1].body, requests[0].body);
});

test("a deletion has no answer to read", async () => {
  const { client, requests } = open();
  const gone = client.delete(SESSION);
  await settle();
  requests[0].resolve(new Response(null, { status: 204 }));
  assert.equal(await gone, null);
});

/** What the client takes for the server's time when an answer says `date`. */
async function told(date) {
  const { client, requests } = alone();
  const asked = client.sessions();
  requests[0].answer(200, { sessions: [] }, date === undefined ? {} : { Date: date });
  await asked;
  return client.now();
}

test("a device whose clock is wrong by minutes reads the server's off its answers", async () => {
  for (const minutes of [-7, 7]) {
    const right = Date.now() - (Date.now() % 1000) + minutes * 60_000;
    assert.ok(Math.abs((await told(new Date(right).toUTCString())) - right) < 1000);
  }
});

test("a device that agrees with the server keeps to its own clock, which is finer", async () => {
  await pass(5500);
  assert.equal(await told(new Date(Date.now() - 1900).toUTCString()), Date.now());
  assert.equal(await told(undefined), Date.now());
});

test("a creation takes the first words along, with an id of their own", async () => {
  const { client, requests } = alone();
  client.create({ kind: "chat", input: {}, message: { text: "hello" } });
  client.create({ kind: "chat", input: {}, message: { id: "m0", text: "hello" } });
  client.create({ kind: "chat", input: {} });
  await settle();
  const [first, second, none] = requests.map(({ body }) => body.message);
  assert.equal(first.text, "hello");
  assert.match(first.id, /^[\da-f-]{36}$/);
  assert.deepEqual([second, none], [{ id: "m0", text: "hello" }, undefined]);
});
