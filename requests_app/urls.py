"""The residents' addresses. A request's number may stand in one; a name, a PIN or a place searched for never does."""

from django.urls import path

from requests_app.forms import application as pages
from requests_app.views import (
    application,
    case,
    clocks,
    contact,
    conversation,
    documents,
    objection,
    reopening,
    survey,
    tracking,
    watch,
    where,
)

app_name = "requests"

WORDS = {
    pages.WINDOW: "waktu",
    pages.SEARCH: "tempat",
    pages.PLACE: "tempat/pilih",
    pages.POINT: "tempat/titik-kamera",
    pages.INCIDENT: "kejadian",
    pages.RECOGNISE: "ciri-ciri",
    pages.VEHICLE: "kendaraan",
    pages.PURPOSE: "tujuan",
    pages.PROOF: "bukti",
    pages.APPLICANT: "pemohon",
    pages.CAPACITY: "kedudukan",
    pages.BEHALF: "kuasa",
    pages.CONTACT: "kontak",
    pages.DOCUMENTS: "dokumen",
}

urlpatterns = [
    path("", application.landing, name="landing"),
    path("data-anda", application.privacy, name="privacy"),
    path("lupakan-perangkat", tracking.leave, name="leave"),
    *(path(f"permohonan/{word}", application.question, {"step": step}, name=step) for step, word in WORDS.items()),
    path("permohonan/kode", contact.code, name="code"),
    path("permohonan/kode/kirim", contact.send_again, name="send_code"),
    path("permohonan/dokumen/kirim", documents.send, name="documents_send"),
    path("permohonan/dokumen/<uuid:document_id>/hapus", documents.remove, name="documents_remove"),
    path("permohonan/tempat/saran", where.suggestions, name="suggestions"),
    path("batas-wilayah.json", where.outlines, name="outlines"),
    path("permohonan/lanjut", application.resume, name="resume"),
    path("permohonan/sudah-tertimpa", application.overwritten, name="overwritten"),
    path("permohonan/rekaman", application.outlook, name="outlook"),
    path("permohonan/periksa", application.check, name="check"),
    path("permohonan/lacak", tracking.track, name="track"),
    path("permohonan/<str:reference>/", case.case, name="case"),
    path("permohonan/<str:reference>/tanda-terima", case.receipt, name="receipt"),
    path("permohonan/<str:reference>/tanda-terima.pdf", case.receipt_pdf, name="receipt_pdf"),
    path("permohonan/<str:reference>/kemajuan.json", case.progress_state, name="progress"),
    path("permohonan/<str:reference>/hari-kerja", clocks.days, name="days"),
    path("permohonan/<str:reference>/pesan", conversation.conversation, name="messages"),
    path("permohonan/<str:reference>/keputusan.pdf", case.letter_pdf, name="letter_pdf"),
    path("permohonan/<str:reference>/komisi-informasi.pdf", objection.dispute_file, name="dispute_file"),
    path("permohonan/<str:reference>/belum-selesai", reopening.reopen, name="reopen"),
    path("permohonan/<str:reference>/survei", survey.survey, name="survey"),
    path("permohonan/<str:reference>/dokumen", documents.in_case, name="case_documents"),
    path("permohonan/<str:reference>/dokumen/<uuid:document_id>", documents.download, name="case_document"),
    path("permohonan/<str:reference>/keberatan", objection.objection, name="objection"),
    path("permohonan/<str:reference>/komisi-informasi", objection.dispute, name="dispute"),
    path("permohonan/<str:reference>/cabut", case.withdraw, name="withdraw"),
    path("permohonan/<str:reference>/cuplikan/<uuid:grant_id>", watch.watch, name="watch"),
]
