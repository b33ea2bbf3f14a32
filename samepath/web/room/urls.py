"""Addresses of the door and the room."""

from django.urls import path

from samepath.web.room import door, floor, holding, room

app_name = "room"
urlpatterns = [
    path("session/<uuid:session_id>/door", door.show, name="door"),
    path("session/<uuid:session_id>/answer", door.answer, name="answer"),
    path("session/<uuid:session_id>/agree", door.agree, name="agree"),
    path("session/<uuid:session_id>/enter", door.enter, name="enter"),
    path("session/<uuid:session_id>/waiting", door.waiting, name="waiting"),
    path("session/<uuid:session_id>/go-away", door.go_away, name="go_away"),
    path("session/<uuid:session_id>/room", room.show, name="room"),
    path("session/<uuid:session_id>/ticket", room.ticket, name="ticket"),
    path("session/<uuid:session_id>/beat", room.beat, name="beat"),
    path("session/<uuid:session_id>/floor", floor.act, name="floor"),
    path("session/<uuid:session_id>/leave", room.leave, name="leave"),
    path("session/<uuid:session_id>/left", room.left, name="left"),
    path("session/<uuid:session_id>/admit", holding.admit, name="admit"),
    path("session/<uuid:session_id>/deny", holding.deny, name="deny"),
    path("session/<uuid:session_id>/remove", holding.remove, name="remove"),
    path("session/<uuid:session_id>/clear", holding.clear, name="clear"),
    path("session/<uuid:session_id>/undo-clear", holding.undo_clear, name="undo_clear"),
    path("session/<uuid:session_id>/close", holding.close, name="close"),
]
