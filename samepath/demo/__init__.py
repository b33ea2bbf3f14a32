"""The demonstration: a fictional program with eight weeks behind it and a session open now. Everyone is made up."""


def fill() -> None:
    """Make the fictional program, or open a session in the one that is there. Safe to run again."""
    from samepath.demo.fill import fill as really_fill

    really_fill()
