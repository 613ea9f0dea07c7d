"""Yes and no in whole sentences: "Đơn vị đã ban hành Kế hoạch số 05/KH-UBND ngày 20/01/2024 ạ."

The clause that answers is found, and everything beside it must leave the answer alone: a "nhưng", another denial or a
guess anywhere, and nothing is read.
"""

import re
from collections.abc import Callable

from handlers.reading import yes_no
from handlers.reading.plainer import may_be_plainer, or_plainer, without_source
from handlers.reading.words import NEGATIVE, POLITE, fold, inexact, label_tokens, normalize

_MOST_WORDS = 30
_CLAUSES = re.compile(r"[,.;:!…\n()]+|\s[-–]\s|\b(?:do(?! do)|(?<!don )vi|boi|de|nen|tai) (?=\w)")
# Words that make an answer something else: a guess, a part, a plan, another year, a condition.
_UNSURE = re.compile(
    r"\b(?:hinh nhu|chac(?! chan)|chac chan (?:chua|khong)|co le|co the|co khi|khong (?:biet|ro|nho|chac|chan)|"
    r"chua (?:biet|ro|nho|chac)|mot phan|phan nao|mot nua|nua chung|so bo|gan nhu|gan xong|sap|se|du thao|du kien|"
    r"nam ngoai|nam truoc|tuong|nghe noi|nghe dau|neu|nhung|tuy|song|tru|ngoai ra|chi moi|moi chi|moi co|hay la|hoac|"
    r"lan truoc|hoi do|(?:lam|thi|gi|chi|sao) (?:sao|rang|nua)|cho (?:duyet|ky|phe duyet)|the nao|lam sao|bao gio|"
    r"khi nao|vua co vua|con .* thi|khoan|a ma|long ghep|ket hop|gop chung|chung (?:voi|trong|vao))\b"
)
_OTHERS = re.compile(
    r"\b(?:(?:phuong|xa|khu pho|don vi|thon|ap|khom) (?:ben|kia|khac|ban(?! hanh))|ben (?:kia|do|canh))\b"
)
_YEAR = re.compile(r"\bnam (20\d\d)\b")
_BUT = re.compile(r"(?P<before>.+?)[ ,]+(?:nhung|nhung ma|tuy nhien)[ ,]+(?P<after>[^,.;]+)$")
_THEN = re.compile(r"(?:\.{2,}|…|,) ?(?:a|ua|o|ah|y|quen|nham)[ ,]+(?:quen |nham )?(?=\w)")
_SURE = re.compile(
    r"(?:co (?:chu|that|day|roi|luon|du|san)|dung (?:roi|vay|the|het)|(?:da )?xong(?: het)? roi|lam (?:xong )?roi|"
    r"roi|du roi|chac chan (?:co|roi)|dong y|nhat tri|uh? dung|o dung|uh? roi|o roi|vang co|da co|u co)\b"
)
_WRONG = re.compile(r"(?:sai|nham|khong phai|khong dung|chua dung|chua chinh xac|khong chinh xac|sai het|lon)\b")
_EMPHATIC = re.compile(r"\b(?:sao (?:lai )?(?:khong|chua)|chang le (?:khong|chua)|nam nao .*(?:chang|khong))\b.*$")
_NONE_AT_ALL = frozenset("co ai gi he nao het ca dau trong ma phat sinh".split())
_DONE = frozenset("da vua moi".split())
_EMPTY = frozenset(
    "don vi nam nay co khong chua da la va trong cua duoc cho cac nhung thi nao gi ai roi 2024 2025 2026".split()
)


def read_yes_no(text: str, *, question: str = "") -> bool | None:
    """True, False, or None where it is neither or not clear ("có thể", "không biết", "chắc có").

    ``question``: its own words may be repeated in the answer ("chưa có kế hoạch riêng", "Đơn vị đã ban hành kế hoạch").
    """

    def short(said: str) -> bool | None:
        return yes_no.read_yes_no(said, question=question)

    if _OTHERS.search(fold(text)):
        return None
    answer = or_plainer(short, without_source)(text)
    if answer is not None or yes_no.is_contradictory(text):
        return answer
    parts = _THEN.split(fold(text))
    corrected = len(parts) == 2 and short(parts[0]) is not None  # "chưa... à có rồi, mới ký hôm qua"
    return read_statement(parts[1] if corrected else text, question, short)


def read_statement(text: str, question: str, read: Callable[[str], bool | None]) -> bool | None:
    """True or False where a sentence says so, else None. ``read``: the reader of short answers."""
    if not may_be_plainer(text) or len(text.split()) > _MOST_WORDS or _other_year(text, question):
        return None
    said = _EMPHATIC.sub("", fold(without_source(text)))
    asked = frozenset(label_tokens(question)) - _EMPTY
    if (but := _BUT.match(said)) is not None:
        return _denied_after_all(normalize(but["before"]).split(), normalize(but["after"]).split(), asked)
    clauses = [clause for clause in (normalize(part) for part in _CLAUSES.split(said)) if clause]
    answers = [_answer(clause.split(), asked, question, read) for clause in clauses]
    place = next((at for at, answer in enumerate(answers) if answer is not None), None)
    if place is None or place > 1 or not all(NEGATIVE.isdisjoint(each.split()) for each in clauses[:place]):
        return None
    found = answers[place]
    told = said if found else " ".join(clauses[: place + 1])
    if _is_unsure(told, question) or (found and yes_no.is_under_way(text, asked)):
        return None
    rest = zip(clauses[place + 1 :], answers[place + 1 :], strict=True)
    return found if all(_agrees(clause, answer, found, asked) for clause, answer in rest) else None


def _other_year(text: str, question: str) -> bool:
    """Whether a year is named that is not the one that was asked about: what was done then answers nothing."""
    asked, named = set(_YEAR.findall(fold(question))), set(_YEAR.findall(fold(text)))
    return bool(asked and named - asked)


def _denied_after_all(before: list[str], after: list[str], asked: frozenset[str]) -> bool | None:
    """ "có kế hoạch nhưng chưa ban hành": what was asked is denied, and nothing of it was said to be done before."""
    denials = [place for place, word in enumerate(after) if word in NEGATIVE]
    if len(denials) != 1 or denials[0] > 1 or not NEGATIVE.isdisjoint(before):
        return None
    told = asked & set(after[denials[0] + 1 :])
    return False if len(told) > 1 and told.isdisjoint(before) else None


def _is_unsure(said: str, question: str) -> bool:
    asked = f" {normalize(question)} "
    plain = normalize(said)
    return inexact(plain) or any(f" {found[0].strip()} " not in asked for found in _UNSURE.finditer(plain))


def _agrees(clause: str, answer: bool | None, found: bool | None, asked: frozenset[str]) -> bool:
    """Whether a later clause leaves the answer alone. After a yes nothing may be denied; after a no nothing that was
    asked may be said to be done."""
    words = clause.split()
    if answer is not None:
        return answer == found
    if found:
        return NEGATIVE.isdisjoint(words)
    return not ({"roi", "da"} & set(words) and asked & set(words))


def _answer(words: list[str], asked: frozenset[str], question: str, read: Callable[[str], bool | None]) -> bool | None:
    clause = " ".join(words)
    short = read(clause)
    if short is not None:
        return short
    if "dung" in label_tokens(question) and _WRONG.match(clause):
        return False
    denials = [place for place, word in enumerate(words) if word in NEGATIVE]
    if denials:
        return _denied(words, denials, asked)
    if _SURE.match(clause):
        return True
    return True if _affirmed(words, asked) else None


def _denied(words: list[str], denials: list[int], asked: frozenset[str]) -> bool | None:
    """ "chưa ban hành kế hoạch", "không có ai bị kỷ luật"; not "không sao", "không chỉ"."""
    before, after = words[: denials[0]], words[denials[0] + 1 :]
    if len(denials) > 1 or not set(before) <= asked | POLITE | _EMPTY or {"chi", "sao", "van"} & set(after[:2]):
        return None
    told = asked & set(after)
    return False if told and (after[0] in asked or after[0] in _NONE_AT_ALL) else None


def _affirmed(words: list[str], asked: frozenset[str]) -> bool:
    told = asked & set(words)
    for place, word in enumerate(words[:-1]):
        if word in _DONE and words[place + 1] in asked and len(told) > 1:
            return True  # "đã ban hành kế hoạch …"
    if words[0] == "co" and len(words) > 2 and words[1].isdigit() and int(words[1]) > 0 and told:
        return True  # "có 01 đồng chí đang bị kỷ luật"
    known = sum(word in asked or word in _EMPTY or word in POLITE for word in words)
    other_numbers = any(word.isdigit() and word not in asked for word in words)
    return words[-1] in ("roi", "xong") and not other_numbers and len(told) > 1 and known / len(words) >= 0.6
