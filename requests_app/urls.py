"""The residents' addresses. A request's number may stand in one; a name, a PIN or a place searched for never does."""

from django.urls import path

from requests_app.forms import application as pages
from requests_app.views import application, tracking

app_name = "requests"

WORDS = {
    pages.SEARCH: "tempat",
    pages.PLACE: "tempat/pilih",
    pages.POINT: "tempat/titik-kamera",
    pages.WINDOW: "waktu",
    pages.INCIDENT: "kejadian",
    pages.PURPOSE: "tujuan",
    pages.APPLICANT: "pemohon",
}

urlpatterns = [
    path("", application.landing, name="landing"),
    path("data-anda", application.privacy, name="privacy"),
    path("lupakan-perangkat", tracking.leave, name="leave"),
    *(path(f"permohonan/{word}", application.question, {"step": step}, name=step) for step, word in WORDS.items()),
    path("permohonan/lanjut", application.resume, name="resume"),
    path("permohonan/rekaman", application.outlook, name="outlook"),
    path("permohonan/periksa", application.check, name="check"),
    path("permohonan/lacak", tracking.track, name="track"),
]
