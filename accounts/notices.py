"""What staff are told about their own accounts, by e-mail where they have an address: what changed and whom to ask.

Never a password or a code. What was done stands in the audit trail; this is so that nobody is surprised in silence.
"""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, Role, roles_with
from audit.models import Event
from core.actors import Actor
from notifications import outbox
from notifications.models import Channel


def tell(person: User, what: Promise, *, event: Event, roles: Iterable[str] = ()) -> None:
    """Owes the message in the transaction of the act. `what` is a sentence that may name the account and its roles."""
    _send([person], what, about=person, event=event, roles=roles)


def tell_administrators(what: Promise, *, about: User, event: Event, by: Actor, roles: Iterable[str] = ()) -> None:
    """All who could have done it and are not concerned, so that no account gains a right in silence."""
    others = User.objects.filter(is_active=True, roles__overlap=roles_with(Permission.ADMINISTER))
    _send(
        [person for person in others if person.actor != by and person != about],
        what,
        about=about,
        event=event,
        roles=roles,
    )


def _send(people: Iterable[User], what: Promise, *, about: User, event: Event, roles: Iterable[str]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        named = "\n".join(f"- {capfirst(Role(role).label)}" for role in roles) or _("none")
        told = what % {"username": about.username, "roles": f"\n{named}"}
        closing = _("You did not expect this? Tell an administrator and the head of your unit at once.")
        for person in people:
            if person.email:
                outbox.queue(
                    occasion=f"staff/{event.pk}/{person.pk}",
                    case="",
                    channel=Channel.EMAIL,
                    address=person.email,
                    language=settings.LANGUAGE_CODE,
                    subject=_("Saksi: a staff account was changed"),
                    body=f"{told}\n\n{closing}",
                )
