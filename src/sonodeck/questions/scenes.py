"""Questions about Doppler scenes: picture, answer and reasoning computed from their parameters."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from sonodeck.questions.notes import QuestionNote, Words
from sonodeck.questions.options import in_rank_order
from sonodeck.questions.scope import WHOLE, Made, Scope, about_of, asked
from sonodeck.sheets import Media, Scene, kinds


def scenes(question: kinds.Scene, scope: Scope) -> Made:
    """For each scene what it asks; the back shows its picture again with the solution drawn in."""
    for fact in asked(question, scope):
        value = fact.values.get(question.of)
        if not isinstance(value, Scene):
            continue
        solution, drawing = value.scene.solve(), value.scene.draw()
        about = about_of(question, scope, WHOLE, [fact], [question.of])
        yield QuestionNote(
            about=replace(
                about,
                details=(solution.reasoning, *about.details),
                pictures=(_picture(drawing.back, drawing.solved), *about.pictures),
            ),
            question=solution.question,
            answer=Words(solution.answer),
            options=in_rank_order(about.key, solution.options),
            right=(solution.answer,),
            picture=_picture(drawing.front, drawing.seen),
        )


def _picture(drawn: str, text: str) -> Media:
    """Named by what it shows: the same drawing is the same picture."""
    digest = sha256(drawn.encode()).hexdigest()[:16]
    return Media(file=f"drawn/{digest}.svg", text=text, drawn=drawn)
