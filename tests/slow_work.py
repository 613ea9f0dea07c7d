"""What the program does beside the writer, done at once on the stage of a golden conversation."""

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.outbox import Recipient, enqueue
from handlers import import_work
from handlers.conversation import Reply
from locales import translator
from reports.making import PDF, make_document
from storage import queries
from storage.tables import ImportState
from tests.pdfs import pdf_words

if TYPE_CHECKING:
    from tests.conversations import Stage


def work_off_one(stage: "Stage") -> bool:
    """One step of an import, as ``bot.working`` does it; False when nothing is left."""
    with stage.session() as session, session.begin():
        row = import_work.claim_next(session, stage.now, until=stage.now)
        if row is None or row.state in (ImportState.DONE, ImportState.DROPPED):
            return False
        planned = import_work.plan_of(session, stage.lists.get(row.digest or ""), person_id=row.person_id)
        replies: list[Reply] = []
        if row.state is ImportState.WAITING:
            replies = import_work.show_plan(session, row.id or 0, planned, stage.now)
        elif planned.plan is not None:
            for part in import_work.parts_of(planned.plan):
                import_work.write_part(session, row.id or 0, part, stage.now)
            replies = import_work.finish(session, row.id or 0, stage.now)
        sender = Recipient(row.person_id, row.account_id, stage.channel.name)
        enqueue(session, replies, now=stage.now, sender=sender)
    return True


def hand_over(stage: "Stage", document: dict[str, Any]) -> str:
    """Make a sheet of invitations as its delivery does; the text of the paper, which alone knows the codes."""
    with stage.session() as session, session.begin():
        made = make_document(session, document["kind"], document["params"], translator(stage.locale))
        expires = datetime.fromisoformat(document["params"]["until"])
        by = document["params"]["by"]
        queries.store_invitations(session, made.codes, now=stage.now, expires=expires, at=stage.now, by=by)
    if made.media_type == PDF:
        return "\n".join(pdf_words(made.data))
    with zipfile.ZipFile(io.BytesIO(made.data)) as paper:
        return paper.read("word/document.xml").decode()
