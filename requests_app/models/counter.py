"""What a person showed at a counter, where staff file for whoever has no telephone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeenPaper(models.TextChoices):
    """The identity paper that was looked at; no copy of it is made."""

    KTP = "ktp", _("KTP")
    SIM = "sim", _("driving licence (SIM)")
    PASSPORT = "passport", _("passport")
    KK = "kk", _("family card (KK) with another paper with photo")
    CERTIFICATE = "certificate", _("certificate of identity (Suket) from Dukcapil")
