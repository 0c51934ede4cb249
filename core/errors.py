"""Errors of the domain: each carries a translated sentence that says what happened and what to do next.

Raised anywhere below the views, turned into a page or into problem+json in one place each (`config.errors`,
`api.errors`). Nothing decides by the text: callers look at the class or at `code`.
"""

from django.utils.functional import Promise

Sentence = str | Promise


class DomainError(Exception):
    """A rule said no. `code` is stable for programs, `message` is for people, `field` names the input at fault."""

    status = 409
    code = "conflict"

    def __init__(self, message: Sentence, *, code: str | None = None, field: str | None = None):
        super().__init__(str(code or self.code))
        self.message = message
        self.code = code or self.code
        self.field = field


class InvalidInput(DomainError):
    """Something typed cannot be used as it is."""

    status = 400
    code = "invalid"


class NotAllowed(DomainError):
    """The person may know of the thing but may not do this to it."""

    status = 403
    code = "not_allowed"


class NotNow(NotAllowed):
    """The person may do this, but not to the thing as it stands."""

    status = 409
    code = "not_now"


class NotFound(DomainError):
    """There is no such thing, or the person may not know that there is."""

    status = 404
    code = "not_found"


class TooManyTries(DomainError):
    """A limit that protects people's data was reached."""

    status = 429
    code = "too_many_tries"


class NoRoom(DomainError):
    """A disk or a quota is full; nothing was written."""

    status = 507
    code = "no_room"
