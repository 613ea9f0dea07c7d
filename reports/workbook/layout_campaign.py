"""The sheet about the campaign itself: identity, paper, registration, self-assessment, reminders."""

from typing import Final

from reports.workbook.columns import Column, Form, Kind

_WHO = ("Đối tượng", "Mã")
_DEADLINE = ("Mốc thời gian", "Mã")
_KINDS = {
    "points": "Đăng ký điểm",
    "titles": "Đánh dấu danh hiệu",
    "initiatives": "Đăng ký sáng kiến",
    "light": "Chỉ ghi tên",
}

CAMPAIGN: Final = Form(
    "Phong trào",
    "Mỗi dòng là một mục: ghi vào cột “Nội dung”.",
    {
        "Phong trào": (
            Column("id", "Mã phong trào", Kind.ID, "Chữ không dấu, số và gạch ngang.", required=True, example="cchc-tan-an-2025"),
            Column("name", "Tên đầy đủ", Kind.TEXT, "Như trong kế hoạch.", required=True),
            Column("short_name", "Tên ngắn", Kind.TEXT, "Hiện trong tin nhắn.", required=True),
            Column("period.start", "Ngày bắt đầu", Kind.DAY, "Trước ngày này không nhắc ai.", required=True, example="15/01/2025"),
            Column("period.end", "Ngày kết thúc", Kind.DAY, "Sau ngày này không nhận thêm.", required=True, example="31/12/2025"),
            Column("total", "Tổng điểm", Kind.NUMBER, "Bằng tổng điểm tối đa của các tiêu chí. Không chấm điểm thì ghi 0."),
        ),
        "Văn bản kế hoạch": (
            Column("document.title", "Tên văn bản", Kind.TEXT, required=True),
            Column("document.number", "Số, ký hiệu", Kind.WORDS, example="20/KH-UBND"),
            Column("document.issued_on", "Ngày ban hành", Kind.DAY, example="15/01/2025"),
            Column("document.place", "Nơi ban hành", Kind.WORDS, required=True, example="Tân An"),
            Column("document.issuer", "Cơ quan ban hành", Kind.TEXT, required=True),
            Column("document.signer", "Chức vụ người ký", Kind.TEXT, "Chỉ chức vụ, không ghi tên.", required=True, example="Chủ tịch"),
            Column("document.annex", "Phụ lục", Kind.TEXT, "Tên phụ lục bảng điểm, nếu có."),
        ),
        "Đăng ký": (
            Column("registration.kind", "Cách đăng ký", Kind.CHOICE, required=True, choices=_KINDS),
            Column("registration.deadline", "Hạn đăng ký", Kind.ID, "Mã ở trang “Mốc thời gian”. Để trống: kế hoạch không đặt hạn.", source=_DEADLINE),
            Column("registration.form_title", "Tên bảng đăng ký", Kind.TEXT, required=True),
            Column("registration.columns", "Các cột của bảng đăng ký", Kind.TEXTS, "Mỗi cột một dòng (Alt+Enter để xuống dòng)."),
            Column("registration.by", "Ai đăng ký", Kind.IDS, "Mã ở trang “Đối tượng”, cách nhau bằng dấu ;. Để trống: tất cả.", source=_WHO),
            Column("registration.document", "Cần công văn kèm theo", Kind.FLAG),
            Column("registration.minimum_marks", "Số ô ít nhất phải đánh dấu", Kind.WHOLE, "Chỉ khi đánh dấu danh hiệu."),
            Column("registration.intro", "Lời dẫn khi đăng ký", Kind.TEXT, required=True),
            Column("registration.late", "Đăng ký trễ thì sao", Kind.TEXT, "Lời giải thích cho đơn vị.", required=True),
        ),
        "Tự đánh giá": (
            Column("self_assessment.deadline", "Hạn tự đánh giá", Kind.ID, "Mã ở trang “Mốc thời gian”.", source=_DEADLINE),
            Column("self_assessment.intro", "Lời dẫn khi tự đánh giá", Kind.TEXT, required=True),
            Column("self_assessment.needs_registration", "Chỉ đơn vị đã đăng ký được tự đánh giá", Kind.FLAG, "Để trống: có."),
            Column("self_assessment.evidence_required_above", "Cần minh chứng khi trên số điểm", Kind.NUMBER, "0: tiêu chí nào có điểm cũng cần."),
            Column("correction_days", "Số ngày làm việc để sửa khi bị trả lại", Kind.WHOLE),
            Column("priority.criterion", "Ưu tiên khi bằng điểm: tiêu chí", Kind.ID, source=("Tiêu chí", "Mã")),
            Column("priority.condition", "Ưu tiên khi bằng điểm: điều kiện", Kind.CONDITION),
            Column("priority.text", "Ưu tiên khi bằng điểm: giải thích", Kind.TEXT),
        ),
        "Nhắc việc": (
            Column("reminders.offsets", "Nhắc vào các ngày", Kind.WHOLES, "Số ngày so với ngày cuối: -3 là trước 3 ngày, 0 là ngày cuối, 1 là báo quá hạn.", nothing="không nhắc"),
            Column("reminders.hour", "Giờ nhắc", Kind.TIME),
            Column("reminders.quiet_hours.from", "Không nhắn từ giờ", Kind.TIME),
            Column("reminders.quiet_hours.to", "Không nhắn đến giờ", Kind.TIME),
        ),
        "Hồ sơ và sổ sáng kiến": (
            Column("dossier.deadline", "Hạn nộp hồ sơ khen thưởng", Kind.ID, "Mã ở trang “Mốc thời gian”.", source=_DEADLINE),
            Column("initiative_register.title", "Tên sổ sáng kiến", Kind.TEXT, "Chỉ khi có sổ mô hình, giải pháp, sáng kiến."),
        ),
    },
)  # fmt: skip
