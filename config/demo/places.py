"""The demo's places: some areas of Jakarta with their Kemendagri codes, poles that could stand there, their cameras.

Codes and names: Kepmendagri 300.2.2-2138/2025. Centres are rounded to about a hundred metres.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cameras.models import Area, Camera, Funding, PlaceKind

RETENTION_DAYS = 14

# Level by the number of dots in the code; part of what the code begins with.
LEVELS = (Area.Level.PROVINCE, Area.Level.CITY, Area.Level.DISTRICT, Area.Level.VILLAGE)
AREAS: tuple[tuple[str, str, float, float], ...] = (
    ("31", "Daerah Khusus Ibukota Jakarta", -6.197, 106.822),
    ("31.01", "Kabupaten Administrasi Kepulauan Seribu", -5.700, 106.579),
    ("31.71", "Kota Administrasi Jakarta Pusat", -6.181, 106.835),
    ("31.71.01", "Gambir", -6.171, 106.818),
    ("31.71.01.1001", "Gambir", -6.174, 106.825),
    ("31.71.06", "Menteng", -6.196, 106.835),
    ("31.71.06.1001", "Menteng", -6.201, 106.834),
    ("31.71.06.1002", "Pegangsaan", -6.202, 106.848),
    ("31.71.06.1003", "Cikini", -6.191, 106.839),
    ("31.71.06.1004", "Gondangdia", -6.192, 106.829),
    ("31.71.07", "Tanah Abang", -6.205, 106.809),
    ("31.71.07.1005", "Kebon Melati", -6.197, 106.816),
    ("31.71.07.1006", "Kebon Kacang", -6.190, 106.817),
    ("31.72", "Kota Administrasi Jakarta Utara", -6.127, 106.867),
    ("31.72.01", "Penjaringan", -6.115, 106.764),
    ("31.72.01.1001", "Penjaringan", -6.122, 106.800),
    ("31.72.06", "Kelapa Gading", -6.161, 106.904),
    ("31.72.06.1001", "Kelapa Gading Timur", -6.168, 106.904),
    ("31.73", "Kota Administrasi Jakarta Barat", -6.165, 106.748),
    ("31.73.03", "Taman Sari", -6.148, 106.818),
    ("31.73.03.1007", "Glodok", -6.145, 106.813),
    ("31.73.03.1008", "Pinangsia", -6.137, 106.816),
    ("31.73.04", "Tambora", -6.148, 106.803),
    ("31.73.04.1007", "Angke", -6.146, 106.796),
    ("31.74", "Kota Administrasi Jakarta Selatan", -6.273, 106.810),
    ("31.74.01", "Tebet", -6.229, 106.851),
    ("31.74.01.1001", "Tebet Timur", -6.234, 106.856),
    ("31.74.01.1002", "Tebet Barat", -6.235, 106.849),
    ("31.74.01.1007", "Manggarai", -6.214, 106.851),
    ("31.74.04", "Pasar Minggu", -6.291, 106.829),
    ("31.74.04.1004", "Ragunan", -6.299, 106.821),
    ("31.75", "Kota Administrasi Jakarta Timur", -6.255, 106.901),
    ("31.75.03", "Jatinegara", -6.227, 106.877),
    ("31.75.03.1001", "Kampung Melayu", -6.217, 106.861),
    ("31.75.03.1003", "Bali Mester", -6.220, 106.866),
)


@dataclass(frozen=True, slots=True)
class Pole:
    """A site, and the kelurahan it stands in."""

    code: str
    name: str
    address: str
    area: str
    latitude: float
    longitude: float
    kind: PlaceKind
    funding: Funding
    since: date


CITY = "Diskominfotik DKI Jakarta"
POLES = (
    Pole(
        "TBT", "Tebet Timur Dalam", "Jl. Tebet Timur Dalam Raya", "31.74.01.1001", -6.2335, 106.8556,
        PlaceKind.RESIDENTIAL, Funding.CSR, date(2024, 8, 17),
    ),
    Pole(
        "STB", "Stasiun Tebet", "Jl. Tebet Raya, depan stasiun", "31.74.01.1001", -6.2262, 106.8583,
        PlaceKind.PUBLIC_SPACE, Funding.APBD, date(2023, 5, 2),
    ),
    Pole(
        "SRN", "Simpang Sarinah", "Jl. M.H. Thamrin, simpang Jl. K.H. Wahid Hasyim", "31.71.06.1004", -6.1875, 106.8231,
        PlaceKind.JUNCTION, Funding.APBD, date(2022, 3, 1),
    ),
    Pole(
        "TMN", "Taman Menteng", "Jl. H.O.S. Cokroaminoto", "31.71.06.1001", -6.1963, 106.8293,
        PlaceKind.PARK, Funding.CSR, date(2025, 2, 10),
    ),
    Pole(
        "KPM", "Kampung Melayu", "Jl. Jatinegara Barat, tepi Ciliwung", "31.75.03.1001", -6.2178, 106.8622,
        PlaceKind.FLOOD_POINT, Funding.APBD, date(2024, 11, 4),
    ),
    Pole(
        "KTU", "Kota Tua", "Taman Fatahillah, Jl. Pintu Besar Utara", "31.73.03.1008", -6.1352, 106.8133,
        PlaceKind.PUBLIC_SPACE, Funding.APBD, date(2023, 9, 12),
    ),
    Pole(
        "AGK", "Pasar Angke", "Jl. Tubagus Angke", "31.73.04.1007", -6.1446, 106.7962,
        PlaceKind.FIRE_POINT, Funding.CSR, date(2025, 6, 22),
    ),
    Pole(
        "PLT", "Waduk Pluit", "Jl. Pluit Timur Raya", "31.72.01.1001", -6.1136, 106.7988,
        PlaceKind.FLOOD_POINT, Funding.APBD, date(2022, 12, 15),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorder:
    """A network video recorder: its code, its name, and the layout it writes by."""

    code: str
    name: str
    layout: str


FRIGATE = Recorder("nvr-timur", "NVR Timur (Frigate)", "frigate")
MEDIAMTX = Recorder("nvr-pusat", "NVR Pusat (MediaMTX)", "mediamtx")
RECORDERS = (FRIGATE, MEDIAMTX)


@dataclass(frozen=True, slots=True)
class DemoCamera:
    """A camera, the street it sees, and what is wrong with its recordings.

    `missing` and `damaged` are minutes of every hour on the recorder's clock; `note` tells a visitor what to try.
    """

    code: str
    pole: str
    recorder: Recorder
    archive_name: str
    street: int
    missing: frozenset[int] = frozenset()
    damaged: frozenset[int] = frozenset()
    is_live: bool = False
    clock_offset: timedelta = timedelta(0)
    status: Camera.Status = Camera.Status.ACTIVE
    note: str = ""

    @property
    def name(self) -> str:
        pole = next(pole for pole in POLES if pole.code == self.pole)
        return f"{pole.name} {self.code[-3:]}"

    @property
    def records(self) -> bool:
        return self.status == Camera.Status.ACTIVE


CAMERAS = (
    DemoCamera("TBT-001", "TBT", FRIGATE, "tebet_timur_001", 1),
    DemoCamera("TBT-002", "TBT", FRIGATE, "tebet_timur_002", 2),
    DemoCamera("STB-001", "STB", FRIGATE, "stasiun_tebet_001", 3),
    DemoCamera("SRN-001", "SRN", MEDIAMTX, "simpang/sarinah_001", 2, is_live=True, note="is being recorded right now"),
    DemoCamera("SRN-002", "SRN", MEDIAMTX, "simpang/sarinah_002", 3),
    DemoCamera("TMN-001", "TMN", MEDIAMTX, "taman/menteng_001", 1),
    DemoCamera(
        "KPM-001", "KPM", FRIGATE, "kampung_melayu_001", 3,
        missing=frozenset({20, 21, 22}), note="has a gap: minutes 20 to 22 of every hour were not recorded",
    ),
    DemoCamera("KPM-002", "KPM", FRIGATE, "kampung_melayu_002", 1),
    DemoCamera(
        "KTU-001", "KTU", MEDIAMTX, "taman/fatahillah_001", 2,
        damaged=frozenset({40}), note="has a damaged file: minute 40 of every hour",
    ),
    DemoCamera(
        "AGK-001", "AGK", FRIGATE, "pasar_angke_001", 3,
        clock_offset=timedelta(seconds=45), note="has a recorder whose clock is 45 seconds fast",
    ),
    DemoCamera(
        "PLT-001", "PLT", MEDIAMTX, "waduk/pluit_001", 1,
        status=Camera.Status.OUT_OF_ORDER, note="is out of order and recorded nothing",
    ),
)  # fmt: skip
