"""What administrators change leaves an event: which row and which fields, not what is in them."""

import pytest
from django.contrib.admin.models import LogEntry

from accounts.roles import Role
from audit.models import Event
from cameras.models import Area, Camera, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(signed_in):
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def camera() -> Camera:
    area = Area.objects.create(code="31.71.06.1004", level="village", name="Gondangdia")
    site = Site.objects.create(code="S1", name="Jl. Johar", area=area, latitude=-6.19, longitude=106.82)
    return Camera.objects.create(code="SS-0117", name="Johar 1", site=site)


def camera_form(camera: Camera, **changes) -> dict:
    values = {
        "code": camera.code,
        "name": camera.name,
        "site": camera.site_id,
        "status": camera.status,
        "clock_offset": "0",
        "clock_place": "",
        "archive_source": "",
        "archive_name": "",
        "retention_days": camera.retention_days,
    }
    return {**values, **changes}


def test_a_changed_camera_leaves_an_event(administrator, camera):
    administrator.post(f"/admin/cameras/camera/{camera.pk}/change/", camera_form(camera, status="removed"))

    event = Event.objects.get()
    assert Camera.objects.get().status == "removed"
    assert (event.verb, event.actor_id, event.camera, event.subject) == (
        "registry.changed",
        str(administrator.user.pk),
        "SS-0117",
        f"camera:{camera.pk}",
    )
    assert event.detail == {"action": "changed", "fields": ["status"], "status": "removed"}
    assert not LogEntry.objects.exists()


def test_saving_without_a_change_leaves_no_event(administrator, camera):
    administrator.post(f"/admin/cameras/camera/{camera.pk}/change/", camera_form(camera))

    assert not Event.objects.exists()


def test_the_place_of_the_recorders_clock_is_written_as_percent(administrator, camera):
    address = f"/admin/cameras/camera/{camera.pk}/change/"

    refused = administrator.post(address, camera_form(camera, clock_place="top left"))
    assert "“top left” bukan tempat di dalam gambar." in refused.text
    administrator.post(address, camera_form(camera, clock_place="0 0 45 8"))

    assert Camera.objects.get().clock_boxes == ((0, 0, 0.45, 0.08),)


def test_a_refused_form_leaves_no_event(administrator, camera):
    response = administrator.post(f"/admin/cameras/camera/{camera.pk}/change/", camera_form(camera, name=""))

    assert response.status_code == 200
    assert not Event.objects.exists()


@pytest.mark.parametrize("kind", ["camera", "site", "area"])
def test_nothing_of_the_registry_is_deleted(administrator, camera, kind):
    row = {"camera": camera, "site": camera.site, "area": camera.site.area}[kind]

    assert administrator.post(f"/admin/cameras/{kind}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Camera.objects.exists()


def test_accounts_are_only_looked_at(administrator, make_staff):
    """They are changed on the staff pages, which ask for a fresh factor and tell their owners."""
    dewi = make_staff(Role.OFFICER, username="dewi")
    page = f"/admin/accounts/user/{dewi.pk}/change/"

    assert administrator.get(page).status_code == 200
    assert administrator.post(page, {"username": "dewi", "roles": ["approver"]}).status_code == 403
    assert administrator.post("/admin/accounts/user/add/", {"username": "x"}).status_code == 403
    dewi.refresh_from_db()
    assert dewi.roles == ["officer"]


def test_ones_own_password_is_changed_on_the_staff_pages(administrator):
    assert administrator.get("/admin/password_change/").headers["Location"] == "/petugas/akun/kata-sandi"
