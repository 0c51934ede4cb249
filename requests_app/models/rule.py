"""The rules and days off by which everything is counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Policy(models.Model):
    """A rule with its number, its legal basis and the day from which it holds; the newest day that has come wins.

    A change is a new row: of two rows for one day the later one holds.
    """

    class Rule(models.TextChoices):
        ANSWER_WORKING_DAYS = "answer_working_days", _("working days until an answer")
        EXTENSION_WORKING_DAYS = "extension_working_days", _("working days of the one extension")
        OWN_DATA_HOURS = "own_data_hours", _("hours until access to one's own personal data")
        QUESTION_WORKING_DAYS = "question_working_days", _("working days in which the applicant answers a question")
        OBJECTION_WORKING_DAYS = "objection_working_days", _("working days in which to object")
        OBJECTION_ANSWER_WORKING_DAYS = (
            "objection_answer_working_days",
            _("working days until an objection is answered"),
        )
        DISPUTE_WORKING_DAYS = "dispute_working_days", _("working days in which to go to the Komisi Informasi")
        DISPUTE_RULING_WORKING_DAYS = "dispute_ruling_working_days", _("working days that a reported dispute may take")
        WINDOW_MINUTES = "window_minutes", _("longest window that can be asked for, in minutes")
        NOTICED_WINDOW_MINUTES = (
            "noticed_window_minutes",
            _("longest window when it was only noticed later, in minutes"),
        )
        CAMERA_RADIUS_METRES = "camera_radius_metres", _("how far away a camera is still asked, in metres")
        CAMERA_LIMIT = "camera_limit", _("how many cameras one request preserves at most")
        REACH_METRES = "reach_metres", _("how far away an officer can preserve a further camera, in metres")
        HOLD_MINUTES = "hold_minutes", _("longest time of one camera that an officer can preserve, in minutes")
        RECORDING_DAYS = "recording_days", _("days that recordings are kept, where no camera says otherwise")
        HOLD_DAYS = "hold_days", _("days that preserved footage is kept without a decision")
        REOPEN_DAYS = "reopen_days", _("days in which a closed case can be reported as not solved")
        SECOND_READING = "second_reading", _("approvers judge before they see the proposal")
        NAME_OFFICERS = "name_officers", _("applicants read the names of officers who opened their request")
        HOLD_MARGIN_DAYS = "hold_margin_days", _("days that preserved footage outlives a term that runs")
        GRANT_DAYS = "grant_days", _("days that a released clip can be watched")
        BREACH_NOTICE_HOURS = "breach_notice_hours", _("hours in which people are told of a breach of their data")
        ERASURE_HOURS = "erasure_hours", _("hours until a wish for erasure is answered")
        IDENTITY_PAPER_DAYS = "identity_paper_days", _("days that an identity paper waits for its check at most")
        DOCUMENT_DAYS = "document_days", _("days that documents are kept after a request is closed")
        MESSAGE_DAYS = "message_days", _("days that address and text of a sent message are kept")
        CASE_IDLE_MINUTES = (
            "case_idle_minutes",
            _("minutes without a page after which an opened request is closed on that device"),
        )
        POWER_OF_ATTORNEY = "power_of_attorney", _("power of attorney of whoever acts for somebody else")
        URGENT_AT_RISK = "urgent_at_risk", _("a request where somebody is at risk goes into the urgent lane")
        URGENT_MISSING_PERSON = "urgent_missing_person", _("a request about a missing person goes into the urgent lane")
        NEIGHBOUR_METRES = "neighbour_metres", _("up to how far apart requests are shown together, in metres")
        NEIGHBOUR_MINUTES = (
            "neighbour_minutes",
            _("up to how far apart in time requests are shown together, in minutes"),
        )
        POLICE_REPORT_THEFT = "police_report_theft", _("police report after a theft")
        POLICE_REPORT_TRAFFIC_ACCIDENT = "police_report_traffic_accident", _("police report after a traffic accident")
        POLICE_REPORT_LOSS = "police_report_loss", _("police report when an item was lost")
        POLICE_REPORT_ASSAULT = "police_report_assault", _("police report after an assault")
        POLICE_REPORT_DAMAGE = "police_report_damage", _("police report after damage")
        POLICE_REPORT_MISSING_PERSON = "police_report_missing_person", _("police report when a person is missing")
        POLICE_REPORT_FLOOD = "police_report_flood", _("police report after a flood")
        POLICE_REPORT_FIRE = "police_report_fire", _("police report after a fire")
        POLICE_REPORT_OTHER = "police_report_other", _("police report after something else")

    rule = models.CharField(_("rule"), max_length=40, choices=Rule)
    value = models.PositiveIntegerField(_("value"))
    valid_from = models.DateField(_("valid from"))
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )
    recorded_at = models.DateTimeField(_("changed"), auto_now_add=True, null=True)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["rule", "-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.rule} {self.value}"


class Holiday(models.Model):
    """A day that is not a working day: national holiday or cuti bersama, with the decree that made it one."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("national holiday")
        JOINT_LEAVE = "joint_leave", _("joint leave (cuti bersama)")

    day = models.DateField(_("day"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=160)
    decree = models.CharField(_("decree"), max_length=240, blank=True)
    cancelled_by = models.CharField(_("cancelled by decree"), max_length=240, blank=True)  # empty: it holds

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
