"""Numbers and addresses of people, brought to one spelling: NIK, telephone, e-mail, police report.

Each function takes what somebody typed and raises InvalidInput with a sentence that says what to type instead. Rules:
Permendagri 73/2022 and Kemendagri's area codes for the NIK, E.164 for telephones, the forms seen in practice for
police reports, which are read where possible and never refused for their pattern.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from stdnum import numdb

from core.errors import InvalidInput, Sentence

SEPARATORS = re.compile(r"[\s().\-]+")


@dataclass(frozen=True, slots=True)
class Nik:
    """`digits` are sixteen. `area_known` is a hint for the officer: regions split, and people are born elsewhere."""

    digits: str
    area_known: bool


def read_nik(text: str) -> Nik:
    """PPKKCC DDMMYY SSSS; women have 40 added to the day. The century is not in the number, so either will do."""
    digits = SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]{16}", digits):
        raise InvalidInput(_("The NIK has 16 digits and nothing else. Copy it from the top of the KTP."), field="nik")
    if not _is_date_of_birth(digits[6:12]):
        raise InvalidInput(
            _("Digits 7 to 12 of the NIK are a date of birth, and these are none. Compare it with the KTP."),
            field="nik",
        )
    if digits.endswith("0000"):
        raise InvalidInput(_("A NIK never ends with 0000. Compare the last four digits with the KTP."), field="nik")
    return Nik(digits, area_known=_is_area(digits[:4]))


UNKNOWN_AREA = _(
    "The first four digits of this NIK belong to no area that we know. Compare them with the KTP; if they are the same,"
    " leave the number as it is."
)


def doubt_about_nik(digits: str) -> Sentence:
    """What to compare once more in a NIK that was read; empty when nothing is doubtful. It is no reason to refuse."""
    return "" if _is_area(digits[:4]) else UNKNOWN_AREA


def _is_area(digits: str) -> bool:
    """Whether a province and a city have this code, or had it once."""
    return all(facts for code, facts in numdb.get("id/loc").info(digits))


def _is_date_of_birth(text: str) -> bool:
    day, month, year = int(text[:2]), int(text[2:4]), int(text[4:])
    for century in (1900, 2000):
        try:
            date(century + year, month, day - 40 if day > 40 else day)
        except ValueError:
            continue
        return True
    return False


INDONESIAN_MOBILE = re.compile(r"\+628[1-9][0-9]{7,10}")
INDONESIAN_LANDLINE = re.compile(r"\+62[2-79][0-9]{6,10}")


def read_phone(text: str) -> str:
    """The number as E.164 (+62812…), from 08…, 62…, +62… or 8…; numbers of other countries need their plus."""
    digits = SEPARATORS.sub("", text)
    if digits.startswith("62"):
        digits = f"+{digits}"  # the library would take 62812… for a local number
    elif digits.startswith("8"):
        digits = f"0{digits}"
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        raise _wrong_phone() from None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not re.fullmatch(r"\+?[0-9]+", digits) or not phonenumbers.is_possible_number(number):
        raise _wrong_phone()
    local = number.country_code == 62
    if local and not (INDONESIAN_MOBILE.fullmatch(written) or INDONESIAN_LANDLINE.fullmatch(written)):
        raise _wrong_phone()
    return written


def is_mobile(number: str) -> bool:
    """Whether a number from `read_phone` can get an SMS: of other countries any may."""
    return not number.startswith("+62") or INDONESIAN_MOBILE.fullmatch(number) is not None


def _wrong_phone() -> InvalidInput:
    return InvalidInput(_("Enter a telephone number with all its digits, like 0812 3456 7890."), field="phone")


def read_email(text: str) -> str:
    """The address with its host in small letters; the name before the @ is the mail host's business."""
    name, at, host = text.strip().rpartition("@")
    address = f"{name}{at}{host.lower()}"
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput(_("Enter an e-mail address with an @, like siti@example.com."), field="email") from None
    return address


PLATE = re.compile(r"([A-Z]{1,2})([0-9]{1,4})([A-Z]{0,3})")


def read_plate(text: str) -> str:
    """A number plate as it is written on vehicles (B 1234 XYZ); anything else stays as it is, in capitals."""
    capitals = " ".join(text.upper().split())
    plate = PLATE.fullmatch(SEPARATORS.sub("", capitals))
    return " ".join(filter(None, plate.groups())) if plate else capitals


class ReportKind(StrEnum):
    REPORT = "report"  # laporan polisi (LP)
    RECEIPT = "receipt"  # the reporter's receipt: STTLP, STPL, STBLP, STPLP, TBL
    LOSS_CERTIFICATE = "loss_certificate"  # SKTLK: something was lost, no crime was reported
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PoliceReport:
    """`raw` is what was typed and what is kept; `normal` is only for comparing."""

    raw: str
    normal: str
    kind: ReportKind


MONTHS = r"(?:I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII)"
NUMBER = rf"(?:[ABC]/)?[0-9]{{1,6}}/{MONTHS}/20[0-9]{{2}}"
REPORT = re.compile(rf"LP/{NUMBER}/SPKT(?:\.[A-Z ]+)?/.+")
RECEIPT = re.compile(rf"(STTLP|STPL|STBLP|STPLP|SKTLK|TBL)/{NUMBER}(?:/.+)?")


def read_police_report(text: str) -> PoliceReport:
    """Case and blanks vary from station to station, so any text passes; what can be read in it is a hint."""
    raw = text.strip()
    normal = re.sub(r"\s*([/.])\s*", r"\1", re.sub(r"\s+", " ", raw.upper()))
    if REPORT.fullmatch(normal):
        return PoliceReport(raw, normal, ReportKind.REPORT)
    if receipt := RECEIPT.fullmatch(normal):
        kind = ReportKind.LOSS_CERTIFICATE if receipt[1] == "SKTLK" else ReportKind.RECEIPT
        return PoliceReport(raw, normal, kind)
    return PoliceReport(raw, normal, ReportKind.UNKNOWN)
