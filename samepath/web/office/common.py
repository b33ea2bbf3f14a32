"""What the office's pages share: the program being kept, and errors of the schedule in words."""

from __future__ import annotations

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _

from samepath.people.permissions import Role
from samepath.programs.models import Program
from samepath.schedule import errors
from samepath.web.doors import SignedInRequest

PARTS = {
    "guide": _("guide"),
    "host": _("host"),
    "supervisor": _("clinician"),
    "expected": _("member"),
}


def program_of(request: SignedInRequest) -> Program:
    """The program kept by whoever asks: the one named in the web session, else the first. 404 for none. 1 query."""
    programs = list(programs_of(request))
    if not programs:
        raise Http404
    wanted = request.session.get("program", "")
    return next((one for one in programs if str(one.pk) == wanted), programs[0])


def programs_of(request: SignedInRequest) -> list[Program]:
    """The programs whoever asks may keep."""
    if request.hat == Role.ADMINISTRATOR:
        return list(Program.objects.order_by("name"))
    return list(Program.objects.visible_to(request.user, request.hat).order_by("name"))


def explain(form: forms.Form, refusal: errors.ScheduleError) -> None:
    """Put a refusal of the schedule beside the field it is about, with what to do."""
    field, words = _in_words(refusal)
    form.add_error(field if field in form.fields else None, words)


def _in_words(refusal: errors.ScheduleError) -> tuple[str, str]:
    """The field a refusal is about, and what to say there. Unknown ones speak for themselves."""
    plain = {
        errors.InThePast: ("on", _("This time has passed. Please choose a later one.")),
        errors.SamePerson: (
            "host", _("Guide and host are two people. Please choose another host."),
        ),
        errors.ChangedMeanwhile: (
            "", _("Somebody changed this session while you had it open. Your entries are kept here; "
                  "what is stored now is shown above. Keep again to put yours."),
        ),
        errors.AlreadyOver: ("", _("What is over or called off does not change any more.")),
    }  # fmt: skip
    if type(refusal) in plain:
        return plain[type(refusal)]
    return _about_people(refusal)


def _about_people(refusal: errors.ScheduleError) -> tuple[str, str]:
    match refusal:
        case errors.EnrolledHere(person=person):
            words = _("%(name)s is enrolled in this program and cannot lead in it.")
            return "", words % {"name": person.alias}
        case errors.Clash(part=part, person=person, other=other):
            words = _(
                "%(name)s is in “%(title)s” at that time. Please choose another time or person."
            )
            return part, words % {"name": person.alias, "title": other.title}
        case errors.WrongPerson(part=part, person=person):
            words = _(
                "%(name)s has no place in this program for that. Give them one under People first."
            )
            return part, words % {"name": person.alias if person else _("Somebody")}
        case errors.TooMany(limit=limit):
            return "", _("A session of this kind holds %(n)s people at most.") % {"n": limit}
    return "", str(refusal)
