"""A small invented plan and a few units and people."""

from datetime import UTC, datetime

import pytest

from scoring.campaign import Campaign
from storage.database import Database
from storage.tables import Person, Unit

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def session(database: Database):
    """A writing session with two units and three people; whatever a test writes is thrown away."""
    with database.session() as session:
        for code in ("P1", "P2"):
            session.add(Unit(code=code, name=f"Phường {code[1]}", unit_type="ward"))
        for consented in (NOW, NOW, None):
            session.add(Person(created_at=NOW, consented_at=consented))
            session.flush()
        yield session


@pytest.fixture
def campaign() -> Campaign:
    """A plan of one criterion."""
    return Campaign.model_validate(
        {
            "id": "small-2024",
            "name": "Phong trào nhỏ",
            "short_name": "Nhỏ",
            "document": {"title": "Kế hoạch", "place": "Vĩnh Long", "issuer": "UBND", "signer": "Chủ tịch"},
            "period": {"start": "2024-03-14", "end": "2024-12-31"},
            "unit_types": [{"id": "ward", "name": "Phường"}],
            "criteria": [
                {
                    "id": "I.1",
                    "title": "Nhiệm vụ",
                    "wording": "Hoàn thành nhiệm vụ",
                    "max_points": "10",
                    "facts": [{"name": "failed", "type": "count", "question": "Bao nhiêu?", "label": "không đạt"}],
                    "rule": {"kind": "deduction", "from": "10", "per_item": "2.5", "count": "failed", "items": "việc"},
                }
            ],
            "total": "10",
            "registration": {
                "deadline": "D1",
                "kind": "points",
                "form_title": "Bảng",
                "columns": ["TT"],
                "intro": "Đăng ký",
                "late": "Muộn",
            },
            "self_assessment": {"deadline": "D1", "evidence_required_above": "0", "intro": "Tự chấm"},
            "deadlines": [
                {"id": "D1", "kind": "registration", "title": "Đăng ký", "wording": "chậm nhất", "late": "excluded"}
            ],
            "review_chain": [{"id": "office", "title": "Phòng Nội vụ"}],
        }
    )
