"""The admin site shows each role its own part and nothing else, and only the registry and the rules can be changed."""

import csv

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event

pytestmark = pytest.mark.django_db

CHANGED_BY_ADMINISTRATORS = {
    "cameras.area",
    "cameras.site",
    "cameras.camera",
    "accounts.unit",
    "footage.archivesource",
}
SEEN_BY_ADMINISTRATORS = CHANGED_BY_ADMINISTRATORS | {
    "requests_app.policy",
    "requests_app.holiday",
    "accounts.user",
    "notifications.message",
    "requests_app.footagerequest",
    "footage.hold",
    "footage.renderjob",
    "footage.deliverable",
    "footage.grant",
}
SEEN_BY_AUDITORS = {"audit.event"}
OURS = [
    model._meta.label_lower for model in admin.site._registry if not model._meta.app_label.startswith(("auth", "axes"))
]


def status_of(client: Client, label: str, act: str) -> int:
    return client.get(reverse(f"admin:{label.replace('.', '_')}_{act}")).status_code


def test_every_model_of_the_admin_site_is_spoken_for():
    assert set(OURS) == SEEN_BY_ADMINISTRATORS | SEEN_BY_AUDITORS


@pytest.mark.parametrize("label", OURS)
def test_auditors_read_the_trail_alone(signed_in, label):
    client = signed_in(Role.AUDITOR)

    assert status_of(client, label, "changelist") == (200 if label in SEEN_BY_AUDITORS else 403)
    assert status_of(client, label, "add") == 403


@pytest.mark.parametrize("label", OURS)
def test_administrators_manage_the_registry_people_and_rules(signed_in, label):
    client = signed_in(Role.ADMINISTRATOR)

    assert status_of(client, label, "changelist") == (200 if label in SEEN_BY_ADMINISTRATORS else 403)
    assert status_of(client, label, "add") == (200 if label in CHANGED_BY_ADMINISTRATORS else 403)


@pytest.mark.parametrize("label", sorted(SEEN_BY_ADMINISTRATORS))
def test_what_is_listed_can_be_saved_and_that_is_told(signed_in, label):
    client = signed_in(Role.ADMINISTRATOR)
    address = reverse(f"admin:{label.replace('.', '_')}_csv")

    saved = client.get(address)

    assert saved.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert b"".join(saved.streaming_content).count(b"\r\n") >= 1
    event = Event.objects.get(verb="list.saved")
    assert (event.actor_id, event.subject) == (str(client.user.pk), f"list:{label}")
    assert Client().get(address).status_code == 302


def test_a_saved_list_is_filtered_as_it_was_shown(signed_in):
    dewi = User.objects.create_user("dewi", roles=[Role.OFFICER], first_name="Dewi")
    client = signed_in(Role.ADMINISTRATOR)

    text = b"".join(client.get("/admin/accounts/user/daftar.csv", {"q": dewi.username}).streaming_content).decode()

    assert ["dewi", "Dewi", "", "petugas", "True", ""] in list(csv.reader(text.splitlines()))
    assert client.user.username not in text


@pytest.mark.parametrize("roles", [[], [Role.OFFICER], [Role.APPROVER], [Role.OFFICER, Role.APPROVER]])
def test_for_everybody_else_there_is_no_admin_site(signed_in, roles):
    client = signed_in(*roles)

    for address in ["/admin/", "/admin/audit/event/", "/admin/login/"]:
        assert client.get(address, follow=True).status_code == 404


def test_strangers_sign_in_on_the_staff_page(client):
    response = client.get("/admin/audit/event/", follow=True)

    assert response.redirect_chain[-1][0] == "/petugas/masuk?next=/admin/audit/event/"
    assert response.status_code == 200


def test_the_admin_site_has_no_sign_in_of_its_own(client):
    response = client.post("/admin/login/?next=/admin/", {"username": "x", "password": "y"})

    assert response.headers["Location"] == "/petugas/masuk?next=/admin/"


def test_signing_out_of_the_admin_site_is_signing_out(signed_in):
    client = signed_in(Role.AUDITOR)

    assert client.post(reverse("admin:logout")).headers["Location"] == "/petugas/masuk"
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_the_front_page_lists_what_one_may_see(signed_in, role):
    page = signed_in(role).get("/admin/").content.decode()

    assert ("/admin/audit/event/" in page) is (role == Role.AUDITOR)
    assert ("/admin/cameras/camera/" in page) is (role == Role.ADMINISTRATOR)
    assert "/admin/auth/group/" not in page
    assert "/admin/axes/" not in page


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/cameras/camera/", "/admin/cameras/camera/add/", "/admin/accounts/user/"]
)
def test_its_pages_keep_to_the_content_security_policy(signed_in, address):
    response = signed_in(Role.ADMINISTRATOR).get(address)

    page = response.content.decode()
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "onclick=" not in page
    assert "<style" not in page
    assert "<script>" not in page
