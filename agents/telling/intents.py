"""What is typed in place of an answer, and means one of the interview's actions."""

import re
from typing import Literal

Intent = Literal["repeat", "hint", "skip", "end", "wait", "again"]

LONGEST = 120
"""In characters; what is longer says more than a request."""

_COURTESY = {
    "please", "sorry", "thanks", "thank", "you", "ok", "okay", "well", "hi", "hello", "yes", "no",
    "um", "hm", "hmm", "just", "maybe", "quite", "really", "again", "now", "here", "actually",
}  # fmt: skip
"""Words that make no difference; the forms are written without them, "can repeat" for instance."""
_WRITTEN_OUT = {"don't": "do not", "didn't": "did not", "let's": "let us", "i'd": "i would"}

_IT = "(?:that|it|this|(?:the|this|that|your) (?:last |same )?(?:question|one))"
_MINE = "(?:that|it|this|my (?:last )?answer|that (?:answer|one)|the last (?:answer|one))"
_ASK = "(?:(?:can|could|would|will) )?"
_WE = (
    "(?:(?:can|could|may|shall) (?:i|we) |let (?:us|me) "
    "|i (?:want|need|have|would like|prefer) to )"
)
_STOP = "(?:end|stop|finish|quit)"
_FORMS: dict[Intent, tuple[str, ...]] = {
    "again": (
        f"{_WE}(?:try|say|do|answer|tell|start|redo|rephrase|retry) {_MINE}(?: once more| better)?",
        f"{_WE}(?:try|start) (?:once more|over|from the beginning|from the start)",
        f"{_WE}try",
        "(?:one more|another|second) (?:try|go|attempt)",
        f"{_WE}(?:have|get|take) (?:another|one more|a second) (?:try|go|attempt|chance)",
    ),
    "repeat": (
        f"{_ASK}(?:repeat|say|ask|read) {_IT}(?: once more)?",
        "what was (?:the|your|that) (?:last )?question",
        f"i did not (?:get|catch|hear) {_IT}",
    ),
    "hint": (
        f"(?:{_WE}(?:have|get) |{_ASK}give me |i need )?(?:a |another |one more )?hint",
        f"i (?:do|did) not understand(?: {_IT})?",
        "what do mean(?: by (?:that|it|this))?",
    ),
    "skip": (
        f"{_WE}?(?:skip|pass)(?: (?:on )?{_IT})?",
        f"{_WE}?(?:move|go) on(?: to the next(?: question| one)?)?",
        "(?:the )?next (?:question|one)",
    ),
    "end": (f"{_WE}?{_STOP} (?:the|this) interview", f"{_WE}{_STOP}(?: it)?"),
    "wait": (
        f"(?:{_ASK}give me |i need )?(?:a|one) (?:minute|moment|second|sec)(?: to think)?",
        "let me think(?: about (?:that|it)| for a (?:minute|moment|second))?",
    ),
}
_INTENTS = {name: re.compile("|".join(forms)) for name, forms in _FORMS.items()}

_KOREAN_COURTESY = re.compile(
    r"^(?:죄송하지만|죄송한데요?|죄송합니다|죄송해요|미안하지만|미안해요|혹시|저기요?|음+|아+|네|예|그럼"
    r"|그러면|이제|일단|저|제가|한번만|부탁드려요|부탁드립니다|감사합니다|이번|이){0,6}"
)
"""What is said besides; blanks are left out."""
_ASKED = (
    "(?:주세요|주시겠어요|주시겠습니까|주실래요|주실수있(?:나요|을까요|어요|습니까)|줘요?|주십시오"
    "|부탁(?:드려요|드립니다|해요|합니다)|주시면감사하겠습니다)"
)
_DO = (
    "(?:게요|겠습니다|겠어요|래요|께요|까요|고싶어요|고싶습니다|도될까요|도돼요|도되나요"
    "|도되겠습니까|요)?"
)
_ONCE_MORE = "(?:다시|한번더|다시한번)(?:한번)?"
_SAY = "(?:말|대답|답|답변|시도)?"
_KOREAN: dict[Intent, tuple[str, ...]] = {
    "again": (
        f"{_ONCE_MORE}(?:제가)?{_SAY}해(?:볼|보){_DO}",
        f"{_ONCE_MORE}{_SAY}(?:할|하){_DO}",
        f"다시{_SAY}해(?:도|보고)(?:될까요|돼요|되나요|싶어요|싶습니다)",
        "처음부터다시(?:할게요|시작할게요|해볼게요)",
        f"한번더기회를{_ASKED}",
    ),
    "repeat": (
        (
            f"(?:그|방금)?(?:질문을?)?{_ONCE_MORE}만?"
            f"(?:말씀해|말해|얘기해|이야기해|읽어|들려|질문해|물어봐){_ASKED}"
        ),
        f"(?:질문을?)?{_ONCE_MORE}(?:들을수있(?:을까요|나요|어요)|듣고싶(?:어요|습니다))",
        "잘?못들었(?:어요|습니다)",
        "질문이뭐(?:였죠|였지요|였어요|예요|죠)",
        "뭐라고(?:하셨(?:어요|죠|나요)|요)",
    ),
    "hint": (
        (
            f"힌트(?:를|좀|하나|하나만){{0,3}}(?:{_ASKED}|요|있(?:나요|을까요|어요)"
            "|받을수있(?:을까요|나요))?"
        ),
        (
            "(?:질문이?|질문을?|무슨말인지|무슨뜻인지)?잘?이해가?"
            "(?:안(?:돼요|됩니다|가요)|못했(?:어요|습니다))"
        ),
        "무슨(?:뜻|말)(?:이에요|인가요|이죠|입니까)",
    ),
    "skip": (
        (
            "(?:질문은?|질문을?|문제는?|건|것은)?(?:그냥)?"
            f"(?:넘어가|넘어갈|넘길|패스할|패스하|건너뛸|건너뛰){_DO}"
        ),
        "(?:패스|스킵)(?:요|입니다|해주세요|할게요)?",
        (
            f"다음(?:질문|문제)?(?:으로|로)?(?:{_ASKED}|넘어갈게요|넘어가주세요|넘어가요|갈게요"
            "|가주세요|가요|요)?"
        ),
        f"(?:넘어가|건너뛰어){_ASKED}",
    ),
    "end": (
        (
            "(?:오늘은|여기서|여기까지|면접을?|면접은|인터뷰를?|연습을?){0,3}"
            f"(?:그만|끝내|끝낼|종료|마치|마칠)(?:하|할|두|둘)?{_DO}"
        ),
        f"(?:오늘은)?여기까지(?:만)?(?:하|할|요)?{_DO}",
        f"(?:면접을?|인터뷰를?)?(?:종료|끝내|그만해|마쳐){_ASKED}",
    ),
    "wait": (
        "(?:잠시|잠깐)만요?(?:기다려주세요)?",
        f"(?:조금만|잠시만|잠깐만)?(?:생각할)?시간을?(?:좀|조금)?{_ASKED}",
        "(?:잠시|잠깐|조금)?만?생각좀?(?:해|하)(?:볼|보)?(?:게요|겠습니다|고요)",
        "(?:잠시|잠깐|조금)?만?생각좀?할게요",
    ),
}
_KOREAN_INTENTS = {name: re.compile("|".join(forms)) for name, forms in _KOREAN.items()}
_HANGUL = re.compile(r"[가-힣]")
_CLAUSES = re.compile(r"[,.!?;:~…\n]")


def intent_of(text: str) -> Intent | None:
    """What a whole message asks for, politely or not; None where it says anything else.

    Of English and Korean. Each clause is courtesy or the same request, so that no answer is taken
    for one: "Let me think. We moved to Kafka" is an answer.
    """
    if len(text) > LONGEST:
        return None
    plain = text.lower().replace("’", "'")
    if _HANGUL.search(plain):
        said = (_korean(clause) for clause in _CLAUSES.split(plain))
        found = {name for clause, name in said if clause}
    else:
        clauses = map(_without_courtesy, re.split(r"[,.!?;:\n]", plain))
        found = {_intent(clause) for clause in clauses if clause}
    return found.pop() if len(found) == 1 else None


def _without_courtesy(clause: str) -> str:
    words = [_WRITTEN_OUT.get(word, word) for word in clause.split()]
    return " ".join(word for word in words if word not in _COURTESY)


def _intent(clause: str) -> Intent | None:
    return next((name for name, form in _INTENTS.items() if form.fullmatch(clause)), None)


def _korean(clause: str) -> tuple[str, Intent | None]:
    """What a clause says without blanks and courtesy, "" where it says nothing else."""
    compact = "".join(clause.split())
    asked = _wanted(compact)
    bare = _KOREAN_COURTESY.sub("", compact)
    return (compact, asked) if asked else (bare, _wanted(bare))


def _wanted(compact: str) -> Intent | None:
    return next((name for name, form in _KOREAN_INTENTS.items() if form.fullmatch(compact)), None)
