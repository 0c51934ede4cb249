"""The words with which a decision's letter begins: written by an administrator, version after version.

In a text `{place}` and the like stand for facts of the case; nothing else in it has a meaning. What was sent stays as
it was sent: a decision keeps its own copy (`Decision.letter`), made when it is approved.
"""

import re
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import InvalidInput, NotAllowed, Sentence
from core.templatetags import formats
from requests_app.models import ConsequenceTest, Decision, DecisionKind, LetterText, RefusalReason

LONGEST = 4000
PLACEHOLDER = re.compile(r"\{(\w*)\}")
FACTS: dict[str, Promise] = {
    "number": _("the number of the request"),
    "place": _("the place that was asked for"),
    "time": _("the time that was asked for"),
    "article": _("the article under which something is withheld"),
    "reason": _("the reason why something is withheld"),
}
# What holds until somebody writes their own.
STARTS: dict[DecisionKind, Promise] = {
    DecisionKind.GRANT: _("You asked for footage of {place}, {time}. Your request is granted."),
    DecisionKind.GRANT_PART: _(
        "You asked for footage of {place}, {time}. A part of it is granted. The rest is withheld: {reason} ({article})."
    ),
    DecisionKind.REFUSE: _(
        "You asked for footage of {place}, {time}. It cannot be given to you: {reason} ({article})."
    ),
    DecisionKind.NOTHING_RECORDED: _("You asked for footage of {place}, {time}. We looked, and no camera recorded it."),
    DecisionKind.HAND_TO_POLICE: _(
        "You asked for footage of {place}, {time}. It goes to the police, who can use it for your report."
    ),
}
EXAMPLE: dict[str, Sentence] = {
    "number": "SKS-2026-7Q4F-2M9K",
    "place": "Pasar Senen",
    "time": "23 November 2026, 14.05–14.25 WIB",
    "article": "UU 14/2008 pasal 17 huruf a",
    "reason": RefusalReason.INVESTIGATION.label,
}


def current(kind: str, language: str) -> str:
    """The text that holds, placeholders and all."""
    newest = LetterText.objects.filter(kind=kind, language=language).order_by("-version").first()
    if newest:
        return newest.text
    with translation.override(language):
        return str(STARTS[DecisionKind(kind)])


def compose(decision: Decision) -> str:
    """The beginning of the letter about `decision`, in the applicant's language."""
    case = decision.request
    with translation.override(case.language):
        test = ConsequenceTest.objects.filter(decision=decision).first()
        return fill(
            current(decision.kind, case.language),
            {
                "number": case.reference,
                "place": case.place,
                "time": formats.window(case.starts_at, case.ends_at),
                "article": test.article if test else "",
                "reason": decision.get_reason_code_display(),
            },
        )


def fill(text: str, facts: Mapping[str, Sentence]) -> str:
    return PLACEHOLDER.sub(lambda found: str(facts.get(found[1], found[0])), text)


def write(kind: str, language: str, text: str, *, by: User) -> LetterText:
    """A new version. Raises NotAllowed, or InvalidInput for an unknown placeholder or no text."""
    if not by.may(Permission.ADMINISTER):
        raise NotAllowed(_("Only an administrator may do this."), code="not_an_administrator")
    if kind not in DecisionKind.values or language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("There is no such letter."), field="kind")
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise InvalidInput(_("Write the text of the letter, 4,000 characters at most."), field="text")
    if unknown := [name for name in PLACEHOLDER.findall(text) if name not in FACTS]:
        raise InvalidInput(
            _("{%(name)s} stands for nothing. Use one of: %(known)s.")
            % {"name": unknown[0], "known": ", ".join(f"{{{name}}}" for name in FACTS)},
            field="text",
        )
    with transaction.atomic():
        of_kind = LetterText.objects.select_for_update().filter(kind=kind, language=language)
        newest = of_kind.order_by("-version").first()
        letter = LetterText.objects.create(
            kind=kind,
            language=language,
            version=newest.version + 1 if newest else 1,
            text=text,
            written_by=by,
            written_at=database_now(),
        )
        detail = {"kind": kind, "language": language, "version": letter.version}
        events.record(verb=Verb.LETTER_TEXT_CHANGED, by=by.actor, subject=f"letter:{kind}/{language}", detail=detail)
    return letter
