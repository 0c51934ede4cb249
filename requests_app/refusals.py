"""A refused attempt leaves nothing behind but the fact that somebody tried."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import events
from audit.verbs import Verb
from core.actors import ActorKind
from core.errors import NotAllowed, NotNow
from requests_app.models import FootageRequest
from requests_app.people import Party


@contextmanager
def attempt(request: FootageRequest, action: str, *, by: Party) -> Iterator[None]:
    """A transaction for one act; NotAllowed rolls it back, is audited in a transaction of its own, and goes on.

    Must be the outermost transaction, or that event would be rolled back too.
    """
    try:
        with transaction.atomic(durable=True):
            yield
    except NotAllowed as refusal:
        if by.actor.kind != ActorKind.SYSTEM:  # two sweeps that meet refuse nobody
            detail = {"action": action, "because": refusal.code}
            events.record_refusal(verb=Verb.CASE_DENIED, by=by.actor, case=request.reference, detail=detail)
        raise


def keep_unerased(request: FootageRequest) -> None:
    """For what people write into a case beside the workflow: raises NotNow once its data is erased, and keeps it from
    being erased until the caller's transaction ends."""
    if FootageRequest.objects.select_for_update().values_list("erased_at", flat=True).get(pk=request.pk):
        raise NotNow(_("The data of this request is erased. Nothing more is written into it."), code="erased")
