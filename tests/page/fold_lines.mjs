// The page's fold, for a judge outside of JavaScript: reads one log a line (a JSON array of events)
// and answers one line each, {messages, state, running}. Between events it is dumped and restored
// as often as a reload could, which must make no difference.

import { createInterface } from "node:readline";
import { Fold } from "../../server/page/client/fold.js";

for await (const line of createInterface({ input: process.stdin })) {
  let fold = new Fold();
  for (const event of JSON.parse(line)) {
    fold.apply(event);
    fold = new Fold(JSON.parse(JSON.stringify(fold.dump())));
  }
  const { messages, state, running } = fold;
  process.stdout.write(`${JSON.stringify({ messages, state, running })}\n`);
}
