"""What a line of history is about and what was done, in words."""

from collections.abc import Mapping

from locales import Translator
from scoring.campaign import Campaign


def subject_in_words(subject: str, campaign: Campaign, tr: Translator) -> str:
    """``answer:I.1`` is “Tiêu chí I.1: câu trả lời”; a subject that is not known here is shown as it is."""
    kind, _, about = subject.partition(":")
    if kind == "deadline" and any(each.id == about for each in campaign.deadlines):
        about = campaign.deadline(about).title.within(tr.locale)
    if kind == "step" and any(each.id == about for each in campaign.review_chain):
        about = next(each for each in campaign.review_chain if each.id == about).title.within(tr.locale)
    if kind == "dossier" and campaign.dossier and any(each.id == about for each in campaign.dossier.documents):
        about = next(each for each in campaign.dossier.documents if each.id == about).title.within(tr.locale)
    if about in campaign.by_id and about.isalpha() and about.islower():  # of a gate its title alone is known
        about = campaign.by_id[about].title.within(tr.locale)
    words = {
        "answer": tr("Answer to {criterion}", criterion=about),
        "evidence": tr("Evidence of {criterion}", criterion=about),
        "review": tr("Review of {criterion}", criterion=about),
        "appraisal": tr("Appraisal of {criterion}", criterion=about),
        "deadline": tr("Deadline: {title}", title=about),
        "explanation": tr("Explanation of {criterion}", criterion=about),
        "step": tr("Step: {title}", title=about),
        "conflict": tr("Conflict of interest"),
        "stand_in": tr("Stand-in"),
        "second": tr("Second review of {criterion}", criterion=about) if about else tr("Second review"),
        "phrase": tr("Ready sentence"),
        "registration": tr("Registration"),
        "submission": tr("Self-assessment"),
        "campaign": tr("Campaign"),
        "membership": tr("Role in the unit"),
        "account": tr("Channel of a person"),
        "behalf": tr("Entering for the unit"),
        "data_request": tr("Request about personal data"),
        "unit": tr("Unit"),
        "roster_contact": tr("List of contacts"),
        "access_request": tr("Request to be let in"),
        "invitation": tr("Invitation"),
        "person": tr("Person’s own data"),
        "question": tr("Question"),
        "candidate": tr("Individual no. {number}", number=about),
        "initiative": tr("Entry no. {number} of the register", number=about),
        "office": tr("Office’s answer to {criterion}", criterion=about),
        "ruling": tr("Decision on {criterion}", criterion=about),
        "dossier": tr("Award dossier: {document}", document=about) if about else tr("Award dossier"),
        "broadcast": tr("Message of the organizer"),
        "calendar": tr("Days off and days worked instead"),
    }
    return words.get(kind, subject)


def actions(tr: Translator) -> Mapping[str, str]:
    """What the handlers write down, in words; what is missing here is shown as it is."""
    return {
        "accepted": tr("accepted"),
        "added": tr("added"),
        "handed over": tr("does it alone from now on"),
        "answered": tr("answered"),
        "answered by the office": tr("entered by the office"),
        "approved": tr("approved"),
        "asked": tr("asked"),
        "asked again": tr("asked again"),
        "became void": tr("became void"),
        "blocked": tr("blocked: conflict of interest"),
        "begun": tr("begun"),
        "change accepted": tr("change accepted"),
        "change refused": tr("change refused"),
        "changed": tr("changed"),
        "closed": tr("closed"),
        "compared": tr("compared with the first review"),
        "copied": tr("copied from an earlier round"),
        "consented": tr("agreed that data are kept"),
        "corrected": tr("corrected by the reviewer"),
        "declared": tr("declared"),
        "discarded": tr("discarded"),
        "done": tr("recorded as done"),
        "drafted": tr("drafted"),
        "draft dropped": tr("draft dropped"),
        "draft kept": tr("draft kept"),
        "dropped by a change of the campaign": tr("dropped by a change of the rules"),
        "ended": tr("ended"),
        "erased": tr("erased"),
        "found complete": tr("found complete"),
        "given": tr("given"),
        "kept": tr("the appraised value stands"),
        "left": tr("left for the next step"),
        "linked": tr("linked"),
        "made": tr("made"),
        "moved": tr("moved"),
        "named": tr("named"),
        "nudged": tr("reminded"),
        "opened": tr("opened"),
        "passed": tr("passed on"),
        "published": tr("published"),
        "recorded": tr("written down as done"),
        "released": tr("released"),
        "refused": tr("refused"),
        "registered": tr("registered"),
        "removed": tr("removed"),
        "renamed": tr("name corrected"),
        "reopened": tr("reopened"),
        "requested": tr("sent after the deadline, to be accepted"),
        "restored": tr("restored"),
        "returned": tr("returned"),
        "seen": tr("saw what another reviewer decided"),
        "sent": tr("sent"),
        "settled": tr("settled"),
        "status set": tr("status set"),
        "status taken back": tr("status taken back"),
        "taken back": tr("taken back"),
        "taken over": tr("taken over"),
        "told": tr("told by phone"),
        "undone": tr("undone"),
        "waived": tr("done without"),
        "withdrawn": tr("withdrawn"),
    }


def reason_in_words(why: str, tr: Translator) -> str:
    """What somebody wrote, or in words what the program wrote down by itself."""
    known = {
        "import": tr("from the officer's list"),
        "handed over": tr("handed over to somebody else"),
        "withdrew": tr("withdrew"),
        "left to the unit": tr("left to the unit"),
        "taken back": tr("taken back"),
        "conflict of interest": tr("Conflict of interest"),
        "ended by an organizer": tr("ended by an organizer"),
        "taken off the list": tr("taken off the list"),
        "kept no longer": tr("kept no longer"),
    }
    return known.get(why, why)
