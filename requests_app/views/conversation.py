"""What the applicant and the officers write to each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from requests_app.correspondence import messages, replies
from requests_app.forms.tracking import AnswerForm, MessageForm
from requests_app.intake import documents
from requests_app.models import FootageRequest
from requests_app.people import Applicant
from requests_app.views import clocks
from requests_app.views.documents import tell_left_out
from requests_app.views.tracking import for_applicant


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def conversation(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """All messages. While the officers wait for an answer, what is written here is that answer."""
    question = clocks.question(case)
    form_class = AnswerForm if question else MessageForm
    form = form_class(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        message = replies.write(case, form.cleaned_data["body"])
        files = form.cleaned_data["uploads"]
        tell_left_out(request, documents.attach_files(files, message, by=Applicant(case.reference)))
        return redirect("requests:messages", case.reference)
    context = {
        "case": case,
        "form": form,
        "question": question,
        "conversation": messages.read(case, by=Applicant(case.reference)),
    }
    return render(request, "resident/case/messages.html", context)
