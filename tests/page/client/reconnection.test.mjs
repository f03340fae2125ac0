import assert from "node:assert/strict";
import { test } from "node:test";
import { Reconnection, backoff } from "../../../server/page/client/reconnection.js";

const ORDER = ["websocket", "sse", "poll"];
const early = { welcomed: false, heard: false, livedMs: 0 };
const late = { welcomed: true, heard: true, livedMs: 0 };

test("backoff is anything from nothing to a doubling bound of at most 10 s", () => {
  for (let failures = 0; failures < 40; failures += 1) {
    const bound = Math.min(10_000, 250 * 2 ** failures);
    assert.equal(
      backoff(failures, 250, () => 0),
      0,
    );
    assert.equal(
      backoff(failures, 250, () => 0.5),
      bound / 2,
    );
    assert.equal(
      backoff(failures, 250, () => 1),
      bound,
    );
  }
});

test("failures in a row wait longer, and a connection that lasted begins anew", () => {
  const policy = new Reconnection(ORDER, () => 1);
  const waits = [1, 2, 3].map(() => policy.lost(late, 1006));
  assert.deepEqual(waits, [250, 500, 1000]);
  assert.equal(policy.lost({ ...late, livedMs: 10_001 }, 1006), 250);
});

test("a connection that is welcomed and lost again and again still backs off", () => {
  const policy = new Reconnection(ORDER, () => 1);
  for (let times = 0; times < 10; times += 1) {
    policy.welcomed();
    policy.lost(late, 1011);
  }
  assert.equal(policy.lost(late, 1011), 10_000);
});

test("only the first of several drains in a row is without a wait", () => {
  const policy = new Reconnection(ORDER, () => 1);
  assert.deepEqual([policy.lost(late, 1012), policy.lost(late, 1012)], [0, 500]);
});

test("restart forgets failures and returns to the first transport", () => {
  const policy = new Reconnection(ORDER, () => 1);
  policy.lost(early, 1006);
  policy.lost(early, 1006);
  assert.equal(policy.transport, "sse");
  policy.restart();
  assert.equal(policy.transport, "websocket");
  assert.equal(policy.lost(late, 1006), 250);
});

/** A policy whose WebSocket was welcomed, and then lost so many times before the next welcome. */
function away(failures) {
  const policy = new Reconnection(ORDER, () => 1);
  policy.welcomed();
  policy.lost({ ...late, livedMs: 60_000 }, 1012, 250);
  for (let times = 0; times < failures; times += 1) policy.lost(early, 1006);
  return policy;
}

test("a WebSocket that has worked is not given up for a short outage", () => {
  for (let failures = 0; failures < 8; failures += 1)
    assert.equal(away(failures).transport, "websocket");
});

test("a WebSocket that has worked and is blocked for good gives way to SSE", () => {
  assert.equal(away(8).transport, "sse");
});

test("a WebSocket that gave way after it had worked is tried again at the next loss", () => {
  const policy = away(8);
  policy.welcomed();
  assert.equal(policy.transport, "sse");
  policy.lost(late, 1006);
  assert.equal(policy.transport, "websocket");
});

test("another network has to show anew that it lets WebSockets through", () => {
  const policy = away(0);
  policy.restart();
  policy.lost(early, 1006);
  policy.lost(early, 1006);
  assert.equal(policy.transport, "sse");
});

test("the last transport has nothing to give way to", () => {
  const policy = new Reconnection(["websocket"], () => 1);
  for (let times = 0; times < 5; times += 1) policy.lost(early, 1006);
  assert.equal(policy.transport, "websocket");
});

test("SSE that has brought something is never taken for a buffering proxy", () => {
  const policy = new Reconnection(["sse", "poll"], () => 1);
  policy.lost({ ...early, heard: true }, 4408);
  assert.equal(policy.transport, "sse");
});
