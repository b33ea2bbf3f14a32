"""One session of the schedule: made, changed, called off, and how it went."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samepath.audit import trail
from samepath.people.models import Person
from samepath.people.permissions import Permission, Role
from samepath.programs import queries as programs
from samepath.programs.models import Group, Program
from samepath.rooms import queries as rooms
from samepath.schedule import actions as schedule
from samepath.schedule import queries
from samepath.schedule.errors import ScheduleError
from samepath.schedule.models import Kind, Session
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import explain, program_of


class SessionForm(forms.Form):
    """What a session is to be. Dates and times are on the program's clock."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices, initial=Kind.PEER)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"), queryset=Group.objects.none(), required=False
    )
    on = forms.DateField(label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=15, max_value=240, initial=90
    )
    guide = forms.ModelChoiceField(
        label=gettext_lazy("Guide"), queryset=Person.objects.none(), required=False
    )
    host = forms.ModelChoiceField(
        label=gettext_lazy("Host"), queryset=Person.objects.none(), required=False
    )
    supervisor = forms.ModelChoiceField(
        label=gettext_lazy("Clinician who supervises"),
        queryset=Person.objects.none(),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = programs.staff_of(program, Role.PEER_LEADER)
        clinicians = programs.staff_of(program, Role.CLINICIAN)
        choices = {
            "group": Group.objects.filter(program=program, closed_at__isnull=True).order_by("name"),
            "guide": (leaders | clinicians).distinct(),
            "host": (leaders | clinicians).distinct(),
            "supervisor": clinicians,
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def plan(self, program: Program) -> schedule.Plan:
        """The form as a plan."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return schedule.Plan(zone=program.zone, **data)


def _find(request: SignedInRequest, session_id: UUID) -> Session:
    found = Session.objects.filter(program=program_of(request)).select_related(*queries.WITH_PEOPLE)
    return get_object_or_404(found, pk=session_id)


@door(Permission.KEEP_SCHEDULE)
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponseBase:
    """Put a session on the schedule."""
    program = program_of(request)
    form = SessionForm(request.POST or None, program=program)
    if request.method == "POST" and form.is_valid():
        wanted = form.plan(program)
        try:
            made = schedule.plan(
                program=program, kind=wanted.kind, title=wanted.title, on=wanted.on, at=wanted.at,
                minutes=wanted.minutes, group=wanted.group, guide=wanted.guide, host=wanted.host,
                supervisor=wanted.supervisor, by=request.user,
            )  # fmt: skip
        except ScheduleError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Planned."))
            return redirect("office:session", made.pk)
    context = {"form": form, "program": program}
    return render(request, "office/session_form.html", context, status=422 if form.errors else 200)


@door(Permission.KEEP_SCHEDULE)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Change a session that is not over."""
    session = _find(request, session_id)
    program = session.program
    form = SessionForm(request.POST or None, program=program, initial=_initial(session))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            schedule.change(
                session, by=request.user, wanted=form.plan(program),
                seen=datetime.fromisoformat(seen) if seen else None,
            )  # fmt: skip
        except ScheduleError as refusal:
            explain(form, refusal)
            form.data = {**request.POST.dict(), "seen": session.changed_at.isoformat()}
        else:
            messages.success(request, _("Changed. Whoever it concerns is told if the time moved."))
            return redirect("office:session", session.pk)
    context = {"form": form, "program": program, "session": session}
    return render(request, "office/session_form.html", context, status=422 if form.errors else 200)


def _initial(session: Session) -> dict[str, Any]:
    return {
        "kind": session.kind, "title": session.title, "group": session.group_id, "on": session.on_date,
        "at": session.at_time, "minutes": session.minutes, "guide": session.guide_id,
        "host": session.host_id, "supervisor": session.supervisor_id,
        "seen": session.changed_at.isoformat(),
    }  # fmt: skip


@door(Permission.SEE_SCHEDULE)
@require_GET
def show(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Who holds it, who is expected, who was there."""
    session = _find(request, session_id)
    trail.saw("attendance", by=request.user, session=session.pk, program=session.program_id)
    context = {
        "session": session,
        "coverage": queries.coverage_of(session),
        "expected": list(queries.expected_people(session)),
        "attended": rooms.attendance(session),
        "addable": programs.participants_of(session.program),
    }
    return render(request, "office/session.html", context)


@door(Permission.KEEP_SCHEDULE)
@require_POST
def cancel(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Call a session off; everybody concerned is told in neutral words."""
    session = _find(request, session_id)
    try:
        schedule.cancel(session, by=request.user)
        messages.success(request, _("Called off. Everybody concerned gets a message."))
    except ScheduleError:
        messages.error(request, _("It is over and cannot be called off any more."))
    return redirect("office:session", session.pk)


@door(Permission.KEEP_SCHEDULE)
@require_POST
def restore(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Undo calling it off."""
    session = _find(request, session_id)
    try:
        schedule.restore(session, by=request.user)
        messages.success(request, _("It takes place again. Everybody concerned gets a message."))
    except ScheduleError:
        messages.error(request, _("Its time has passed."))
    return redirect("office:session", session.pk)


@door(Permission.KEEP_SCHEDULE)
@require_POST
def expect(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Expect somebody at this session, or no longer."""
    session = _find(request, session_id)
    people = programs.participants_of(session.program)
    person = get_object_or_404(people, pk=_uuid(request.POST.get("person", "")))
    try:
        if request.POST.get("no"):
            schedule.unexpect(session, person=person, by=request.user)
        else:
            schedule.expect(session, people=[person], by=request.user)
    except ScheduleError:
        messages.error(request, _("That is one person more than this kind of session holds."))
    return redirect("office:session", session.pk)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
