"""Questions about Doppler scenes: picture, answer and reasoning computed from their parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from sonodeck.questions.choosing import PLAIN, Options, Wrong, arranged, computed
from sonodeck.questions.notes import About, Offered, QuestionNote, Words
from sonodeck.questions.scope import WHOLE, Made, Scope, about_of, asked, offered
from sonodeck.scenes import Solution, drawing_of
from sonodeck.sheets import Media, Scene, kinds, slug


def scenes(question: kinds.Scene, scope: Scope) -> Made:
    """For each scene what it asks; the back shows its picture again with the solution drawn in."""
    for fact in asked(question, scope):
        value = fact.values.get(question.of)
        if not isinstance(value, Scene):
            continue
        solution, drawing = value.scene.solve(), drawing_of(value.scene)
        about = about_of(question, scope, WHOLE, [fact], [question.of])
        options = _options(solution, about, offered(scope, about))
        yield QuestionNote(
            about=replace(
                about,
                details=(solution.reasoning, *about.details),
                pictures=(_picture(drawing.back, drawing.solved), *about.pictures),
            ),
            question=solution.question,
            answer=Words(solution.answer),
            options=options.texts,
            ordered=options.ordered,
            why=options.why,
            names=options.names,
            offered=options.offered,
            right=(solution.answer,),
            picture=_picture(drawing.front, drawing.seen),
        )


def _options(solution: Solution, about: About, shipped: Sequence[Offered]) -> Options:
    """Of all that a scene offers, what is shown; none where it is asked plain."""
    if not solution.options:
        return PLAIN
    sizes = {text: ("", size, 0) for text, size in solution.sizes.items()}
    offers = [
        Wrong(
            text=text,
            offered=Offered(said=slug(text)),
            why=solution.slips.get(text, ""),
            size=sizes.get(text),
        )
        for text in solution.options
        if text != solution.answer
    ]
    right = sizes.get(solution.answer)
    wrong = computed(about.key, right, offers, shipped)
    return arranged(about.key, solution.answer, right, wrong)


def _picture(drawn: str, text: str) -> Media:
    """Named by what it shows: the same drawing is the same picture."""
    digest = sha256(drawn.encode()).hexdigest()[:16]
    return Media(file=f"drawn/{digest}.svg", text=text, drawn=drawn)
