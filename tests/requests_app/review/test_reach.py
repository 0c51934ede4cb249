"""More footage than the submission preserved: at once, for a reason, by whoever judges the case."""

import os
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from cameras.models import Camera
from core.errors import DomainError, InvalidInput, NotAllowed, NotFound, NotNow
from footage import hold_reports, holds, previews, securing
from footage.models import Hold, RenderJob
from requests_app.decision import selections
from requests_app.models import Policy
from requests_app.review import reach
from requests_app.workflow import Action, perform
from tests import cases
from tests.cases import MINUTE, START

pytestmark = pytest.mark.django_db(transaction=True)
FAR = cases.LATITUDE + 0.004  # some 440 m: beyond what a submission preserves
WHY = reach.Why.PATH


@pytest.fixture
def case(camera, officer, tmp_path):
    """One camera with three minutes, and a site down the road; the recorder has more than was asked for."""
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=FAR)
    for before in (2, 1):
        cases.record(tmp_path / "archive" / "jkt-1", START - before * MINUTE)
    return perform(cases.file_case(), Action.TAKE, by=officer)


@pytest.fixture
def hold(case):
    return Hold.objects.get()


def site_of(code):
    return Camera.objects.get(code=code).site_id


def test_sites_are_listed_with_their_distance_and_without_what_is_held(case):
    (near,) = reach.sites_nearby(case)

    assert [camera.code for camera in near.cameras] == ["JKT-2"]
    assert near.distance == pytest.approx(445, abs=5)
    Policy.objects.create(rule=Policy.Rule.REACH_METRES, value=400, valid_from=START.date())
    assert reach.sites_nearby(case) == []


def test_a_site_is_preserved_for_the_time_of_the_others(case, hold, officer):
    (added,) = reach.add_site(case, site_of("JKT-2"), why=WHY, by=officer)

    securing.secure(added.pk)
    report = hold_reports.of_hold(Hold.objects.get(pk=added.pk))
    assert (report.secured, report.secured_count, report.gaps) == (True, 3, ())
    assert (added.starts_at, added.ends_at, added.keep_until) == (hold.starts_at, hold.ends_at, hold.keep_until)
    event = Event.objects.get(verb=Verb.HOLD_PLACED, camera="JKT-2")
    assert (event.actor_id, event.detail["purpose"]) == (str(officer.pk), "path")
    assert case.requested_cameras.get(camera__code="JKT-2").distance == pytest.approx(445, abs=5)
    assert reach.sites_nearby(case) == []


def test_more_time_keeps_what_was_preserved_even_when_the_archive_forgot_it(case, hold, officer, tmp_path):
    part = selections.add(case, hold, starts_at=START, ends_at=START + MINUTE, by=officer)
    for file in (tmp_path / "archive" / "jkt-1").glob(f"{START:%Y-%m-%d_%H-%M}*"):
        os.remove(file)

    (widened,) = reach.widen(case, earlier=2 * MINUTE, later=timedelta(0), why=WHY, by=officer)

    assert widened.state == Hold.State.PLACED
    securing.secure(widened.pk)
    report = hold_reports.of_hold(Hold.objects.get())
    assert (report.secured, report.secured_count, report.gaps) == (True, 5, ())
    assert (report.starts_at, report.ends_at) == (START - 2 * MINUTE, START + 3 * MINUTE)
    event = Event.objects.get(verb=Verb.HOLD_WIDENED)
    assert (event.detail["purpose"], event.detail["segments"]) == ("path", 2)
    assert selections.of_case(case) == [part]


def test_a_worker_that_saw_the_shorter_window_does_not_call_it_secured(case, hold, officer):
    """It looked before the window grew, and concludes after."""
    Hold.objects.filter(pk=hold.pk).update(state=Hold.State.PLACED)
    looked = Hold.objects.select_related("camera").get(pk=hold.pk)
    reach.widen(case, earlier=MINUTE, later=timedelta(0), why=WHY, by=officer)

    securing._conclude(looked, list(looked.segments.select_related("file")[:3]), None, None, "")

    assert Hold.objects.get().state == Hold.State.PLACED


def test_previews_of_the_shorter_window_are_made_anew(case, hold, officer):
    ask = partial(previews.request_preview, hold=hold, officer_code="PTG-00001", by=officer.actor)
    old = ask()
    RenderJob.objects.filter(pk=old.pk).update(state=RenderJob.State.DONE)
    previews.path_of(old).parent.mkdir(parents=True)
    previews.path_of(old).touch()

    reach.widen(case, earlier=MINUTE, later=timedelta(0), why=WHY, by=officer)

    hold.refresh_from_db()
    assert not previews.path_of(old).exists()
    assert ask().starts_at == START - MINUTE


def test_only_whoever_judges_the_case_widens_and_nothing_happens_under_an_approver_s_eyes(case, hold, officer):
    colleague = cases.build_staff("lain", Role.OFFICER)
    with pytest.raises(NotAllowed):
        reach.add_site(case, site_of("JKT-2"), why=WHY, by=colleague)
    assert Event.objects.get(verb=Verb.CASE_DENIED).detail["action"] == "add_site"
    perform(case, Action.PROPOSE, by=officer, proposal=cases.refusing())
    with pytest.raises(NotNow):
        reach.widen(case, earlier=MINUTE, later=MINUTE, why=WHY, by=officer)

    assert Hold.objects.get().ends_at == START + 3 * MINUTE


@pytest.mark.parametrize(
    ("earlier", "later"), [(0, 0), (721, 0), (0, 60 * 48)], ids=["nothing", "more than the policy", "the future"]
)
def test_what_cannot_be_is_said(case, hold, officer, earlier, later):
    Policy.objects.create(rule=Policy.Rule.HOLD_MINUTES, value=720 if earlier else 10_000, valid_from=START.date())

    with pytest.raises(InvalidInput) as refused:
        reach.widen(case, earlier=earlier * MINUTE, later=later * MINUTE, why=WHY, by=officer)

    assert refused.value.field == "later"
    assert not Event.objects.filter(verb=Verb.HOLD_WIDENED).exists()


def test_a_site_far_away_and_a_hold_of_another_case_are_not_found(case, hold, officer):
    other = cases.file_case()
    with pytest.raises(NotFound):
        reach.add_site(case, site_of("JKT-1"), why=WHY, by=officer)
    with pytest.raises(NotFound):
        theirs = Hold.objects.get(reference=other.reference).pk
        reach.widen(case, earlier=MINUTE, later=timedelta(0), why=WHY, only=[theirs], by=officer)


def test_a_released_hold_grows_no_more(hold, officer):
    holds.release(reference=hold.reference, by=officer.actor, reason="test")
    with pytest.raises(DomainError), transaction.atomic():
        holds.widen(hold, starts_at=START - MINUTE, ends_at=START, by=officer.actor, purpose="path")
