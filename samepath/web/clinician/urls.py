"""Addresses of the clinician's pages."""

from django.urls import path

from samepath.web.clinician import approvals, calls, console, debriefs, handing, whispers

app_name = "clinician"
urlpatterns = [
    path("console", console.show, name="console"),
    path("console/beat", console.beat, name="console_beat"),
    path("console/alive", console.alive, name="console_alive"),
    path("console/hand-over", handing.show, name="hand_over"),
    path("console/hand-over/ask", handing.ask, name="ask_hand_over"),
    path("console/hand-over/<uuid:hand_over_id>/take", handing.take, name="take_room"),
    path("console/hand-over/<uuid:hand_over_id>/keep", handing.keep, name="keep_room"),
    path("console/<uuid:session_id>/reach-out", console.reach_out, name="reach_out"),
    path("console/<uuid:session_id>/watch", console.watch, name="watch"),
    path("console/<uuid:session_id>/clear", console.clear, name="clear"),
    path("console/<uuid:session_id>/whisper", whispers.show, name="whisper"),
    path("console/<uuid:session_id>/whisper/send", whispers.send, name="send_whisper"),
    path("clinic/<uuid:session_id>", console.session, name="session"),
    path("clinic/<uuid:session_id>/take-up", console.take_up, name="take_up"),
    path("clinic/<uuid:session_id>/lift", console.lift, name="lift"),
    path("calls", calls.index, name="calls"),
    path("calls/<uuid:concern_id>", calls.show, name="call"),
    path("calls/<uuid:concern_id>/answer", calls.answer, name="answer"),
    path("calls/<uuid:concern_id>/close", calls.close, name="close"),
    path("debriefs", debriefs.index, name="debriefs"),
    path("debriefs/sign", debriefs.sign, name="sign_debrief"),
    path("approvals", approvals.index, name="approvals"),
    path("approvals/<uuid:version_id>", approvals.show, name="approval"),
    path("approvals/<uuid:version_id>/approve", approvals.approve, name="approve_guide"),
    path("approvals/<uuid:version_id>/back", approvals.send_back, name="send_back_guide"),
]
