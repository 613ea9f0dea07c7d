"""The sheets of a campaign's workbook, in their order. Headings are part of the file's format: always Vietnamese."""

from typing import Final

from reports.workbook.columns import Column, Kind, Sheet
from reports.workbook.layout_campaign import CAMPAIGN as CAMPAIGN
from reports.workbook.layout_questions import CASES, CRITERIA, FACTS, GROUPS, OPTIONS, RULES

GUIDE: Final = "Hướng dẫn"
ENGLISH: Final = "Tiếng Anh"

_WHO = ("Đối tượng", "Mã")
_DEADLINE = ("Mốc thời gian", "Mã")
_DEADLINE_KINDS = {
    "registration": "Đăng ký", "report": "Báo cáo", "plan": "Kế hoạch", "self_assessment": "Tự đánh giá",
    "dossier": "Hồ sơ khen thưởng", "launch": "Phát động", "goal": "Mục tiêu", "closing": "Tổng kết",
    "start": "Bắt đầu", "end": "Kết thúc",
}  # fmt: skip
_LATE = {
    "excluded": "Không xét", "flagged": "Ghi nhận là trễ", "needs_decision": "Chờ quyết định",
    "counts": "Tính vào điểm", "refused": "Không nhận", "none": "Không có hậu quả",
}  # fmt: skip
_ROLES = {
    "unit_leader": "Thủ trưởng đơn vị", "reviewer": "Người thẩm định", "council_secretary": "Thư ký Hội đồng",
    "decision_maker": "Người quyết định",
}  # fmt: skip

NOTES: Final = Sheet(
    "Căn cứ, nội dung",
    "Các đoạn của kế hoạch, chỉ để đọc.",
    (
        Column("section", "Loại", Kind.CHOICE, "Chọn trong danh sách.", 24, required=True),
        Column("", "Nội dung", Kind.TEXT, "Mỗi đoạn một dòng.", 110, required=True),
    ),
    {
        "Căn cứ": "legal_bases",
        "Nơi nhận": "receivers",
        "Nội dung thi đua": "contents",
        "Nguyên tắc khen thưởng": "award_principles",
    },
    names=(),
    color="#EDEDED",
)

_ID = Column("id", "Mã", Kind.ID, "Chữ không dấu, số, dấu chấm, gạch ngang.", 22, required=True)
_CANDIDATES = Column(
    "candidates", "Đối tượng", Kind.IDS, "Mã, cách nhau bằng dấu ;. Để trống: tất cả.", 22, source=_WHO
)

UNIT_TYPES: Final = Sheet(
    "Loại đơn vị",
    "Các loại đơn vị tham gia.",
    (_ID, Column("name", "Tên", Kind.TEXT, "", 60, required=True)),
    {"": "unit_types"},
    color="#E2EFDA",
)
WHO: Final = Sheet(
    "Đối tượng",
    "Ai được xét: tập thể, cá nhân…",
    (
        _ID,
        Column("name", "Tên", Kind.TEXT, "", 30, required=True),
        Column("person", "Là cá nhân", Kind.FLAG, "Có: là người.", 12),
        Column(
            "registers",
            "Ai đăng ký",
            Kind.CHOICE,
            "Để trống: đơn vị. Tự làm: cá nhân được nhận tự làm.",
            14,
            choices={"unit": "Đơn vị", "self": "Tự làm"},
        ),
        Column("who", "Gồm những ai", Kind.TEXTS, "Lời của kế hoạch, mỗi ý một dòng.", 90),
        Column(
            "unit_types",
            "Chỉ loại đơn vị",
            Kind.IDS,
            "Mã ở trang “Loại đơn vị”. Để trống: tất cả.",
            26,
            source=("Loại đơn vị", "Mã"),
        ),
    ),
    {"": "candidates"},
    color="#E2EFDA",
)
DEADLINES: Final = Sheet(
    "Mốc thời gian",
    "Mỗi việc có ngày là một dòng. Ngày cuối tính đến hết ngày.",
    (
        _ID,
        Column("kind", "Loại", Kind.CHOICE, "", 18, required=True, choices=_DEADLINE_KINDS),
        Column("title", "Tên ngắn", Kind.TEXT, "", 28, required=True),
        Column("wording", "Lời của kế hoạch", Kind.TEXT, "", 44, required=True),
        Column("opens_on", "Nhận từ ngày", Kind.DAY, "Nếu có.", 13),
        Column("due_on", "Ngày cuối", Kind.DAY, "“Trước ngày 26” thì ngày cuối là 25. Để trống: không nhắc.", 13),
        Column("sender", "Ai gửi", Kind.TEXT, "", 24),
        Column("receiver", "Gửi cho ai", Kind.TEXT, "", 24),
        Column("late", "Trễ thì", Kind.CHOICE, "", 18, required=True, choices=_LATE),
        Column("late_text", "Giải thích khi trễ", Kind.TEXT, "", 36),
        Column("remind", "Nhắc", Kind.FLAG, "Để trống: có.", 9),
        Column("registered_only", "Chỉ đơn vị đã đăng ký", Kind.FLAG, "", 12),
        Column("duty_of", "Việc của", Kind.CHOICE, "Để trống: đơn vị.", 16, choices={"units": "Đơn vị", "organizer": "Ban tổ chức"}),
        Column("prefills.criterion", "Điền sẵn tiêu chí", Kind.ID, "Ngày gửi trả lời luôn câu hỏi này.", 14, source=("Tiêu chí", "Mã")),
        Column("prefills.fact", "Điền sẵn câu hỏi", Kind.FACT, "", 18),
        Column("assumed", "Cần xác nhận", Kind.FLAG, "Có: hỏi trước khi mở.", 12),
    ),
    {"": "deadlines"},
    color="#FFF2CC",
)  # fmt: skip
ROUNDS: Final = Sheet(
    "Các đợt",
    "Chỉ khi phong trào có nhiều đợt (mỗi năm một đợt…).",
    (
        _ID,
        Column("title", "Tên", Kind.TEXT, "", 36, required=True),
        Column("start", "Từ ngày", Kind.DAY, "", 13, required=True),
        Column("end", "Đến ngày", Kind.DAY, "", 13, required=True),
        Column("deadline", "Hạn đề nghị", Kind.ID, "Mã mốc thời gian.", 18, source=_DEADLINE),
        Column("awards", "Khen thưởng của đợt", Kind.IDS, "Mã, cách nhau bằng ;", 34, source=("Khen thưởng", "Mã")),
        Column(
            "reads",
            "Xem lại các đợt",
            Kind.IDS,
            "Chỉ cho đợt tổng kết: đợt này không tự chấm, xét trên các đợt ghi ở đây.",
            20,
        ),
    ),
    {"": "rounds"},
    color="#FFF2CC",
)
CHAIN: Final = Sheet(
    "Các bước xét",
    "Từ đơn vị đến người quyết định, theo thứ tự.",
    (
        _ID,
        Column("title", "Tên bước", Kind.TEXT, "", 36, required=True),
        Column("duty", "Làm gì", Kind.TEXT, "", 50),
        Column("in_program", "Làm trên máy", Kind.FLAG, "Có: quyết định trong chương trình.", 14),
        Column("appraises", "Thẩm định từng tiêu chí", Kind.FLAG, "Cần ít nhất một bước.", 14),
        Column("role", "Vai trò", Kind.CHOICE, "", 22, choices=_ROLES),
        _CANDIDATES,
    ),
    {"": "review_chain"},
    color="#FCE4D6",
)
AWARDS: Final = Sheet(
    "Khen thưởng",
    "Ai được đề nghị khen gì, với điều kiện nào.",
    (
        _ID,
        Column("title", "Tên", Kind.TEXT, "", 46, required=True),
        _CANDIDATES,
        Column("gates", "Điều kiện xét", Kind.IDS, "Mã ở trang Tiêu chí, phần “Điều kiện xét”.", 26, source=("Tiêu chí", "Mã")),
        Column("criteria", "Tiêu chí phải đạt", Kind.IDS, "Để trống: mọi tiêu chí không chấm điểm; “không”: không cần.", 26, source=("Tiêu chí", "Mã"), nothing="không"),
        Column("standards", "Tiêu chuẩn", Kind.IDS, "Mã ở trang Tiêu chí, phần “Tiêu chuẩn khen thưởng”.", 26, source=("Tiêu chí", "Mã")),
        Column("on_unmet", "Không đạt thì", Kind.CHOICE, "Để trống: như từng tiêu chí.", 18, choices={"not_met": "Không đạt", "needs_decision": "Chờ quyết định"}),
        Column("collectives", "Số tập thể", Kind.TEXT, "", 24),
        Column("individuals", "Số cá nhân", Kind.TEXT, "", 24),
        Column("decided_by", "Ai quyết định", Kind.TEXT, "", 24),
        Column("note", "Ghi chú", Kind.TEXT, "", 36),
    ),
    {"": "awards"},
    color="#FCE4D6",
)  # fmt: skip
DOCUMENTS: Final = Sheet(
    "Hồ sơ",
    "Giấy tờ của hồ sơ khen thưởng.",
    (
        _ID,
        Column("title", "Tên giấy tờ", Kind.TEXT, "", 60, required=True),
        Column("made_here", "Máy in sẵn", Kind.FLAG, "", 12),
        Column(
            "added_by",
            "Ai nộp",
            Kind.CHOICE,
            "Để trống: đơn vị.",
            16,
            choices={"unit": "Đơn vị", "council": "Hội đồng"},
        ),
    ),
    {"": "dossier.documents"},
    color="#FCE4D6",
)
SHARES: Final = Sheet(
    "Tỷ lệ theo dõi",
    "Tỷ lệ tính trên tất cả đơn vị, cho ban tổ chức xem.",
    (
        _ID,
        Column("title", "Tên", Kind.TEXT, "", 50, required=True),
        Column("criterion", "Tiêu chí", Kind.ID, "", 14, required=True, source=("Tiêu chí", "Mã")),
        Column("fact", "Câu hỏi", Kind.FACT, "Câu có/không, hoặc một số…", 24, required=True),
        Column("of", "Chia cho câu hỏi", Kind.FACT, "…so với số này.", 24),
        Column("at_least_percent", "Ít nhất (%)", Kind.NUMBER, "Để trống: 100.", 12),
    ),
    {"": "shares"},
    color="#EDEDED",
)
MARKS: Final = Sheet(
    "Ô đánh dấu",
    "Các danh hiệu để đánh dấu khi đăng ký (chỉ khi “Cách đăng ký” là đánh dấu danh hiệu).",
    (
        _ID,
        Column("title", "Tên", Kind.TEXT, "", 40, required=True),
        Column("heading", "Nằm dưới mục", Kind.TEXT, "", 34, required=True),
        _CANDIDATES,
    ),
    {"": "registration.marks"},
    color="#FFF2CC",
)
FIELDS: Final = Sheet(
    "Ô điền",
    "Các ô phải điền của bảng đăng ký và của sổ sáng kiến.",
    (
        Column("section", "Thuộc", Kind.CHOICE, "", 18, required=True),
        _ID,
        Column("label", "Tên ô", Kind.TEXT, "", 36, required=True),
        Column("question", "Câu hỏi", Kind.TEXT, "", 60, required=True),
        Column("required", "Bắt buộc", Kind.FLAG, "", 10),
        Column("options", "Chọn trong", Kind.OPTIONS, "Mỗi dòng “mã: tên”. Để trống: tự viết.", 36),
    ),
    {"Bảng đăng ký": "registration.fields", "Sổ sáng kiến": "initiative_register.fields"},
    color="#FFF2CC",
)
STATUSES: Final = Sheet(
    "Kết quả sáng kiến",
    "Sáng kiến đã đăng ký về sau ra sao; người thẩm định chọn.",
    (_ID, Column("title", "Tên", Kind.TEXT, "", 60, required=True)),
    {"": "initiative_register.statuses"},
    color="#FFF2CC",
)
DUTIES: Final = Sheet(
    "Phân công",
    "Ai làm gì, chỉ để đọc.",
    (
        Column("who", "Ai", Kind.TEXT, "", 40, required=True),
        Column("what", "Làm gì", Kind.TEXT, "", 100, required=True),
    ),
    {"": "duties"},
    names=(),
    color="#EDEDED",
)
CONFIRM: Final = Sheet(
    "Cần xác nhận",
    "Điều kế hoạch để ngỏ; ban tổ chức xác nhận trước khi mở.",
    (
        Column("about", "Về", Kind.WORDS, "Mốc, tiêu chí hay phần nào.", 28, required=True),
        Column("text", "Nội dung", Kind.TEXT, "", 110, required=True),
    ),
    {"": "assumptions"},
    names=(),
    color="#EDEDED",
)
READINGS: Final = Sheet(
    "Cách hiểu",
    "Chỗ kế hoạch chưa rõ được hiểu thế nào.",
    (
        _ID,
        Column("about", "Về", Kind.WORDS, "", 28, required=True),
        Column("text", "Nội dung", Kind.TEXT, "", 110, required=True),
    ),
    {"": "readings"},
    color="#EDEDED",
)

# In the order of the workbook. Criteria come before what belongs to them.
SHEETS: Final = (
    WHO, UNIT_TYPES, GROUPS, CRITERIA, FACTS, OPTIONS, RULES, CASES, DEADLINES, ROUNDS, MARKS, FIELDS, STATUSES,
    CHAIN, AWARDS, DOCUMENTS, SHARES, NOTES, DUTIES, CONFIRM, READINGS,
)  # fmt: skip
