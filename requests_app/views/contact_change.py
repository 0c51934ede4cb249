"""Another contact for a request: it counts once the code that was sent there is typed in."""

from django.contrib import messages as flashes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from requests_app.correspondence import contacts
from requests_app.forms.contact import CodeForm, NewContactForm
from requests_app.models import FootageRequest
from requests_app.people import Applicant
from requests_app.views import codes
from requests_app.views.tracking import for_applicant


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def change(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    form = NewContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and codes.send(request, _purpose(case), **form.cleaned_data["contact"], language=case.language):
        return redirect("requests:new_contact_code", case.reference)
    return render(request, "resident/case/contact.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def code(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    proof = codes.find(request, _purpose(case))
    if proof is None:
        return redirect("requests:new_contact", case.reference)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and codes.is_right(form, proof):
        contacts.change(case, proof.pk, by=Applicant(case.reference))
        codes.forget(request, _purpose(case))
        flashes.success(request, _("Your contact is changed. From now on we write there."))
        return redirect("requests:case", case.reference)
    context = {
        **codes.page(form, proof),
        "case": case,
        "back": reverse("requests:new_contact", args=[case.reference]),
    }
    return render(request, "resident/case/contact_code.html", context)


@require_POST
@for_applicant
def send_again(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    if proof := codes.find(request, _purpose(case)):
        codes.send_again(request, _purpose(case), proof, language=case.language)
    return redirect("requests:new_contact_code", case.reference)


def _purpose(case: FootageRequest) -> str:
    return f"contact of {case.reference}"
