"""The door: five short answers, each kept as it is given, then the mirror, then the press."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from samepath.consent import queries as consent
from samepath.consent.rules import NEEDED
from samepath.guides import actions as guides
from samepath.guides import queries as guide_queries
from samepath.lib.ids import hash_secret
from samepath.lib.phones import PhoneRefused, tidy_phone
from samepath.lib.time import now as right_now
from samepath.people.models import Contact
from samepath.people.permissions import Permission
from samepath.people.queries import contact_of
from samepath.rooms import actions as rooms
from samepath.rooms import queries
from samepath.rooms.models import CheckIn
from samepath.rooms.rules import INSIDE, STAFF, Door
from samepath.schedule import queries as schedule
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door
from samepath.web.room.room import seat_page, seat_payload
from samepath.web.room.words import door_words

STEPS = ("place", "call_back", "privacy", "arriving", "safe")


class Answers(forms.Form):
    """What may be answered at the door; any part of it may come alone."""

    place = forms.ChoiceField(choices=CheckIn.Place.choices, required=False)
    location = forms.CharField(max_length=200, required=False)
    location_state = forms.CharField(max_length=2, required=False)
    call_back = forms.CharField(max_length=30, required=False)
    privacy = forms.ChoiceField(choices=CheckIn.Privacy.choices, required=False)
    arriving = forms.IntegerField(min_value=0, max_value=10, required=False)
    safe = forms.ChoiceField(choices=CheckIn.Safe.choices, required=False)

    def __init__(self, *args: Any, contact: Contact | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact

    def clean_call_back(self) -> str:
        """A number we could dial, as people here write it."""
        number = self.cleaned_data["call_back"]
        if not number:
            return ""
        try:
            return tidy_phone(number)
        except PhoneRefused:
            raise forms.ValidationError(
                _("This does not look like a phone number. Please write it with its area code.")
            ) from None

    def clean(self) -> dict[str, Any]:
        """A place that is somewhere else needs words; the usual one is filled in from the record."""
        data = super().clean() or {}
        if data.get("place") == CheckIn.Place.OTHER and not data.get("location", "").strip():
            self.add_error(
                "location", _("Please write the street and town, so that help could find you.")
            )
        if data.get("place") == CheckIn.Place.OTHER and not data.get("location_state", "").strip():
            self.add_error("location_state", _("Please choose the state you are in."))
        if data.get("place") == CheckIn.Place.USUAL:
            if self.contact is None or not self.contact.usual_address:
                self.add_error(
                    "place", _("We have no usual address for you. Please choose “Somewhere else”.")
                )
            else:
                data["location"] = self.contact.usual_address
                data["location_state"] = self.contact.usual_state
        return data

    @property
    def given(self) -> dict[str, Any]:
        """Only what was really answered, ready for the verb."""
        data = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if "place" not in data:
            data.pop("location", None)
            data.pop("location_state", None)
        if "location_state" in data:
            data["location_state"] = data["location_state"].upper()
        return data


def find(request: SignedInRequest, session_id: UUID) -> Session:
    """The session, if this person may know about it with the hat they wear; else 404 (Z02).

    Its people are read when a page names them: at the press nobody is named to somebody who comes in.
    """
    session = schedule.find(session_id, request.user, request.hat)
    if session is None:
        raise Http404
    return session


def browser_of(request: SignedInRequest) -> str:
    """What binds an admission to this browser's sign-in."""
    return hash_secret(request.session.session_key or "")


@door(Permission.JOIN_SESSIONS)
@require_GET
def show(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """The door's page. Reading it changes nothing."""
    session = find(request, session_id)
    return render(request, "room/door.html", _page(request, session))


def _page(
    request: SignedInRequest, session: Session, form: Answers | None = None
) -> dict[str, Any]:
    contact = contact_of(request.user)
    check_in = CheckIn.objects.filter(session=session, person=request.user).first()
    here = queries.at_the_door(session, request.user, request.hat, right_now())
    facts, answered = here.facts, queries.answered(here)
    return seat_page(session, request.hat) | {
        "session": session,
        "form": form or Answers(contact=contact),
        "contact": contact,
        "check_in": check_in,
        "next_step": next_step(check_in, answered),
        "steps_left": steps_left(check_in),
        "staff": facts.role in STAFF,
        "part": facts.role,
        "answered": answered.value,
        "words": door_words(answered, session),
        "may_enter": answered in INSIDE or answered.value.startswith(("wait", "full")),
        "blocked": answered
        in {Door.CANCELLED, Door.ENDED, Door.NOT_ON_THE_LIST, Door.KEPT_OUT, Door.OUTSIDE_STATES},
        "to_sign": consent.missing(request.user, NEEDED[session.kind])
        if answered == Door.ASK_CONSENT
        else [],
        "to_promise": guide_queries.promises_of(session.group_id)
        if answered == Door.ASK_AGREEMENTS
        else None,
        "states": session.program.states,
    }


def next_step(check_in: CheckIn | None, answered: Door) -> str:
    """The first step that is still open; empty when all are answered."""
    if check_in is None or check_in.located_at is None or answered == Door.ASK_LOCATION_AGAIN:
        return "place"
    moments = {
        "call_back": check_in.call_back_at,
        "privacy": check_in.privacy_at,
        "arriving": check_in.arriving_at,
        "safe": check_in.safe_at,
    }
    return next((step for step, moment in moments.items() if moment is None), "")


def steps_left(check_in: CheckIn | None) -> int:
    """How many of the five answers are still to come."""
    if check_in is None:
        return len(STEPS)
    moments = (
        check_in.located_at, check_in.call_back_at, check_in.privacy_at, check_in.arriving_at, check_in.safe_at,
    )  # fmt: skip
    return sum(moment is None for moment in moments)


@door(Permission.JOIN_SESSIONS)
@require_POST
def answer(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Keep one answer or several. The page's steps come back; without script, the door itself."""
    session = find(request, session_id)
    form = _form(request)
    fragment = "room/door.html#steps" if request.htmx else "room/door.html"
    if not form.is_valid():
        return render(request, fragment, _page(request, session, form), status=422)
    if form.given:
        rooms.answer(session, by=request.user, **form.given)
    if not request.htmx:
        return redirect("room:door", session.pk)
    return render(request, fragment, _page(request, session))


def _form(request: SignedInRequest) -> Answers:
    return Answers(request.POST, contact=contact_of(request.user))


@door(Permission.JOIN_SESSIONS)
@require_POST
def agree(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """I can keep these: the promises of the group, in the version that was read."""
    session = find(request, session_id)
    current = guide_queries.promises_of(session.group_id)
    if current is not None and str(current.pk) == request.POST.get("agreements", ""):
        guides.accept_promises(current, by=request.user)
    # Another version than the one that is current: the door shows the new one.
    return redirect("room:door", session.pk)


@door(Permission.JOIN_SESSIONS)
@require_POST
def enter(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """The press: one request from door to ticket. Answers JSON to the page's script, a redirect without it."""
    session = find(request, session_id)
    form = _form(request)
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"errors": form.errors}, status=422)
        return render(request, "room/door.html", _page(request, session, form), status=422)
    entry = rooms.enter(
        session,
        by=request.user,
        hat=request.hat,
        browser=browser_of(request),
        answers=form.given,
        identity=request.POST.get("identity", ""),
        take_over=request.POST.get("take_over") == "yes",
    )
    if wants_json:
        return seat_payload(entry, session, request.user, floor=False)
    return redirect("room:room" if entry.door in INSIDE else "room:waiting", session.pk)


@door(Permission.JOIN_SESSIONS)
@require_GET
def waiting(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """What the door would answer now, cheaply: asked every few seconds by those who wait (V04)."""
    session = find(request, session_id)
    answered = queries.door_of(session, request.user, request.hat, right_now())
    words = door_words(answered, session)
    if request.accepts("text/html"):
        if answered in {Door.ASK_CHECK_IN, Door.ASK_AGREEMENTS}:
            return redirect("room:door", session.pk)
        context = _page(request, session) | {"waiting": True}
        return render(request, "room/door.html", context)
    tag = f'"{hash_secret(answered.value + words)[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    response = JsonResponse({"door": answered.value, "words": words, "open": answered in INSIDE})
    response["ETag"] = tag
    return response


@door(Permission.JOIN_SESSIONS)
@require_POST
def go_away(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Stop waiting."""
    session = find(request, session_id)
    rooms.go_away(session, by=request.user)
    return redirect("public:home")
