"""What the office's pages share: the program being kept, a person named in a form, and refusals in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samepath.people.models import Person
from samepath.people.permissions import GRANTS, Permission
from samepath.programs import errors as program_errors
from samepath.programs import queries as programs
from samepath.programs.models import Program
from samepath.schedule import errors
from samepath.web.doors import SignedInRequest

PARTS: dict[str, str | Promise] = {
    "guide": gettext_lazy("guide"),
    "host": gettext_lazy("host"),
    "supervisor": gettext_lazy("clinician"),
}
MOST_NAMES = 200  # suggestions below a field; anybody else is named by typing


def program_of(request: SignedInRequest) -> Program | None:
    """The program kept by whoever asks: the one named in the web session, else the first. 1 query."""
    kept = programs.programs_of(request.user, request.hat)
    wanted = request.session.get("program", "")
    return next((one for one in kept if str(one.pk) == wanted), kept[0] if kept else None)


def in_program(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give a page the program being kept, or lead to where one begins."""

    @wraps(view)
    def found(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        program = program_of(request)
        if program is not None:
            return view(request, program, *args, **kwargs)
        if request.hat is not None and Permission.START_PROGRAMS in GRANTS[request.hat]:
            messages.info(request, _("There is no program yet. It begins here."))
            return redirect("office:new_program")
        return render(request, "office/no_program.html")

    return found


def fingerprint(values: Mapping[str, Any]) -> str:
    """A mark of what a form was filled with, to see whether somebody changed it meanwhile."""
    text = "\n".join(f"{name}={values[name]}" for name in sorted(values))
    return salted_hmac("samepath.office.seen", text).hexdigest()[:32]


def key_of(request: SignedInRequest, name: str) -> UUID | None:
    """The key a form posted, if it is one."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


class PersonForm(forms.Form):
    """Somebody named by the name others see, or by e-mail. Only people in `among` can be named."""

    person = forms.CharField(label=gettext_lazy("Name or e-mail"), max_length=254)

    def __init__(self, *args: Any, among: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among = among

    def clean_person(self) -> Person:
        """The one person meant."""
        text = " ".join(self.cleaned_data["person"].split())
        found = self.among.filter(Q(alias__iexact=text) | Q(email__iexact=text)).first()
        if found is None:
            words = _(
                "Nobody enrolled in this program is called “%(name)s”. Please check the spelling, or find them under "
                "People and enrol them first."
            )
            raise forms.ValidationError(words % {"name": text})
        return found


def suggestions(among: QuerySet[Person], without: Iterable[Person] = ()) -> list[str]:
    """Names to offer below a field. 1 query."""
    left_out = {person.pk for person in without}
    named = among.values_list("pk", "alias")[: MOST_NAMES + len(left_out)]
    return [alias for pk, alias in named if pk not in left_out][:MOST_NAMES]


def explain(
    form: forms.Form, refusal: errors.ScheduleError | program_errors.ProgramError, program: Program
) -> None:
    """Put a refusal beside the field it is about, with what to do."""
    field, words = _in_words(refusal, program)
    form.add_error(field if field in form.fields else None, str(words))


PLAIN: dict[type[Exception], tuple[str, str | Promise]] = {
    errors.InThePast: ("on", gettext_lazy("This time has passed. Please choose a later one.")),
    errors.AlreadyOver: (
        "", gettext_lazy("What is over or called off does not change any more."),
    ),
    errors.WrongGroup: (
        "group", gettext_lazy("This group is closed or not of this program. Please choose another."),
    ),
    errors.ChangedMeanwhile: (
        "", gettext_lazy("Somebody changed this session while you had it open. Your entries are kept here, and "
                         "what is stored now stands above. Keep again to put yours in its place."),
    ),
    program_errors.Over: ("", gettext_lazy("This has ended and takes nobody in any more.")),
    program_errors.NotOfThisProgram: ("", gettext_lazy("This belongs to another program.")),
}  # fmt: skip


def _in_words(refusal: Exception, program: Program) -> tuple[str, str | Promise]:
    """The field a refusal is about, and what to say there."""
    if type(refusal) in PLAIN:
        return PLAIN[type(refusal)]
    match refusal:
        case errors.BadLength(low=low, high=high):
            words = _("A session lasts %(low)s to %(high)s minutes.") % {"low": low, "high": high}
            return "minutes", words
        case errors.TooMany(limit=limit):
            words = _(
                "That is more than the %(n)s who can be expected here. Please choose a smaller group."
            )
            return "group", words % {"n": limit}
        case program_errors.GroupFull(limit=limit):
            words = _("This group is full: a room holds %(n)s members. Nobody was added.")
            return "person", words % {"n": limit}
    return _about_people(refusal, program)


def _about_people(refusal: Exception, program: Program) -> tuple[str, str | Promise]:
    match refusal:
        case errors.EnrolledHere(person=person):
            words = _(
                "%(name)s is enrolled in this program and cannot lead in it. Please choose another."
            )
            return "", words % {"name": person.alias}
        case errors.SamePerson(part=part, person=person):
            words = _("%(name)s already has another part. Please choose somebody else here.")
            return part, words % {"name": person.alias}
        case errors.Clash(part=part, person=person, other=other):
            words = _(
                "%(name)s is in “%(title)s” at that time. Please choose another time or person."
            )
            # The title of another program's session is nothing to read here (Z09).
            title = other.title if other.program_id == program.pk else _("another program")
            return _field(part), words % {"name": person.alias, "title": title}
        case errors.WrongPerson(part=part, person=person):
            words = _(
                "%(name)s has no place in this program for that. Give them one under People first."
            )
            return _field(part), words % {"name": person.alias}
    return "", _("This could not be done.")


def _field(part: str) -> str:
    return "person" if part == "expected" else part
