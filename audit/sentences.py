"""An event as one sentence for people. A verb without a sentence is an error, not a blank."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Event
from audit.verbs import Verb
from core.actors import ActorKind

SENTENCES: dict[Verb, Any] = {
    Verb.REQUEST_SUBMITTED: gettext_lazy("%(actor)s filed request %(case)s."),
    Verb.REQUEST_FILED_FOR: gettext_lazy("%(actor)s filed request %(case)s at a counter on behalf of its applicant."),
    Verb.REQUEST_TAKEN: gettext_lazy("%(actor)s took request %(case)s into review."),
    Verb.REQUEST_GIVEN_BACK: gettext_lazy("%(actor)s gave request %(case)s back to the queue."),
    Verb.REQUEST_EXTENDED: gettext_lazy("%(actor)s extended the term of request %(case)s."),
    Verb.REQUEST_ASSIGNED: gettext_lazy("%(actor)s gave request %(case)s to an officer."),
    Verb.REQUEST_HANDED_ON: gettext_lazy("%(actor)s handed request %(case)s to another unit."),
    Verb.REQUEST_WITHDRAWN: gettext_lazy("%(actor)s withdrew request %(case)s."),
    Verb.REQUEST_REOPENED: gettext_lazy("%(actor)s reported %(case)s as not solved; it is open again."),
    Verb.REQUEST_CLOSED: gettext_lazy("%(actor)s closed request %(case)s."),
    Verb.REQUEST_READ: gettext_lazy("%(actor)s read request %(case)s."),
    Verb.DECISION_PROPOSED: gettext_lazy("%(actor)s proposed a decision on %(case)s."),
    Verb.DECISION_SENT_BACK: gettext_lazy("%(actor)s sent the proposal on %(case)s back."),
    Verb.DECISION_APPROVED: gettext_lazy("%(actor)s approved the proposal on %(case)s."),
    Verb.DECISION_VOIDED: gettext_lazy("%(actor)s made the decision on %(case)s void."),
    Verb.APPLICANT_ASKED: gettext_lazy("%(actor)s asked the applicant of %(case)s; the clock stands still."),
    Verb.APPLICANT_ANSWERED: gettext_lazy("%(actor)s answered what was asked about %(case)s; the clock runs again."),
    Verb.CLOCK_RESUMED: gettext_lazy("%(actor)s went on with %(case)s without an answer; the clock runs again."),
    Verb.OBJECTION_LODGED: gettext_lazy("%(actor)s objected in %(case)s."),
    Verb.DECISION_UPHELD: gettext_lazy("%(actor)s answered the objection in %(case)s: the decision stands."),
    Verb.DECISION_OVERTURNED: gettext_lazy("%(actor)s answered the objection in %(case)s: it is right."),
    Verb.DISPUTE_REPORTED: gettext_lazy("%(actor)s reported a dispute about %(case)s at the Komisi Informasi."),
    Verb.ERASURE_ASKED: gettext_lazy("%(actor)s asked that the personal data of %(case)s be erased."),
    Verb.ERASURE_REFUSED: gettext_lazy("%(actor)s refused to erase the personal data of %(case)s."),
    Verb.DATA_ERASED: gettext_lazy("%(actor)s erased the personal data of %(case)s."),
    Verb.SURVEY_ANSWERED: gettext_lazy("%(actor)s answered the survey after %(case)s; what, is not recorded here."),
    Verb.CASE_DENIED: gettext_lazy("%(actor)s was refused an act on %(case)s."),
    Verb.PIN_REFUSED: gettext_lazy("%(actor)s gave a wrong PIN for %(case)s."),
    Verb.TRACKING_OPENED: gettext_lazy("%(actor)s opened %(case)s with number and PIN."),
    Verb.TRACKING_OPENED_BY_CODE: gettext_lazy("%(actor)s opened %(case)s with a code sent to the proved contact."),
    Verb.TRACKING_OPENED_AT_COUNTER: gettext_lazy("%(actor)s opened %(case)s at a counter on behalf of its applicant."),
    Verb.TRACKING_LISTED_AT_COUNTER: gettext_lazy("%(actor)s found %(case)s at a counter by the NIK on a paper."),
    Verb.PIN_ISSUED: gettext_lazy("%(actor)s issued a new PIN for %(case)s at a counter; the one before ended."),
    Verb.ACTED_AT_COUNTER: gettext_lazy("%(actor)s sent a page of %(case)s at a counter on behalf of its applicant."),
    Verb.TRACKING_LISTED: gettext_lazy("%(actor)s found %(case)s among their requests, with a code."),
    Verb.CONTACT_CHANGED: gettext_lazy("%(actor)s changed where %(case)s is answered to; the new contact is proved."),
    Verb.CONTACT_CODE_SENT: gettext_lazy("%(actor)s had a code sent to prove a contact (%(subject)s)."),
    Verb.CONTACT_CODE_REFUSED: gettext_lazy("%(actor)s typed a wrong code for a contact (%(subject)s)."),
    Verb.CONTACT_PROVED: gettext_lazy("%(actor)s proved a contact with its code (%(subject)s)."),
    Verb.MESSAGE_WRITTEN: gettext_lazy("%(actor)s wrote a message on %(case)s."),
    Verb.JUDGEMENT_RECORDED: gettext_lazy("%(actor)s judged %(case)s before seeing the proposal."),
    Verb.NOTE_WRITTEN: gettext_lazy("%(actor)s wrote an internal note on %(case)s."),
    Verb.POLICE_REPORT_ADDED: gettext_lazy("%(actor)s added the number of a police report to %(case)s."),
    Verb.INTEREST_DECLARED: gettext_lazy("%(actor)s declared an interest in %(case)s and takes no part in it."),
    Verb.REGISTER_READ: gettext_lazy("%(actor)s read a register."),
    Verb.REGISTER_EXPORTED: gettext_lazy("%(actor)s saved a register as a file."),
    Verb.APPOINTMENT_MADE: gettext_lazy("%(actor)s made an appointment for watching footage of %(case)s."),
    Verb.APPOINTMENT_CANCELLED: gettext_lazy("%(actor)s cancelled an appointment of %(case)s."),
    Verb.APPOINTMENT_HELD: gettext_lazy("%(actor)s wrote the minutes of an appointment of %(case)s."),
    Verb.HANDED_OVER: gettext_lazy("%(actor)s handed footage of %(case)s over to the police."),
    Verb.HANDOVER_FILES_TAKEN: gettext_lazy("%(actor)s saved the files of %(case)s that go to the police."),
    Verb.DOCUMENT_ADDED: gettext_lazy("%(actor)s added a document to %(case)s."),
    Verb.DOCUMENT_REFUSED: gettext_lazy("%(actor)s sent an infected file for %(case)s, which was refused."),
    Verb.DOCUMENT_READ: gettext_lazy("%(actor)s read a document of %(case)s."),
    Verb.DOCUMENT_DESTROYED: gettext_lazy("%(actor)s destroyed a document of %(case)s."),
    Verb.IDENTITY_REVEALED: gettext_lazy("%(actor)s looked at the identity paper of %(case)s."),
    Verb.IDENTITY_CHECKED: gettext_lazy("%(actor)s checked the identity paper of %(case)s, which was then destroyed."),
    Verb.POWER_CHECKED: gettext_lazy("%(actor)s checked the power of attorney of %(case)s."),
    Verb.HOLD_PLACED: gettext_lazy("%(actor)s ordered footage of camera %(camera)s to be kept for %(case)s."),
    Verb.HOLD_WIDENED: gettext_lazy("%(actor)s ordered more time of camera %(camera)s to be kept for %(case)s."),
    Verb.HOLD_SECURED: gettext_lazy("%(actor)s finished securing footage of camera %(camera)s for %(case)s."),
    Verb.HOLD_EXTENDED: gettext_lazy("%(actor)s had footage kept longer for %(case)s."),
    Verb.HOLD_RELEASED: gettext_lazy("%(actor)s released footage that was kept for %(case)s."),
    Verb.FOOTAGE_PREVIEWED: gettext_lazy("%(actor)s opened footage of camera %(camera)s for %(case)s."),
    Verb.FOOTAGE_PLAYED: gettext_lazy("%(actor)s played footage of camera %(camera)s for %(case)s."),
    Verb.FOOTAGE_PICTURED: gettext_lazy("%(actor)s took a still picture of camera %(camera)s for %(case)s."),
    Verb.MOMENT_MARKED: gettext_lazy("%(actor)s marked a moment of the footage of %(case)s."),
    Verb.MARK_REMOVED: gettext_lazy("%(actor)s removed a mark from the footage of %(case)s."),
    Verb.RENDER_QUEUED: gettext_lazy("%(actor)s ordered a clip of camera %(camera)s for %(case)s."),
    Verb.RENDER_PUBLISHED: gettext_lazy("%(actor)s finished a clip of camera %(camera)s for %(case)s."),
    Verb.RENDER_CANCELLED: gettext_lazy("%(actor)s called the clip of camera %(camera)s for %(case)s off."),
    Verb.RENDER_FAILED: gettext_lazy("%(actor)s could not make a clip of camera %(camera)s for %(case)s."),
    Verb.CLIP_REMOVED: gettext_lazy("%(actor)s had a clip of camera %(camera)s for %(case)s removed from the disk."),
    Verb.GRANT_ISSUED: gettext_lazy("%(actor)s released a clip of %(case)s to its receiver."),
    Verb.GRANT_REVOKED: gettext_lazy("%(actor)s took the release of a clip of %(case)s back."),
    Verb.GRANT_VIEWED: gettext_lazy("%(actor)s opened a clip of %(case)s to watch it."),
    Verb.GRANT_DOWNLOADED: gettext_lazy("%(actor)s downloaded a clip of %(case)s."),
    Verb.GRANT_DENIED: gettext_lazy("%(actor)s was refused a clip of %(case)s."),
    Verb.STAFF_SIGNED_IN: gettext_lazy("%(actor)s signed in."),
    Verb.STAFF_SIGNED_OUT: gettext_lazy("%(actor)s signed out."),
    Verb.STAFF_SIGN_IN_REFUSED: gettext_lazy("%(actor)s was refused at the staff sign-in."),
    Verb.STAFF_CHANGED: gettext_lazy("%(actor)s changed a staff account or unit (%(subject)s)."),
    Verb.STAFF_ENROLMENT_ISSUED: gettext_lazy("%(actor)s issued an enrolment code for an account (%(subject)s)."),
    Verb.STAFF_ENROLMENT_REFUSED: gettext_lazy("%(actor)s gave an enrolment code that is wrong (%(subject)s)."),
    Verb.STAFF_FACTOR_ADDED: gettext_lazy("%(actor)s set up a second factor (%(subject)s)."),
    Verb.STAFF_FACTOR_REMOVED: gettext_lazy("%(actor)s removed a second factor (%(subject)s)."),
    Verb.STAFF_FACTOR_REFUSED: gettext_lazy("%(actor)s gave a second factor that is wrong (%(subject)s)."),
    Verb.STAFF_FACTOR_RESET: gettext_lazy("%(actor)s took all second factors of an account away (%(subject)s)."),
    Verb.LETTER_TEXT_CHANGED: gettext_lazy("%(actor)s changed the words of a letter."),
    Verb.POLICY_CHANGED: gettext_lazy("%(actor)s changed a policy (%(subject)s)."),
    Verb.HOLIDAY_CHANGED: gettext_lazy("%(actor)s changed the calendar of holidays (%(subject)s)."),
    Verb.AUDIT_EXPORTED: gettext_lazy("%(actor)s saved a part of the audit trail as a file."),
    Verb.LIST_SAVED: gettext_lazy("%(actor)s saved a list of the administration as a file (%(subject)s)."),
    Verb.REGISTRY_CHANGED: gettext_lazy("%(actor)s changed the registry (%(subject)s)."),
    Verb.REGISTRY_IMPORTED: gettext_lazy("%(actor)s imported into the registry (%(subject)s)."),
}


GAP = "…"  # in the place of a name or number


def sentence_of(event: Event, *, staff_name: str = "", subject_name: str = "") -> str:
    """What happened, in the language now active.

    `staff_name`: the actor's, where the reader may know it; `subject_name`: that of the account which was acted on.

    Raises KeyError for a verb without a sentence.
    """
    return SENTENCES[Verb(event.verb)] % {
        "actor": actor_of(event, staff_name=staff_name),
        "case": event.case or "—",
        "camera": event.camera or "—",
        "subject": subject_name or event.subject or "—",
    }


def act_of(verb: Verb) -> str:
    """The act in a few words, whoever did it to whatever: for lists to choose from."""
    told = SENTENCES[verb] % dict.fromkeys(("actor", "case", "camera", "subject"), GAP)
    return told.removeprefix(GAP).removesuffix(".").replace(f" ({GAP})", "").strip()


def actor_of(event: Event, *, staff_name: str = "") -> str:
    if event.actor_kind == ActorKind.STAFF:
        return staff_name or _("Staff account %(id)s") % {"id": event.actor_id}
    if event.actor_kind == ActorKind.SYSTEM:
        return _("The system (%(task)s)") % {"task": event.actor_id}
    if event.actor_kind == ActorKind.APPLICANT:
        return _("The applicant")
    return _("Somebody unknown")
