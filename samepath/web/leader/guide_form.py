"""A guide as a form: what the page sends, as one value, and what is wrong with it, in words beside each field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samepath.guides.models import Segment
from samepath.guides.rules import MOST_SEGMENTS, Draft, Fault, Piece

WORDS: dict[str, str | Promise] = {
    "empty": gettext_lazy("Please fill this in."),
    "long": gettext_lazy("This is too much: %(limit)s at most."),
    "short": gettext_lazy("This is too little: %(limit)s at least."),
    "many": gettext_lazy("These are too many: %(limit)s at most."),
    "markup": gettext_lazy("Please write words only, without < before a letter."),
    "hidden": gettext_lazy("There is a sign in it that nobody can see. Please type it anew."),
    "unknown": gettext_lazy("Please choose one of the list."),
}
WHOLE: dict[str, str | Promise] = {
    "minutes": gettext_lazy("Minutes of the whole"),
    "segments": gettext_lazy("Segments"),
}


def words_of(fault: Fault) -> str:
    """What is wrong, and what to do."""
    return str(WORDS[fault.why]) % {"limit": fault.limit}


class HeadForm(forms.Form):
    """Title, and what the guide is for."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, strip=False)
    about = forms.CharField(
        label=gettext_lazy("What it is for"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One or two sentences, for leaders who look for a guide."),
    )  # fmt: skip


class SegmentForm(forms.Form):
    """One segment. What is missing or too much is said by the rules, not here: half a sentence is kept too."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Segment.Kind.choices)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), required=False)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, strip=False)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for, in one line"), required=False, strip=False,
        help_text=gettext_lazy("Everybody in the room reads this."),
    )  # fmt: skip
    leader_card = forms.CharField(
        label=gettext_lazy("Your card"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Only leaders read this: what to say in your own words, and what to do."),
    )  # fmt: skip
    participant_card = forms.CharField(
        label=gettext_lazy("Card for everybody"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    questions = forms.CharField(
        label=gettext_lazy("Questions"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One on each line."),
    )  # fmt: skip
    watch_for = forms.CharField(
        label=gettext_lazy("Watch for"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on each line. Only leaders read this."),
    )  # fmt: skip
    round = forms.BooleanField(
        label=gettext_lazy("A round: each in turn, passing is fine"), required=False
    )
    turn_s = forms.IntegerField(
        label=gettext_lazy("Soft length of a turn, in seconds"), required=False
    )
    cross_talk = forms.BooleanField(
        label=gettext_lazy("People may answer each other"), required=False
    )

    @property
    def piece(self) -> Piece:
        """What was typed, as a value."""
        said: dict[str, Any] = dict(self.cleaned_data)
        for name in ("questions", "watch_for"):
            said[name] = tuple(line for line in _text(said[name]).split("\n") if line.strip())
        for name in ("title", "purpose", "leader_card", "participant_card"):
            said[name] = _text(said[name])
        for name in ("minutes", "turn_s"):
            said[name] = said[name] or 0
        return Piece(**said)


def _text(typed: str) -> str:
    return typed.replace("\r\n", "\n")


@dataclass
class GuideForm:
    """The whole page of a guide: its head, and its segments in order."""

    head: HeadForm
    segments: list[SegmentForm]

    @classmethod
    def of(cls, draft: Draft, revision: int) -> GuideForm:
        """A page that shows what is kept."""
        said = {"title": draft.title, "about": draft.about, "revision": revision}
        return cls(
            HeadForm(initial=said),
            [
                SegmentForm(initial=_shown(piece), prefix=f"s{at}")
                for at, piece in enumerate(draft.pieces)
            ],
        )

    @classmethod
    def sent(cls, post: QueryDict) -> GuideForm:
        """What a browser sent."""
        said = post.get("segments", "")
        count = min(int(said), MOST_SEGMENTS + 1) if said.isdecimal() else 0
        return cls(HeadForm(post), [SegmentForm(post, prefix=f"s{at}") for at in range(count)])

    @property
    def forms(self) -> list[forms.Form]:
        return [self.head, *self.segments]

    def readable(self) -> bool:
        """Whether numbers are numbers and choices are of the list."""
        checked = [form.is_valid() for form in self.forms]  # each of them, so that all faults show
        return all(checked)

    @property
    def draft(self) -> Draft:
        """What was typed, as a value. Only when readable."""
        head = self.head.cleaned_data
        return Draft(
            _text(head["title"]), _text(head["about"]), tuple(form.piece for form in self.segments)
        )

    @property
    def revision(self) -> int:
        return self.head.cleaned_data["revision"] or 0

    def explain(self, faults: Iterable[Fault]) -> None:
        """Put each fault beside the field it is about."""
        for fault in faults:
            form = self.head if fault.at is None else self.segments[fault.at]
            words = words_of(fault)
            if fault.field in form.fields:
                form.add_error(fault.field, words)
            else:
                form.add_error(None, f"{WHOLE.get(fault.field, fault.field)}: {words}")

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """All that is wrong: id of the field, its name with its segment, and what."""
        found = (
            [("", "", str(error)) for error in self.head.non_field_errors()]
            if self.head.is_bound
            else []
        )
        for at, form in enumerate(self.forms):
            place = _("Segment %(n)s, ") % {"n": at} if at else ""
            found += [
                (bound.id_for_label, f"{place}{bound.label}", str(error))
                for bound in form
                for error in bound.errors
            ]  # fmt: skip
        return found


def _shown(piece: Piece) -> dict[str, Any]:
    return {
        **{name: getattr(piece, name) for name in SegmentForm.base_fields},
        "questions": "\n".join(piece.questions),
        "watch_for": "\n".join(piece.watch_for),
        "turn_s": piece.turn_s or None,
    }


def rearranged(draft: Draft, act: str) -> Draft:
    """The guide after a press of one of its buttons: add, up-2, down-2, drop-2. Any other press leaves it."""
    what, _dash, which = act.partition("-")
    pieces = list(draft.pieces)
    at = int(which) if which.isdecimal() else -1
    if what == "add":
        pieces.append(Piece(kind="topic", minutes=10))
    elif what == "drop" and 0 <= at < len(pieces):
        del pieces[at]
    elif what in {"up", "down"}:
        other = at + (1 if what == "down" else -1)
        if 0 <= at < len(pieces) and 0 <= other < len(pieces):
            pieces[at], pieces[other] = pieces[other], pieces[at]
    return replace(draft, pieces=tuple(pieces))
