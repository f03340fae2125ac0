"""What the three vendors put on the wire: streams and errors, event by event, as bytes.

`tests/test_upstream.py` holds it against the vendors' own SDKs.
"""

import json
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

Json = dict[str, Any]

Finish = Literal["stop", "length", "filtered", "tools"]

DIALECTS = ("openai", "anthropic", "gemini")


@dataclass(frozen=True)
class Tokens:
    """What a call took, counted alike for all vendors: input has the cached ones in it, output the
    reasoning. Each wire reports them in its vendor's way.
    """

    input: int
    output: int
    cached: int = 0
    cache_write: int = 0
    reasoning: int = 0


def sse(data: Any, event: str | None = None, end: str = "\n") -> bytes:
    """One event. `data` is text as it is, or what is to become JSON."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    head = f"event: {event}{end}" if event else ""
    return f"{head}data: {text}{end}{end}".encode()


class Wire(ABC):
    """One answer on one vendor's wire. Each method gives the next bytes, none where it has none."""

    statuses: ClassVar[dict[int, str]]
    broken: ClassVar[bytes]

    def __init__(self, model: str, body: Json, usage: Tokens | None) -> None:
        self.model = model
        self.body = body
        self.usage = usage

    def opening(self) -> bytes:
        """Before anything is said."""
        return b""

    @abstractmethod
    def thought(self, text: str) -> bytes:
        """A piece of reasoning."""

    @abstractmethod
    def token(self, text: str) -> bytes:
        """A piece of the answer."""

    @abstractmethod
    def call(self, index: int, id: str, name: str, arguments: str) -> bytes:
        """A whole call of a tool."""

    @abstractmethod
    def finish(self, reason: Finish, why: str) -> bytes:
        """Why it ends, and the usage."""

    def sentinel(self) -> bytes:
        """The vendor's last word."""
        return b""

    @classmethod
    @abstractmethod
    def error(cls, status: int, message: str, **more: Any) -> Json:
        """The body of an error."""

    @classmethod
    @abstractmethod
    def failure(cls, status: int, message: str) -> bytes:
        """An error in the middle of a stream."""


class OpenAIWire(Wire):
    """Chat completions."""

    statuses: ClassVar[dict[int, str]] = {
        400: "invalid_request_error",
        401: "invalid_request_error",
        429: "requests",
        500: "server_error",
        503: "server_error",
    }
    broken = b'data: {"id":"chatcmpl-x","choices":[{"index":0,"delta":{"cont\n\n'
    thinks_as = "reasoning_content"
    """What reasoning is called; OpenAI itself shows none, and servers differ."""

    def __init__(self, model: str, body: Json, usage: Tokens | None) -> None:
        super().__init__(model, body, usage)
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._counts = bool((body.get("stream_options") or {}).get("include_usage"))

    def _chunk(self, delta: Json | None, finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = {
            "id": self._id,
            "object": "chat.completion.chunk",
            "created": 1795000000,
            "model": self.model,
            "service_tier": "default",
            "system_fingerprint": None,
            "choices": [] if delta is None else [choice],
        }
        if self._counts:
            chunk["usage"] = None
        return sse(chunk | more)

    def opening(self) -> bytes:
        return self._chunk({"role": "assistant", "content": "", "refusal": None})

    def thought(self, text: str) -> bytes:
        return self._chunk({self.thinks_as: text})

    def token(self, text: str) -> bytes:
        return self._chunk({"content": text})

    def call(self, index: int, id: str, name: str, arguments: str) -> bytes:
        half = len(arguments) // 2
        head = {"index": index, "id": id, "type": "function"}
        first = head | {"function": {"name": name, "arguments": ""}}
        rest = [
            {"index": index, "function": {"arguments": part}}
            for part in (arguments[:half], arguments[half:])
        ]
        return b"".join(self._chunk({"tool_calls": [call]}) for call in [first, *rest])

    def finish(self, reason: Finish, why: str) -> bytes:
        names = {"filtered": "content_filter", "tools": "tool_calls"}
        refusal = self._chunk({"refusal": why}) if why else b""
        end = self._chunk({}, names.get(reason, reason))
        if self.usage is None or not self._counts:
            return refusal + end
        return refusal + end + self._chunk(None, usage=self._usage(self.usage))

    @staticmethod
    def _usage(usage: Tokens) -> Json:
        return {
            "prompt_tokens": usage.input,
            "completion_tokens": usage.output,
            "total_tokens": usage.input + usage.output,
            "prompt_tokens_details": {
                "cached_tokens": usage.cached,
                "cache_write_tokens": usage.cache_write,
                "audio_tokens": 0,
            },
            "completion_tokens_details": {
                "reasoning_tokens": usage.reasoning,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }

    def sentinel(self) -> bytes:
        return sse("[DONE]")

    @classmethod
    def error(cls, status: int, message: str, **more: Any) -> Json:
        kind = cls.statuses.get(status, "server_error" if status >= 500 else cls.statuses[400])
        code = "rate_limit_exceeded" if status == 429 else None
        return {"error": {"message": message, "type": kind, "param": None, "code": code} | more}

    @classmethod
    def failure(cls, status: int, message: str) -> bytes:
        return sse(cls.error(status, message))


class AnthropicWire(Wire):
    """Messages: blocks that are opened, grow and are closed."""

    statuses: ClassVar[dict[int, str]] = {
        400: "invalid_request_error",
        401: "authentication_error",
        402: "billing_error",
        403: "permission_error",
        404: "not_found_error",
        413: "request_too_large",
        429: "rate_limit_error",
        500: "api_error",
        504: "timeout_error",
        529: "overloaded_error",
    }
    broken = b'event: content_block_delta\ndata: {"type":"content_block_delta","ind\n\n'

    def __init__(self, model: str, body: Json, usage: Tokens | None) -> None:
        super().__init__(model, body, usage)
        self._index = -1
        self._open: str | None = None

    def _event(self, kind: str, **more: Any) -> bytes:
        return sse({"type": kind} | more, kind)

    def _usage(self, output: int) -> Json:
        usage = self.usage or Tokens(0, 0)
        return {
            "input_tokens": usage.input - usage.cached - usage.cache_write,
            "cache_creation_input_tokens": usage.cache_write,
            "cache_read_input_tokens": usage.cached,
            "output_tokens": output,
        }

    def opening(self) -> bytes:
        message = {
            "id": f"msg_{uuid.uuid4().hex[:24]}",
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": self._usage(1 if self.usage else 0),
        }
        if self.usage is None:
            del message["usage"]
        return self._event("message_start", message=message) + self._event("ping")

    def _begin(self, kind: str, block: Json) -> bytes:
        """The start of a block, and the stop of the one before."""
        closing = self._close()
        self._index += 1
        self._open = kind
        start = self._event("content_block_start", index=self._index, content_block=block)
        return closing + start

    def _delta(self, **delta: Any) -> bytes:
        return self._event("content_block_delta", index=self._index, delta=delta)

    def _close(self) -> bytes:
        if self._open is None:
            return b""
        kind, self._open = self._open, None
        signed = (
            self._delta(type="signature_delta", signature="EqQBCg==") if kind == "thinking" else b""
        )
        return signed + self._event("content_block_stop", index=self._index)

    def thought(self, text: str) -> bytes:
        block = {"type": "thinking", "thinking": "", "signature": ""}
        start = self._begin("thinking", block) if self._open != "thinking" else b""
        return start + self._delta(type="thinking_delta", thinking=text)

    def token(self, text: str) -> bytes:
        block = {"type": "text", "text": ""}
        start = self._begin("text", block) if self._open != "text" else b""
        return start + self._delta(type="text_delta", text=text)

    def call(self, index: int, id: str, name: str, arguments: str) -> bytes:
        half = len(arguments) // 2
        start = self._begin("tool", {"type": "tool_use", "id": id, "name": name, "input": {}})
        parts = ("", arguments[:half], arguments[half:])
        return start + b"".join(
            self._delta(type="input_json_delta", partial_json=part) for part in parts
        )

    def finish(self, reason: Finish, why: str) -> bytes:
        names = {
            "stop": "end_turn",
            "length": "max_tokens",
            "filtered": "refusal",
            "tools": "tool_use",
        }
        delta: Json = {"stop_reason": names[reason], "stop_sequence": None}
        if reason == "filtered":
            delta["stop_details"] = {
                "type": "refusal",
                "category": "general_harms",
                "explanation": why or None,
            }
        more: Json = {}
        if self.usage is not None:
            details = {"output_tokens_details": {"thinking_tokens": self.usage.reasoning}}
            more["usage"] = self._usage(self.usage.output) | details
        return self._close() + self._event("message_delta", delta=delta, **more)

    def sentinel(self) -> bytes:
        return self._event("message_stop")

    @classmethod
    def error(cls, status: int, message: str, **more: Any) -> Json:
        kind = cls.statuses.get(status, "api_error")
        error = {"type": kind, "message": message} | more
        return {"type": "error", "error": error, "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy"}

    @classmethod
    def failure(cls, status: int, message: str) -> bytes:
        return sse(cls.error(status, message), "error")


class GeminiWire(Wire):
    """`streamGenerateContent`: whole responses, one after the other, and no last word."""

    statuses: ClassVar[dict[int, str]] = {
        400: "INVALID_ARGUMENT",
        401: "UNAUTHENTICATED",
        403: "PERMISSION_DENIED",
        404: "NOT_FOUND",
        429: "RESOURCE_EXHAUSTED",
        499: "CANCELLED",
        500: "INTERNAL",
        503: "UNAVAILABLE",
        504: "DEADLINE_EXCEEDED",
    }
    broken = b'data: {"candidates": [{"content": {"parts": [{"te\r\n\r\n'

    def __init__(self, model: str, body: Json, usage: Tokens | None) -> None:
        super().__init__(model, body, usage)
        self._id = uuid.uuid4().hex[:22]

    def _response(self, parts: list[Json], usage: Json | None, **more: Any) -> bytes:
        candidate: Json = {"index": 0} | more
        if parts:
            candidate["content"] = {"parts": parts, "role": "model"}
        response: Json = {"candidates": [candidate]}
        if usage is not None:
            response["usageMetadata"] = usage
        response |= {"modelVersion": self.model, "responseId": self._id}
        return sse(response, end="\r\n")

    def _so_far(self) -> Json | None:
        if self.usage is None:
            return None
        return {"promptTokenCount": self.usage.input, "totalTokenCount": self.usage.input}

    def thought(self, text: str) -> bytes:
        return self._response([{"text": text, "thought": True}], self._so_far())

    def token(self, text: str) -> bytes:
        return self._response([{"text": text}], self._so_far())

    def call(self, index: int, id: str, name: str, arguments: str) -> bytes:
        call = {"id": id, "name": name, "args": json.loads(arguments)}
        part = {"functionCall": call, "thoughtSignature": "EqQBCg=="}
        return self._response([part], self._so_far())

    def finish(self, reason: Finish, why: str) -> bytes:
        names = {"length": "MAX_TOKENS", "filtered": "SAFETY"}
        more: Json = {"finishReason": names.get(reason, "STOP")}
        if why:
            more["finishMessage"] = why
        parts = [] if reason == "filtered" else [{"text": ""}]
        return self._response(parts, self._usage(), **more)

    def _usage(self) -> Json | None:
        usage = self.usage
        if usage is None:
            return None
        counts = {
            "promptTokenCount": usage.input,
            "candidatesTokenCount": usage.output - usage.reasoning,
            "totalTokenCount": usage.input + usage.output,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": usage.input}],
        }
        if usage.cached:
            counts["cachedContentTokenCount"] = usage.cached
        if usage.reasoning:
            counts["thoughtsTokenCount"] = usage.reasoning
        return counts

    @classmethod
    def error(cls, status: int, message: str, **more: Any) -> Json:
        name = cls.statuses.get(status, "UNKNOWN")
        return {"error": {"code": status, "message": message, "status": name} | more}

    @classmethod
    def failure(cls, status: int, message: str) -> bytes:
        return sse(cls.error(status, message), end="\r\n")


WIRES: dict[str, type[Wire]] = {
    "openai": OpenAIWire,
    "anthropic": AnthropicWire,
    "gemini": GeminiWire,
}


@dataclass(frozen=True)
class Status:
    """An answer with that status; the body is the vendor's error of `message` by default."""

    code: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    message: str = "The server had an error while processing your request."
    more: Json = field(default_factory=dict)


def rate_limited(retry_after: str | None = None) -> Status:
    """429, with the header where it is given."""
    headers = {"retry-after": retry_after} if retry_after else {}
    return Status(429, headers, message="Rate limit reached. Please slow down.")


def overloaded(dialect: str) -> Status:
    """503, as the vendor says it; Anthropic says 529."""
    code = 529 if dialect == "anthropic" else 503
    return Status(code, message="The model is overloaded. Please try again later.")


def too_long(dialect: str) -> Status:
    """The prompt is larger than the model's window."""
    return {
        "openai": Status(
            400,
            message="This model's maximum context length is 128000 tokens. However, your messages "
            "resulted in 150000 tokens. Please reduce the length of the messages.",
            more={"param": "messages", "code": "context_length_exceeded"},
        ),
        "anthropic": Status(400, message="prompt is too long: 210000 tokens > 200000 maximum"),
        "gemini": Status(
            400,
            message="The input token count (1200000) exceeds the maximum number of tokens allowed "
            "(1048576).",
        ),
    }[dialect]


def bad_key(dialect: str) -> Status:
    """The key is not one."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }
    return {
        "openai": Status(
            401,
            message="Incorrect API key provided: sk-p****abcd.",
            more={"code": "invalid_api_key"},
        ),
        "anthropic": Status(401, message="invalid x-api-key"),
        "gemini": Status(
            400,
            message="API key not valid. Please pass a valid API key.",
            more={"details": [info]},
        ),
    }[dialect]


def no_quota(dialect: str) -> Status:
    """There is no money left, or the day's allowance is used up."""
    failure = {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}],
    }
    return {
        "openai": Status(
            429,
            message="You exceeded your current quota, please check your plan and billing details.",
            more={"type": "insufficient_quota", "code": "insufficient_quota"},
        ),
        "anthropic": Status(
            400,
            message="Your credit balance is too low to access the Anthropic API. Please go to "
            "Plans & Billing to upgrade or purchase credits.",
        ),
        "gemini": Status(
            429,
            message="You exceeded your current quota, please check your plan and billing details.",
            more={"details": [failure]},
        ),
    }[dialect]


def prefill_rejected() -> Status:
    """Anthropic's newer models take no beginning of their answer."""
    return Status(
        400,
        message="This model does not support assistant message prefill. The conversation must end "
        "with a user message.",
    )


def content_refused() -> Status:
    """OpenAI refuses the prompt before it answers."""
    return Status(
        400,
        message="Invalid prompt: your prompt was flagged as violating our usage policy.",
        more={"code": "invalid_prompt"},
    )
