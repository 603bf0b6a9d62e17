"""The drawing of a scene: computed, or what it was the last time."""

from __future__ import annotations

from sonodeck.common import kept
from sonodeck.scenes.scene import Drawing, Scene


def drawing_of(scene: Scene) -> Drawing:
    """What a scene draws; a command that has drawn the very same before takes it from the cache."""

    def drawn() -> tuple[str, ...]:
        made = scene.draw()
        return made.front, made.back, made.seen, made.solved

    front, back, seen, solved = kept.texts(f"{type(scene).__module__}\0{scene!r}", drawn)
    return Drawing(front=front, back=back, seen=seen, solved=solved)
