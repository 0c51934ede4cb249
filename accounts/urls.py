from django.urls import path

from accounts.views import account, enrolment, signing_in

app_name = "accounts"
urlpatterns = [
    path("masuk", signing_in.SignIn.as_view(), name="sign_in"),
    path("masuk/kata-sandi", signing_in.choose_password, name="choose_password"),
    path("masuk/pendaftaran", enrolment.enrol, name="enrol"),
    path("masuk/faktor-baru", enrolment.set_up_factor, name="set_up_factor"),
    path("masuk/faktor", signing_in.second_factor, name="second_factor"),
    path("keluar", signing_in.SignOut.as_view(), name="sign_out"),
    path("keluar/semua", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("akun", account.account, name="account"),
    path("akun/kata-sandi", account.change_password, name="change_password"),
    path("akun/faktor", account.add_factor, name="add_factor"),
    path("akun/aplikasi/hapus", account.remove_app, name="remove_app"),
    path("akun/kunci-sandi/<uuid:passkey_id>/hapus", account.remove_passkey, name="remove_passkey"),
    path("akun/kode-pemulihan", account.renew_recovery_codes, name="renew_recovery_codes"),
    path("lanjutkan", account.kept_form, name="kept_form"),
    path("lanjutkan/buang", account.forget_kept_form, name="forget_kept_form"),
]
