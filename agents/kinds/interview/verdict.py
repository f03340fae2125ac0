"""Whether what was said is an answer at all, part by part: the answer and each reply after it."""

import re
from typing import Literal

from agents.evidence.answer import Answer
from agents.evidence.instructions import is_only_instruction
from agents.evidence.language import is_english, wants_english
from agents.evidence.text import content, looks_like_code, mentions, sentences, stem, words
from agents.kinds.interview.asked_question import AskedQuestion, Style

Verdict = Literal["answered", "dontKnow", "empty", "offTopic", "instruction", "unsupported"]

LEAST_SHARED = 0.05
"""The least share of an answer's words that also stand in the question or a full answer."""
LEAST_REPLY = 0.2
"""The same for a reply to a follow-up, and what was answered before it."""
LEFT_OVER = 8
"""Fewer words than this beside "I don't know" are not an answer, unless they touch a key point."""

_DONT_KNOW = re.compile(
    r"""(?x)
      \W{0,9}
      (?:(?:sorry|well|h?m{1,9}|um{1,9}|uh{1,9}|ok|okay|no|honestly|frankly|actually|unfortunately|but|and
         |to\ be\ honest|i\ think|i['’]?m\ afraid|i\ am\ afraid)[,\ ]{1,3}){0,3}
      (?:
        (?:i\ (?:(?:really|honestly|just|simply)\ )?(?:do\ not|don['’]?t|did\ not|didn['’]?t)
           \ (?:really\ )?(?:know|remember|recall|have\ (?:an?|any)\ (?:good\ )?
           (?:answer|idea|clue|experience|example))
         |(?:(?:i\ have|i['’]ve|i['’]ve\ got|i\ have\ got)\ )?no\ (?:idea|clue|experience|answer)
         |idk|dunno|nothing\ comes\ to\ mind
         |(?:i\ am\ |i['’]?m\ )?(?:really\ )?not\ (?:really\ |quite\ )?sure
         |i\ (?:can\ ?not|can['’]?t|could\ not)\ (?:answer|think\ of|say|remember|recall)
         |(?:(?:i|i\ have|i['’]ve)\ )?never\ (?:done|had|heard|used|seen|worked)
        )
        (?:\ (?!but\b|because\b|so\b|if\b|maybe\b|perhaps\b|probably\b)[\w'’-]{1,30}){0,5}
        (?P<guess>(?:[,\ ]{1,2}(?!but\b|because\b|so\b|if\b)[\w'’-]{1,30}){0,5})
       |(?:i\ |i['’]ll\ |i\ will\ |i\ would\ |let\ me\ )?(?:pass|skip)
        (?:\ (?:on\ )?(?:this|that|it)(?:\ (?:one|question))?)?
        (?:,?\ (?:please|thanks|thank\ you|for\ now))?
      )
      \W{0,9}"""
)
"""A sentence that says so, and hardly anything besides."""

_WORK_WORDS = (
    "team project customer client colleague manager deadline release company work product code "
    "service system report launch patient student budget process meeting user bug data sale sold "
    "shop store staff shift nurse ward clinic hospital school lesson guest order stock supplier "
    "contract invoice payroll account audit office application site server database api software "
    "checkout incident outage ticket error training department market campaign revenue goal "
    "subscription visitor employee boss job business warehouse factory machine menu restaurant "
    "director interview feedback presentation research thesis course teacher intern volunteer "
    "overtime rota migration deploy feature dashboard model delivery parcel complaint call "
    "contractor engineer developer designer analyst stakeholder vendor policy compliance booking "
    "shipped quota deal pipeline quarter rep territory region distributor prospect"
)
_WORK = frozenset(map(stem, _WORK_WORDS.split()))


def verdicts(
    question: AskedQuestion, parts: list[str], style: Style, language: str | None
) -> list[Verdict]:
    """The verdict on each part, in the light of the parts before it.

    `language` is the one asked for: in another than English nothing is called off topic.
    """
    found: list[Verdict] = []
    for number, part in enumerate(parts):
        before = parts[:number]
        kept = parts_answered(before, found)
        verdict = _verdict(question, part, before, kept, style)
        unread = verdict == "offTopic" and not wants_english(language)
        found.append("unsupported" if unread else verdict)
    return found


def parts_answered(parts: list[str], found: list[Verdict]) -> list[str]:
    """The parts that are an answer."""
    return [part for part, verdict in zip(parts, found, strict=True) if verdict == "answered"]


def refusal(question: AskedQuestion, part: str) -> Verdict | None:
    """What a part is that holds no answer, whoever judges; None where it may hold one."""
    if is_only_instruction(part):
        return "instruction"
    if not words(part):
        return "empty"
    return "dontKnow" if _does_not_know(part, question) else None


def _verdict(
    question: AskedQuestion, part: str, before: list[str], kept: list[str], style: Style
) -> Verdict:
    if refused := refusal(question, part):
        return refused
    if not is_english(part):
        return "unsupported"
    answer = Answer([part], question.key_points)
    if _says_nothing(answer, before, bool(kept)):
        return "empty"
    if _on_topic(question, answer, style):
        return "answered"
    goes_on = kept and _goes_on(question, answer, Answer(kept, ()), style)
    return "answered" if goes_on else "offTopic"


def _does_not_know(part: str, question: AskedQuestion) -> bool:
    """Whether it is said, and what is said besides is next to nothing."""
    said = {sentence: _DONT_KNOW.fullmatch(sentence.lower()) for sentence in sentences(part)}
    others = [sentence for sentence, found in said.items() if found is None]
    guesses = [found["guess"] or "" for found in said.values() if found]
    rest = Answer([*others, *guesses], question.key_points)
    return bool(guesses) and len(rest.words) < LEFT_OVER and not rest.covered


def _says_nothing(answer: Answer, before: list[str], is_reply: bool) -> bool:
    """Whether there is next to nothing, or nothing that was not said before."""
    known = Answer(before, ()).sentences
    if len(Answer([*before, answer.text], ()).sentences) == len(known):
        return True
    return not is_reply and len(answer.words) < 4 and not answer.covered


def _goes_on(question: AskedQuestion, reply: Answer, before: Answer, style: Style) -> bool:
    """Whether a reply to a follow-up has to do with what was asked and answered."""
    own = content(reply.text)
    shared = own & (_asked(question) | content(f"{question.outline} {before.text}"))
    touches = style != "story" and bool(reply.covered)
    return reply.is_brief or touches or len(shared) >= max(1, LEAST_REPLY * len(own))


def _on_topic(question: AskedQuestion, answer: Answer, style: Style) -> bool:
    """Whether the answer shares more with the question than its own words said again."""
    if style == "algorithm" and looks_like_code(answer.text):
        return True
    own, asked = content(answer.text), content(question.text)
    if own and len(own - asked) < 0.2 * len(own):
        return False
    if style == "story":
        return _tells(question, answer, own)
    shared = len(own & (_asked(question) | content(question.outline)))
    if not any(point.terms for point in question.key_points):  # then nothing else can be evidence
        return shared >= 2 or mentions(answer.text, question.topic)
    evidence = len(answer.covered) + mentions(answer.text, question.topic) + (shared >= 5)
    enough = 1 if len(answer.words) < 25 else 2
    return evidence >= enough and shared >= LEAST_SHARED * len(own)


def _tells(question: AskedQuestion, answer: Answer, own: set[str]) -> bool:
    """Whether it is a story of work, and of what was asked for.

    That the speaker did something shows neither: one does things in a kitchen, too, and even for
    a customer. A whole story of work is taken for one of what was asked: no list has all words.
    """
    close = len(own & _asked(question))
    shared = len(own & (_asked(question) | content(question.outline)))
    at_work = len(own & _WORK)
    told = bool(answer.deeds or answer.shared_deeds)
    touched = any(answer.touching(_beyond_deeds(point.terms)) for point in question.key_points)
    if told and (at_work >= 2 or shared >= 2) and (touched or close >= 2):
        return True
    if told and at_work >= 2 and len(answer.star) >= 3:
        return True
    return shared >= 4 and at_work >= 1


def _asked(question: AskedQuestion) -> set[str]:
    """The stems of the question, and of the passage or the subject that it is about."""
    return content(f"{question.text} {' '.join(question.topic)}")


def _beyond_deeds(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(term for term in terms if not term.startswith(("i ", "@")))
