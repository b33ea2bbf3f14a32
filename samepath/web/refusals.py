"""Refusals that no page caught, said in words: nothing was changed, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samepath.audit.trail import TrailDown
from samepath.consent import errors as consent
from samepath.debriefs import errors as debriefs
from samepath.guides import errors as guides
from samepath.people import errors as people
from samepath.programs import errors as programs
from samepath.rooms import errors as rooms
from samepath.safety import errors as safety
from samepath.schedule import errors as schedule

FAMILIES = (
    consent.ConsentError,
    guides.GuideError,
    debriefs.DebriefError,
    people.PersonError,
    programs.ProgramError,
    rooms.RoomError,
    safety.SafetyError,
    schedule.ScheduleError,
)

WORDS: dict[type[Exception], str | Promise] = {
    consent.NotCurrent: _("There is a newer version of this text. Please open the page again."),
    consent.NoName: _("Please type your name to sign."),
    consent.NotTheirs: _("Only whoever signed can take a signature back."),
    guides.Faulty: _("This guide is not whole yet. Open it to see what is missing."),
    guides.Sealed: _("This version is fixed and does not change any more. Write on to begin the next one."),
    guides.Waits: _("What you offered waits for a clinician. Take it back to write on."),
    guides.NotYours: _("Somebody else writes on this draft. You can make a copy of your own."),
    guides.NotOffered: _("This guide does not wait for an answer any more."),
    guides.OwnWork: _("Nobody approves what they wrote. A colleague will read it."),
    guides.NoClinicianHere: _("A clinician of the guide’s program does this."),
    guides.Wordless: _("Please write what to change, so that the writer knows."),
    guides.NotCurrent: _("The promises of this group have changed. Please read the new ones."),
    guides.NotALeaderHere: _("Leaders and clinicians of the program write these down."),
    guides.NotUsable: _("This session cannot be led from this guide. Please choose another."),
    debriefs.NotYours: _("Whoever led this session writes about it, and whoever was there says how it was."),
    debriefs.NotNow: _("The time for this is over, or has not come yet."),
    debriefs.Finished: _("This is finished. Open it again to write on."),
    debriefs.AlreadyRead: _("A clinician has signed this as read. It stays as it is."),
    debriefs.Unfinished: _("Something is still missing. Nothing you typed is lost."),
    debriefs.Wrong: _("Something there could not be kept. Please go back and look; nothing else was changed."),
    people.LastAdministrator: _("Somebody has to look after the installation. Give the role to another person first."),
    people.AliasTaken: _("Somebody here has this name, or one very close to it."),
    people.AliasRefused: _("This name cannot be shown to others, or sounds like staff. Please choose another."),
    people.OwnRole: _("Nobody gives a role to themselves. Please ask a colleague."),
    people.EmailTaken: _("There is an account with this address."),
    programs.LeadsHere: _("Nobody leads or treats in a program they are enrolled in."),
    programs.MayNotInvite: _("Your role cannot give out this role, or not in this program."),
    programs.NotOfThisProgram: _("This belongs to another program."),
    programs.NameTaken: _("This name is used already. Please choose another."),
    programs.GroupFull: _("This group is full. Nobody was added."),
    programs.Over: _("This has ended and takes nobody in any more."),
    programs.RoleMissing: _("The person needs this role first."),
    rooms.NotYours: _("Only the people who hold this session can do that."),
    rooms.NotOffered: _("This room does not wait for an answer any more. The wall shows who stands behind it."),
    rooms.MediaUnreachable: _("The picture and sound server does not answer. Please try again in a moment."),
    TrailDown: _("Records cannot be opened right now. Please try again in a moment."),
    safety.AlreadyAnswered: _("Another clinician has this already."),
    safety.NoNextStep: _("Please write the next step."),
    safety.OwnCall: _("Your own call is answered by a colleague."),
    safety.NotAnswered: _("Please answer the call before you close it."),
    schedule.ChangedMeanwhile: _("Somebody changed this session meanwhile. Please open the page again."),
    schedule.AlreadyOver: _("What is over or called off does not change any more."),
    schedule.InThePast: _("This time has passed. Please choose a later one."),
}  # fmt: skip
OTHERWISE = _("This could not be done.")


class InWords:
    """Turns a refusal of the domain into a page; a malformed id into the page of an absent one (Z02)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_exception(self, request: Any, refusal: Exception) -> HttpResponseBase | None:
        """Answer 409 with words; 503 when a look could not be written down, and so nothing is shown (L03).

        The transaction of the verb is already rolled back.
        """
        if isinstance(refusal, ValidationError) and refusal.code == "invalid":
            raise Http404 from refusal
        if not isinstance(refusal, (*FAMILIES, TrailDown)):
            return None
        status = 503 if isinstance(refusal, TrailDown) else 409
        words = WORDS.get(type(refusal), OTHERWISE)
        if not request.accepts("text/html"):
            reason = type(refusal).__name__
            return JsonResponse({"reason": reason, "words": str(words)}, status=status)
        return render(request, "refused.html", {"words": words}, status=status)
