from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from core.errors import NotFound
from footage import deliverables, grants, jobs
from footage.models import Deliverable, Grant, View
from tests.footage.conftest import APPLICANT, OFFICER, REFERENCE

pytestmark = pytest.mark.django_db

CONTENT = b"a finished clip" * 100
SHA256 = "ab" + "0" * 62


@pytest.fixture
def deliverable(queue_job):
    job = queue_job()
    path = deliverables.path_of(SHA256)
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return Deliverable.objects.create(
        job=job,
        reference=REFERENCE,
        sha256=SHA256,
        size=len(CONTENT),
        duration=timedelta(seconds=5),
        frame_count=50,
        manifest={},
    )


@pytest.fixture
def issue(deliverable):
    def issue(**changes):
        terms = {
            "deliverable": deliverable,
            "recipient_code": "7Q4F2M",
            "reference": REFERENCE,
            "may_download": True,
            "expires_at": timezone.now() + timedelta(days=1),
            "view_limit": None,
            "by": OFFICER,
        }
        return grants.issue(**{**terms, **changes})

    return issue


@pytest.fixture
def watch(client):
    """Opens a view as the applicant's page does, in this client's session; answers its address."""

    def watch(grant, page="footage:watch"):
        view = grants.open_view(grant=grant, by=APPLICANT)
        session = client.session

        class Request:
            pass

        request = Request()
        request.session = session
        grants.bind(request, view)
        session.save()
        client.cookies["saksi_session"] = session.session_key
        return reverse(page, args=[view.pk])

    return watch


def verbs():
    return list(Event.objects.filter(verb__startswith="grant.").order_by("id").values_list("verb", flat=True))


def test_the_holder_watches_and_seeks_and_it_is_one_view(client, issue, watch):
    address = watch(issue())

    whole = client.get(address)
    part = client.get(address, headers={"Range": "bytes=10-19"})

    assert (whole.status_code, b"".join(whole)) == (200, CONTENT)
    assert (part.status_code, b"".join(part)) == (206, CONTENT[10:20])
    assert View.objects.count() == 1
    assert verbs() == ["grant.issued", "grant.viewed"]


def test_the_same_leave_twice_is_one_grant(issue):
    assert issue() == issue()
    assert verbs() == ["grant.issued"]


def test_another_session_with_the_address_gets_404_and_is_remembered(client, issue, watch):
    address = watch(issue())
    client.cookies.clear()

    response = client.get(address)

    assert response.status_code == 404
    assert Event.objects.get(verb="grant.denied").detail == {"reason": "not_bound"}


def test_a_number_made_up_gets_the_same_404(client, db):
    response = client.get(reverse("footage:watch", args=["00000000-0000-4000-8000-000000000000"]))

    assert response.status_code == 404


def test_looking_never_consumes_only_opening_does(client, issue, watch):
    grant = issue(view_limit=1)
    address = watch(grant)

    for _ in range(3):
        client.get(address)
        client.head(address)

    assert grants.views_left(grant) == 0
    assert View.objects.count() == 1


def test_the_view_limit_holds_and_the_refusal_is_remembered(issue):
    grant = issue(view_limit=2)
    grants.open_view(grant=grant, by=APPLICANT)
    grants.open_view(grant=grant, by=APPLICANT)

    with pytest.raises(NotFound):
        grants.open_view(grant=grant, by=APPLICANT)

    assert View.objects.count() == 2
    assert Event.objects.get(verb="grant.denied").detail == {"reason": "used_up"}


@pytest.mark.parametrize("reason", ["revoked", "expired"])
def test_a_grant_that_ended_opens_no_player_and_stops_the_one_that_is_open(client, issue, watch, reason):
    grant = issue()
    address = watch(grant)
    if reason == "revoked":
        grants.revoke(grant=grant, by=OFFICER, reason="mistake")
    else:
        Grant.objects.filter(pk=grant.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.get(address).status_code == 404
    with pytest.raises(NotFound):
        grants.open_view(grant=grant, by=APPLICANT)
    assert [event.detail["reason"] for event in Event.objects.filter(verb="grant.denied")] == [reason, reason]


def test_an_old_view_must_be_opened_anew(client, issue, watch):
    address = watch(issue())
    View.objects.update(started_at=timezone.now() - grants.VIEW_LASTS - timedelta(seconds=1))

    assert client.get(address).status_code == 404


def test_a_download_is_counted_once_and_named_after_the_case(client, issue, watch):
    address = watch(issue(), page="footage:download")

    client.head(address)
    assert "grant.downloaded" not in verbs()
    first, again = client.get(address), client.get(address, headers={"Range": "bytes=5-"})

    assert first["Content-Disposition"] == f'attachment; filename="{REFERENCE}-JKT-1.mp4"'
    assert b"".join(again) == CONTENT[5:]
    assert verbs().count("grant.downloaded") == 1
    assert View.objects.get().downloaded


def test_without_leave_to_download_there_is_no_download(client, issue, watch):
    address = watch(issue(may_download=False), page="footage:download")

    assert client.get(address).status_code == 404
    assert Event.objects.get(verb="grant.denied").detail == {"reason": "no_download"}
    assert not View.objects.get().downloaded


def test_nothing_is_posted_to_media(client, issue, watch):
    assert client.post(watch(issue())).status_code == 405


def test_cancelling_a_finished_job_does_not_touch_its_grant(issue, deliverable):
    grant = issue()

    jobs.cancel(deliverable.job, by=OFFICER)

    assert grants.is_live(grant)
