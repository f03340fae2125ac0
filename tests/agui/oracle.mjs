// AG-UI's own client as the judge of our logs.
//
// Reads one log a line (a JSON array of events) and answers one line each:
// {messages, state, warnings} as the client holds them at the end, or {error}.
// A log holds several runs, and the client takes one run at a time, so that is how it is fed.

import { createInterface } from "node:readline";
import { AbstractAgent } from "@ag-ui/client";
import { from } from "rxjs";

class LogAgent extends AbstractAgent {
  run() {
    return from(this.events);
  }
}

let warnings = [];
console.warn = (text) => warnings.push(String(text));

// The client starts no run while an interrupt of the last one is unanswered.
const answer = (interrupt) => ({ interruptId: interrupt.id, status: "resolved" });

function runsOf(log) {
  const runs = [];
  for (const event of log) {
    if (event.type === "RUN_STARTED" || runs.length === 0) runs.push([]);
    runs.at(-1).push(event);
  }
  return runs;
}

async function judge(log) {
  const agent = new LogAgent();
  warnings = [];
  try {
    for (const run of runsOf(log)) {
      agent.events = run;
      await agent.runAgent({ resume: agent.pendingInterrupts.map(answer) });
    }
  } catch (error) {
    return { error: String(error) };
  }
  const { messages, state } = agent;
  return { messages, state, warnings: warnings.filter((text) => text.startsWith("[ag-ui]")) };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await judge(JSON.parse(line)))}\n`);
}
