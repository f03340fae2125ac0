/**
 * Folds AG-UI 1.0 events into messages and state, by the rules of AG-UI's own reducer
 * (@ag-ui/client, defaultApplyEvents), and keeps besides what a page shows of the run under way.
 */
import { applyPatch } from "./patch.js";

/** Shallow, last write wins; an event without metadata leaves the target untouched. */
function addMetadata(target, { metadata }) {
  if (metadata === undefined) return;
  target.metadata = { ...target.metadata, ...structuredClone(metadata) };
}

const attribution = ({ subagentRunId }) => (subagentRunId == null ? {} : { subagentRunId });

/** A patch that does not fit leaves the document as it was and the stream going on. */
function patch(doc, operations, keep) {
  try {
    keep(applyPatch(doc, operations));
  } catch (error) {
    console.warn(`a patch did not apply: ${error.message}`);
  }
}

/** A run that ended leaves nothing open, whatever its events closed. */
function endRun(fold, status, error = null) {
  fold.run = { ...fold.run, status, error };
  fold.open.clear();
  fold.steps = [];
}

function startText(fold, event, role) {
  let message = fold.message(event.messageId);
  if (message?.role === "activity") return;
  if (!message) {
    message = { id: event.messageId, role, content: "", ...attribution(event) };
    if (event.name !== undefined) message.name = event.name;
    fold.messages.push(message);
  }
  fold.open.add(message.id);
  if (role === "user" && fold.running) fold.run.message = message.id;
  addMetadata(message, event);
}

function appendText(fold, event) {
  const message = fold.message(event.messageId);
  if (!message || message.role === "activity") return;
  message.content = (typeof message.content === "string" ? message.content : "") + event.delta;
  addMetadata(message, event);
}

function endText(fold, event) {
  const message = fold.message(event.messageId);
  fold.open.delete(event.messageId);
  if (message && message.role !== "activity") addMetadata(message, event);
}

function startToolCall(fold, event) {
  const known = fold.toolCall(event.toolCallId);
  if (known) {
    known.function.name = event.toolCallName;
    return addMetadata(known, event);
  }
  const parent = event.parentMessageId ? fold.message(event.parentMessageId) : undefined;
  let target = parent?.role === "assistant" ? parent : undefined;
  if (!target) {
    const id = event.parentMessageId && !parent ? event.parentMessageId : event.toolCallId;
    target = { id, role: "assistant", toolCalls: [], ...attribution(event) };
    fold.messages.push(target);
  }
  const made = { name: event.toolCallName, arguments: "" };
  const call = { id: event.toolCallId, type: "function", function: made };
  (target.toolCalls ??= []).push(call);
  addMetadata(call, event);
}

function addToolResult(fold, event) {
  const { messageId: id, toolCallId, content, role = "tool" } = event;
  const message = { id, toolCallId, role, content, ...attribution(event) };
  addMetadata(message, event);
  // Providers demand a call's results right after the message that made the call.
  let at = fold.messages.findIndex((m) => m.toolCalls?.some((call) => call.id === toolCallId)) + 1;
  if (at === 0) at = fold.messages.length;
  else while (fold.messages[at]?.role === "tool") at += 1;
  fold.messages.splice(at, 0, message);
}

/**
 * Which activities a snapshot restates in full: those of the types that its metadata names (null:
 * all), else all if it carries any. A declaration that is not one claims none.
 */
function ownedActivities({ messages, metadata }) {
  const own = (object, name) => Object.hasOwn(object ?? {}, name);
  const isObject = (value) => value && typeof value === "object" && !Array.isArray(value);
  const inferred = messages.some(({ role }) => role === "activity");
  if (!own(metadata, "@ag-ui/client")) return () => inferred;
  const declared = metadata["@ag-ui/client"];
  if (!isObject(declared)) return () => false;
  if (!own(declared, "authoritativeActivityTypes")) return () => inferred;
  const types = declared.authoritativeActivityTypes;
  if (types === null) return () => true;
  const valid = Array.isArray(types) && types.every((type) => typeof type === "string");
  return (type) => valid && types.includes(type);
}

/** Reasoning stays where the snapshot carries none at all; activities where it does not own them. */
function replaceMessages(fold, event) {
  const { messages } = event;
  const incoming = new Map(messages.map((message) => [message.id, message]));
  const restatesReasoning = messages.some(({ role }) => role === "reasoning");
  const owns = ownedActivities(event);
  const stays = ({ id, role, activityType }) =>
    incoming.has(id) ||
    (role === "activity" && !owns(activityType)) ||
    (role === "reasoning" && !restatesReasoning);
  const kept = fold.messages.filter(stays).map((message) => incoming.get(message.id) ?? message);
  const ids = new Set(kept.map((message) => message.id));
  fold.messages = [...kept, ...messages.filter((message) => !ids.has(message.id))];
}

function setActivity(fold, event) {
  const { messageId: id, activityType, content, replace = true } = event;
  const at = fold.messages.findIndex((message) => message.id === id);
  const known = fold.messages[at];
  const made = { id, role: "activity", activityType, content: structuredClone(content) };
  Object.assign(made, attribution(event));
  if (known?.role === "activity" && known.metadata) made.metadata = known.metadata;
  if (at === -1) fold.messages.push(made);
  else if (replace) fold.messages[at] = made;
  const target = fold.message(id);
  if (replace || target.role === "activity") addMetadata(target, event);
}

function patchActivity(fold, event) {
  const at = fold.messages.findIndex((message) => message.id === event.messageId);
  const known = fold.messages[at];
  if (known?.role !== "activity") return;
  addMetadata(known, event);
  patch(known.content ?? {}, event.patch ?? [], (content) => {
    fold.messages[at] = { ...known, content, activityType: event.activityType };
  });
}

function startRun(fold, { runId, input }) {
  fold.run = { id: runId, status: "running", error: null };
  fold.open.clear();
  fold.steps = [];
  const isNew = (message) => !fold.message(message.id);
  fold.messages.push(...(input?.messages ?? []).filter(isNew));
}

function keepEncrypted(fold, { subtype, entityId, encryptedValue }) {
  const entity = subtype === "tool-call" ? fold.toolCall(entityId) : fold.message(entityId);
  if (entity && entity.role !== "activity") entity.encryptedValue = encryptedValue;
}

const HANDLERS = {
  RUN_STARTED: startRun,
  RUN_FINISHED(fold, { outcome }) {
    endRun(fold, outcome?.type === "cancelled" ? "cancelled" : "finished");
  },
  RUN_ERROR: (fold, { code, message }) => endRun(fold, "failed", { code, message }),
  STEP_STARTED: (fold, { stepName }) => void fold.steps.push(stepName),
  STEP_FINISHED(fold, { stepName }) {
    fold.steps = fold.steps.filter((name) => name !== stepName);
  },
  TEXT_MESSAGE_START: (fold, event) => startText(fold, event, event.role ?? "assistant"),
  TEXT_MESSAGE_CONTENT: appendText,
  TEXT_MESSAGE_END: endText,
  REASONING_MESSAGE_START: (fold, event) => startText(fold, event, "reasoning"),
  REASONING_MESSAGE_CONTENT: appendText,
  REASONING_MESSAGE_END: endText,
  REASONING_ENCRYPTED_VALUE: keepEncrypted,
  TOOL_CALL_START: startToolCall,
  TOOL_CALL_ARGS(fold, event) {
    const call = fold.toolCall(event.toolCallId);
    if (!call) return;
    call.function.arguments += event.delta;
    addMetadata(call, event);
  },
  TOOL_CALL_END(fold, event) {
    const call = fold.toolCall(event.toolCallId);
    if (call) addMetadata(call, event);
  },
  TOOL_CALL_RESULT: addToolResult,
  MESSAGES_SNAPSHOT: replaceMessages,
  STATE_SNAPSHOT: (fold, { snapshot }) => void (fold.state = snapshot),
  STATE_DELTA: (fold, { delta }) => patch(fold.state, delta, (state) => void (fold.state = state)),
  ACTIVITY_SNAPSHOT: setActivity,
  ACTIVITY_DELTA: patchActivity,
};

/** The messages and the state that a log of events amounts to. */
export class Fold {
  /** @param saved what `dump` gave, to go on from there. */
  constructor({ messages = [], state = {}, run = null, open = [], steps = [] } = {}) {
    this.messages = messages;
    this.state = state;
    /**
     * The last run: `{id, status: "running"|"finished"|"cancelled"|"failed", error, message?}`, or
     * null. `message` is the id of the user's message that it is for, where it shows one.
     */
    this.run = run;
    /** Ids of the messages that are still being written. */
    this.open = new Set(open);
    /** Names of the steps under way, outermost first. */
    this.steps = steps;
  }

  get running() {
    return this.run?.status === "running";
  }

  /** Applies one event. Types that change neither messages nor state nor run pass by. */
  apply(event) {
    if (Object.hasOwn(HANDLERS, event.type)) HANDLERS[event.type](this, event);
  }

  message(id) {
    return this.messages.findLast((message) => message.id === id);
  }

  toolCall(id) {
    for (const { toolCalls } of this.messages) {
      const call = toolCalls?.find((candidate) => candidate.id === id);
      if (call) return call;
    }
    return undefined;
  }

  /** All of it as plain JSON, for the constructor. */
  dump() {
    const { messages, state, run, open, steps } = this;
    return { messages, state, run, open: [...open], steps };
  }
}
