"""The articles behind each reason for withholding footage; an officer may name another one in the consequence test.

UU 14/2008 art. 17 says what may be withheld and art. 6 (2) that what the rules do not allow may be refused; UU 27/2022
art. 33 that others' personal data must not be disclosed.
"""

from requests_app.models import RefusalReason

ARTICLES: dict[RefusalReason, str] = {
    RefusalReason.OTHERS_PRIVACY: "UU 27/2022 pasal 33; UU 14/2008 pasal 17 huruf h",
    RefusalReason.INVESTIGATION: "UU 14/2008 pasal 17 huruf a",
    RefusalReason.SECURITY: "UU 14/2008 pasal 17 huruf c",
    RefusalReason.NO_INTEREST: "UU 14/2008 pasal 17 huruf h",
    RefusalReason.NO_POLICE_REPORT: "UU 14/2008 pasal 6 ayat (2)",
    RefusalReason.INCOMPLETE: "UU 14/2008 pasal 6 ayat (2)",
}
