"""“My requests”: whoever lost number or PIN proves the contact they gave, and finds what was filed with it.

A code is sent to whatever contact is given, and the pages say the same of every one: whether something was filed with
it is told only to whoever typed the code.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app.correspondence import contacts
from requests_app.forms.contact import CodeForm, ReachForm
from requests_app.views import codes, device, standing

PURPOSE = "own_requests"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    form = ReachForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and codes.send(request, PURPOSE, **form.cleaned_data["contact"], language=get_language()):
        return redirect("requests:own_code")
    return render(request, "resident/own/find.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    proof = codes.find(request, PURPOSE)
    if proof is None:
        return redirect("requests:own_find")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and codes.is_right(form, proof):
        with transaction.atomic():
            holder = contacts.enter(proof.pk)
        codes.forget(request, PURPOSE)
        device.remember_holder(request, holder)
        return redirect("requests:own_requests")
    context = {
        **codes.page(form, proof),
        "back": reverse("requests:own_find"),
    }
    return render(request, "resident/own/code.html", context)


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    if proof := codes.find(request, PURPOSE):
        codes.send_again(request, PURPOSE, proof, language=get_language())
    return redirect("requests:own_code")


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    holder = device.holder_of(request)
    if holder is None:
        return redirect("requests:own_find")
    rows = [(case, standing.of(case).heading) for case in contacts.requests_of(holder)]
    return render(request, "resident/own/requests.html", {"rows": rows, "idle": device.idle_limit()})


@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    holder = device.holder_of(request)
    if holder is None:
        return redirect("requests:own_find")
    with transaction.atomic():
        case = contacts.open(holder, request.POST.get("reference", ""))
    device.open_case(request, case.reference)
    return device.go_on(request, case.reference)
