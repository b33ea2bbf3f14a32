"""A program's own numbers and words, and how a program begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from samepath.lib.time import ZONES
from samepath.people.permissions import Permission
from samepath.programs import actions as programs
from samepath.programs.errors import NameTaken, NotASetting
from samepath.programs.models import Program
from samepath.programs.rules import SETTINGS, STATES, SWITCHES, WORDS, rising
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import fingerprint, in_program

UNITS: dict[str, str | Promise] = {
    "min": gettext_lazy("minutes"),
    "s": gettext_lazy("seconds"),
    "h": gettext_lazy("hours"),
    "people": gettext_lazy("people"),
    "rooms": gettext_lazy("rooms"),
    "lines": gettext_lazy("lines"),
    "frames": gettext_lazy("pictures a second"),
}


@dataclass(frozen=True)
class Explained:
    """A number in words: its name, and what follows from it."""

    label: Any
    does: Any


NUMBERS: dict[str, Explained] = {
    "door_opens_min": Explained(
        gettext_lazy("Door opens before the start"),
        gettext_lazy("Members can check in and enter this long before."),
    ),
    "leaders_early_min": Explained(
        gettext_lazy("Leaders and clinicians come before the start"),
        gettext_lazy("They can prepare the room this long before."),
    ),
    "late_grace_min": Explained(
        gettext_lazy("Late arrivals walk in until"),
        gettext_lazy("After this, whoever is late waits for the host to decide."),
    ),
    "stay_after_min": Explained(
        gettext_lazy("Room stays open after the end"),
        gettext_lazy("Time to say goodbye; then the room closes by itself."),
    ),
    "location_fresh_min": Explained(
        gettext_lazy("“Where are you now?” holds for"),
        gettext_lazy("An older answer is asked again at the door, so that help finds the right place."),
    ),
    "answered_within_s": Explained(
        gettext_lazy("A clinician’s screen answers within"),
        gettext_lazy("Peer-led doors open only while the supervisor’s screen has answered this recently."),
    ),
    "hold_after_s": Explained(
        gettext_lazy("A room without staff rests after"),
        gettext_lazy("With no leader or no clinician for this long, everybody sees a holding page."),
    ),
    "seat_kept_min": Explained(
        gettext_lazy("A seat is kept after a lost line"),
        gettext_lazy("Whoever drops out comes back without waiting for this long."),
    ),
    "help_again_s": Explained(
        gettext_lazy("A call for help: told again after"),
        gettext_lazy("Whoever was told first is told once more when nobody has answered."),
    ),
    "help_second_s": Explained(
        gettext_lazy("The second on call is told after"),
        gettext_lazy("Counted from the press, as long as nobody has answered."),
    ),
    "help_everyone_s": Explained(
        gettext_lazy("Everybody on duty is told after"),
        gettext_lazy("All clinicians and the duty address, and from then on every minute until somebody answers."),
    ),
    "help_outcome_min": Explained(
        gettext_lazy("An answered call is brought up again after"),
        gettext_lazy("Until it is written down what came of it, whoever has the call and the second on call are told."),
    ),
    "capacity_target": Explained(
        gettext_lazy("A group aims at"), gettext_lazy("Members, leaders not counted."),
    ),
    "capacity_soft": Explained(
        gettext_lazy("A group may grow to"), gettext_lazy("Above this the office is asked to look."),
    ),
    "capacity_hard": Explained(
        gettext_lazy("A room never holds more than"),
        gettext_lazy("Nobody is added or admitted beyond it, whoever decides. Some states require 12."),
    ),
    "rooms_a_supervisor": Explained(
        gettext_lazy("A clinician stands behind at most"),
        gettext_lazy("Plans with more rooms at once are refused."),
    ),
    "words_kept_h": Explained(
        gettext_lazy("Words typed in a session are kept"),
        gettext_lazy("At 0 they are gone when the session ends."),
    ),
    "capture_height": Explained(
        gettext_lazy("Height of a camera picture"),
        gettext_lazy("More is sharper and needs a better line."),
    ),
    "capture_fps": Explained(
        gettext_lazy("Pictures from a camera"),
        gettext_lazy("More is smoother and needs a better line."),
    ),
}  # fmt: skip

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Where we are, and whom to call"),
     ("zone", "states", "duty_email", "crisis_number", "emergency_number")),
    (gettext_lazy("The door"),
     ("door_opens_min", "leaders_early_min", "late_grace_min", "location_fresh_min", "answered_within_s")),
    (gettext_lazy("The room"),
     ("hold_after_s", "seat_kept_min", "stay_after_min", "words_kept_h", "rooms_a_supervisor")),
    (gettext_lazy("Calls for help"),
     ("help_again_s", "help_second_s", "help_everyone_s", "help_outcome_min")),
    (gettext_lazy("Guides"), ("approved_guides_only",)),
    (gettext_lazy("Sizes"), ("capacity_target", "capacity_soft", "capacity_hard")),
    (gettext_lazy("Picture"), ("capture_height", "capture_fps")),
)  # fmt: skip


def _zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Time zone"), choices=[(z, z.replace("_", " ")) for z in ZONES],
        help_text=gettext_lazy("New sessions are planned on this clock; planned ones keep theirs."),
    )  # fmt: skip


class StatesField(forms.CharField):
    """States by two letters, with commas between."""

    def to_python(self, value: Any) -> Any:
        """NH, VT as a list."""
        if isinstance(value, list):
            return value
        states = sorted({part.strip().upper() for part in str(value or "").split(",")} - {""})
        if unknown := [one for one in states if one not in STATES]:
            words = _("No state is written “%(name)s”. Please use two letters: NH, VT.")
            raise forms.ValidationError(words % {"name": unknown[0]})
        return states

    def prepare_value(self, value: Any) -> Any:
        """A list as NH, VT."""
        return ", ".join(value) if isinstance(value, list) else value


def _states_field() -> StatesField:
    return StatesField(
        label=gettext_lazy("States people may be in"), required=False, max_length=300,
        help_text=gettext_lazy("Two letters each, with commas: NH, VT. Empty means anywhere."),
    )  # fmt: skip


def _duty_field() -> forms.EmailField:
    return forms.EmailField(
        label=gettext_lazy("Duty address"),
        help_text=gettext_lazy("Told about a call for help when nobody else can be. Somebody reads it at all hours."),
    )  # fmt: skip


class SettingsForm(forms.Form):
    """A program's own words and numbers: what each does, its unit, default and safe range."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = _zone_field()
        self.fields["states"] = _states_field()
        self.fields["duty_email"] = _duty_field()
        self.fields["crisis_number"] = forms.CharField(
            label=_("Crisis line"), max_length=20, help_text=_("Shown on every page. In the United States: 988.")
        )  # fmt: skip
        self.fields["emergency_number"] = forms.CharField(
            label=_("Emergency number"), max_length=20, help_text=_("In the United States: 911.")
        )
        self.fields["approved_guides_only"] = forms.BooleanField(
            label=_("Lead only from approved guides"), required=False,
            help_text=_("Leaders choose among guides that came with Samepath or that a clinician approved. Off, "
                        "they may also lead from what they wrote themselves."),
        )  # fmt: skip
        for name in SETTINGS:
            self.fields[name] = _number_field(name)

    @property
    def sections(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields in the order they are read."""
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]

    def clean(self) -> dict[str, Any]:
        """Target, soft and hard size rise."""
        data = super().clean() or {}
        sizes = [data.get(f"capacity_{size}") for size in ("target", "soft", "hard")]
        if None not in sizes and not rising(*sizes):  # type: ignore[arg-type]  # none is missing
            self.add_error(
                "capacity_soft", _("This number lies between the other two. Please change one of the three.")
            )  # fmt: skip
        return data


def _number_field(name: str) -> forms.IntegerField:
    allowed, words = SETTINGS[name], NUMBERS[name]
    unit = UNITS[allowed.unit]
    default = getattr(Program(), name)
    facts = _("%(low)s to %(high)s %(unit)s are safe; usual: %(default)s.") % {
        "low": allowed.low, "high": allowed.high, "unit": unit, "default": default,
    }  # fmt: skip
    outside = _("Please choose %(low)s to %(high)s %(unit)s.") % {
        "low": allowed.low, "high": allowed.high, "unit": unit,
    }  # fmt: skip
    return forms.IntegerField(
        label=f"{words.label} ({unit})", min_value=allowed.low, max_value=allowed.high,
        help_text=f"{words.does} {facts}",
        error_messages={"min_value": outside, "max_value": outside, "invalid": outside},
    )  # fmt: skip


def _stored(program: Program) -> dict[str, Any]:
    return {name: getattr(program, name) for name in (*WORDS, *SETTINGS, *SWITCHES)}


@door(Permission.KEEP_PROGRAM)
@require_http_methods(["GET", "POST"])
@in_program
def settings(request: SignedInRequest, program: Program) -> HttpResponseBase:
    """Read and change the program's own numbers and words. Only what differs is written."""
    stored = _stored(program)
    form = SettingsForm(request.POST or None, initial={**stored, "seen": fingerprint(stored)})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] in {"", fingerprint(stored)}:
            changed = {n: form.cleaned_data[n] for n in stored if form.cleaned_data[n] != stored[n]}
            if changed:
                programs.change_settings(program, by=request.user, **changed)
            messages.success(request, _("Kept. It holds from now on."))
            return redirect("office:program")
        _say_what_changed(form, stored)
        form.data = {**request.POST.dict(), "seen": fingerprint(stored)}
    context = {"form": form, "program": program}
    return render(request, "office/program.html", context, status=422 if form.errors else 200)


def _say_what_changed(form: SettingsForm, stored: dict[str, Any]) -> None:
    """Beside each field that differs now: what is stored."""
    for name, value in stored.items():
        if name in form.cleaned_data and form.cleaned_data[name] != value:
            shown = ", ".join(value) if isinstance(value, list) else value
            form.add_error(name, _("Stored now: %(value)s.") % {"value": shown})
    form.add_error(
        None, _("Somebody changed these settings while you had them open. Your entries are kept here. Keep again to put "
                "yours in their place."),
    )  # fmt: skip


class NewProgramForm(forms.Form):
    """What a program needs to begin. Its numbers start with safe defaults."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80,
        help_text=gettext_lazy("Staff and members see it; messages never carry it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = _zone_field()
        self.fields["states"] = _states_field()
        self.fields["duty_email"] = _duty_field()


@door(Permission.START_PROGRAMS)
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponseBase:
    """Begin a program."""
    form = NewProgramForm(request.POST or None, initial={"zone": "America/New_York"})
    if request.method == "POST" and form.is_valid():
        try:
            made = programs.start_program(by=request.user, **form.cleaned_data)
        except NameTaken:
            form.add_error("name", _("There is a program of this name. Please choose another."))
        except NotASetting as refusal:
            form.add_error(refusal.name, _("Please look at this again."))
        else:
            request.session["program"] = str(made.pk)
            messages.success(
                request, _("It has begun. Next: invite a coordinator and a clinician.")
            )
            return redirect("office:invite")
    return render(
        request, "office/new_program.html", {"form": form}, status=422 if form.errors else 200
    )
