"""Who speaks of their own death is heard, and figures of speech are not taken for it."""

import pytest

from agents.evidence.distress import is_in_danger

MEANT = """I am a nurse and I was fired yesterday. I feel awful and want to die.
I want to die
I just want to die.
i wanna die
i dont want to live anymore
I don’t want to be alive any more
I want to kill myself
I'm going to kill myself tonight
im gonna kms
I keep thinking about killing myself
I've been thinking of suicide since I lost my job
I have suicidal thoughts
I feel suicidal
I'm having thoughts of suicide
My kids would be better off without me
There is nothing left to live for
Life isn't worth living since the layoff
I wish I were dead
I want to hurt myself
I feel like cutting myself
I tried to kill myself last year and I don't know how to explain the gap in my CV
I want to end my life
I am thinking about ending it all
I'll kill myself if I don't get this job
I don't want to wake up anymore
I'm tired of living.
I was rejected again, sometimes I really want to end it all
How do I write a CV? I don't want to live any more.
After 200 rejections I feel like killing myself, what should I do
I no longer want to live
no job, no money, i cant go on living
I might take my own life
I lost everything and wish I was dead
I am so tired and just wanna die
I got fired and now I want to disappear forever
Honestly want to kill myself after that interview""".splitlines()
SAID_SO = """This deadline kills me
How do I kill the process that hangs?
I'm dying to work at Google
I killed it in the interview
My boss is killing me with overtime
I would kill for that job
I work for a suicide prevention line and want a new job
I am a nurse on a ward for suicidal patients
I counsel suicidal teens, how do I put that on a CV?
Leaving now would be career suicide
I don't want to commit career suicide
I nearly died of embarrassment in my interview
I wanted to die of shame when I forgot the name
I could have died when my phone rang
I want to cut myself some slack
I cut myself at work, can I claim?
I hurt myself lifting boxes and cannot work as a mover any more
I might hurt myself lifting those boxes, should I refuse?
I don't want to shoot myself in the foot by asking for too much
I want to take my life in a new direction
I want to take my life back
I want to end my life as a waiter and become a developer
I don't want to live in London anymore
I don't want to live off my parents
I'm tired of living with my parents
I don't want to wake up at 5 for this shift
I'm killing myself over this CV
I am killing myself with overtime
The project was dead, I had to kill it
My brother committed suicide and I need time off
I'm not suicidal, just tired of this job
I don't want to die in this job
I want to die rich
My father died and I had to end my contract
I want to leave, everything here is dead
I have a deadline to meet, it will be the death of me
I want to kill the meeting
I am dead tired
Do or die interview next week
The team is better off without me
I would like to work in a hospice with dying people
I'm thinking of quitting
I led the self-harm prevention team
I burned out and cannot go on like this at work
I had to shoot a film of myself for the application
I want to hang my certificates on the wall
I write about suicide for a newspaper, how do I pitch?
I am considering suicide prevention as a career
I am thinking about suicide prevention work
My patients suffer and want to die
I don't want to kill myself for this company
I ran 10 kms
People want to commit suicide and I help them on a hotline""".splitlines()


@pytest.mark.parametrize("text", MEANT)
def test_who_wants_to_die_is_heard(text: str):
    assert is_in_danger(text)


@pytest.mark.parametrize("text", SAID_SO)
def test_figures_of_speech_and_talk_of_others_are_not_taken_for_it(text: str):
    assert not is_in_danger(text)
