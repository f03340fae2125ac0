import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Applications } from "../../../server/page/client/applications.js";
import { open, startClock, stopClock } from "./harness.mjs";

beforeEach(startClock);
afterEach(stopClock);

test("what is added is sent as it is, and a change names a version where there is one", async () => {
  const { client, connection, requests } = open();
  connection.close();
  const mine = new Applications(client);
  const added = mine.add({ id: "a1" });
  assert.deepEqual([requests[0].method, requests[0].body], ["POST", { id: "a1" }]);
  requests[0].answer(201, { id: "a1", version: 1 });
  assert.equal((await added).version, 1);
  mine.patch("a1", { notes: null }).catch(() => {});
  mine.patch("a1", { notes: null }, 2).catch(() => {});
  assert.deepEqual(requests[1].body, { notes: null });
  assert.deepEqual(
    requests.slice(1).map(({ method, headers }) => [method, headers["If-Match"]]),
    [
      ["PATCH", undefined],
      ["PATCH", '"2"'],
    ],
  );
});
