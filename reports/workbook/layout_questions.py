"""The sheets about what is asked: headings, criteria, questions, their options, rules, and ways to fail."""

from typing import Final

from reports.workbook.columns import Column, Kind, Sheet

_WHO = ("Đối tượng", "Mã")
_CRITERION = ("Tiêu chí", "Mã")
_UNMET = {
    "not_met": "Không đạt", "needs_decision": "Chờ quyết định", "deferred": "Tạm hoãn xét", "excluded": "Không xét",
}  # fmt: skip
_TYPES = {
    "count": "Số đếm", "percent": "Phần trăm", "score": "Điểm số", "date": "Ngày", "yes_no": "Có/không", "choice": "Lựa chọn",
    "documents": "Giấy tờ hồ sơ",
}  # fmt: skip
_COUNTED = {
    "units": "Tổng số đơn vị", "units_with_initiatives": "Số đơn vị có sáng kiến", "initiatives": "Tổng số sáng kiến",
    "initiatives_applied": "Số sáng kiến được áp dụng", "own_initiatives": "Sáng kiến của đơn vị",
    "own_dossier": "Hồ sơ của đơn vị", "own_registration": "Đăng ký của đơn vị",
}  # fmt: skip
_ANSWERED = {"unit": "Đơn vị", "office": "Văn phòng", "council": "Hội đồng", "program": "Máy tự biết"}

GROUPS: Final = Sheet(
    "Nhóm tiêu chí",
    "Các mục lớn của bảng điểm; điểm tối đa bằng tổng của các dòng bên dưới.",
    (
        Column("id", "Mã", Kind.ID, "Số mục trong kế hoạch.", 12, required=True),
        Column("title", "Tên", Kind.TEXT, "", 70, required=True),
        Column("max_points", "Điểm tối đa", Kind.NUMBER, "", 12),
        Column("parent", "Thuộc nhóm", Kind.ID, "Mã nhóm lớn hơn, nếu có.", 14, source=("Nhóm tiêu chí", "Mã")),
    ),
    {"": "groups"},
)
CRITERIA: Final = Sheet(
    "Tiêu chí",
    "Mỗi tiêu chí một dòng. Có điểm: ghi điểm tối đa và cách tính ở trang “Cách tính điểm”. Không điểm: ghi “Đạt khi”.",
    (
        Column("section", "Phần", Kind.CHOICE, "Để trống: tự đánh giá.", 18),
        Column("id", "Mã", Kind.ID, "Số thứ tự trong kế hoạch.", 13, required=True),
        Column("group", "Nhóm", Kind.ID, "", 9, source=("Nhóm tiêu chí", "Mã")),
        Column("title", "Tên ngắn", Kind.TEXT, "Hiện trong tin nhắn.", 32, required=True),
        Column("wording", "Lời của kế hoạch", Kind.TEXT, "Chép nguyên văn.", 60, required=True),
        Column("max_points", "Điểm tối đa", Kind.NUMBER, "Chỉ khi có điểm.", 10),
        Column("effect", "Loại điểm", Kind.CHOICE, "Để trống: điểm thường.", 14, choices={"points": "Điểm thường", "bonus": "Điểm cộng", "penalty": "Điểm trừ"}),
        Column("met_when", "Đạt khi", Kind.CONDITION, "Chỉ khi không có điểm. Ví dụ: so_loi = 0", 34),
        Column("not_applicable_when", "Không áp dụng khi", Kind.CONDITION, "", 30),
        Column("on_unmet", "Không đạt thì", Kind.CHOICE, "Để trống: không đạt.", 16, choices=_UNMET),
        Column("candidates", "Đối tượng", Kind.IDS, "Hỏi ai. Để trống: tất cả.", 18, source=_WHO),
        Column("needs_decision_for", "Chỉ chờ quyết định với", Kind.IDS, "Đối tượng mà không đạt thì chờ quyết định.", 18, source=_WHO),
        Column("may_be_not_applicable", "Được trả lời “không áp dụng”", Kind.FLAG, "", 13),
        Column("answered_by", "Ai trả lời", Kind.CHOICE, "Để trống: đơn vị.", 13, choices=_ANSWERED),
        Column("shared", "Một câu trả lời cho tất cả", Kind.FLAG, "", 12),
        Column("target", "Chỉ tiêu tỷ lệ", Kind.FLAG, "", 10),
        Column("evidence", "Minh chứng", Kind.TEXT, "Giấy tờ chứng minh.", 34),
        Column("note", "Ghi chú", Kind.TEXT, "Hiện kèm tiêu chí.", 34),
        Column("asked_when", "Chỉ hỏi khi", Kind.CONDITION, "Ví dụ: I.2.1:da_ban_hanh = có", 28),
        Column("void", "Lý do khi không hỏi", Kind.TEXT, "Cần khi có “Chỉ hỏi khi”.", 30),
    ),
    {"Tự đánh giá": "criteria", "Tiêu chuẩn khen thưởng": "award_standards", "Điều kiện xét": "gates", "Chỉ tiêu chung": "targets"},
)  # fmt: skip
FACTS: Final = Sheet(
    "Câu hỏi",
    "Đơn vị không tự ghi điểm mà trả lời các câu hỏi. Mỗi câu một dòng, theo thứ tự hỏi.",
    (
        Column("criterion", "Tiêu chí", Kind.ID, "Trống: như dòng trên.", 13, required=True, source=_CRITERION),
        Column("name", "Mã câu hỏi", Kind.FACT, "Ví dụ: so_nhiem_vu. Dùng trong điều kiện.", 26, required=True),
        Column("type", "Kiểu trả lời", Kind.CHOICE, "", 14, required=True, choices=_TYPES),
        Column("label", "Tên ngắn", Kind.TEXT, "", 32, required=True),
        Column("question", "Câu hỏi", Kind.TEXT, "", 56, required=True),
        Column("example", "Ví dụ trả lời", Kind.WORDS, "Cần cho số và ngày.", 13),
        Column("hint", "Gợi ý", Kind.TEXT, "", 26),
        Column("items", "Đếm những gì", Kind.TEXTS, "Mỗi thứ một dòng.", 34),
        Column("minimum", "Nhỏ nhất", Kind.NUMBER, "", 9),
        Column("maximum", "Lớn nhất", Kind.NUMBER, "", 9),
        Column("at_most", "Không quá câu", Kind.FACT, "Mã câu hỏi trước.", 20),
        Column("minimum_unless.minimum", "Ít nhất", Kind.NUMBER, "Phải ít nhất…", 9),
        Column("minimum_unless.unless", "trừ khi", Kind.CONDITION, "…trừ khi điều này đúng.", 22),
        Column("may_be_unsent", "Có thể không gửi", Kind.FLAG, "Chỉ cho ngày gửi.", 10),
        Column("due_on", "Hạn gửi", Kind.DAY, "Chỉ cho ngày gửi.", 12),
        Column("may_be_unknown", "Có thể chưa biết", Kind.FLAG, "", 10),
        Column("required", "Bắt buộc", Kind.FLAG, "", 9),
        Column("counted", "Máy tự đếm", Kind.CHOICE, "", 22, choices=_COUNTED),
        Column("asked_when", "Chỉ hỏi khi", Kind.CONDITION, "Ví dụ: so_nhiem_vu > 0", 32),
    ),
    within=("criterion",),
    into="facts",
    names=("criterion", "name"),
)
OPTIONS: Final = Sheet(
    "Lựa chọn",
    "Các câu trả lời của câu hỏi kiểu “Lựa chọn”. Xếp loại thì từ thấp đến cao.",
    (
        Column("criterion", "Tiêu chí", Kind.ID, "Trống: như dòng trên.", 13, required=True, source=_CRITERION),
        Column("fact", "Câu hỏi", Kind.FACT, "Mã câu hỏi. Trống: như dòng trên.", 24, required=True),
        Column("id", "Mã", Kind.WORDS, "Dùng trong điều kiện.", 22, required=True),
        Column("label", "Tên", Kind.TEXT, "", 44, required=True),
        Column("words", "Cách viết khác", Kind.LISTED, "Cách nhau bằng dấu ;", 44),
        Column("offered_when", "Chỉ có khi", Kind.CONDITION, "", 34),
    ),
    within=("criterion", "fact"),
    into="options",
    names=("criterion", "fact", "id"),
)
CASES: Final = Sheet(
    "Trường hợp không đạt",
    "Khi không đạt vì lý do này thì xử lý khác.",
    (
        Column("criterion", "Tiêu chí", Kind.ID, "Trống: như dòng trên.", 16, required=True, source=_CRITERION),
        Column("when", "Khi", Kind.CONDITION, "", 50, required=True),
        Column("on_unmet", "Thì", Kind.CHOICE, "Để trống: như ở trang Tiêu chí.", 18, choices=_UNMET),
        Column("because", "Vì", Kind.TEXT, "Lời giải thích cho đơn vị.", 60),
    ),
    within=("criterion",),
    into="unmet_cases",
    names=("criterion", "when"),
)

RULE_KINDS: Final = {
    "fixed": "Điểm cố định", "cases": "Theo trường hợp", "deduction": "Trừ theo số lỗi", "monthly_deduction": "Trừ theo tháng trễ",
    "brackets": "Theo mức", "all_or_nothing": "Đủ điều kiện mới có điểm", "on_time": "Theo số lần trễ",
    "per_item": "Cộng theo số việc", "parts": "Cộng các phần",
}  # fmt: skip
# What a row is within a rule. ``rule``: the whole; the others lie one level deeper than the rule they belong to.
ROW_KINDS: Final = {
    "rule": "Tiêu chí", "case": "Trường hợp", "otherwise": "Còn lại", "part": "Phần", "step": "Mức", "below": "Dưới mọi mức",
    "requirement": "Điều kiện", "failures": "Số lần trễ",
}  # fmt: skip
RULES: Final = Sheet(
    "Cách tính điểm",
    "Mỗi tiêu chí có điểm bắt đầu bằng dòng cấp 1; dòng cấp 2, 3… là chi tiết của dòng cấp nhỏ hơn ở trên.",
    (
        Column("criterion", "Tiêu chí", Kind.ID, "Trống: như dòng trên.", 11, required=True, source=_CRITERION),
        Column("level", "Cấp", Kind.WHOLE, "1, 2, 3…", 6, required=True),
        Column("row", "Dòng này là", Kind.CHOICE, "", 16, required=True, choices=ROW_KINDS),
        Column("when", "Khi", Kind.CONDITION, "Của trường hợp, điều kiện.", 36),
        Column("kind", "Cách tính", Kind.CHOICE, "Trống: chỉ là một số điểm.", 25, choices=RULE_KINDS),
        Column("points", "Điểm", Kind.NUMBER, "Hoặc điểm ban đầu.", 8),
        Column("per", "Mỗi lần", Kind.NUMBER, "Trừ hoặc cộng bao nhiêu.", 8),
        Column("fact", "Theo câu hỏi", Kind.FACTS, "Mã câu hỏi.", 26),
        Column("at_least", "Từ mức", Kind.NUMBER, "Số lần trễ: 0, 1, 2…", 8),
        Column("at_most_items", "Nhiều nhất", Kind.WHOLE, "Tính nhiều nhất mấy việc.", 10),
        Column("due_month", "Tháng phải xong", Kind.MONTH, "", 11),
        Column("max_points", "Phần tối đa", Kind.NUMBER, "", 9),
        Column("text", "Lời giải thích", Kind.TEXT, "Lý do; tên phần; điều còn thiếu.", 40),
        Column("items", "Gọi là", Kind.TEXT, "Tên thứ được đếm; lời khi đạt.", 34),
    ),
    within=("criterion",),
    into="rule",
    names=("criterion",),
    rules=True,
)
