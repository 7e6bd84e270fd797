"""What an event asks when people sign up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.enums import QuestionKind
from activities.models import Event, Question
from unionplan.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class QuestionInput:
    """One question; `choices` only where there is something to choose."""

    text: str
    kind: QuestionKind = QuestionKind.TEXT
    choices: tuple[str, ...] = ()
    is_required: bool = True


def write_questions(event: Event, questions: Sequence[QuestionInput]) -> None:
    """The questions of the event, in this order. One that was answered already keeps its text: an answer must not come
    to stand under another question. Raises DomainError for that."""
    kept = list(event.questions.order_by("position", "id"))
    for position, wanted in enumerate(questions):
        question = kept[position] if position < len(kept) else Question(event=event)
        if question.pk and question.text != wanted.text and question.answers.exists():
            raise DomainError(_("“%(question)s”已有人回答，不能改成别的问题。") % {"question": question.text})
        question.text, question.kind = wanted.text, wanted.kind
        question.choices, question.is_required = list(wanted.choices), wanted.is_required
        question.position = position
        question.save()
    for question in kept[len(questions) :]:
        if question.answers.exists():
            raise DomainError(_("“%(question)s”已有人回答，不能删除。") % {"question": question.text})
        question.delete()
