"""How the upload page looks: plain HTML for old phones and built-in browsers, large letters, no script."""

import hashlib
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Final

from aiohttp import web

from locales import Translator

if TYPE_CHECKING:
    from bot.uploading import Offer

ACCEPT: Final = "image/*,.pdf,.doc,.docx,.xls,.xlsx,.odt,.ods,.csv"
_STYLE: Final = """
body { margin: 0; font: 20px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #f4f6f9; }
main { max-width: 32rem; margin: 0 auto; padding: 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem; }
.problem { padding: .75rem 1rem; border-left: 6px solid #b3261e; background: #fdecea; }
input[type=file] { box-sizing: border-box; width: 100%; padding: 1rem; font-size: 1rem; background: #fff;
  border: 2px dashed #5f7080; border-radius: 12px; }
button { width: 100%; min-height: 64px; margin-top: 1.25rem; font: inherit; font-weight: 700; color: #fff;
  background: #0b57d0; border: 0; border-radius: 12px; }
small { display: block; margin-top: 1rem; font-size: 1rem; color: #44505c; }
"""
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


def show_form(offer: "Offer", tr: Translator, *, problem: str = "", status: int = 200) -> web.Response:
    """One field for one or more files, and one button."""
    title = offer.title or tr("Evidence for {criterion}", criterion=offer.place)
    said = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    label = tr("Choose photos or files (PDF, Word, Excel)")
    hint = tr("At most 10 files, 20 MB each. Choose all of them at once: the link works for one sending.")
    body = f"""{said}
<form method="post" enctype="multipart/form-data">
<label for="file">{escape(label)}</label>
<input id="file" type="file" name="file" accept="{ACCEPT}" multiple required>
<button type="submit">{escape(tr("Send"))}</button>
</form>
<small>{escape(hint)}</small>"""
    return _page(title, body, tr, status)


def show_words(title: str, words: str, tr: Translator, *, status: int = 200) -> web.Response:
    return _page(title, f"<p>{escape(words)}</p>", tr, status)


def _page(title: str, body: str, tr: Translator, status: int) -> web.Response:
    text = f"""<!doctype html>
<html lang="{tr.locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title><style>{_STYLE}</style></head>
<body><main><h1>{escape(title)}</h1>
{body}
</main></body></html>
"""
    return web.Response(text=text, content_type="text/html", status=status, headers=SAFE_HEADERS)
