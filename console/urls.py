"""The officers' desk, below /petugas/."""

from django.urls import path

from console.views import actions, cases, colleagues, dispatching, footage, letters, outcomes, papers, registers

app_name = "console"
urlpatterns = [
    path("", cases.queue, name="queue"),
    path("menunggu", cases.waiting, name="waiting"),
    path("surat", letters.overview, name="letters"),
    path("surat/<slug:kind>/<slug:language>", letters.letter, name="letter"),
    path("register", registers.overview, name="registers"),
    path("register/<slug:key>", registers.register, name="register"),
    path("register/<slug:key>.<slug:kind>", registers.sheet, name="register_sheet"),
    path("permohonan/<str:reference>/", cases.case, name="case"),
    path("permohonan/<str:reference>/ambil", actions.take, name="take"),
    path("permohonan/<str:reference>/lepas", actions.give_back, name="give_back"),
    path("permohonan/<str:reference>/perpanjang", actions.extend, name="extend"),
    path("permohonan/<str:reference>/tanya", actions.ask, name="ask"),
    path("permohonan/<str:reference>/teruskan", actions.resume, name="resume"),
    path("permohonan/<str:reference>/pembagian", dispatching.who_works, name="who_works"),
    path("permohonan/<str:reference>/pembagian/petugas", dispatching.assign, name="assign"),
    path("permohonan/<str:reference>/pembagian/unit", dispatching.hand_on, name="hand_on"),
    path("permohonan/<str:reference>/usul", actions.propose, name="propose"),
    path("permohonan/<str:reference>/tarik", actions.take_back, name="take_back"),
    path("permohonan/<str:reference>/kembalikan", actions.send_back, name="send_back"),
    path("permohonan/<str:reference>/setujui", actions.approve, name="approve"),
    path("permohonan/<str:reference>/pesan", actions.write_message, name="write_message"),
    path("permohonan/<str:reference>/telaah", colleagues.judge, name="judge"),
    path("permohonan/<str:reference>/catatan", colleagues.write_note, name="write_note"),
    path("permohonan/<str:reference>/kepentingan", colleagues.declare_interest, name="declare_interest"),
    path("permohonan/<str:reference>/janji", outcomes.make_appointment, name="make_appointment"),
    path(
        "permohonan/<str:reference>/janji/<uuid:appointment_id>/batal",
        outcomes.cancel_appointment,
        name="cancel_appointment",
    ),
    path(
        "permohonan/<str:reference>/janji/<uuid:appointment_id>/selesai",
        outcomes.conclude_appointment,
        name="conclude_appointment",
    ),
    path(
        "permohonan/<str:reference>/janji/<uuid:appointment_id>/berita-acara.pdf",
        outcomes.appointment_minutes,
        name="appointment_minutes",
    ),
    path("permohonan/<str:reference>/serah-terima", outcomes.hand_over, name="hand_over"),
    path(
        "permohonan/<str:reference>/serah-terima/<uuid:handover_id>/tanda-terima.pdf",
        outcomes.handover_receipt,
        name="handover_receipt",
    ),
    path(
        "permohonan/<str:reference>/serah-terima/<uuid:handover_id>/berkas",
        outcomes.handover_files,
        name="handover_files",
    ),
    path("permohonan/<str:reference>/dokumen/<uuid:document_id>", papers.document, name="document"),
    path("permohonan/<str:reference>/tanda-pengenal/hasil", papers.complete_check, name="complete_check"),
    path("permohonan/<str:reference>/tanda-pengenal/<uuid:document_id>", papers.identity, name="identity_paper"),
    path("permohonan/<str:reference>/kemajuan", cases.progress, name="progress"),
    path("permohonan/<str:reference>/pratinjau/<uuid:hold_id>/buat", footage.make_preview, name="make_preview"),
    path(
        "permohonan/<str:reference>/pratinjau/<uuid:hold_id>/kemajuan",
        footage.preview_progress,
        name="preview_progress",
    ),
    path("permohonan/<str:reference>/pratinjau/<uuid:hold_id>/video", footage.preview_video, name="preview_video"),
    path("permohonan/<str:reference>/gambar/<uuid:hold_id>/<int:second>.jpg", footage.picture, name="picture"),
    path("permohonan/<str:reference>/tayangan/<uuid:look_id>/cuplikan", footage.clip_video, name="clip_video"),
    path("permohonan/<str:reference>/tayangan/<uuid:look_id>/diputar", footage.report_played, name="report_played"),
]
