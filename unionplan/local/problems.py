"""What may go wrong before the portal runs, said in one sentence."""


class SetupError(Exception):
    """Something the person at the keyboard can mend; the text says what to do, and no traceback is shown."""
