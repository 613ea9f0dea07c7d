"""Pictures to send as evidence: small, real, and each of its own content."""

from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 420, 560
PAPER, INK, RED = "#fbfaf6", "#5b6468", "#c4302b"


def draw_document(path: Path, seed: int) -> Path:
    """A page as it looks when somebody photographs it: a heading, lines, a red seal. JPEG or PNG by the name."""
    page = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 36, 190, 46), fill=INK)
    pen.rectangle((240, 36, 380, 46), fill=INK)
    pen.rectangle((110, 92, 310, 108), fill="#2b3336")
    for row in range(14):
        right = 380 if (row * 7 + seed) % 5 else 250 + (row * 31 + seed * 17) % 110
        pen.rectangle((40, 140 + row * 22, right, 147 + row * 22), fill="#9aa2a5")
    pen.ellipse((262, 452, 352, 542), outline=RED, width=6)
    pen.regular_polygon((307, 497, 20), 5, fill=RED)
    page.save(path)
    return path
