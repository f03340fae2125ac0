import assert from "node:assert/strict";
import { test } from "node:test";
import { SseParser } from "../../../server/page/client/transports.js";

const STREAM = [
  ": a comment\n\n",
  'id: e1:4\ndata: {"a":1}\n\n',
  "data:no space\n\n",
  "event: other\ndata: two\ndata: lines\n\n",
  "retry: 10\n\n",
  "data: a: colon\r\n\r\n",
  "data: mac\r\r",
  "data\n\n",
].join("");

const DATA = ['{"a":1}', "no space", "two\nlines", "a: colon", "mac", ""];

test("data is read, joined by lines, and all else passed over", () => {
  assert.deepEqual(new SseParser().feed(STREAM), DATA);
});

test("the stream reads the same however it is cut", () => {
  for (let size = 1; size <= STREAM.length; size += 1) {
    const parser = new SseParser();
    const got = [];
    for (let at = 0; at < STREAM.length; at += size)
      got.push(...parser.feed(STREAM.slice(at, at + size)));
    assert.deepEqual(got, DATA, `in pieces of ${size}`);
  }
});

test("an event that is cut off is not given out", () => {
  assert.deepEqual(new SseParser().feed("data: half"), []);
  assert.deepEqual(new SseParser().feed("data: half\n"), []);
});
