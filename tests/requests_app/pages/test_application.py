"""From the place to the receipt: the way, the draft on its device, and one request however often it is sent."""

import json
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cameras.models import Camera, Site
from core.clock import WIB, wib_date
from requests_app.forms import application as pages
from requests_app.intake import drafts
from requests_app.models import Draft, FootageRequest
from requests_app.procedure.limits import OUTLOOKS_A_CLIENT, OUTLOOKS_A_VISITOR
from requests_app.views import journey
from requests_app.views.device import COOKIE
from tests.cases import END, START, build_camera
from tests.requests_app.residents import ANSWERS, DECLARATIONS, newest_code, submit, walk_to


@pytest.fixture(autouse=True)
def in_english(client, camera):
    client.cookies["saksi_language"] = "en"


def page(response):
    assert response.status_code == 200, response.headers
    return response.content.decode()


def go(client, name, *args):
    return page(client.get(reverse(f"requests:{name}", args=args)))


def test_a_request_is_filed_as_it_was_typed(client, camera):
    reference = submit(client)

    filed = FootageRequest.objects.get(reference=reference)
    assert (filed.starts_at, filed.ends_at) == (START, END)
    assert filed.place == "Merdeka"
    assert (filed.latitude, filed.longitude) == (camera.site.latitude, camera.site.longitude)
    assert filed.area == camera.site.area
    assert filed.incident_type == "theft"
    assert filed.description == ANSWERS["incident"]["description"]
    assert (filed.clothing, filed.item) == ("Kemeja batik, helm hitam", "Sepeda lipat biru")
    assert (filed.vehicle_type, filed.vehicle_make, filed.vehicle_colour) == ("bicycle", "Polygon Urbano", "biru")
    assert filed.other_vehicles == ANSWERS["vehicle"]["other_vehicles"]
    assert filed.police_report == ANSWERS["proof"]["police_report"]
    assert (filed.recipients, filed.channel) == ("Polsek Gambir", "whatsapp")
    assert filed.contact_proved_at
    assert (filed.purpose, filed.wanted, filed.anyone_at_risk) == ("police", "view", False)
    assert (filed.applicant_name, filed.nik, filed.phone) == ("Siti Aminah", "3171015708450001", "+6281234567890")
    assert (filed.email, filed.address, filed.capacity) == ("", "Jalan Sabang 3", "self")
    assert sorted(filed.declared) == ["not_republished", "privacy", "purpose_only", "truth"]
    assert filed.language == "id"
    assert [asked.camera for asked in filed.requested_cameras.all()] == [camera]


def test_each_page_leads_to_the_next_unanswered_one(client):
    order = ["window", "search", "place", "outlook", "incident", "recognise", "vehicle", "purpose", "proof"]
    order += ["applicant", "capacity", "contact", "code", "documents", "check"]

    for step, following in zip(order, order[1:], strict=False):
        if step == "outlook":
            assert reverse(f"requests:{following}") in go(client, step)
        else:
            answers = {"code": newest_code()} if step == "code" else ANSWERS[step]
            response = client.post(reverse(f"requests:{step}"), answers)
            assert response.headers["Location"] == reverse(f"requests:{following}")


@pytest.mark.parametrize("step", ["place", "search", "incident", "applicant", "check", "outlook", "overwritten"])
def test_who_comes_in_the_middle_without_a_draft_is_told_where_drafts_open(client, step):
    response = client.get(reverse(f"requests:{step}"), follow=True)

    assert response.redirect_chain[-1][0] == reverse("requests:resume")
    assert "There is no unfinished request on this device" in page(response)
    assert not Draft.objects.exists()


def test_who_comes_too_far_is_led_back_to_the_first_question_without_an_answer(client):
    walk_to(client, "search")

    assert client.get(reverse("requests:check")).headers["Location"] == reverse("requests:search")


def test_the_task_list_says_how_far_every_part_is(client):
    walk_to(client, "purpose")

    tasks = client.get(reverse("requests:resume")).context["tasks"]

    assert [(task.done, task.href) for task in tasks] == [
        (True, reverse("requests:window")),
        (True, reverse("requests:incident")),
        (False, reverse("requests:purpose")),
        (False, ""),
        (False, ""),
        (False, ""),
    ]
    assert "Nothing has been submitted yet" in go(client, "resume")


def test_each_page_says_until_when_the_answers_are_kept(client, english):
    walk_to(client, "purpose")
    until = date_format((timezone.now() + drafts.KEPT_FOR).astimezone(WIB), "j F Y")

    for name in ("window", "outlook", "purpose", "resume", "landing"):
        assert until in go(client, name)


def test_what_was_asked_first_is_kept_before_the_rest_is_right(client):
    client.post(reverse("requests:window"), ANSWERS["window"])
    client.post(reverse("requests:search"), {"place": "???"})

    assert 'value="???"' in go(client, "search")


LONG_AGO = {f"other_day_{part}": text for part, text in enumerate(f"{START - timedelta(days=40):%d %m %Y}".split())}


def test_older_than_any_recording_stops_at_once_with_what_can_still_be_done(client):
    response = client.post(reverse("requests:window"), ANSWERS["window"] | LONG_AGO)

    assert response.headers["Location"] == reverse("requests:overwritten")
    shown = go(client, "overwritten")
    assert "These recordings have been overwritten" in shown
    assert 'href="tel:110"' in shown
    assert reverse("requests:window") in shown
    assert f'href="{reverse("requests:search")}"' in shown  # for an answer in writing


def test_what_one_recorder_may_still_have_is_not_stopped(client, camera):
    Camera.objects.filter(pk=camera.pk).update(retention_days=60)

    response = client.post(reverse("requests:window"), ANSWERS["window"] | LONG_AGO)

    assert response.headers["Location"] == reverse("requests:search")


def test_a_place_whose_cameras_have_overwritten_it_stops_before_the_rest_is_asked(client, camera, tmp_path):
    other = build_camera(tmp_path / "archive", "JKT-9", latitude=-6.3)
    Camera.objects.filter(pk=other.pk).update(name="Ragunan", retention_days=60)
    Site.objects.filter(pk=other.site_id).update(name="Ragunan")
    client.post(reverse("requests:window"), ANSWERS["window"] | LONG_AGO)
    client.post(reverse("requests:search"), ANSWERS["search"])
    response = client.post(reverse("requests:place"), ANSWERS["place"])

    assert response.headers["Location"] == reverse("requests:outlook")
    shown = go(client, "outlook")
    assert "These recordings have been overwritten" in shown
    assert "about 14 days" in shown


def test_a_theft_noticed_in_the_morning_asks_for_the_night(client):
    morning = datetime.combine(wib_date(timezone.now()), time(6, 0), WIB)
    evening = morning - timedelta(hours=7)
    answers = {"day": "today", "earliest": "jam 11 malam", "latest": "6 pagi", "how_sure": "noticed"}
    with time_machine.travel(morning + timedelta(hours=1), tick=False):
        walk_to(client, "window")
        client.post(reverse("requests:window"), answers)
        walk_to(client, "check", leaving_out={"window"})
        client.post(reverse("requests:check"), DECLARATIONS)

    filed = FootageRequest.objects.get()
    assert (filed.starts_at, filed.ends_at, filed.how_sure) == (evening, morning, "noticed")


def test_a_camera_point_is_asked_for_when_the_place_is_a_whole_kelurahan(client, camera):
    walk_to(client, "search")
    client.post(reverse("requests:search"), {"place": "Gambir"})
    response = client.post(reverse("requests:place"), {"choice": "0"})
    assert response.headers["Location"] == reverse("requests:point")
    assert "Merdeka" in go(client, "point")

    client.post(reverse("requests:point"), {"choice": "0"})

    assert camera.name in go(client, "outlook")


def test_a_place_that_nobody_knows_can_be_asked_for_all_the_same(client):
    walk_to(client, "search")
    client.post(reverse("requests:search"), {"place": "Gang Kelinci Tujuh"})
    assert "We do not know a place of this name" in go(client, "place")
    client.post(reverse("requests:place"), {"choice": "not-listed"})
    assert "We know of no camera near this place" in go(client, "outlook")
    walk_to(client, "check", leaving_out={"window", "search", "place"})

    client.post(reverse("requests:check"), DECLARATIONS)

    filed = FootageRequest.objects.get()
    assert (filed.place, filed.latitude) == ("Gang Kelinci Tujuh", None)


def test_another_place_asks_again_what_hung_on_the_first(client):
    walk_to(client, "incident")

    response = client.post(reverse("requests:search"), {"place": "Gambir"})

    assert response.headers["Location"] == reverse("requests:place")
    assert not client.get(reverse("requests:place")).context["form"].is_bound


def test_the_same_place_sent_again_keeps_what_was_chosen(client):
    walk_to(client, "incident")

    client.post(reverse("requests:search"), ANSWERS["search"])

    assert client.get(reverse("requests:place")).context["form"].is_valid()


def test_the_outlook_tells_what_each_camera_recorded(client, tmp_path):
    build_camera(tmp_path / "archive", "JKT-2", minutes=2)
    walk_to(client, "incident")

    shown = go(client, "outlook")

    assert "at least one was recording the whole time. What the others lack is said below." in shown
    assert "Partly recorded" in shown
    assert "(1 minute): nothing was recorded" in shown


@pytest.mark.parametrize("limit", [OUTLOOKS_A_VISITOR, OUTLOOKS_A_CLIENT], ids=lambda limit: limit.name)
def test_the_outlook_is_limited_to_a_few_places_and_times(client, monkeypatch, limit):
    name = "OUTLOOKS_A_VISITOR" if limit is OUTLOOKS_A_VISITOR else "OUTLOOKS_A_CLIENT"
    monkeypatch.setattr(f"requests_app.views.application.{name}", replace(limit, tries=1))
    cache.clear()
    walk_to(client, "incident")

    first, again = go(client, "outlook"), go(client, "outlook")
    client.post(reverse("requests:window"), ANSWERS["window"] | {"earliest": "14.14"})
    another = go(client, "outlook")

    assert "it was recording the whole time" in first
    assert "it was recording the whole time" in again
    assert "There is a camera" not in another
    assert "Too many places or times were looked up" in another
    assert reverse("requests:incident") in another  # nobody is kept from filing


def test_the_answers_are_shown_for_checking_with_a_way_to_change_each(client):
    walk_to(client, "check")

    shown = go(client, "check")

    for answer in (
        "Merdeka",
        "Theft",
        "Sepeda lipat biru",
        "For the police",
        "Siti Aminah",
        "+6281234567890",
        "not given",
    ):
        assert answer in shown
    assert f'href="{reverse("requests:applicant")}#id_nik"' in shown


def test_submitting_twice_files_one_request(client):
    walk_to(client, "check")

    first = client.post(reverse("requests:check"), DECLARATIONS)
    second = client.post(reverse("requests:check"), DECLARATIONS)
    after_going_back = client.get(reverse("requests:check"))

    assert first.headers["Location"] == second.headers["Location"] == after_going_back.headers["Location"]
    assert FootageRequest.objects.count() == 1


def test_after_submission_a_new_request_begins_empty(client):
    first = submit(client)

    assert not client.get(reverse("requests:window")).context["form"].is_bound
    assert submit(client) != first


def test_a_submitted_draft_keeps_nothing_of_what_was_typed(client):
    submit(client)

    assert drafts.read(Draft.objects.get()) == {}


def test_a_draft_waits_for_its_device_and_opens_on_no_other(client):
    walk_to(client, "purpose")
    stranger = Client()

    assert "is not finished yet" in go(client, "landing")
    assert client.get(reverse("requests:resume")).context["next"] == "purpose"
    assert ANSWERS["incident"]["description"] in go(client, "incident")
    for address in ("landing", "incident", "check", "outlook"):
        response = stranger.get(reverse(f"requests:{address}"), follow=True)
        assert ANSWERS["incident"]["description"] not in response.content.decode()
        assert "Merdeka" not in response.content.decode()


def test_a_draft_outlives_the_session(client):
    walk_to(client, "purpose")
    client.cookies.pop("saksi_session", None)

    assert ANSWERS["incident"]["description"] in go(client, "incident")


def test_a_wrong_answer_is_kept_in_the_draft(client):
    walk_to(client, "applicant")
    client.post(reverse("requests:applicant"), ANSWERS["applicant"] | {"nik": "31710157084500"})

    assert 'value="31710157084500"' in go(client, "applicant")


def test_the_key_of_a_draft_is_out_of_reach_for_scripts(client):
    walk_to(client, "place")

    assert client.cookies[COOKIE]["httponly"]
    assert client.cookies[COOKIE]["samesite"] == "Lax"
    assert client.cookies[COOKIE].value not in json.dumps(list(Draft.objects.values("key_hash")))


def test_nothing_typed_stands_in_an_address(client):
    addresses = []
    for step, answers in ANSWERS.items():
        addresses.append(client.post(reverse(f"requests:{step}"), answers).headers["Location"])
    client.post(reverse("requests:code"), {"code": newest_code()})
    addresses.append(client.post(reverse("requests:check"), DECLARATIONS).headers["Location"])
    typed = [value for answers in ANSWERS.values() for value in answers.values() if len(value) > 4]

    assert len(addresses) == len(ANSWERS) + 1
    assert not [address for address in addresses for value in typed if value.lower() in address.lower()]


def test_leaving_forgets_the_device(client):
    reference = submit(client)
    client.post(reverse("requests:search"), ANSWERS["search"])

    client.post(reverse("requests:leave"))

    assert not drafts.find(client.cookies[COOKIE].value if COOKIE in client.cookies else "")
    assert client.get(reverse("requests:receipt", args=[reference])).headers["Location"] == reverse("requests:track")
    assert "is not finished yet" not in go(client, "landing")
    assert Draft.objects.count() == 1  # the submitted one; the unfinished one is gone


def test_the_pages_stand_in_the_order_in_which_they_are_asked():
    assert tuple(journey.PAGES) == pages.STEPS


def test_an_unknown_area_in_the_nik_is_said_and_never_refused(client):
    strange = {"applicant": ANSWERS["applicant"] | {"nik": "9999991708450001"}}
    walk_to(client, "check", instead=strange)

    assert "belong to no area that we know" in go(client, "check")
    response = client.post(reverse("requests:check"), DECLARATIONS)
    assert FootageRequest.objects.get(reference=response.headers["Location"].split("/")[2]).nik == "9999991708450001"
