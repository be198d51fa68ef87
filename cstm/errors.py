"""The one error that a rule raises when it says no."""


class DomainError(Exception):
    """A rule refused; the message is a sentence for the person.

    Forms show it, the API answers `status` with it, jobs store it on their row.
    """

    status = 400

    def __init__(self, message: object, *, code: str = "refused") -> None:
        super().__init__(str(message))
        self.code = code
