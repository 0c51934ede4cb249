"""Watching: looking at the page costs nothing, the button counts one view, and nobody else sees a byte."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from audit.verbs import Verb
from footage import deliverables, grants
from footage.models import Deliverable, Grant, View
from requests_app.people import System
from tests import cases
from tests.requests_app.residents import open_case, submit_and_secure

BYTES = bytes(range(256)) * 4


@pytest.fixture
def grant(client, camera, english, officer, approver):
    """A clip that may be watched and downloaded, of a case that this client has filed."""
    cache.clear()
    client.cookies["saksi_language"] = "en"
    case = submit_and_secure(client)
    cases.propose(case, cases.granting(case, access="copy"), officer=officer)
    cases.approve(case, approver=approver)
    cases.deliver(case)
    granted = Grant.objects.get(reference=case.reference)
    path = deliverables.path_of(granted.deliverable.sha256)
    path.write_bytes(BYTES)
    return granted


def address(grant):
    return reverse("requests:watch", args=[grant.reference, grant.pk])


def open_player(client, grant):
    response = client.post(address(grant))
    assert response.headers["Location"] == address(grant)
    return View.objects.get()


def read(response):
    return b"".join(response.streaming_content)


def test_the_case_leads_to_the_clip(client, grant):
    shown = client.get(reverse("requests:case", args=[grant.reference])).content.decode()

    assert "Your footage is ready" in shown
    assert address(grant) in shown


def test_looking_at_the_page_counts_nothing(client, grant):
    for _ in range(3):
        shown = client.get(address(grant)).content.decode()

    assert "Open the player" in shown
    assert "<video" not in shown
    assert grant.deliverable.sha256 in shown
    assert "None: every moment of this time is in the clip." in shown
    assert not View.objects.exists()
    assert not Event.objects.filter(verb=Verb.GRANT_VIEWED).exists()


def test_opening_the_player_counts_one_view_and_seeking_no_more(client, grant):
    view = open_player(client, grant)
    shown = client.get(address(grant)).content.decode()
    video = reverse("footage:watch", args=[view.pk])
    assert f'<video class="saksi-video" src="{video}"' in shown

    part = client.get(video, headers={"range": "bytes=10-19"})

    assert part.status_code == 206
    assert read(part) == BYTES[10:20]
    assert View.objects.count() == 1
    assert Event.objects.filter(verb=Verb.GRANT_VIEWED, case=grant.reference).count() == 1


def test_a_download_is_offered_where_it_was_granted(client, grant):
    view = open_player(client, grant)
    file = reverse("footage:download", args=[view.pk])
    assert f'href="{file}"' in client.get(address(grant)).content.decode()
    assert read(client.get(file)) == BYTES

    Grant.objects.update(may_download=False)

    assert file not in client.get(address(grant)).content.decode()
    assert client.get(file).status_code == 404


def test_gaps_in_the_clip_are_listed_with_their_length(client, grant):
    gap = {"start": "2026-11-22T14:16:10+07:00", "end": "2026-11-22T14:16:15+07:00", "reason": "missing"}
    Deliverable.objects.update(manifest={"gaps": [gap]})

    shown = client.get(address(grant)).content.decode()

    assert "14.16.10–14.16.15 WIB (5 seconds): nothing was recorded" in shown


@pytest.mark.parametrize("end", ["expired", "revoked", "used up"])
def test_a_clip_that_can_no_longer_be_watched_says_so_and_shows_no_player(client, grant, end):
    view = open_player(client, grant)
    if end == "expired":
        Grant.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "revoked":
        grants.revoke(grant=grant, by=System("test").actor, reason="test")
    else:
        Grant.objects.update(view_limit=1)
        client = reopened(grant)  # the player stays on the device that opened it

    shown = client.get(address(grant)).content.decode()

    assert "This clip can no longer be watched" in shown
    assert "<video" not in shown
    assert client.post(address(grant)).status_code == 404
    assert client.get(reverse("footage:watch", args=[view.pk])).status_code == 404
    assert Event.objects.filter(verb=Verb.GRANT_DENIED).count() == 2


def reopened(grant):
    """Another device of the applicant."""
    client = Client()
    client.cookies["saksi_language"] = "en"
    open_case(client, grant.reference)
    return client


def test_how_often_it_can_still_be_opened_is_told(client, grant):
    Grant.objects.update(view_limit=2)

    assert "It can be opened 2 more times." in client.get(address(grant)).content.decode()


def test_nobody_else_sees_page_or_bytes(client, grant):
    view = open_player(client, grant)
    stranger = Client()

    assert stranger.get(address(grant)).headers["Location"] == reverse("requests:track")
    assert stranger.post(address(grant)).headers["Location"] == reverse("requests:track")
    assert stranger.get(reverse("footage:watch", args=[view.pk])).status_code == 404
    assert stranger.get(reverse("footage:download", args=[view.pk])).status_code == 404
    assert View.objects.count() == 1
    assert Event.objects.filter(verb=Verb.GRANT_DENIED, case=grant.reference).count() == 2


def test_the_clip_of_another_case_is_not_to_be_had_through_ones_own(client, grant):
    other = cases.file_case()
    open_case(client, other.reference)

    assert client.get(reverse("requests:watch", args=[other.reference, grant.pk])).status_code == 404
