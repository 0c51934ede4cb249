"""A resident at the pages: the answers that are right, and the way to any page."""

import re
import time

from django.urls import reverse

from core.clock import WIB
from footage import securing
from footage.models import Hold
from notifications.models import Message
from requests_app.models import FootageRequest
from tests.cases import END, START

YESTERDAY = START.astimezone(WIB)
ANSWERS = {
    "window": {
        "day": "another",
        "other_day_0": str(YESTERDAY.day),
        "other_day_1": str(YESTERDAY.month),
        "other_day_2": str(YESTERDAY.year),
        "earliest": f"{YESTERDAY:%H.%M}",
        "latest": f"{END.astimezone(WIB):%H.%M}",
        "how_sure": "exact",
    },
    "search": {"place": "Merdeka"},
    "place": {"choice": "0"},
    "incident": {
        "incident_type": "theft",
        "anyone_at_risk": "no",
        "description": "Sepeda saya diambil orang berjaket merah.",
    },
    "recognise": {"clothing": "Kemeja batik, helm hitam", "item": "Sepeda lipat biru"},
    "vehicle": {
        "vehicle_type": "bicycle",
        "vehicle_make": "Polygon Urbano",
        "vehicle_colour": "biru",
        "vehicle_plate": "",
        "other_vehicles": "Motor bebek hitam, b1234xy",
    },
    "purpose": {"purpose": "police", "recipients": "Polsek Gambir", "wanted": "view"},
    "proof": {"police_report": "LP/B/123/XI/2026/SPKT", "claim_number": ""},
    "applicant": {"applicant_name": "Siti Aminah", "nik": "3171015708450001", "address": "Jalan Sabang 3"},
    "capacity": {"capacity": "self"},
    "contact": {"phone": "0812-3456-7890", "email": "", "channel": "whatsapp", "language": "id"},
    "documents": {},
}
# At a counter, for somebody who has neither telephone nor e-mail.
NO_CONTACT = {"phone": "", "email": "", "channel": "none", "language": "id"}
# What whoever does not ask for themself is asked after their capacity.
BEHALF = {"capacity_note": "Budi, adik saya", "power_of_attorney": "20 November 2026"}
DECLARATIONS = {"truth": "on", "purpose_only": "on", "not_republished": "on", "privacy": "on"}


def walk_to(client, step, *, leaving_out=(), instead=None):
    """Answers every page before `step`, `instead` where it names one, and proves the contact that was given."""
    for answered, answers in (ANSWERS | (instead or {})).items():
        if answered == step:
            return
        if answered in leaving_out:
            continue
        response = client.post(reverse(f"requests:{answered}"), answers)
        assert response.status_code == 302, response.content.decode()
        if answered == "contact" and answers["channel"] != "none":
            client.post(reverse("requests:code"), {"code": newest_code()})


def newest_code():
    """The code in the newest message to anybody."""
    message = Message.objects.filter(occasion__startswith="contact/").latest("created_at")
    return re.search(r"\b(\d{3} \d{3})\b", message.body)[1]


def open_case(client, reference):
    """As number and PIN do, on this device."""
    session = client.session
    session["opened"] = {reference: [time.time(), time.time() + 1800]}
    session.save()


def submit(client):
    """Files a request and returns its number; the client then holds the case as its device."""
    walk_to(client, "check")
    response = client.post(reverse("requests:check"), DECLARATIONS)
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"].split("/")[2]


def submit_and_secure(client):
    """The request that `submit` files, with its footage in the vault."""
    reference = submit(client)
    for hold in Hold.objects.filter(reference=reference):
        securing.secure(hold.pk)
    return FootageRequest.objects.get(reference=reference)
