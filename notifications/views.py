"""What was sent, for a demonstration: the address does not exist in production."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from notifications.models import Message

NEWEST = 50


def sent_messages(request: HttpRequest) -> HttpResponse:
    """The newest messages to everybody, as their receivers read them; `?kasus=<reference>` shows one case's."""
    messages = Message.objects.order_by("-created_at")
    if case := request.GET.get("kasus"):
        messages = messages.filter(case=case)
    return render(request, "notifications/sent_messages.html", {"sent_messages": messages[:NEWEST]})
