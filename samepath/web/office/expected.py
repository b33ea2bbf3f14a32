"""The page of one session: who holds it, who is expected, who was there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.audit import trail
from samepath.debriefs.account import facts_of
from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission
from samepath.programs import queries as programs
from samepath.rooms import queries as rooms
from samepath.schedule import actions as schedule
from samepath.schedule import queries
from samepath.schedule.errors import ScheduleError
from samepath.schedule.models import Expected, Session
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import PARTS, PersonForm, explain, key_of, suggestions
from samepath.web.office.sessions import find


@door(Permission.SEE_SCHEDULE)
@require_GET
def show(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Who holds it, who is expected, who was there. The look at attendance is noted (L01)."""
    session = find(request, session_id)
    trail.saw("attendance", by=request.user, session=session.pk, program=session.program_id)
    return _page(request, session, PersonForm(among=programs.participants_of(session.program)))


def _page(request: SignedInRequest, session: Session, form: PersonForm) -> HttpResponse:
    expected = list(queries.expected_people(session))
    named = set(Expected.objects.filter(session=session).values_list("person", flat=True))
    coverage = queries.coverage_of(session)
    held = [(PARTS[part], getattr(session, part), part in dict(coverage.parts)) for part in PARTS]
    over = session.ends_at <= right_now()
    context = {
        "session": session,
        "held": [row for row in held if row[1] or row[2]],
        "expected": [(person, person.pk in named) for person in expected],
        "form": form,
        "names": [] if over else suggestions(form.among, expected),
        # Whoever has not come yet is not missed before the end.
        "attended": [one for one in rooms.attendance(session) if over or one.seconds],
        "over": over,
        "begun": session.starts_at <= right_now(),
        "open": not over and not session.cancelled_at,
    } | facts_of(session, right_now())
    return render(request, "office/session.html", context, status=422 if form.errors else 200)


@door(Permission.KEEP_SCHEDULE)
@require_POST
def expect(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Expect somebody at this session."""
    session = find(request, session_id)
    form = PersonForm(request.POST, among=programs.participants_of(session.program))
    if not form.is_valid():
        return _page(request, session, form)
    person = form.cleaned_data["person"]
    try:
        schedule.expect(session, people=[person], by=request.user)
    except ScheduleError as refusal:
        explain(form, refusal, session.program)
        return _page(request, session, form)
    messages.success(request, _("%(name)s is expected.") % {"name": person.alias})
    return redirect("office:session", session.pk)


@door(Permission.KEEP_SCHEDULE)
@require_POST
def unexpect(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """No longer expect somebody who was named for this session."""
    session = find(request, session_id)
    named = get_object_or_404(
        Expected.objects.filter(session=session).select_related("person"),
        person=key_of(request, "person"),
    )
    schedule.unexpect(session, person=named.person, by=request.user)
    words = _("%(name)s is no longer expected. To undo it, add the name again.")
    messages.success(request, words % {"name": named.person.alias})
    return redirect("office:session", session.pk)
