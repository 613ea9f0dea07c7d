"""What people want at any point: go back, skip, see the status, submit, get help …"""

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA

from handlers.reading.choices import read_choice
from handlers.reading.numerals import number_of
from handlers.reading.words import composed, decode, normalize, tokens

_PHRASES = {
    "back": (
"quay lai|lui|lui lai|quay lui|truoc do|cau truoc|cau truoc do|tro lai|tro ve|quay ve|ve "
"truoc|lui mot cau|back|"
)
    (
"quay lai cau truoc|tro lai cau truoc|ve cau truoc|tro ve cau truoc|lui lai cau truoc|quay "
"ve cau truoc|quay lai buoc truoc|"
)
    (
"buoc truoc|quay tro lai|lui 1 cau|lui ve|xem lai cau truoc|go back|previous|lui ve truoc|"
"lui ve cau truoc|lui lai mot cau"
),
    "skip": (
"bo qua|bo wa|skip|bo qua cau nay|qua cau nay|bo cau nay|bo qua cau hoi nay|bo qua muc nay|"
"bo qua di|cho qua|"
)
    "cho bo qua|bo qua phan nay|skip this|bo qua tieu chi nay",
    "later": (
"de sau|lat|de ti|de chut|lat nua|chut nua|ti nua|ty nua|luc khac|de luc khac|de lat|de lat "
"nua|de mai|de mai lam|mai lam|mai lam tiep|"
)
    (
"khi khac|de khi khac|tinh sau|tra loi sau|lam sau|bo sung sau|later|de sau nay|de toi|de "
"chieu|lat lam|de lat lam|de sau lam|"
)
    (
"de sau tra loi|lat nua lam|mai tinh|bua khac|hom khac|de hom khac|de bua khac|nop sau|gui "
"sau|de sau gui|not now|lat tra loi"
),
    "status": (
"con bao nhieu|con bao nhieu cau|con bao nhieu cau nua|con may cau|con may cau nua|con bao "
"nhieu muc|con bao nhieu nua|"
)
    (
"con gi|con gi nua|con gi nua khong|con nhieu khong|con thieu gi|con thieu gi khong|con "
"thieu nhung gi|con lai bao nhieu|con lai gi|"
)
    (
"con lai may cau|toi dau roi|den dau roi|lam toi dau roi|lam den dau roi|tinh hinh|tien do|"
"trang thai|tinh trang|status|"
)
    (
"con bao nhieu tieu chi|con may tieu chi|con bao nhieu cau hoi|con bao nhieu viec|xem tien "
"do|xem tinh trang|xem trang thai|"
)
    "tinh hinh the nao|the nao roi|tinh hinh the nao roi|con may muc|xong chua|duoc duyet chua|da duyet chua|progress|"
    (
"con bao nhieu phan|con may phan|con bao lau nua|con thieu may cau|con thieu bao nhieu|con "
"thieu cai gi|den dau|toi dau"
),
    "score": (
"diem|diem may|diem cua toi|diem cua em|diem cua minh|diem cua don vi|diem cua chung toi|xem "
"diem|xem diem cua toi|coi diem|tong diem|"
)
    (
"duoc bao nhieu diem|duoc may diem|bao nhieu diem|may diem|may diem roi|bao nhieu diem roi|"
"toi duoc bao nhieu diem|bang diem|"
)
    (
"toi duoc may diem|em duoc bao nhieu diem|em duoc may diem|don vi duoc bao nhieu diem|duoc "
"bao nhieu diem roi|duoc may diem roi|"
)
    (
"diem so|diem so cua toi|score|my score|diem toi|diem don vi|xem bang diem|xem tong diem|"
"diem bao nhieu|diem hien tai|"
)
    (
"dang duoc bao nhieu diem|dang duoc may diem|toi dang duoc bao nhieu diem|diem cua toi bao "
"nhieu|diem cua toi la bao nhieu|"
)
    "diem tam tinh|diem tu cham|xem diem so|diem cua phuong|diem phuong|don vi duoc may diem",
    "submit": (
"gui|nop|gui bai|nop bai|gui bang tu cham|nop bang tu cham|gui ho so|nop ho so|gui bang tu "
"cham diem|nop bang tu cham diem|"
)
    (
"submit|gui di duyet|nop chinh thuc|gui chinh thuc|gui tat ca|nop tat ca|gui bang diem|nop "
"bang diem|gui ket qua|nop ket qua|"
)
    "gui ban tu cham|nop ban tu cham|gui phieu|nop phieu|gui het|nop het|gui bai lam",
    "help": (
"giup|help me|hd|hdsd|giup do|tro giup|help|huong dan|huong dan su dung|lam sao|lam the nao|"
"lam sao day|cach dung|cach lam|khong hieu|"
)
    (
"toi khong hieu|em khong hieu|giup toi|giup em|giup minh|giup voi|giup toi voi|giup em voi|"
"huong dan toi|huong dan em|ko hieu|"
)
    (
"can giup|can giup do|can tro giup|can huong dan|cuu|lam nhu the nao|lam ntn|huong dan cach "
"lam|chi toi voi|chi em voi|k hieu|"
)
    (
"xem huong dan|su dung the nao|dung the nao|khong biet lam|khong biet lam sao|toi khong biet "
"lam|ho tro|can ho tro|lam gi bay gio|"
)
    "huong dan giup|khong hieu gi|chua hieu|toi chua hieu|em chua hieu|ho tro toi|ho tro em",
    "human": (
"gap can bo|goi can bo|hoi can bo|gap nguoi|gap nguoi that|noi chuyen voi can bo|noi chuyen "
"voi nguoi|lien he can bo|"
)
    (
"gap nguoi phu trach|hoi nguoi phu trach|can gap can bo|can nguoi ho tro|can nguoi giup|gap "
"can bo phu trach|goi can bo phu trach|"
)
    (
"lien he nguoi phu trach|nhan can bo|nho can bo|nhan tin can bo|nhan tin cho can bo|nhan cho "
"can bo|human|operator|hoi can bo phu trach|"
)
    (
"gap nhan vien|noi chuyen voi nguoi that|gap truc tiep can bo|can can bo ho tro|goi nguoi|"
"goi nguoi phu trach|nho can bo ho tro|"
)
    (
"nho can bo giup|gap ban to chuc|hoi ban to chuc|nguoi that|gap ai do|lien he voi can bo|gap "
"cong chuc|talk to a human|gap ng phu trach|can can bo giup"
),
    "stop": (
"thoi|nghi|dung|dung lai|stop|thoat|exit|quit|tam dung|tam nghi|ngung|ngung lai|ngung|khong "
"lam nua|nghi da|thoi nghi|"
)
    (
"thoi nhe nghi|nghi chut|nghi mot chut|nghi ti|nghi mot lat|nghi lat|nghi tay|thoi khong lam "
"nua|thoi nghi da|nghi thoi|thoi dung|"
)
    (
"thoi dung lai|tam ngung|tam dung lai|nghi mot ti|nghi giai lao|ko lam nua|dung o day|dung "
"tai day|thoi de nghi|nghi hom nay"
),
    "menu": (
"menu|bat dau|start|trang chu|danh muc|menu chinh|ve menu|mo menu|xem menu|ve trang chu|ve "
"dau|quay ve menu|quay lai menu|"
)
    "bat dau thoi|bat dau nao|main menu|danh sach chuc nang|chuc nang|hien menu|cho xem menu",
    "continue": (
"tiep tuc|tiep|lam tiep|tiep di|tiep theo|cau tiep|cau tiep theo|continue|next|di tiep|tiep "
"nao|tiep tuc lam|"
)
    (
"lam tiep di|tiep tuc di|cau ke|cau ke tiep|sang cau tiep|qua cau tiep|sang cau tiep theo|"
"qua cau tiep theo|tra loi tiep|"
)
    "tiep tuc thoi|tiep thoi|tiep tuc tra loi|den cau tiep theo|khai tiep|nhap tiep",
    "undo": (
"hoan tac|bo cai vua roi|undo|xoa cai vua roi|bo cau vua roi|xoa cau vua roi|bo cai moi roi|"
"bo anh vua roi|xoa anh vua roi|"
)
    (
"bo anh vua gui|xoa anh vua gui|huy cai vua roi|bo cai vua gui|xoa cai vua gui|rut lai|bo "
"cai vua nhap|xoa cai vua nhap|"
)
    (
"huy cau vua roi|huy buoc vua roi|xoa cai moi gui|bo cai moi gui|bo tep vua gui|xoa tep vua "
"gui|xoa cau tra loi vua roi|"
)
    "bo cau tra loi vua roi|lay lai|bo lan vua roi|bo file vua gui|xoa file vua gui",
    "done": (
"xong|xong roi|het|het roi|da xong|xong r|xong het|xong het roi|gui xong|gui xong roi|da gui "
"xong|da gui het|du roi|vay thoi|"
)
    (
"the thoi|chi vay thoi|chi the thoi|hoan tat|done|the la xong|the la het|vay la xong|vay la "
"het|nhieu do thoi|bay nhieu thoi|"
)
    (
"chi co vay|chi co the|chi co vay thoi|chi co the thoi|finish|finished|da hoan tat|gui het "
"roi|xong ca roi|xong xuoi|da du|la het|xog"
),
}  # fmt: skip
_KNOWN = {phrase: command for command, phrases in _PHRASES.items() for phrase in phrases.split("|")}
_JOINED = {phrase.replace(" ", ""): command for phrase, command in _KNOWN.items()}
_LEADING = frozenset("toi em minh muon cho xin vui long lam on hay can da vang ban oi anh chi a u oke ok chung xem".split())
_TRAILING = frozenset("a nhe nha nhen nghe hen di voi oi luon ngay nao ad bot thoi day da giup vay em anh chi".split())
_SUBMIT_TRAILING = frozenset("a nhe nha nhen di luon ngay nao thoi".split())
_FUZZY = [phrase for phrase, command in _KNOWN.items() if len(phrase) >= 7 and command != "submit"]
_SLASH = re.compile(r"\s*/([a-z_]{2,20})(?:@\w{3,40})?(?:\s+(\S.{0,60}))?\s*$", re.ASCII | re.IGNORECASE)


def read_command(text: str, *, criteria: Mapping[str, str] | None = None) -> str | None:
    """The command that the whole text is, or None; a sentence that merely contains "gửi" is none.

    One of back, skip, later, status, score, submit, help, human, stop, menu, continue, undo, done or
    "edit:<criterion id>". ``criteria``: id -> title in plan order; "câu 3" is the third, "I.2.1", "i21" and "1.2.1" an
    id, "sửa tuyên truyền" a word that one title alone has. Which of several was meant is not guessed: None.
    """
    if len(text) > 120:
        return None
    if slash := _SLASH.match(text):
        name, rest = slash[1].lower(), slash[2]
        if name in ("edit", "sua") and rest:
            return _criterion(f"sua {normalize(rest)}", criteria or {})
        return None if rest else _JOINED.get(name.replace("_", ""))
    plain = normalize(composed(text).replace("gởi", "gửi"))
    if not plain:
        return "help" if "?" in text and not text.strip().strip("?？!. ") else None
    if "?" in text and plain in ("xong", "het", "thoi", "gui", "nop", "dung", "tiep"):
        return None
    return _KNOWN.get(plain) or _criterion(plain, criteria or {}) or _polite(text, plain.split()) or _with_slip(plain)


def _polite(text: str, words: list[str]) -> str | None:
    """A command with polite words around it. Nothing is taken for "submit" but the phrase with a particle."""
    words = words[:12]
    for start in range(len(words)):
        # "đã gửi" reports, "dạ gửi" asks; without accents nobody knows.
        if start and (words[start - 1] not in _LEADING or composed(text).startswith("đã")):
            break
        for end in range(len(words), start, -1):
            if end < len(words) and words[end] not in _TRAILING:
                break
            command = _KNOWN.get(" ".join(words[start:end]))
            if command and _allows(command, set(words[:start]), set(words[end:])):
                return command
    return None


def _allows(command: str, before: set[str], after: set[str]) -> bool:
    # "gửi em" comes with something that is being sent, "da gui" may say that it was.
    return command != "submit" or (after <= _SUBMIT_TRAILING and (not before & {"da", "em", "toi", "minh"} or "muon" in before))


def _with_slip(plain: str) -> str | None:
    decoded = " ".join(decode(word) for word in plain.split())
    if decoded in _KNOWN and decoded != plain:
        return _KNOWN[decoded]
    if len(plain) >= 5 and plain in _JOINED:
        return _JOINED[plain]
    if len(plain) < 7 or len(plain) > 30:
        return None
    near = {_KNOWN[phrase] for phrase in _FUZZY if abs(len(phrase) - len(plain)) < 2 and OSA.distance(phrase, plain, score_cutoff=1) < 2}
    return near.pop() if len(near) == 1 else None


_VERB = (
    "(?:sua lai|sua|doi lai|doi|thay doi|chinh sua|chinh lai|chinh|cap nhat|edit|mo lai|mo|nhay den|nhay toi|nhay|chuyen den|chuyen toi|"
    "chuyen sang|chuyen qua|chuyen|den|toi|di den|di toi|sang|qua|ve|quay lai|quay ve|tro lai|tro ve|lam lai|xem lai|nhap lai|khai lai|"
    "tra loi lai|bo sung|go to|lam)"
)
_WEAK_VERB = frozenset("toi qua ve lam sang".split())
_NOUN = "(?:cau hoi so|cau hoi thu|cau hoi|cau so|cau thu|cau|tieu chi so|tieu chi thu|tieu chi|muc so|muc|phan|noi dung|so|y|question|criterion)"
_EDIT = re.compile(rf"(?:(?P<verb>{_VERB})(?: |$))?(?:(?P<noun>{_NOUN})(?: |$))?(?P<rest>.*)$")
_PREFIX = re.compile(r"(?:(?:toi|em|minh|cho toi|cho em|cho|xin|vui long|lam on|muon|can|da|vang|bay gio) )*(?=\w)")
_TAIL = re.compile(r"(?: (?:a|nhe|nha|di|voi|giup|dum|lai|em|oi|luon|duoc khong))+$")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "l": 1, "ll": 2, "lll": 3, "lv": 4}


def names_criterion(text: str) -> bool:
    """Whether the text asks for a criterion, even if it cannot be told which ("sửa câu 30", "sửa kế hoạch")."""
    slash = _SLASH.match(text)
    plain = f"sua {normalize(slash[2] or '')}" if slash and slash[1].lower() in ("edit", "sua") else normalize(text)
    found = _EDIT.match(_PREFIX.sub("", plain, count=1))
    if not found or not found["rest"] or len(found["rest"].split()) > 8:
        return False
    told = _ordinal(found["rest"]) is not None or bool(re.fullmatch(r"[ivxl]{1,4}(?: ?\d+)*|\d+(?: \d+)*", found["rest"]))
    return bool((found["verb"] or "").startswith(("sua", "edit", "chinh")) or (found["noun"] and told))


def _criterion(plain: str, criteria: Mapping[str, str]) -> str | None:
    """The edit command for a normalized text, or None where no criterion or more than one is meant."""
    if not criteria:
        return None
    ids = {_TAIL.sub("", phrase) for phrase in (plain, _PREFIX.sub("", plain, count=1))}
    found = {f"edit:{criterion}" for phrase in ids if (criterion := _target(phrase, criteria))}
    return found.pop() if len(found) == 1 else None


def _target(phrase: str, criteria: Mapping[str, str]) -> str | None:
    parsed = _EDIT.match(phrase)
    if not parsed or not parsed["rest"]:
        return None
    verb, noun, rest = parsed["verb"], parsed["noun"], parsed["rest"]
    by_id = _by_id(rest, criteria)
    if not verb and not noun:
        # An id on its own must look like one: "I.2.1", "i21", not "3" or "V".
        return by_id if re.search("[ivxl]", rest) and re.search(r"\d", rest) and len(rest) < 12 else None
    if not noun and verb in _WEAK_VERB and not (by_id and re.search(r"[ivxl] ?\d", rest)):
        return None
    number = _ordinal(rest)
    if number is not None:
        third = list(criteria)[number - 1] if 1 <= number <= len(criteria) else list(criteria)[-1] if number == 0 else None
        if noun in ("muc", "muc so", "phan") or rest in criteria:
            return third if by_id in (None, third) else by_id if third is None else None
        return third
    if by_id:
        return by_id
    index = read_choice(rest, [(title, ()) for title in criteria.values()], numbered=False) if len(rest) > 2 else None
    return None if index is None else list(criteria)[index]


def _ordinal(rest: str) -> int | None:
    """Its place in the plan, counted from 1; 0 is the last one."""
    if rest in ("dau", "dau tien", "thu nhat"):
        return 1
    if rest in ("cuoi", "cuoi cung"):
        return 0
    number = number_of(tokens(rest))
    return number if number else None


def _by_id(rest: str, criteria: Mapping[str, str]) -> str | None:
    words = rest.split()
    compact, places = "".join(words), tuple(_place(word) for word in words)
    found = set()
    for criterion in criteria:
        own = normalize(criterion).split()
        if "".join(own) == compact or tuple(_place(word) for word in own) == places:
            found.add(criterion)
    return found.pop() if len(found) == 1 else None


def _place(word: str) -> str:
    return str(_ROMAN.get(word, word))


