"""The registry: areas of Jakarta, sites (poles), and the cameras on them."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cameras import clocks

LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]


class Area(models.Model):
    """A province, city, kecamatan or kelurahan, by its Kemendagri code (e.g. 31.74.01.1001)."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city or regency")
        DISTRICT = "district", _("kecamatan")
        VILLAGE = "village", _("kelurahan")

    code = models.CharField(_("Kemendagri code"), max_length=13, primary_key=True)
    level = models.CharField(_("level"), max_length=8, choices=Level)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    latitude = models.FloatField(_("latitude of the centre"), null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(_("longitude of the centre"), null=True, blank=True, validators=LONGITUDE)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Outline(models.Model):
    """The border of an area, from a file of the operator's: to tell what lies in it, and to draw it on a map.

    `rings` are closed lines of [longitude, latitude]; what lies within an odd number of them is in the area. `drawn`
    are the same with fewer corners. The box around them spares looking at each.
    """

    area = models.OneToOneField(
        Area, on_delete=models.CASCADE, primary_key=True, related_name="outline", verbose_name=_("area")
    )
    rings = models.JSONField(_("border"))
    drawn = models.JSONField(_("border as drawn"))
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")

    def __str__(self) -> str:
        return self.area_id


class PlaceKind(models.TextChoices):
    RESIDENTIAL = "residential", _("residential area")
    PUBLIC_SPACE = "public_space", _("public space")
    PARK = "park", _("city park")
    FLOOD_POINT = "flood_point", _("flood-prone point")
    FIRE_POINT = "fire_point", _("fire-prone point")
    JUNCTION = "junction", _("junction")


class Funding(models.TextChoices):
    CSR = "csr", _("company donation (CSR)")
    APBD = "apbd", _("city budget (APBD)")


class Site(models.Model):
    """One pole or wall with cameras on it."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=240, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="sites", verbose_name=_("kelurahan"))
    latitude = models.FloatField(_("latitude"), validators=LATITUDE)
    longitude = models.FloatField(_("longitude"), validators=LONGITUDE)
    place_kind = models.CharField(_("kind of place"), max_length=16, choices=PlaceKind, default=PlaceKind.PUBLIC_SPACE)
    owner = models.CharField(_("owner"), max_length=120, blank=True)
    funding = models.CharField(_("funding"), max_length=8, choices=Funding, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]
        indexes = [models.Index(fields=["latitude", "longitude"])]

    def __str__(self) -> str:
        return self.name


class Camera(models.Model):
    """One camera: what it is called here, and where its recordings lie."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        OUT_OF_ORDER = "out_of_order", _("out of order")
        REMOVED = "removed", _("removed")

    code = models.CharField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="cameras", verbose_name=_("site"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ACTIVE)
    clock_offset = models.DurationField(
        _("clock offset"),
        default=timedelta(0),
        help_text=_("How far the recorder's clock runs ahead of true time; negative when it runs behind."),
    )
    clock_place = models.CharField(
        _("place of the recorder's clock"),
        max_length=120,
        blank=True,
        validators=[clocks.validate],
        help_text=_(
            "Where the recorder writes its own clock into the picture, so that no mark covers it: left, top, width and"
            " height in percent, like 0 0 45 8; several places apart by a semicolon."
        ),
    )
    # The code of a `footage.ArchiveSource`: text, because the registry does not know of archives.
    archive_source = models.SlugField(_("archive source"), max_length=50, blank=True)
    archive_name = models.CharField(
        _("name in the archive"),
        max_length=160,
        blank=True,
        help_text=_("What the recorder calls this camera."),
    )
    retention_days = models.PositiveSmallIntegerField(_("days recordings are kept"), default=14)

    class Meta:
        verbose_name = _("camera")
        verbose_name_plural = _("cameras")
        ordering = ["code"]
        indexes = [models.Index(fields=["archive_source", "archive_name"])]

    def __str__(self) -> str:
        return self.name

    @property
    def clock_boxes(self) -> tuple[clocks.Box, ...]:
        """`clock_place` in parts of the picture: left, top, width, height."""
        return clocks.boxes(self.clock_place)
