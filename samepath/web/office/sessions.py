"""One session of the schedule: made, changed, called off, and taken up again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from samepath.lib.time import Happens, happens
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Permission, Role
from samepath.programs import queries as programs
from samepath.programs.models import Group, Program
from samepath.rooms import actions as rooms
from samepath.schedule import actions as schedule
from samepath.schedule import queries
from samepath.schedule.errors import AlreadyOver, ChangedMeanwhile, Clash, ScheduleError
from samepath.schedule.models import Kind, Session
from samepath.schedule.rules import LONGEST, SHORTEST
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import explain, in_program

PEOPLE = ("guide", "host", "supervisor")


class SessionForm(forms.Form):
    """What a session is to be. Dates and times are on the program's clock. 3 queries."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices, initial=Kind.PEER)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    group = forms.TypedChoiceField(label=gettext_lazy("Group"), required=False, empty_value=None)
    on = forms.DateField(
        label=gettext_lazy("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    at = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=SHORTEST, max_value=LONGEST, initial=90
    )
    guide = forms.TypedChoiceField(label=gettext_lazy("Guide"), required=False, empty_value=None)
    host = forms.TypedChoiceField(label=gettext_lazy("Host"), required=False, empty_value=None)
    supervisor = forms.TypedChoiceField(
        label=gettext_lazy("Clinician who supervises"), required=False, empty_value=None
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program = program
        leaders = list(programs.staff_of(program, Role.PEER_LEADER))
        clinicians = list(programs.staff_of(program, Role.CLINICIAN))
        both = [(_("Peer leaders"), leaders), (_("Clinicians"), clinicians)]
        groups = Group.objects.filter(program=program, closed_at__isnull=True).order_by("name")
        self._offer("group", [("", list(groups))])
        self._offer("guide", both)
        self._offer("host", both)
        self._offer("supervisor", [("", clinicians)])

    def _offer(self, name: str, shelves: list[tuple[str, Any]]) -> None:
        """Fill a list; nobody yet is always a choice."""
        by_key = {str(one.pk): one for _shelf, ones in shelves for one in ones}
        choices: list[Any] = [("", _("nobody yet") if name in PEOPLE else _("no group"))]
        for shelf, ones in shelves:
            entries = [(str(one.pk), str(one)) for one in ones]
            choices.extend([(shelf, entries)] if shelf and entries else entries)
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices, field.coerce = choices, by_key.__getitem__

    def clean(self) -> dict[str, Any]:
        """A time that the clocks skip that night is no time."""
        data = super().clean() or {}
        if data.get("on") and data.get("at") and self._happens(data) == Happens.NEVER:
            self.add_error(
                "at", _("The clocks go forward that night and skip this time. Please choose another.")
            )  # fmt: skip
        return data

    def _happens(self, data: dict[str, Any]) -> Happens:
        return happens(data["on"], data["at"], self.program.zone)

    @property
    def comes_twice(self) -> bool:
        """Whether the clocks go back that night, over this time."""
        return self._happens(self.cleaned_data) == Happens.TWICE

    def plan(self) -> schedule.Plan:
        """The form as a plan."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return schedule.Plan(zone=self.program.zone, **data)


def find(request: SignedInRequest, session_id: UUID) -> Session:
    """A session of a program that whoever asks keeps, or 404 (Z02)."""
    visible = Session.objects.visible_to(request.user, request.hat)
    return get_object_or_404(visible.select_related(*queries.WITH_PEOPLE), pk=session_id)


def _form_page(
    request: SignedInRequest,
    form: SessionForm,
    session: Session | None = None,
    *,
    stale: bool = False,
) -> HttpResponseBase:
    context = {"form": form, "program": form.program, "session": session, "stale": stale}
    return render(request, "office/session_form.html", context, status=422 if form.errors else 200)


@door(Permission.KEEP_SCHEDULE)
@require_http_methods(["GET", "POST"])
@in_program
def new(request: SignedInRequest, program: Program) -> HttpResponseBase:
    """Put a session on the schedule."""
    initial = {"on": request.GET.get("on")}
    form = SessionForm(request.POST or None, program=program, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form)
    wanted = form.plan()
    try:
        made = schedule.plan(
            program=program, kind=wanted.kind, title=wanted.title, on=wanted.on, at=wanted.at,
            minutes=wanted.minutes, group=wanted.group, guide=wanted.guide, host=wanted.host,
            supervisor=wanted.supervisor, by=request.user,
        )  # fmt: skip
    except ScheduleError as refusal:
        explain(form, refusal, program)
        return _form_page(request, form)
    messages.success(request, _("Planned."))
    _mention_twice(request, form)
    return redirect("office:session", made.pk)


@door(Permission.KEEP_SCHEDULE)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Change a session that is not over."""
    session = find(request, session_id)
    if session.cancelled_at or session.ends_at < right_now():
        messages.error(request, _("What is over or called off does not change any more."))
        return redirect("office:session", session.pk)
    form = SessionForm(request.POST or None, program=session.program, initial=_initial(session))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, session)
    try:
        schedule.change(
            session, by=request.user, wanted=form.plan(), seen=_seen(form.cleaned_data["seen"])
        )
    except ChangedMeanwhile as refusal:
        explain(form, refusal, session.program)
        form.data = {**request.POST.dict(), "seen": session.changed_at.isoformat()}
        return _form_page(request, form, session, stale=True)
    except ScheduleError as refusal:
        explain(form, refusal, session.program)
        return _form_page(request, form, session)
    messages.success(request, _("Changed. Whoever it concerns is told if the time moved."))
    _mention_twice(request, form)
    return redirect("office:session", session.pk)


def _seen(text: str) -> datetime | None:
    """When the session had last changed as the page was opened; nonsense counts as long ago."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def _mention_twice(request: SignedInRequest, form: SessionForm) -> None:
    if form.comes_twice:
        messages.warning(
            request, _("The clocks go back that night, so this time comes twice. The first is meant.")
        )  # fmt: skip


def _initial(session: Session) -> dict[str, Any]:
    people: dict[str, Person | None] = {part: getattr(session, part) for part in PEOPLE}
    return {
        "kind": session.kind, "title": session.title, "on": session.on_date, "at": session.at_time,
        "minutes": session.minutes, "group": str(session.group_id or ""),
        "seen": session.changed_at.isoformat(),
        **{part: str(person.pk) if person else "" for part, person in people.items()},
    }  # fmt: skip


@door(Permission.KEEP_SCHEDULE)
@require_POST
def cancel(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Call a session off; everybody concerned is told in neutral words, and an open room closes."""
    session = find(request, session_id)
    try:
        with transaction.atomic():
            schedule.cancel(session, by=request.user)
            rooms.close_all(session, by=request.user)
        told = _("Called off. Everybody concerned gets a message.")
        undo = _("You can take it up again here.") if session.starts_at > right_now() else ""
        messages.success(request, f"{told} {undo}".strip())
    except AlreadyOver:
        messages.error(request, _("It is over and cannot be called off any more."))
    return redirect("office:session", session.pk)


@door(Permission.KEEP_SCHEDULE)
@require_POST
def restore(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Undo calling it off."""
    session = find(request, session_id)
    try:
        schedule.restore(session, by=request.user)
        messages.success(request, _("It takes place again. Everybody concerned gets a message."))
    except AlreadyOver:
        messages.error(request, _("Its time has passed."))
    except Clash as refusal:
        words = _("%(name)s is somewhere else at that time by now. Please plan a new session.")
        messages.error(request, words % {"name": refusal.person.alias})
    except ScheduleError:
        messages.error(request, _("More people are expected by now than the room holds. Please plan a new session."))  # fmt: skip
    return redirect("office:session", session.pk)
