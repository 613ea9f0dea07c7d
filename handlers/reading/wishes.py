"""Commands in other words than the usual ones: "câu này để mai trả lời", "chỉ giúp cách làm", "cho hỏi còn mấy việc?"

A small grammar for each command, over the folded text without forms of address. The whole text must be said by it, with
words of politeness around. "Gửi" is the strictest: what is sent cannot be sent unseen.
"""

import re

from handlers.reading.plainer import before_remark, standard
from handlers.reading.words import composed, fold


def _then(words: str) -> str:
    """Any of the words, as often as they come, or none of them."""
    return rf"(?: (?:{words}))*"


_BEFORE = (
    "(?:da|vang|u|uh|a|oi|ad|ban|xin|vui long|lam on|nho|cho|de nghi|muon|can|toi|minh|chung toi|chung em|don vi|ben|"
    "bay gio|hien gio|gio|hay|vay|thi|may|bot|xem|biet|hoi|nay|chu|chi|bac|anh|em|co)"
)
_AFTER = (
    "di|nha|nhe|nghen|a|voi|giup|gium|dum|toi|minh|cai|luon|da|day|do|vay|the|thoi|ngay|oi|em|chu|co|bac|anh|chi|ha|"
    "xiu|chut|ti|duoc khong|duoc chua|a ban|roi"
)
_ITEM = "(?:cau hoi|cau|muc|phan|cai|tieu chi|noi dung|y|viec|khoan)"
_THAT = "(?:hoi nay|luc nay|ban nay|vua roi|vua nay|phia truoc|ke truoc|lien truoc|truoc do|truoc|tren|vua xong)"
_ANSWER = "(?:lam|tra loi|khai|nhap|ghi|dien|bo sung|tinh|xem|gui|nop|viet|cham)"
# "toi" alone may be "tôi", "sau" alone "sáu": only after "để".
_OTHER_TIME = (
    "(?:lat|chut|xiu|mai mot|sang mai|chieu mai|toi mai|ngay mai|mai|chieu nay|toi nay|"
    "khi khac|luc khac|hom khac|bua khac|bua sau|hom sau|ngay khac|tuan sau|dip khac|khi nao ranh)"
)
_WHEN = f"(?:{_OTHER_TIME}|sau|ti|ty|mot|trua|chieu|toi|ranh)"
_THIS = rf"(?:{_ITEM}(?: (?:nay|do))? )?(?:thi )?"
_PEOPLE = (
    "(?:can bo|nguoi that|nguoi|cong chuc|chuyen vien|nhan vien|ban to chuc|phong noi vu|dong chi|co quan thuong truc)"
    + _then("phu trach|huong dan|ho tro|theo doi|phuong|xa|tinh|thi dua|cchc|nao|truc|cua|that|ve|viec|nay")
)
_OWN_SCORE = _then("cua|toi|minh|don vi|phuong|khu pho|khom|ap|ben|hien tai|tam tinh|so|gio")
_FORMS: dict[str, tuple[str, ...]] = {
    "back": (
        f"(?:quay|tro|lui|ve|lat|xem|di){_then('lai|ve|lui|nguoc|toi|den|mot|1')} {_ITEM}(?: {_THAT})+",
        r"(?:quay|tro|lui)(?: (?:lai|ve|lui|nguoc|mot|1|buoc|cau))+",
    ),
    "skip": (
        f"(?:bo qua|cho qua|bo|qua)(?: luon)? {_ITEM}(?: hoi)?(?: (?:nay|do))?",
        f"{_ITEM}(?: (?:nay|do))? (?:thi )?(?:cho )?(?:bo qua|bo|cho qua|de trong)",
    ),
    "later": (
        f"{_THIS}(?:de|hen|doi|cho)(?: (?:den|toi|mot|1))? {_WHEN}"
        + _then(f"nua|nay|do|hay|roi|se|con|thi|tiep|cho|{_ANSWER}"),
        f"{_THIS}{_OTHER_TIME}{_then('nua|nay|hay|roi|se|thi|moi')} {_ANSWER}{_then('tiep|sau|cho')}",
        f"{_ANSWER}(?: {_ITEM})?(?: nay)? sau",
    ),
    "status": (
        f"con{_then('lai|thieu|ton|vuong')}(?: (?:bao nhieu|may|nhung gi|nhung|gi|cai gi|nao))+(?: {_ITEM})*"
        + _then(f"nua|moi|lai|thieu|khong|ha|phai|can|nao|gi|chua|xong|{_ANSWER}"),
        f"con{_then('lai|thieu')} {_ITEM} (?:nao|gi){_then(f'nua|khong|chua|phai|can|xong|{_ANSWER}')}",
        f"(?:{_ANSWER}|xong|di) (?:den|toi|duoc)(?: (?:cau|muc|phan|khuc|doan))? (?:dau|nao|may)(?: {_ITEM})?",
        f"(?:ho so|bai|bang tu cham|viec|tien do){_then('cua|toi|minh|don vi|nay')} (?:den dau|toi dau|the nao|ra sao)",
    ),
    "score": (
        (
            "(?:(?:hien tai|hien|tam tinh|dang|tong cong|da|tong) )*(?:duoc|dat|co|cham|tinh)"
            "(?: (?:tong|tat ca|tong cong))? (?:bao nhieu|may) diem(?: (?:tat ca|tong cong|hien tai))?"
        ),
        f"(?:xem|biet|tra|kiem tra|hoi){_then('lai|so|tong|bang')} diem(?: so)?{_OWN_SCORE}",
        f"(?:so |tong |bang )?diem(?: so)?{_OWN_SCORE} (?:la |duoc |co )?(?:bao nhieu|may|the nao|ra sao|sao)",
    ),
    "submit": (
        "(?:gui|nop)(?: (?:bai|ho so|ket qua|bang tu cham diem|bang tu cham|ban tu cham|phieu|tat ca|het|chinh thuc))?"
        + _then("di|luon|ngay|thoi"),
        f"(?:chot|dong y|xac nhan|duyet) (?:gui|nop){_then('di|luon|ngay|thoi')}",
        "(?:gui|nop) (?:bai|ho so) (?:cham diem|tham dinh|de cham|di cham)",
    ),
    "help": (
        "(?:giup|huong dan|chi|bay|ho tro|cuu)"
        + _then(f"do|cho|voi|cach|the nao|ti|mot|su dung|dung|cai nay|nay|bam|{_ITEM}|{_ANSWER}"),
        (
            "(?:khong|chua|ko|k) (?:biet|hieu|ranh)"
            f"(?: (?:cach|su dung|dung|gi|sao|the nao|nay|ca|het|bam|vao|dau|phai|cau|hoi|{_ITEM}|{_ANSWER}))+"
            f"(?:[ ,]+(?:huong dan|chi|giup|bay){_then('cho|voi|cach|do|toi|minh|lam')})?"
        ),
        (
            f"(?:{_ANSWER}|su dung|dung|bam|gui anh|bat dau){_then(f'cai|nay|{_ITEM}')}"
            f" (?:sao|the nao|lam sao|kieu gi|nhu the nao|cach nao|o dau){_then('duoc|bay gio')}"
        ),
    ),
    "human": (
        (
            "(?:gap|goi|hoi|lien he|lien lac|noi chuyen|noi|nhan tin|nhan|trao doi|ket noi|chuyen|can)"
            f"{_then('voi|cho|den|toi|qua|truc tiep|dien thoai|dien|thang|may|duoc')} {_PEOPLE}"
        ),
        f"(?:so )?(?:dien thoai|sdt|so dt){_then('cua|goi|lien he')} {_PEOPLE}",
    ),
    "stop": (
        "(?:thoi )?(?:tam )?(?:nghi|ngung|dung (?:o|tai|lai)|tam dung)"
        + _then("day|lai|o|chut|ti|mot|lat|da|thoi|hom nay|cai|tay|giai lao|tai")
        + "(?:[, ]+(?:met|ban|co viec|co khach|khuya|toi|dau mat|an com|mai)"
        f"{_then('roi|qua|viec|ti|da|lam tiep|tiep')})?",
    ),
    "menu": (
        "(?:xem|ve|mo|quay ve|quay lai|tro ve|tro lai|hien|ra)(?: lai)? (?:menu|danh muc|trang chu|danh sach|man hinh)"
        + _then("dau tien|dau|chinh|chuc nang"),
    ),
    "continue": (
        f"(?:{_ANSWER}|di|sang|qua|den) (?:tiep tuc|tiep)"
        + _then(f"theo|nao|nua|sau|ke|dang do|hom qua|{_ITEM}|{_ANSWER}"),
        f"tiep tuc{_then(f'{_ANSWER}|{_ITEM}|sau|nao|nua|theo')}",
        f"(?:sang|qua|den|xuong) {_ITEM} (?:sau|ke|ke tiep|tiep|tiep theo|moi|khac)",
    ),
    "undo": (
        "(?:hoan tac|xoa|bo|huy|go|rut lai|rut|thu hoi)"
        + _then("giup|cai|cau tra loi|cau|anh|hinh|tam|tep|file|lan|buoc|tin|so")
        + "(?: (?:vua roi|vua|moi|hoi nay|luc nay|ban nay))+"
        + _then("roi|gui|nhap|ghi|tra loi|bam|nay|xong|khai|do"),
    ),
    "done": (
        (
            f"(?:da )?(?:(?:gui|chup|dua|nop|up) )?(?:(?:anh|het|du) )*(?:xong|het|du){_then('anh|hinh|het|ca')} roi"
            "(?: (?:do|day))?(?:[ ,]+(?:gui|chup) (?:het|du|xong)(?: (?:anh|hinh))? roi(?: do)?)?"
        ),
        "(?:chi )?(?:co )?(?:bay nhieu|nhieu do|may tam do|may anh do|vay|the)(?: la)? (?:thoi|het|xong|du)",
    ),
}
_WHOLE = {
    command: re.compile(f"(?:{_BEFORE} )*(?:{'|'.join(forms)}){_then(_AFTER)}") for command, forms in _FORMS.items()
}
_CALLED_FIRST = re.compile(rf"^((?:{_BEFORE} )*{_BEFORE}), ")
_DENIED = re.compile(r"\b(?:khong|chua|ko|dung(?! (?:o|tai|lai|the|sao|lam|cai|nhu|kieu))|khoan|hong|chang)\b")
_MAY_DENY = frozenset({"help", "status"})
# "đã gửi" tells of a report, "gửi em" comes with what is being sent: no wish to submit.
_SENT = re.compile(
    r"\b(?:da|em|anh|chi|toi|minh|chu|don vi|ben|co|bac) (?:gui|nop)\b|"
    r"\b(?:gui|nop) (?:em|anh|chi|chu|co|bac|toi|minh|can bo|phuong)\b|\broi\b"
)
_AGREED = re.compile(
    r"^(?:dạ |vâng |da )?(?:đúng|đúng rồi|dung|dung roi|ok|oke|được rồi|duoc roi|chính xác|xong rồi|xong roi|rồi), ?"
)
_LONGEST, _MOST_WORDS = 90, 14


def read_wish(text: str) -> str | None:
    """The command that the whole text asks for, or None where it is none or could be two."""
    text = _AGREED.sub("", composed(text))
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or "://" in text:
        return None
    plain = re.sub(r"[^\w ,]+", " ", fold(standard(text)))
    plain = re.sub(r"\s*,\s*", ", ", re.sub(r"\s+", " ", plain)).strip(" ,")
    plain = _CALLED_FIRST.sub(r"\1 ", plain)
    found = {command for command, form in _WHOLE.items() if form.fullmatch(plain) and _allowed(command, plain, text)}
    if not found and (wish := before_remark(text)) and len(wish.split()) > 1:
        remarked = read_wish(wish)  # "thôi để sau nha, giờ bận họp"
        found = {remarked} if remarked and remarked != "submit" else found
    return found.pop() if len(found) == 1 else None


def _allowed(command: str, plain: str, text: str) -> bool:
    if command not in _MAY_DENY and _DENIED.search(plain.removesuffix(" duoc khong").removesuffix(" duoc chua")):
        return False
    return command != "submit" or ("?" not in text and not _SENT.search(fold(text)))
