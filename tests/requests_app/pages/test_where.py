"""Where it was: a name, a point on the map, a camera that is known, and the words that say it more exactly."""

import pytest
from django.urls import reverse

from cameras.models import Area, Outline
from requests_app.models import FootageRequest
from tests.cases import LATITUDE, LONGITUDE
from tests.requests_app.residents import ANSWERS, DECLARATIONS, walk_to

NEARBY = (LATITUDE + 0.0005, LONGITUDE + 0.0005)  # some 80 m from the camera


@pytest.fixture(autouse=True)
def in_english(client, camera):
    client.cookies["saksi_language"] = "en"


@pytest.fixture
def outlined() -> Area:
    """Gambir with a border around the camera, and another kelurahan whose centre is nearer."""
    box = {"west": LONGITUDE - 0.01, "east": LONGITUDE + 0.01, "south": LATITUDE - 0.01, "north": LATITUDE + 0.01}
    west, east, south, north = box.values()
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    gambir = Area.objects.get(code="31.71.01.1001")
    Outline.objects.create(area=gambir, rings=[ring], drawn=[ring], **box)
    Area.objects.create(code="31.71.01.1002", level="village", name="Cideng", latitude=NEARBY[0], longitude=NEARBY[1])
    return gambir


def answer(client, step, **answers):
    response = client.post(reverse(f"requests:{step}"), answers)
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def pin(position) -> dict[str, str]:
    return dict(zip(("latitude", "longitude"), map(repr, position), strict=True))


def test_a_pin_leads_past_the_list_of_names_to_the_cameras_around_it(client, outlined):
    walk_to(client, "search")

    assert answer(client, "search", place="", **pin(NEARBY)) == reverse("requests:point")
    page = client.get(reverse("requests:point")).content.decode()
    assert "80 m from the pin" in page
    answer(client, "point", choice="not-sure")

    shown = client.get(reverse("requests:outlook")).context
    assert shown["spot"].label == "Point on the map, Kelurahan Gambir"
    assert (shown["spot"].latitude, shown["spot"].longitude) == NEARBY
    assert shown["spot"].area == outlined.code
    assert [fact.distance for fact in shown["facts"]] == ["80 m"]


def test_a_pin_is_called_as_it_was_typed(client):
    walk_to(client, "search")

    answer(client, "search", place="pintu barat lapangan", **pin(NEARBY))
    answer(client, "point", choice="not-sure")

    assert client.get(reverse("requests:outlook")).context["spot"].label == "pintu barat lapangan"


def test_a_suggestion_that_was_taken_is_the_place_itself(client, camera):
    walk_to(client, "search")

    where = answer(client, "search", place="Merdeka", **pin((LATITUDE, LONGITUDE)))

    assert where == reverse("requests:outlook")
    assert client.get(where).context["spot"].label == "Merdeka"


def test_another_name_after_a_pin_is_a_search_again(client):
    walk_to(client, "search")
    answer(client, "search", place="", **pin(NEARBY))

    assert answer(client, "search", place="Merdeka") == reverse("requests:place")


@pytest.mark.parametrize(
    "position", [("91", "0"), ("nan", "106"), ("a", "b"), ("-6.1", ""), ("1e999", "1"), ("\0", "1")]
)
def test_a_position_that_is_none_counts_as_nothing(client, position):
    walk_to(client, "search")
    sent = dict(zip(("latitude", "longitude"), position, strict=True))

    assert answer(client, "search", place="Merdeka", **sent) == reverse("requests:place")
    assert b"Enter the name of a place" in client.post(reverse("requests:search"), {"place": ""} | sent).content


def test_a_camera_is_asked_for_by_its_code(client, camera):
    walk_to(client, "search")

    answer(client, "search", place="jkt-1")
    shown = client.get(reverse("requests:place")).content.decode()
    assert "Camera JKT-1 in Kelurahan Gambir" in shown
    assert answer(client, "place", choice="0") == reverse("requests:outlook")
    walk_to(client, "check", leaving_out=("window", "search", "place"))
    client.post(reverse("requests:check"), DECLARATIONS)

    asked = FootageRequest.objects.get().requested_cameras.get()
    assert (asked.camera, asked.chosen_by_applicant) == (camera, True)


def test_what_says_it_more_exactly_is_kept_and_shown(client):
    more = {"whereabouts": "RT 05/RW 03, pintu selatan", "direction": "dari Senen ke Matraman"}
    walk_to(client, "search")
    answer(client, "search", **ANSWERS["search"], **more)
    page = client.get(reverse("requests:search")).content.decode()
    assert '<details class="govuk-details" open>' in page
    assert 'value="RT 05/RW 03, pintu selatan"' in page

    walk_to(client, "check", leaving_out=("window", "search"))
    shown = client.get(reverse("requests:check")).content.decode()
    assert "dari Senen ke Matraman" in shown
    client.post(reverse("requests:check"), DECLARATIONS)

    request = FootageRequest.objects.get()
    assert (request.whereabouts, request.direction) == tuple(more.values())


def test_suggestions_are_the_places_of_the_list(client):
    found = client.post(reverse("requests:suggestions"), {"place": "merdka"}).json()

    assert found["said"] == "1 place found."
    assert found["places"] == [
        {
            "label": "Merdeka",
            "hint": "Camera point in Kelurahan Gambir",
            "latitude": LATITUDE,
            "longitude": LONGITUDE,
        }
    ]
    assert client.post(reverse("requests:suggestions"), {}).json()["places"] == []


def test_the_map_is_offered_where_there_is_something_to_draw(client, settings):
    walk_to(client, "search")
    assert "data-map=" not in client.get(reverse("requests:search")).content.decode()

    settings.TILES_URL = "https://tiles.example/{z}/{x}/{y}.png"
    assert (
        'data-tiles="https://tiles.example/{z}/{x}/{y}.png"' in client.get(reverse("requests:search")).content.decode()
    )


def test_the_borders_are_kept_by_browsers_for_a_day(client, outlined):
    answered = client.get(reverse("requests:outlines"))

    assert [area[1] for area in answered.json()["areas"]] == ["Gambir"]
    assert answered.headers["Cache-Control"] == "public, max-age=86400"
