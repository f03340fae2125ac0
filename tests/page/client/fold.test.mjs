import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Fold } from "../../../server/page/client/fold.js";

/** Logs, and what @ag-ui/client 1.0 makes of each. */
const VECTORS = JSON.parse(readFileSync(new URL("fold_vectors.json", import.meta.url)));

function folded(events, fold = new Fold()) {
  for (const event of events) fold.apply(event);
  return fold;
}

describe("vectors of AG-UI's client", () => {
  for (const { name, events, messages, state } of VECTORS) {
    test(name, () => {
      const fold = folded(events);
      assert.deepEqual(fold.messages, messages);
      assert.deepEqual(fold.state, state);
    });
  }
});

const run = (runId, ...events) => [{ type: "RUN_STARTED", threadId: "t", runId }, ...events];
const FINISHED = { type: "RUN_FINISHED", threadId: "t", runId: "r1" };
const START = { type: "TEXT_MESSAGE_START", messageId: "m1", role: "assistant" };
const END = { type: "TEXT_MESSAGE_END", messageId: "m1" };

test("a run knows the user's message that it is for, also where it does it again", () => {
  const said = { type: "TEXT_MESSAGE_START", messageId: "c1", role: "user" };
  const ended = { type: "TEXT_MESSAGE_END", messageId: "c1" };
  const withdrawn = { type: "MESSAGES_SNAPSHOT", messages: [] };
  const first = folded(run("c1", said, ended, START, END, FINISHED));
  assert.equal(first.run.message, "c1");
  const again = folded(run("c2", withdrawn, said, ended, START, END, FINISHED), first);
  assert.deepEqual([again.run.id, again.run.message], ["c2", "c1"]);
  assert.equal(folded(run("c3", START, END, FINISHED), again).run.message, undefined);
});

test("the run is running until its end, and the end says how", () => {
  assert.equal(new Fold().running, false);
  assert.equal(folded(run("r1")).running, true);
  assert.equal(folded(run("r1", FINISHED)).run.status, "finished");
  const cancelled = { ...FINISHED, outcome: { type: "cancelled" } };
  assert.equal(folded(run("r1", cancelled)).run.status, "cancelled");
  const error = { type: "RUN_ERROR", message: "no answer", code: "model_unavailable" };
  const failed = folded(run("r1", error)).run;
  assert.deepEqual(failed.error, { message: "no answer", code: "model_unavailable" });
  assert.deepEqual([failed.id, failed.status], ["r1", "failed"]);
});

test("a message is open from its start to its end, or the run's", () => {
  assert.deepEqual([...folded(run("r1", START)).open], ["m1"]);
  assert.deepEqual([...folded(run("r1", START, END)).open], []);
  assert.deepEqual([...folded(run("r1", START, FINISHED)).open], []);
});

test("steps are under way from start to finish, the innermost last", () => {
  const step = (type, stepName) => ({ type, stepName });
  const fold = folded(run("r1", step("STEP_STARTED", "a:b"), step("STEP_STARTED", "c:d")));
  assert.deepEqual(fold.steps, ["a:b", "c:d"]);
  assert.deepEqual(folded([step("STEP_FINISHED", "c:d")], fold).steps, ["a:b"]);
});

test("a patch that does not fit leaves the state and does not end the fold", (context) => {
  context.mock.method(console, "warn", () => {});
  const fold = folded([
    { type: "STATE_SNAPSHOT", snapshot: { a: 1 } },
    {
      type: "STATE_DELTA",
      delta: [
        { op: "add", path: "/b", value: 2 },
        { op: "remove", path: "/x" },
      ],
    },
  ]);
  assert.deepEqual(fold.state, { a: 1 });
});

test("types that are not known pass by, whatever they are called", () => {
  assert.deepEqual(folded([{ type: "constructor" }, { type: "CUSTOM", name: "x" }]).messages, []);
});
