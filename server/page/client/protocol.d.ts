// Written by `python -m protocol.schema` from the types in protocol/. Do not edit.

/** What became of a command: durable, seen before, or not taken. */
export interface Ack {
  type: "ack";
  id: string;
  status: "accepted" | "duplicate" | "rejected";
  error?: Problem;
}

/** The user does one of the actions that the session's state offers. */
export interface Action {
  type: "action";
  id: string;
  name: string;
  input?: Record<string, unknown>;
}

/** Changes an activity message by a JSON Patch (RFC 6902). */
export interface ActivityDeltaEvent {
  type: "ACTIVITY_DELTA";
  messageId: string;
  activityType: string;
  patch: Array<PatchOperation>;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Structured progress that keeps its place among the messages. */
export interface ActivityMessage {
  role: "activity";
  id: string;
  activityType: string;
  content: Record<string, unknown>;
  subagentRunId?: string;
  metadata?: Record<string, unknown>;
}

/** Makes or replaces an activity message; no `replace` means true. */
export interface ActivitySnapshotEvent {
  type: "ACTIVITY_SNAPSHOT";
  messageId: string;
  activityType: string;
  content: Record<string, unknown>;
  replace?: boolean;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** RFC 6902 §4.1. */
export interface AddOperation {
  op: "add";
  path: string;
  value: unknown;
}

/** What the agent said, and the tools that it called. */
export interface AssistantMessage {
  role: "assistant";
  id: string;
  subagentRunId?: string;
  encryptedValue?: string;
  metadata?: Record<string, unknown>;
  content?: string;
  toolCalls?: Array<ToolCall>;
  name?: string;
}

/** An audio part of a message. */
export interface AudioPart {
  type: "audio";
  source: PartSource;
  id?: string;
  metadata?: unknown;
}

/** Ends the run that is going on, at once. */
export interface Cancel {
  type: "cancel";
  id: string;
}

export type ClientFrame =
  | Start
  | Message
  | Action
  | Cancel
  | Retry
  | Ping
  | Pong;

export type ContentPart =
  | TextPart
  | ImagePart
  | AudioPart
  | VideoPart
  | DocumentPart;

/** A named piece of ambient information. */
export interface Context {
  description: string;
  value: string;
}

export type ConversationMessage =
  | DeveloperMessage
  | SystemMessage
  | AssistantMessage
  | UserMessage
  | ToolMessage
  | ActivityMessage
  | ReasoningMessage;

/** RFC 6902 §4.5. */
export interface CopyOperation {
  op: "copy";
  path: string;
  from: string;
}

/** An extension, by name. */
export interface CustomEvent {
  type: "CUSTOM";
  name: string;
  value: unknown;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Bytes carried inline, in base64. */
export interface DataSource {
  type: "data";
  value: string;
  mimeType: string;
}

/** An instruction of the application's developer. */
export interface DeveloperMessage {
  role: "developer";
  id: string;
  subagentRunId?: string;
  encryptedValue?: string;
  metadata?: Record<string, unknown>;
  content: string;
  name?: string;
}

/** A document part of a message. */
export interface DocumentPart {
  type: "document";
  source: PartSource;
  id?: string;
  metadata?: unknown;
}

/** Something went wrong; a close code follows where it ends the connection. */
export interface ErrorFrame {
  type: "error";
  code: string;
  message: string;
  retryMs?: number;
  details?: unknown;
}

export type Event =
  | TextMessageStartEvent
  | TextMessageContentEvent
  | TextMessageEndEvent
  | TextMessageChunkEvent
  | ToolCallStartEvent
  | ToolCallArgsEvent
  | ToolCallEndEvent
  | ToolCallChunkEvent
  | ToolCallResultEvent
  | StateSnapshotEvent
  | StateDeltaEvent
  | MessagesSnapshotEvent
  | ActivitySnapshotEvent
  | ActivityDeltaEvent
  | RawEvent
  | CustomEvent
  | RunStartedEvent
  | RunFinishedEvent
  | RunErrorEvent
  | StepStartedEvent
  | StepFinishedEvent
  | ReasoningStartEvent
  | ReasoningMessageStartEvent
  | ReasoningMessageContentEvent
  | ReasoningMessageEndEvent
  | ReasoningMessageChunkEvent
  | ReasoningEndEvent
  | ReasoningEncryptedValueEvent
  | SubagentStartedEvent
  | SubagentFinishedEvent
  | SubagentErrorEvent;

/** Events of the log; `seq` is the number of the last one. */
export interface Events {
  type: "events";
  seq: number;
  events: Array<Event>;
}

/** Bytes that a provider already holds, under the handle it issued. */
export interface FileSource {
  type: "file";
  value: string;
  provider?: string;
  mimeType?: string;
}

/** The user's first words, which come with the `start`; `id` is that of their message. */
export interface FirstMessage {
  id: string;
  text: string;
  documents?: Array<string>;
}

/** The function that a tool call names, and its arguments as JSON text. */
export interface FunctionCall {
  name: string;
  arguments: string;
}

/** The connection will be closed; come again after `retry_ms`. */
export interface Goaway {
  type: "goaway";
  reason: "drain" | "overload" | "replaced";
  retryMs: number;
}

/** An image part of a message. */
export interface ImagePart {
  type: "image";
  source: PartSource;
  id?: string;
  metadata?: unknown;
}

/** What a run needs from outside before it can go on. */
export interface Interrupt {
  id: string;
  reason: string;
  message?: string;
  toolCallId?: string;
  responseSchema?: Record<string, unknown>;
  expiresAt?: string;
  subagentRunId?: string;
  metadata?: Record<string, unknown>;
}

/** The user says something. */
export interface Message {
  type: "message";
  id: string;
  text: string;
  documents?: Array<string>;
}

/** Restates the whole conversation. */
export interface MessagesSnapshotEvent {
  type: "MESSAGES_SNAPSHOT";
  messages: Array<ConversationMessage>;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
}

/** RFC 6902 §4.4. */
export interface MoveOperation {
  op: "move";
  path: string;
  from: string;
}

export type PartSource =
  | DataSource
  | UrlSource
  | FileSource;

export type PatchOperation =
  | AddOperation
  | RemoveOperation
  | ReplaceOperation
  | MoveOperation
  | CopyOperation
  | TestOperation;

/** Asks for a `Pong` with the same `t`. */
export interface Ping {
  type: "ping";
  t: number;
}

/** Answers a `Ping`. */
export interface Pong {
  type: "pong";
  t: number;
}

/** What went wrong: a stable code, a plain sentence, and when to try again (ms). */
export interface Problem {
  code: string;
  message: string;
  retryMs?: number;
  details?: unknown;
}

/** An event of another system, carried as it is. */
export interface RawEvent {
  type: "RAW";
  event: unknown;
  source?: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Attaches a provider's opaque value to a message or a tool call. */
export interface ReasoningEncryptedValueEvent {
  type: "REASONING_ENCRYPTED_VALUE";
  subtype: "message" | "tool-call";
  entityId: string;
  encryptedValue: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Closes a span of reasoning. */
export interface ReasoningEndEvent {
  type: "REASONING_END";
  messageId: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** The agent's reasoning. */
export interface ReasoningMessage {
  role: "reasoning";
  id: string;
  subagentRunId?: string;
  encryptedValue?: string;
  metadata?: Record<string, unknown>;
  content: string;
}

/** Shorthand for start, content and end. Never in a log. */
export interface ReasoningMessageChunkEvent {
  type: "REASONING_MESSAGE_CHUNK";
  messageId?: string;
  delta?: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Appends to a streamed reasoning message. */
export interface ReasoningMessageContentEvent {
  type: "REASONING_MESSAGE_CONTENT";
  messageId: string;
  delta: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Closes a streamed reasoning message. */
export interface ReasoningMessageEndEvent {
  type: "REASONING_MESSAGE_END";
  messageId: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Opens a streamed reasoning message. */
export interface ReasoningMessageStartEvent {
  type: "REASONING_MESSAGE_START";
  messageId: string;
  role: "reasoning";
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Opens a span of reasoning. */
export interface ReasoningStartEvent {
  type: "REASONING_START";
  messageId: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** RFC 6902 §4.2. */
export interface RemoveOperation {
  op: "remove";
  path: string;
}

/** RFC 6902 §4.3. */
export interface ReplaceOperation {
  op: "replace";
  path: string;
  value: unknown;
}

/** The answer to one interrupt. */
export interface ResumeEntry {
  interruptId: string;
  status: "cancelled" | "resolved";
  payload?: unknown;
  metadata?: Record<string, unknown>;
}

/** Does the last run again. A `text` takes the place of that of its message, which has this
    command's id from then on; a later `retry` does the run again with it. */
export interface Retry {
  type: "retry";
  id: string;
  text?: string;
}

/** A request to run an agent, as `RUN_STARTED.input` echoes it. */
export interface RunAgentInput {
  threadId: string;
  runId: string;
  messages: Array<ConversationMessage>;
  protocolVersion?: string;
  parentRunId?: string;
  state?: unknown;
  tools?: Array<Tool>;
  context?: Array<Context>;
  forwardedProps?: unknown;
  resume?: Array<ResumeEntry>;
}

/** Ends a run that failed, with a stable `code` and a plain `message`. */
export interface RunErrorEvent {
  type: "RUN_ERROR";
  message: string;
  code?: string;
  usage?: Array<TokenUsage>;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
}

/** The run was stopped before it was completed, and did not fail. */
export interface RunFinishedCancelledOutcome {
  type: "cancelled";
}

/** Ends a run that did not fail; no outcome means success. */
export interface RunFinishedEvent {
  type: "RUN_FINISHED";
  threadId: string;
  runId: string;
  result?: unknown;
  outcome?: RunFinishedOutcome;
  usage?: Array<TokenUsage>;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
}

/** The run waits for something outside it. */
export interface RunFinishedInterruptOutcome {
  type: "interrupt";
  interrupts: Array<Interrupt>;
}

export type RunFinishedOutcome =
  | RunFinishedSuccessOutcome
  | RunFinishedInterruptOutcome
  | RunFinishedCancelledOutcome;

/** The run was completed. The same as no outcome. */
export interface RunFinishedSuccessOutcome {
  type: "success";
  pendingToolCallIds?: Array<string>;
}

/** Opens a run. `thread_id` is the session's id. */
export interface RunStartedEvent {
  type: "RUN_STARTED";
  threadId: string;
  runId: string;
  protocolVersion?: string;
  parentRunId?: string;
  input?: RunAgentInput;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
}

export type ServerFrame =
  | Welcome
  | Events
  | Snapshot
  | Ack
  | Ping
  | Pong
  | Goaway
  | ErrorFrame;

/** Replaces all that the client holds; `seq` is the position that it stands for. */
export interface Snapshot {
  type: "snapshot";
  seq: number;
  epoch: string;
  events: Array<Event>;
}

/** Makes the session: its kind, that kind's input, options for models and language, and the
    user's first words as its `message`. */
export interface Start {
  type: "start";
  id: string;
  kind: string;
  input: Record<string, unknown>;
  options?: Record<string, unknown>;
  message?: FirstMessage;
}

/** Changes the state by a JSON Patch (RFC 6902). */
export interface StateDeltaEvent {
  type: "STATE_DELTA";
  delta: Array<PatchOperation>;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Replaces the state. */
export interface StateSnapshotEvent {
  type: "STATE_SNAPSHOT";
  snapshot: unknown;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Closes a named step. */
export interface StepFinishedEvent {
  type: "STEP_FINISHED";
  stepName: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Opens a named step (`role:task`). */
export interface StepStartedEvent {
  type: "STEP_STARTED";
  stepName: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Closes a subagent's work that failed. */
export interface SubagentErrorEvent {
  type: "SUBAGENT_ERROR";
  subagentRunId: string;
  message: string;
  code?: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
}

/** Closes a subagent's work. */
export interface SubagentFinishedEvent {
  type: "SUBAGENT_FINISHED";
  subagentRunId: string;
  result?: unknown;
  outcome?: SubagentFinishedOutcome;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
}

export type SubagentFinishedOutcome =
  | SubagentFinishedSuccessOutcome
  | SubagentFinishedSuspendedOutcome;

/** The subagent completed its work. */
export interface SubagentFinishedSuccessOutcome {
  type: "success";
}

/** The subagent waits for something outside it. */
export interface SubagentFinishedSuspendedOutcome {
  type: "suspended";
  interruptIds?: Array<string>;
}

/** Opens a subagent's work. */
export interface SubagentStartedEvent {
  type: "SUBAGENT_STARTED";
  subagentRunId: string;
  name: string;
  description?: string;
  parentSubagentRunId?: string;
  parentToolCallId?: string;
  parentMessageId?: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
}

/** An instruction of the system. */
export interface SystemMessage {
  role: "system";
  id: string;
  subagentRunId?: string;
  encryptedValue?: string;
  metadata?: Record<string, unknown>;
  content: string;
  name?: string;
}

/** RFC 6902 §4.6. */
export interface TestOperation {
  op: "test";
  path: string;
  value: unknown;
}

/** Shorthand for start, content and end. Never in a log: a log holds what it stands for. */
export interface TextMessageChunkEvent {
  type: "TEXT_MESSAGE_CHUNK";
  messageId?: string;
  role?: "assistant" | "developer" | "system" | "user";
  delta?: string;
  name?: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Appends to a streamed text message. */
export interface TextMessageContentEvent {
  type: "TEXT_MESSAGE_CONTENT";
  messageId: string;
  delta: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Closes a streamed text message. */
export interface TextMessageEndEvent {
  type: "TEXT_MESSAGE_END";
  messageId: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Opens a streamed text message; no role means assistant. */
export interface TextMessageStartEvent {
  type: "TEXT_MESSAGE_START";
  messageId: string;
  role?: "assistant" | "developer" | "system" | "user";
  name?: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** A text part of a message. */
export interface TextPart {
  type: "text";
  text: string;
  id?: string;
  metadata?: unknown;
}

/** Tokens of one provider and model. Parts are within the totals, never beside them. */
export interface TokenUsage {
  provider?: string;
  model?: string;
  inputTokens?: number;
  outputTokens?: number;
  totalTokens?: number;
  reasoningTokens?: number;
  cachedInputTokens?: number;
  cacheWriteInputTokens?: number;
}

/** A tool that the agent may call; `parameters` is a JSON Schema. */
export interface Tool {
  name: string;
  description: string;
  parameters?: unknown;
  metadata?: Record<string, unknown>;
}

/** One call of a tool, held by an assistant message. */
export interface ToolCall {
  type: "function";
  id: string;
  function: FunctionCall;
  encryptedValue?: string;
  metadata?: Record<string, unknown>;
}

/** Appends to a tool call's arguments. */
export interface ToolCallArgsEvent {
  type: "TOOL_CALL_ARGS";
  toolCallId: string;
  delta: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Shorthand for start, args and end. Never in a log. */
export interface ToolCallChunkEvent {
  type: "TOOL_CALL_CHUNK";
  toolCallId?: string;
  toolCallName?: string;
  parentMessageId?: string;
  delta?: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Closes a tool call: its arguments are complete. */
export interface ToolCallEndEvent {
  type: "TOOL_CALL_END";
  toolCallId: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** What a tool returned, as a message of its own. */
export interface ToolCallResultEvent {
  type: "TOOL_CALL_RESULT";
  messageId: string;
  toolCallId: string;
  content: string | Array<ContentPart>;
  role?: "tool";
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** Opens a tool call. */
export interface ToolCallStartEvent {
  type: "TOOL_CALL_START";
  toolCallId: string;
  toolCallName: string;
  parentMessageId?: string;
  timestamp?: number;
  rawEvent?: unknown;
  metadata?: Record<string, unknown>;
  subagentRunId?: string;
}

/** What a tool returned. */
export interface ToolMessage {
  role: "tool";
  id: string;
  subagentRunId?: string;
  encryptedValue?: string;
  metadata?: Record<string, unknown>;
  toolCallId: string;
  content: string | Array<ContentPart>;
  error?: string;
}

/** Bytes to be fetched. */
export interface UrlSource {
  type: "url";
  value: string;
  mimeType?: string;
}

/** What the person sent. */
export interface UserMessage {
  role: "user";
  id: string;
  subagentRunId?: string;
  encryptedValue?: string;
  metadata?: Record<string, unknown>;
  content: string | Array<ContentPart>;
  name?: string;
}

/** A video part of a message. */
export interface VideoPart {
  type: "video";
  source: PartSource;
  id?: string;
  metadata?: unknown;
}

/** First on every connection: where the log is, and from where it is sent. */
export interface Welcome {
  type: "welcome";
  version: 1;
  session: string;
  epoch: string;
  head: number;
  after: number;
  heartbeatMs: number;
  status: "idle" | "new" | "running";
}
