"""Why a file is not taken. Pure: the sentences for people are in `requests_app.intake.documents`."""

from enum import StrEnum


class Reason(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TYPE = "type"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"
    PIXELS = "pixels"
    PAGES = "pages"
    LOCKED = "locked"
    INFECTED = "infected"
    SCANNER_AWAY = "scanner_away"


class Refused(Exception):
    def __init__(self, reason: Reason):
        super().__init__(reason.value)
        self.reason = reason
