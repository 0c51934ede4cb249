"""The outbox in the admin site: what happened to messages, not to whom or what they said."""

from django.contrib import admin

from audit.administration import ReadOnlyAdmin
from notifications.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "case", "channel", "state", "attempts", "next_attempt_at", "sent_at", "error")
    list_filter = ["state", "channel"]
    search_fields = ["=case"]
    date_hierarchy = "created_at"
    fields = ("occasion", *list_display)
