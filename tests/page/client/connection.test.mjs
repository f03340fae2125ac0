import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import {
  GUEST,
  HEARTBEAT_MS,
  NEW,
  eventAt,
  events,
  live,
  open,
  pass,
  settle,
  snapshot,
  startClock,
  starting,
  stopClock,
  textOf,
  welcome,
} from "./harness.mjs";

beforeEach(startClock);
afterEach(stopClock);

describe("the cursor", () => {
  test("a first connection asks for no position and offers the subprotocol", async () => {
    const { sockets } = open();
    await settle();
    assert.equal(sockets[0].url.search, "");
    assert.deepEqual(sockets[0].protocols, ["careerpilot.v1"]);
  });

  test("a reconnection asks for what comes after the last event", async () => {
    const { socket, sockets } = await live(5);
    socket.end(1006);
    await pass(250);
    assert.equal(sockets[1].url.search, "?after=5&epoch=e1");
  });

  test("events that were seen are dropped, whole frames and parts of them", async () => {
    const { connection, socket } = await live(5);
    socket.serve(events(4, 5), events(4, 7), events(1, 7), events(2, 3));
    assert.equal(textOf(connection), "abcde");
    assert.equal(connection.seq, 7);
  });

  test("a hole is not folded but asked for again", async () => {
    const { connection, socket, sockets } = await live(5);
    socket.serve(events(7, 8));
    assert.equal(textOf(connection), "abc");
    assert.equal(socket.closedWith, 1000);
    await pass(250);
    assert.equal(sockets[1].url.search, "?after=5&epoch=e1");
    sockets[1].serve(welcome({ head: 8, after: 5 }), events(6, 8));
    assert.equal(textOf(connection), "abcdef");
  });

  test("what a socket brings after it was given up counts for nothing", async () => {
    const { connection, socket } = await live(5);
    socket.serve(events(7, 8));
    socket.serve(events(6, 6));
    assert.equal(connection.seq, 5);
  });

  test("a snapshot replaces what was held", async () => {
    const { connection, socket } = await live(5);
    socket.serve(snapshot(4, "e1"));
    assert.equal(textOf(connection), "ab");
    assert.equal(connection.seq, 4);
  });

  test("another epoch empties the fold, and its log counts from 1", async () => {
    const { connection, socket, sockets } = await live(5);
    socket.end(1006);
    await pass(250);
    sockets[1].serve(welcome({ epoch: "e2", head: 3 }), events(1, 3));
    assert.equal(textOf(connection), "a");
    assert.deepEqual([connection.epoch, connection.seq], ["e2", 3]);
  });

  test("a dump goes on in another connection where it was", async () => {
    const { connection } = await live(5);
    connection.close();
    const saved = JSON.parse(JSON.stringify(connection.dump()));
    const { connection: next, sockets } = open({ saved });
    await settle();
    assert.equal(sockets[0].url.search, "?after=5&epoch=e1");
    sockets[0].serve(welcome({ head: 6, after: 5 }), events(6, 6));
    assert.equal(textOf(next), "abcd");
  });

  test("a dump of another session is left aside", async () => {
    const { connection } = await live(5);
    const { connection: next } = open({ saved: { ...connection.dump(), session: "other" } });
    assert.deepEqual([next.seq, next.fold.messages], [null, []]);
  });
});

describe("liveness", () => {
  test("a ping is answered with its own t", async () => {
    const { socket } = await live();
    socket.serve({ type: "ping", t: 1789 });
    assert.deepEqual(socket.sent, [{ type: "pong", t: 1789 }]);
  });

  test("two heartbeats of silence end a connection, and any frame puts that off", async () => {
    const { connection, socket, sockets } = await live();
    await pass(2 * HEARTBEAT_MS - 1);
    socket.serve({ type: "ping", t: 1 });
    await pass(2 * HEARTBEAT_MS - 1);
    assert.equal(connection.status.state, "live");
    await pass(1);
    assert.equal(connection.status.state, "waiting");
    await pass(250);
    assert.equal(sockets.length, 2);
  });

  test("the status says when the next attempt is", async () => {
    const { connection, socket } = await live();
    socket.end(1011);
    assert.equal(connection.status.state, "waiting");
    assert.equal(connection.status.retryAt, Date.now() + 250);
  });
});

describe("close codes", () => {
  for (const code of [1000, 4400, 4403, 4404, 4413]) {
    test(`${code} stops`, async () => {
      const { connection, socket, sockets } = await live();
      socket.end(code);
      await pass(60_000);
      assert.deepEqual(connection.status, { transport: "websocket", state: "closed", code });
      assert.equal(sockets.length, 1);
    });
  }

  test("1009 is what others say for 4413", async () => {
    const { connection, socket } = await live();
    socket.end(1009);
    assert.deepEqual([connection.status.state, connection.status.code], ["closed", 4413]);
  });

  for (const code of [1001, 1006, 1011, 4408]) {
    test(`${code} reconnects after a backoff`, async () => {
      const { socket, sockets } = await live();
      socket.end(code);
      await pass(249);
      assert.equal(sockets.length, 1);
      await pass(1);
      assert.equal(sockets.length, 2);
    });
  }

  test("1012 reconnects at once", async () => {
    const { socket, sockets } = await live();
    socket.serve({ type: "goaway", reason: "drain", retryMs: 250 });
    socket.end(1012);
    await pass(0);
    assert.equal(sockets.length, 2);
  });

  for (const [code, notice] of [
    [1013, { type: "goaway", reason: "overload", retryMs: 3000 }],
    [4429, { type: "error", code: "rate_limited", message: "slow down", retryMs: 3000 }],
  ]) {
    test(`${code} reconnects no earlier than it was told`, async () => {
      const { socket, sockets } = await live();
      socket.serve(notice);
      socket.end(code);
      await pass(2999);
      assert.equal(sockets.length, 1);
      await pass(251);
      assert.equal(sockets.length, 2);
    });
  }

  test("4401 signs in, then reconnects", async () => {
    const { socket, sockets, requests } = await live();
    socket.end(4401);
    await pass(250);
    assert.equal(requests[0].url.pathname, "/v1/auth/guest");
    assert.equal(sockets.length, 1);
    requests[0].answer(200, GUEST);
    await settle();
    assert.equal(sockets.length, 2);
  });

  test("4401 stops where signing in is refused", async () => {
    const { connection, socket, requests } = await live();
    socket.end(4401);
    await pass(250);
    requests[0].answer(403, { code: "forbidden" });
    await settle();
    assert.equal(connection.status.state, "closed");
    assert.equal(connection.status.code, 4401);
  });

  test("4401 straight after signing in stops: another guest would fare no better", async () => {
    const { connection, socket, sockets, requests } = await live();
    socket.end(4401);
    await pass(250);
    requests[0].answer(200, GUEST);
    await settle();
    sockets[1].end(4401);
    await pass(60_000);
    assert.deepEqual([connection.status.state, connection.status.code], ["closed", 4401]);
    assert.deepEqual([sockets.length, requests.length], [2, 1]);
    connection.open();
    await settle();
    sockets[2].end(4401);
    await pass(10_000);
    assert.equal(requests.length, 2);
  });

  test("4401 of a later connection signs in again", async () => {
    const { socket, sockets, requests } = await live();
    socket.end(4401);
    await pass(250);
    requests[0].answer(200, GUEST);
    await settle();
    sockets[1].serve(welcome());
    sockets[1].end(4401);
    await pass(500);
    assert.equal(requests[1].url.pathname, "/v1/auth/guest");
  });

  test("4401 tries again while signing in cannot be reached", async () => {
    const { socket, requests, sockets } = await live();
    socket.end(4401);
    await pass(250);
    requests[0].refuse();
    await settle();
    await pass(500);
    requests[1].answer(200, GUEST);
    await settle();
    assert.equal(sockets.length, 2);
  });

  test("a session that is ours to start is not gone while the server does not know it", async () => {
    const { connection, socket } = await starting();
    assert.equal(connection.status.state, "live");
    socket.end(1006);
    assert.equal(connection.status.state, "waiting");
  });

  test("a session that is gone stops", async () => {
    const { connection, sockets } = open();
    await settle();
    sockets[0].serve(welcome({ status: "new", head: 0 }));
    assert.equal(connection.status.code, 4404);
  });
});

describe("a session that the connection starts", () => {
  const begun = (more) => welcome({ head: 3, ...more });
  const message = { text: "hello" };

  test("is sent to an id that the server does not know, and followed from its first event", async () => {
    const { connection, socket, start } = await starting({ message, options: { language: "ko" } });
    const { id } = start.message;
    assert.deepEqual(start, {
      ...{ type: "start", id: start.id, kind: "chat", input: {}, options: { language: "ko" } },
      message: { id, text: "hello" },
    });
    assert.match(socket.url.pathname, new RegExp(`/sessions/${connection.session}/ws`));
    socket.serve(begun(), events(1, 4));
    assert.deepEqual([connection.epoch, connection.seq], ["e1", 4]);
    assert.deepEqual(socket.sent, [start]);
  });

  test("is followed also where the server sends no second welcome", async () => {
    const { connection, socket, sockets } = await starting();
    socket.serve(events(1, 4));
    assert.deepEqual([connection.epoch, textOf(connection)], [null, "ab"]);
    socket.end(1006);
    await pass(250);
    // Its number alone says nothing, so that all of it is asked for.
    assert.equal(sockets.at(-1).url.search, "");
    sockets.at(-1).serve(begun({ head: 5 }), snapshot(5));
    assert.deepEqual([connection.epoch, textOf(connection)], ["e1", "abc"]);
  });

  test("is sent again where the connection broke before its ack", async () => {
    const { connection, socket, sockets, start } = await starting({ message });
    socket.end(1006);
    await pass(250);
    sockets.at(-1).serve(NEW);
    assert.deepEqual(sockets.at(-1).sent, [start]);
    sockets.at(-1).serve({ type: "ack", id: start.id, status: "accepted" }, begun());
    assert.equal(connection.status.state, "live");
  });

  test("that was rejected is gone, and its ack says why", async () => {
    const { connection, acks, socket, start } = await starting();
    const error = { code: "malformed", message: "no" };
    socket.serve({ type: "ack", id: start.id, status: "rejected", error });
    assert.equal(acks[0].error.code, "malformed");
    assert.deepEqual([connection.status.state, connection.status.code], ["closed", 4404]);
  });

  test("is started and followed by long-poll", async () => {
    const { connection, requests } = await starting({ transports: ["poll"], message });
    requests()[0].answer(200, [NEW]);
    await settle();
    const [, post] = requests();
    assert.equal(post.url.pathname, `/v1/sessions/${connection.session}/commands`);
    assert.deepEqual([post.body.type, post.body.message.text], ["start", "hello"]);
    await pass(250);
    const poll = requests()[2];
    post.answer(202, { type: "ack", id: post.body.id, status: "accepted" });
    await settle();
    // Asked before the start, answered after its ack.
    poll.answer(200, [NEW]);
    await settle();
    assert.equal(connection.status.state, "live");
    await pass(250);
    assert.equal(requests()[3].url.searchParams.get("after"), null);
    requests()[3].answer(200, [NEW, begun(), events(1, 4)]);
    await settle();
    assert.deepEqual([connection.epoch, connection.seq], ["e1", 4]);
    assert.equal(requests()[4].url.searchParams.get("epoch"), "e1");
  });

  test("is started and followed over SSE", async () => {
    const { connection, requests } = await starting({ transports: ["sse"] });
    requests()[0].stream();
    requests()[0].serve(NEW);
    await settle();
    const [, post] = requests();
    post.answer(202, { type: "ack", id: post.body.id, status: "accepted" });
    requests()[0].serve(begun(), events(1, 4));
    await settle();
    assert.deepEqual([connection.epoch, connection.seq], ["e1", 4]);
  });
});

describe("the fall-back", () => {
  test("a WebSocket that fails twice before welcome gives way to SSE", async () => {
    const { connection, sockets, requests } = open();
    await settle();
    sockets[0].end(1006);
    await pass(250);
    sockets[1].end(1006);
    await pass(500);
    assert.equal(connection.status.transport, "sse");
    assert.equal(requests[0].headers.Accept, "text/event-stream");
  });

  for (const [status, code] of [
    [404, "not_found"],
    [403, "forbidden"],
  ]) {
    test(`a WebSocket that gets no ticket (${code}) gives way to SSE`, async () => {
      const { connection, sockets, requests } = open({}, { token: "secret" });
      await settle();
      requests[0].answer(status, { code });
      await settle();
      await pass(250);
      requests[1].answer(status, { code });
      await settle();
      await pass(500);
      assert.equal(connection.status.transport, "sse");
      assert.equal(requests[2].headers.Authorization, "Bearer secret");
      assert.deepEqual(sockets, []);
    });
  }

  test("a WebSocket that hangs counts as failed", async () => {
    const { connection, sockets } = open();
    await settle();
    await pass(8000);
    await pass(250);
    assert.equal(sockets.length, 2);
    await pass(8000);
    assert.equal(connection.status.transport, "sse");
  });

  test("failures with a welcome between them do not add up", async () => {
    const { connection, sockets } = open();
    await settle();
    sockets[0].end(1006);
    await pass(250);
    sockets[1].serve(welcome());
    sockets[1].end(1006);
    await pass(500);
    sockets[2].end(1006);
    assert.equal(connection.status.transport, "websocket");
  });

  test("a refusal by the server is not held against the WebSocket", async () => {
    const { connection, sockets } = open();
    await settle();
    sockets[0].end(1013);
    await pass(1000);
    sockets[1].end(1013);
    await pass(1000);
    assert.equal(connection.status.transport, "websocket");
  });

  test("SSE that brings nothing within a heartbeat gives way to long-poll", async () => {
    const { connection, requests } = open({ transports: ["sse", "poll"] });
    await settle();
    requests[0].stream();
    await pass(HEARTBEAT_MS);
    assert.equal(requests[0].signal.aborted, true);
    await pass(250);
    assert.equal(connection.status.transport, "poll");
    assert.equal(requests[1].headers.Accept, "application/json");
  });

  test("SSE that is refused sends back to the WebSocket: the server was away", async () => {
    const { connection, sockets, requests } = open();
    await settle();
    sockets[0].end(1006);
    await pass(250);
    sockets[1].end(1006);
    await pass(500);
    requests[0].refuse();
    await settle();
    assert.equal(connection.status.transport, "websocket");
  });
});

describe("SSE", () => {
  async function liveSse() {
    const opened = open({ transports: ["sse"] });
    await settle();
    const [request] = opened.requests;
    request.stream();
    request.serve(welcome({ head: 5 }), events(1, 5));
    await settle();
    return { ...opened, request };
  }

  test("frames arrive in whatever pieces the network makes", async () => {
    const { connection, request } = await liveSse();
    for (const letter of `id: e1:6\ndata: ${JSON.stringify(events(6, 6))}\n\n`)
      request.write(letter);
    await settle();
    assert.equal(textOf(connection), "abcd");
  });

  test("a reconnection names its cursor in Last-Event-ID", async () => {
    const { request, requests } = await liveSse();
    request.end();
    await settle();
    await pass(250);
    assert.equal(requests[1].headers["Last-Event-ID"], "e1:5");
  });

  test("comments keep the connection alive", async () => {
    const { connection, request } = await liveSse();
    await pass(2 * HEARTBEAT_MS - 1);
    request.write(": \n\n");
    await settle();
    await pass(2 * HEARTBEAT_MS - 1);
    assert.equal(connection.status.state, "live");
    await pass(1);
    assert.equal(connection.status.state, "waiting");
  });

  test("a stream that ends after goaway reconnects at once", async () => {
    const { request, requests } = await liveSse();
    request.serve({ type: "goaway", reason: "drain", retryMs: 250 });
    request.end();
    await settle();
    await pass(0);
    assert.equal(requests.length, 2);
  });

  for (const [status, code] of [
    [403, 4403],
    [404, 4404],
  ]) {
    test(`HTTP ${status} stops`, async () => {
      const { connection, requests } = open({ transports: ["sse"] });
      await settle();
      requests[0].answer(status, { code: "no" });
      await settle();
      assert.deepEqual([connection.status.state, connection.status.code], ["closed", code]);
    });
  }

  test("HTTP 503 waits as long as it says", async () => {
    const { requests } = open({ transports: ["sse"] });
    await settle();
    requests[0].answer(503, { code: "overloaded", retryMs: 2000 });
    await settle();
    await pass(1999);
    assert.equal(requests.length, 1);
    await pass(251);
    assert.equal(requests.length, 2);
  });
});

describe("long-poll", () => {
  test("each answer's end is the next request's cursor", async () => {
    const { connection, requests } = open({ transports: ["poll"] });
    await settle();
    assert.equal(requests[0].url.search, "?wait=0");
    requests[0].answer(200, [welcome({ head: 5 }), snapshot(5)]);
    await settle();
    assert.equal(connection.status.state, "live");
    assert.equal(requests[1].url.search, "?wait=20&after=5&epoch=e1");
    requests[1].answer(200, [welcome({ head: 6, after: 5 }), events(6, 6)]);
    await settle();
    assert.equal(textOf(connection), "abcd");
    assert.equal(requests[2].url.searchParams.get("after"), "6");
  });

  test("a resumption at the head asks without a wait, is live and sends what waits", async () => {
    const { connection: before } = await live(5);
    before.close();
    const id = before.send({ type: "message", text: "hello" });
    const { connection, requests } = open({ transports: ["poll"], saved: before.dump() });
    await settle();
    assert.equal(requests[0].url.search, "?wait=0&after=5&epoch=e1");
    requests[0].answer(200, [welcome({ head: 5, after: 5, status: "idle" })]);
    await settle();
    assert.equal(connection.status.state, "live");
    assert.deepEqual([requests[1].method, requests[1].body.id], ["POST", id]);
  });

  test("a session that was deleted while it was polled stops", async () => {
    const { connection, requests } = open({ transports: ["poll"] });
    await settle();
    requests[0].answer(200, [welcome({ head: 5 }), snapshot(5)]);
    await settle();
    requests[1].answer(200, [welcome({ status: "new", epoch: "" })]);
    await settle();
    assert.deepEqual([connection.status.state, connection.status.code], ["closed", 4404]);
  });

  test("an empty answer is a heartbeat and no reason to hurry", async () => {
    const { connection, requests } = open({ transports: ["poll"] });
    await settle();
    requests[0].answer(200, [welcome({ head: 5 }), snapshot(5)]);
    await settle();
    requests[1].answer(200, []);
    await settle();
    assert.equal(requests.length, 2);
    await pass(250);
    assert.equal(requests.length, 3);
    assert.equal(connection.status.state, "live");
  });
});

test("every split of a log over two connections folds to the same text", async () => {
  const whole = events(1, 8).events;
  for (let cut = 1; cut < whole.length; cut += 1) {
    const { connection, socket, sockets } = await live(cut);
    socket.end(1012);
    await pass(0);
    // The server may well send again what this client has.
    for (let from = 1; from <= cut + 1; from += 1) sockets[1].serve(events(from, 8));
    assert.equal(textOf(connection), "abcdef");
    assert.deepEqual(whole[7], eventAt(8));
    connection.close();
  }
});

describe("in a browser", () => {
  const names = ["addEventListener", "removeEventListener", "document"];

  /** The window and the document of a page, which node does not have. */
  beforeEach(() => {
    const page = new EventTarget();
    globalThis.addEventListener = page.addEventListener.bind(page);
    globalThis.removeEventListener = page.removeEventListener.bind(page);
    globalThis.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
    globalThis.fire = (type) => page.dispatchEvent(new Event(type));
  });
  afterEach(() => [...names, "fire"].forEach((name) => delete globalThis[name]));

  const waiting = async () => {
    const opened = await live();
    opened.socket.end(1011);
    return { ...opened, before: opened.sockets.length };
  };

  test("online ends the wait and returns to the first transport", async () => {
    const { connection, sockets, requests } = open();
    await settle();
    sockets[0].end(1006);
    await pass(250);
    sockets[1].end(1006);
    await pass(500);
    requests[0].answer(503, { code: "overloaded", retryMs: 9000 });
    await settle();
    assert.deepEqual(connection.status.transport, "sse");
    const before = sockets.length;
    globalThis.fire("online");
    await settle();
    assert.equal(connection.status.transport, "websocket");
    assert.equal(sockets.length, before + 1);
  });

  test("offline loses what is open at once, and online does not wait for what hangs", async () => {
    const { connection, sockets } = await live();
    const told = [];
    connection.addEventListener("status", () => told.push(connection.status.state));
    globalThis.fire("offline");
    assert.deepEqual(told, ["waiting"]);
    // Where there is a server without a network, it is found.
    await pass(250);
    assert.deepEqual(told, ["waiting", "connecting"]);
    const before = sockets.length;
    globalThis.fire("offline");
    assert.deepEqual(told.at(-1), "waiting");
    await pass(1000);
    assert.deepEqual([told.at(-1), sockets.length], ["connecting", before + 1]);
    globalThis.fire("online");
    await settle();
    assert.equal(sockets.length, before + 2);
    assert.equal(connection.status.transport, "websocket");
  });

  test("a connection that is closed stays closed when the network goes and comes", async () => {
    const { connection, sockets } = await live();
    connection.close();
    globalThis.fire("offline");
    globalThis.fire("online");
    await pass(60_000);
    assert.equal(connection.status.state, "closed");
    assert.equal(sockets.length, 1);
  });

  test("a page that is seen again ends the wait, one that is hidden does not", async () => {
    const { connection } = await waiting();
    globalThis.document.visibilityState = "hidden";
    globalThis.document.dispatchEvent(new Event("visibilitychange"));
    assert.equal(connection.status.state, "waiting");
    globalThis.document.visibilityState = "visible";
    globalThis.document.dispatchEvent(new Event("visibilitychange"));
    assert.equal(connection.status.state, "connecting");
  });

  test("a live connection is left alone when the page is seen again", async () => {
    const { connection, sockets } = await live();
    globalThis.document.dispatchEvent(new Event("visibilitychange"));
    assert.equal(connection.status.state, "live");
    assert.equal(sockets.length, 1);
  });

  test("a connection that is closed listens to nothing any more", async () => {
    const { connection, sockets, before } = await waiting();
    connection.close();
    globalThis.fire("online");
    await pass(60_000);
    assert.equal(sockets.length, before);
  });
});
