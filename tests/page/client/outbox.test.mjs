/** Commands on their way: kept until they are acknowledged, sent again, given back. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import {
  events,
  live,
  open,
  pass,
  settle,
  snapshot,
  startClock,
  starting,
  stopClock,
  welcome,
} from "./harness.mjs";

beforeEach(startClock);
afterEach(stopClock);

const message = { type: "message", text: "hello" };

test("a command waits for the welcome and has an id of its own", async () => {
  const { connection, sockets } = open();
  await settle();
  const first = connection.send(message);
  const second = connection.send({ type: "cancel" });
  assert.deepEqual(sockets[0].sent, []);
  sockets[0].serve(welcome());
  assert.deepEqual(sockets[0].sent, [
    { ...message, id: first },
    { type: "cancel", id: second },
  ]);
  assert.notEqual(first, second);
});

test("what is not acknowledged is sent again, with its id, what is, is not", async () => {
  const { connection, socket, sockets } = await live();
  const lost = connection.send(message);
  const got = connection.send({ type: "action", name: "hint" });
  socket.serve({ type: "ack", id: got, status: "accepted" });
  socket.end(1006);
  await pass(250);
  sockets[1].serve(welcome({ head: 5, after: 5 }));
  assert.deepEqual(sockets[1].sent, [{ ...message, id: lost }]);
  sockets[1].serve({ type: "ack", id: lost, status: "duplicate" });
  assert.deepEqual(connection.outbox.unsent, []);
});

test("an accepted message stays visible until it stands in the log", async () => {
  const { connection, socket } = await live();
  const id = connection.send(message);
  socket.serve({ type: "ack", id, status: "accepted" });
  assert.deepEqual(connection.outbox.messages, [{ frame: { ...message, id }, acked: true }]);
  const said = { type: "TEXT_MESSAGE_START", messageId: id, role: "user" };
  socket.serve({ type: "events", seq: 6, events: [said] });
  assert.deepEqual(connection.outbox.messages, []);
});

test("first words stay visible until they stand in the log", async () => {
  const { connection, socket, start } = await starting({ message: { text: "hello" } });
  const frame = { type: "message", ...start.message };
  assert.deepEqual(connection.outbox.messages, [{ frame, acked: false }]);
  assert.equal(connection.outbox.starts, true);
  socket.serve({ type: "ack", id: start.id, status: "accepted" }, welcome());
  assert.deepEqual(connection.outbox.messages, [{ frame, acked: true }]);
  assert.equal(connection.outbox.starts, false);
  const said = { type: "TEXT_MESSAGE_START", messageId: frame.id, role: "user" };
  socket.serve({ type: "events", seq: 1, events: [said] });
  assert.deepEqual(connection.dump().outbox, []);
});

test("a start without first words is done with at its ack", async () => {
  const { connection, socket, start } = await starting();
  assert.deepEqual(connection.outbox.messages, []);
  socket.serve({ type: "ack", id: start.id, status: "accepted" });
  assert.deepEqual(connection.dump().outbox, []);
});

test("a start that no frame takes is not sent", () => {
  const { client, connection } = open();
  connection.close();
  const message = { text: "x".repeat(600_000) };
  assert.throws(() => client.start("chat", {}, { message }), { status: 413, code: "too_large" });
});

test("an accepted message goes with its run where that says no", async () => {
  const { connection, socket } = await live();
  const id = connection.send(message);
  socket.serve({ type: "ack", id, status: "accepted" });
  const began = { type: "RUN_STARTED", threadId: "s", runId: id };
  socket.serve({ type: "events", seq: 6, events: [began] });
  assert.deepEqual(connection.outbox.messages, []);
});

const accepted = (id, status = "accepted") => ({ type: "ack", id, status });
const began = (runId, seq) => ({
  type: "events",
  seq,
  events: [{ type: "RUN_STARTED", threadId: "s", runId }],
});

for (const command of [
  { type: "action", name: "skip" },
  { type: "retry" },
  { type: "retry", text: "anew" },
]) {
  test(`a ${command.type} waits until its run begins, sent or not`, async () => {
    const { connection, socket } = await live();
    const id = connection.send(command);
    assert.deepEqual(connection.outbox.step, { frame: { ...command, id }, acked: false });
    socket.serve(accepted(id));
    assert.deepEqual(connection.outbox.step, { frame: { ...command, id }, acked: true });
    socket.serve(began("another", 6));
    assert.equal(connection.outbox.step.frame.id, id);
    socket.serve(began(id, 7));
    assert.equal(connection.outbox.step, undefined);
    assert.deepEqual(connection.dump().outbox, []);
  });
}

test("a retry carries a text where one is given, and only there", async () => {
  const { connection, socket } = await live();
  const ids = [connection.retry(), connection.retry({ text: "And when?" })];
  assert.deepEqual(socket.sent, [
    { type: "retry", id: ids[0] },
    { type: "retry", text: "And when?", id: ids[1] },
  ]);
});

test("an ack that comes after the run, and after the next, ends the waiting", async () => {
  const { connection, socket, acks } = await live();
  const id = connection.send({ type: "retry" });
  socket.serve(began(id, 6));
  assert.equal(connection.outbox.step, undefined);
  socket.serve(began("another", 7), accepted(id));
  assert.equal(acks[0].id, id);
  assert.deepEqual(connection.dump().outbox, []);
});

test("what has been done while nobody looked is not waited for", async () => {
  const { connection, socket, sockets } = await live();
  const ids = [1, 2].map(() => connection.send({ type: "retry" }));
  const said = connection.send(message);
  socket.serve(accepted(ids[0]), accepted(said));
  socket.end(1006);
  await pass(250);
  sockets[1].serve(welcome({ head: 9, after: 0 }), snapshot(9));
  assert.equal(connection.outbox.step.frame.id, ids[1]);
  sockets[1].serve(accepted(ids[1], "duplicate"));
  assert.equal(connection.outbox.step, undefined);
  // A message may still have to wait, and shows itself when it does not.
  assert.deepEqual(
    connection.outbox.messages.map(({ frame }) => frame.id),
    [said],
  );
});

test("neither a cancel nor what was rejected is waited for", async () => {
  const { connection, socket } = await live();
  const cancel = connection.send({ type: "cancel" });
  assert.equal(connection.outbox.step, undefined);
  const skip = connection.send({ type: "action", name: "skip" });
  socket.serve(accepted(cancel), accepted(skip, "rejected"));
  assert.deepEqual(connection.dump().outbox, []);
});

test("a rejected command is given back with the reason and not sent again", async () => {
  const { connection, socket, acks } = await live();
  const id = connection.send({ type: "action", name: "skip" });
  const error = { code: "not_allowed", message: "no", details: { allowed: ["message"] } };
  socket.serve({ type: "ack", id, status: "rejected", error });
  assert.deepEqual(acks[0].error, error);
  assert.deepEqual(acks[0].command, { type: "action", name: "skip", id });
  assert.deepEqual(connection.outbox.unsent, []);
});

test("a command refused for now is sent again when there is room", async () => {
  const { connection, socket, acks } = await live();
  const id = connection.send(message);
  const error = { code: "rate_limited", message: "slow down", retryMs: 700 };
  socket.serve({ type: "ack", id, status: "rejected", error });
  await pass(699);
  assert.equal(socket.sent.length, 1);
  await pass(1);
  assert.deepEqual(socket.sent[1], { ...message, id });
  assert.deepEqual(acks, []);
});

const acked = (id, code, retryMs) => {
  const error = { code, message: "not now", retryMs };
  return { type: "ack", id, status: "rejected", error };
};

test("several commands refused for now are each sent once more, at the latest time", async () => {
  const { connection, socket } = await live();
  const ids = [1, 2, 3].map((n) => connection.send({ ...message, text: `${n}` }));
  for (let round = 1; round < 6; round += 1) {
    socket.serve(...ids.map((id, at) => acked(id, "unavailable", 300 - 100 * at)));
    await pass(299);
    assert.equal(socket.sent.length, 3 * round);
    await pass(1);
    assert.deepEqual(
      socket.sent.slice(3 * round).map(({ id }) => id),
      ids,
    );
  }
});

test("what is still under way is not sent again with what was refused", async () => {
  const { connection, socket } = await live();
  const [first] = [1, 2].map((n) => connection.send({ ...message, text: `${n}` }));
  socket.serve(acked(first, "unavailable", 300));
  await pass(300);
  assert.deepEqual(
    socket.sent.slice(2).map(({ id }) => id),
    [first],
  );
});

test("a command that comes after a refused one waits with it", async () => {
  const { connection, socket } = await live();
  const first = connection.send(message);
  socket.serve(acked(first, "rate_limited", 700));
  const second = connection.send({ type: "action", name: "hint" });
  assert.equal(socket.sent.length, 1);
  await pass(700);
  assert.deepEqual(
    socket.sent.slice(1).map(({ id }) => id),
    [first, second],
  );
});

test("a new connection sends what was refused, and the old one's time is forgotten", async () => {
  const { connection, socket, sockets } = await live();
  const id = connection.send(message);
  socket.serve(acked(id, "unavailable", 5000));
  socket.end(1006);
  await pass(250);
  sockets[1].serve(welcome({ head: 5, after: 5 }));
  await pass(10_000);
  assert.deepEqual([socket.sent.length, sockets[1].sent.length], [1, 1]);
});

/** A message whose frame has as many bytes as one may have, and so many more. */
const ofSize = (more) => {
  const id = crypto.randomUUID();
  const empty = JSON.stringify({ type: "message", text: "", id }).length;
  return { type: "message", text: "x".repeat(524_288 - empty + more) };
};

test("a command that is too large is given back and never sent", async () => {
  const { connection, socket, acks } = await live();
  const hangul = { type: "message", text: "한".repeat(180_000) };
  const ids = [hangul, ofSize(1)].map((command) => connection.send(command));
  assert.deepEqual(
    acks.map(({ id, status, error }) => [id, status, error.code]),
    ids.map((id) => [id, "rejected", "too_large"]),
  );
  assert.equal(acks[0].command.text, hangul.text);
  assert.deepEqual(connection.dump().outbox, []);
  connection.send(ofSize(0));
  assert.equal(socket.sent.length, 1);
});

for (const code of [4400, 4413]) {
  test(`${code} gives back what is not acknowledged, and a reload does not send it`, async () => {
    const { connection, socket, acks } = await live();
    const id = connection.send(message);
    connection.send({ type: "cancel" });
    socket.end(code);
    assert.equal(acks.length, 2);
    assert.deepEqual([acks[0].status, acks[0].command], ["rejected", { ...message, id }]);
    const saved = JSON.parse(JSON.stringify(connection.dump()));
    const { sockets } = open({ saved });
    await settle();
    sockets[0].serve(welcome({ head: 5, after: 5 }));
    assert.deepEqual(sockets[0].sent, []);
  });
}

test("a connection that was stopped over a command can be opened again", async () => {
  const { connection, socket, sockets } = await live();
  connection.send(message);
  socket.end(4413);
  connection.open();
  await settle();
  sockets[1].serve(welcome({ head: 5, after: 5 }));
  assert.equal(connection.status.state, "live");
  assert.deepEqual(sockets[1].sent, []);
});

for (const code of [4403, 4404]) {
  test(`${code} is not about what was sent: it is kept`, async () => {
    const { connection, socket, acks } = await live();
    connection.send(message);
    socket.end(code);
    assert.deepEqual([acks.length, connection.outbox.unsent.length], [0, 1]);
  });
}

test("commands survive a reload in the dump", async () => {
  const { connection } = open();
  const id = connection.send(message);
  const saved = JSON.parse(JSON.stringify(connection.dump()));
  const { sockets } = open({ saved });
  await settle();
  sockets[0].serve(welcome());
  assert.deepEqual(sockets[0].sent, [{ ...message, id }]);
});

async function posting() {
  const opened = open({ transports: ["sse"] });
  await settle();
  opened.requests[0].stream();
  opened.requests[0].serve(welcome({ head: 5 }), events(1, 5));
  await settle();
  const posts = () => opened.requests.filter(({ method }) => method === "POST");
  return { ...opened, posts };
}

test("without a WebSocket commands are posted one at a time, in order", async () => {
  const { connection, posts, acks } = await posting();
  const first = connection.send(message);
  const second = connection.send({ type: "cancel" });
  await settle();
  assert.deepEqual(
    posts().map(({ body }) => body),
    [{ ...message, id: first }],
  );
  posts()[0].answer(202, { type: "ack", id: first, status: "accepted" });
  await settle();
  assert.deepEqual(posts()[1].body, { type: "cancel", id: second });
  posts()[1].answer(202, { type: "ack", id: second, status: "accepted" });
  await settle();
  assert.deepEqual(
    acks.map(({ id }) => id),
    [first, second],
  );
});

test("a post without an answer is made again", async () => {
  const { connection, posts } = await posting();
  connection.send(message);
  await settle();
  posts()[0].refuse();
  await settle();
  await pass(1000);
  assert.deepEqual(posts()[1].body, posts()[0].body);
});

test("a post that did not arrive whole in time is made again", async () => {
  const { connection, posts, acks } = await posting();
  connection.send(message);
  await settle();
  posts()[0].answer(408, { code: "too_slow", detail: "too slow" });
  await settle();
  await pass(1000);
  assert.deepEqual(posts()[1].body, posts()[0].body);
  assert.deepEqual(acks, []);
});

test("a post refused for now is made again no earlier than it says", async () => {
  const { connection, posts, acks } = await posting();
  connection.send(message);
  await settle();
  posts()[0].answer(429, { code: "rate_limited", detail: "slow down", retryMs: 1500 });
  await settle();
  await pass(1499);
  assert.equal(posts().length, 1);
  await pass(1);
  assert.equal(posts().length, 2);
  assert.deepEqual(acks, []);
});

test("a post that a proxy refuses for now is made again no earlier than it says", async () => {
  const { connection, posts, acks } = await posting();
  connection.send(message);
  await settle();
  const headers = { "Content-Type": "text/html", "Retry-After": "2" };
  posts()[0].resolve(new Response("<h1>429</h1>", { status: 429, headers }));
  await settle();
  await pass(1999);
  assert.equal(posts().length, 1);
  await pass(1);
  assert.deepEqual(posts()[1].body, posts()[0].body);
  assert.deepEqual(acks, []);
});

test("a posted command for which there is no room is refused and not made again", async () => {
  const { connection, posts, acks } = await posting();
  for (const [status, code] of [[429, "quota_exceeded"], [507, "storage_full"]]) {
    const id = connection.send(message);
    await settle();
    const error = { code, message: "Delete some." };
    posts().at(-1).answer(status, { type: "ack", id, status: "rejected", error });
    await settle();
  }
  assert.deepEqual(
    acks.map((ack) => ack.error.code),
    ["quota_exceeded", "storage_full"],
  );
  assert.deepEqual(connection.outbox.unsent, []);
});

test("a rejecting ack and a problem document both settle a posted command", async () => {
  const { connection, posts, acks } = await posting();
  const id = connection.send({ type: "action", name: "skip" });
  await settle();
  const error = { code: "not_allowed", message: "no" };
  posts()[0].answer(409, { type: "ack", id, status: "rejected", error });
  await settle();
  connection.send(message);
  await settle();
  posts()[1].answer(422, { code: "malformed", detail: "too long" });
  await settle();
  assert.deepEqual(
    acks.map((ack) => ack.error.code),
    ["not_allowed", "malformed"],
  );
  assert.deepEqual(connection.outbox.unsent, []);
});
