"""Included outside production only."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [path("pesan/", views.sent_messages, name="sent_messages")]
