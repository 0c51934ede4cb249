"""What an officer finds on the page of a case; that it was read is on the trail."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from footage import grants
from footage.models import Deliverable
from requests_app.models import Holiday
from requests_app.people import Applicant
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in


def test_the_facts_the_footage_and_the_clocks_are_shown(case, desk):
    page = desk.get(path(case)).text

    for fact in (case.reference, "Lapangan Merdeka", "Sepeda saya diambil", "Siti Aminah", "3171015708450001"):
        assert fact in page
    assert "Merdeka JKT-1" in page
    assert "Secured" in page
    assert "UU 14/2008" in page
    assert "14.15.00–14.18.00 WIB" in page


def test_reading_is_audited_each_time(case, desk, officer):
    desk.get(path(case))
    desk.get(path(case))

    events = Event.objects.filter(verb=Verb.REQUEST_READ)
    assert [(event.case, event.actor_id) for event in events] == [(case.reference, str(officer.pk))] * 2


def test_gaps_are_drawn_and_said_with_their_length(folders, tmp_path, desk):
    cases.build_camera(tmp_path / "archive", minutes=1)
    case = cases.file_case()

    page = desk.get(path(case)).text

    assert "14.16.00–14.18.00 WIB (2 minutes): nothing was recorded" in page
    assert page.count('class="saksi-track__gap"') == 1
    assert page.count('class="saksi-track__recorded"') == 1


def test_where_nothing_was_recorded_there_is_nothing_to_look_at_or_grant(folders, tmp_path, desk, officer):
    cases.build_camera(tmp_path / "archive", minutes=0)
    case = cases.file_case()
    perform(case, Action.TAKE, by=officer)

    page = desk.get(path(case)).text

    assert "nothing was recorded" in page
    assert 'value="nothing_recorded"' in page
    assert 'value="grant"' not in page


def test_without_a_camera_the_page_says_what_to_propose(camera, desk):
    case = cases.file_case(latitude=-6.5, longitude=106.5)

    assert "No camera is known near this place" in desk.get(path(case)).text


@pytest.mark.parametrize("anyone_at_risk", [True, False])
def test_danger_is_said_in_words(camera, desk, anyone_at_risk):
    case = cases.file_case(anyone_at_risk=anyone_at_risk)

    assert ("Somebody at risk" in desk.get(path(case)).text) is anyone_at_risk


def test_what_was_typed_by_the_applicant_is_text_and_nothing_else(camera, desk):
    case = cases.file_case(description='<script>alert("x")</script>\nzwei', place="<b>Monas</b>")

    page = desk.get(path(case)).text

    assert "<script>alert" not in page
    assert "<b>Monas" not in page
    assert "&lt;script&gt;" in page


def test_who_works_on_a_case_is_said_to_others(case, desk, officer):
    perform(case, Action.TAKE, by=officer)
    other = signed_in(cases.build_staff("lain", Role.OFFICER))

    assert "rina is working on this request." in other.get(path(case)).text
    assert 'id="proposal"' not in other.get(path(case)).text
    assert 'id="proposal"' in desk.get(path(case)).text


def test_a_finished_clip_is_shown_with_its_manifest_and_what_became_of_it(case, desk, approver):
    cases.propose(case, cases.granting(case, access="copy"), officer=cases.build_staff("lain", Role.OFFICER))
    cases.approve(case, approver=approver)
    cases.deliver(case)
    gap_start = cases.START + cases.MINUTE
    Deliverable.objects.update(
        manifest={
            "output": {"first_frame": gap_start.isoformat(), "last_frame": (gap_start + cases.MINUTE).isoformat()},
            "gaps": [
                {
                    "start": gap_start.isoformat(),
                    "end": (gap_start + timedelta(seconds=7)).isoformat(),
                    "reason": "damaged",
                    "detail": "",
                    "shown": "slate",
                }
            ],
            "sources": [{}, {}],
        }
    )
    view = grants.open_view(grant=Deliverable.objects.get().grants.get(), by=Applicant(case.reference).actor)
    grants.download(view, by=Applicant(case.reference).actor)
    case.refresh_from_db()

    page = desk.get(path(case)).text

    assert "Footage available" in page
    assert Deliverable.objects.get().sha256 in page
    assert "14.16.00–14.16.07 WIB (7 seconds): the recording is damaged" in page
    assert "first picture 14.16.00 WIB, last picture 14.17.00 WIB" in page
    assert "2 preserved files" in page
    assert "opened 1 time" in page
    assert "downloaded 1 time" in page


def test_failed_clips_come_back_with_their_reason(case, desk, officer):
    cases.propose(case, cases.granting(case), officer=officer)
    cases.fail(case)
    cases.settlement.settle_finished_renders()

    page = desk.get(path(case)).text

    assert "The clip could not be made." in page
    assert 'id="proposal"' in page


def test_a_holiday_declared_today_moves_the_day_on_the_page(case, desk):
    before = desk.get(path(case)).context["desk"].clocks.answer.last_day

    Holiday.objects.create(day=before, kind=Holiday.Kind.NATIONAL, name="Pilkada", decree="Keppres 99/2026")

    assert desk.get(path(case)).context["desk"].clocks.answer.last_day > before


def test_a_page_with_three_cameras_takes_few_queries(folders, tmp_path, desk, django_assert_max_num_queries):
    for number in range(3):
        cases.build_camera(tmp_path / "archive", f"JKT-{number}", minutes=1)
    case = cases.file_case()

    with django_assert_max_num_queries(43):
        response = desk.get(path(case))

    assert len(response.context["desk"].cameras) == 3
