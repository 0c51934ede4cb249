import re

from requests_app.paper import qr


def test_the_picture_has_exactly_the_dark_modules_of_the_code():
    rows = qr.rows("https://saksi.example/permohonan/lacak?nomor=SKS-2026-7Q4F-2M9K")
    drawn = set()

    picture = qr.svg("https://saksi.example/permohonan/lacak?nomor=SKS-2026-7Q4F-2M9K", label='Kode "QR"')
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", picture):
        drawn |= {(int(x) + step, int(y)) for step in range(int(length))}

    zone = qr.QUIET_ZONE
    assert drawn == {(x + zone, y + zone) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert f'viewBox="0 0 {len(rows) + 2 * zone} {len(rows) + 2 * zone}"' in picture
    assert 'aria-label="Kode &quot;QR&quot;"' in picture
    assert "style" not in picture


def test_the_code_leads_to_the_tracking_page_with_the_number_alone(settings):
    settings.PUBLIC_URL = "https://saksi.example"

    assert (
        qr.tracking_address("SKS-2026-7Q4F-2M9K") == "https://saksi.example/permohonan/lacak?nomor=SKS-2026-7Q4F-2M9K"
    )
