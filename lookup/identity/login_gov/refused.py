"""What is said when an answer from Login.gov is not taken."""


class Refused(Exception):
    """What came back is not what Login.gov would say, or not enough. `because` is a code for the event log; nothing of
    what came back is kept or told.
    """

    def __init__(self, because: str):
        super().__init__(because)
        self.because = because
