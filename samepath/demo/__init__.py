"""The demonstration: a fictional program with eight weeks behind it and a session open now. Everyone is made up."""


def fill() -> None:
    """Make the fictional program, or open a session in the one that is there. Safe to run again."""
    from samepath.demo.program import fill as really_fill

    really_fill()


def keep_open() -> None:
    """Begin the next session when the open one is over; on other installations there is nothing to do."""
    from django.conf import settings

    if settings.DEMO:
        from samepath.demo.program import keep_open as really_keep_open

        really_keep_open()
