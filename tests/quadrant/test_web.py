"""Health, and what every request passes through."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, RequestFactory

from quadrant.web.middleware import CompressedTextMiddleware

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """allauth counts attempts in the cache; each test starts at none."""
    caches["default"].clear()


def test_live_answers_without_a_database(client: Client) -> None:
    assert client.get("/livez").json() == {"status": "alive"}


@pytest.mark.django_db
def test_ready_names_its_parts(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "database": "ok", "valkey": "ok"})


@pytest.mark.django_db
def test_without_valkey_it_is_degraded_and_still_serves(client: Client, settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock?db=1"}}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"], answer.json()["valkey"]) == (200, "degraded", "no answer")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://testserver:81", "https://testserver"])
@pytest.mark.django_db
def test_a_write_from_elsewhere_is_refused(origin: str) -> None:
    answer = Client(headers={"origin": origin}).post("/accounts/login/", {})
    assert answer.status_code == 403
    assert answer.content.decode() == "This request does not come from this site, so nothing was done."


@pytest.mark.django_db
def test_a_write_that_does_not_say_where_it_comes_from_is_refused() -> None:
    assert Client().post("/accounts/login/", {}).status_code == 403


@pytest.mark.django_db
def test_a_write_without_djangos_token_is_refused() -> None:
    answer = Client(headers=ORIGIN, enforce_csrf_checks=True).post("/accounts/login/", {})
    assert answer.status_code == 403


@pytest.mark.django_db
def test_the_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert (directives["default-src"], directives["script-src"]) == ("'none'", "'self'")
    assert (directives["base-uri"], directives["frame-ancestors"]) == ("'none'", "'none'")


@pytest.mark.django_db
def test_nobody_signs_up_without_an_invitation(client: Client) -> None:
    answer = client.get("/accounts/signup/")
    assert answer.status_code == 200
    assert "<form" not in answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]


@pytest.mark.django_db
def test_sign_in_sign_out_and_a_reset_by_mail(django_user_model, settings, tmp_path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    django_user_model.objects.create_user("ana@cast.invalid", "a long pass phrase", name="Ana")
    browser = Client(headers=ORIGIN)
    wrong = browser.post("/accounts/login/", {"login": "ana@cast.invalid", "password": "wrong"})
    assert "This address and this password do not belong together." in wrong.content.decode()
    assert (wrong.status_code, "ana@cast.invalid" in wrong.content.decode()) == (200, True)
    right = browser.post("/accounts/login/", {"login": "ana@cast.invalid", "password": "a long pass phrase"})
    assert (right.status_code, right.headers["Location"]) == (302, "/")
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get("/accounts/profile/").status_code == 302
    browser.post("/accounts/password/reset/", {"email": "ana@cast.invalid"})
    mails = [path.read_text() for path in tmp_path.iterdir()]
    assert len(mails) == 1
    assert "/accounts/password/reset/key/" in mails[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "labels", "said"),
    [
        ("login/", ["E-mail address", "Password"], ["Write your e-mail address.", "Write your password."]),
        ("password/reset/", ["E-mail address"], ["Write your e-mail address."]),
        (
            "password/change/",
            ["Present password", "New password", "New password, again"],
            ["Write your present password.", "Write a new password.", "Write the new password once more."],
        ),
    ],
)
def test_the_doors_speak_in_our_words(address, labels, said, django_user_model) -> None:
    browser = Client(headers=ORIGIN)
    if "change" in address:
        browser.force_login(django_user_model.objects.create_user("ana@cast.invalid", "a long pass phrase", name="Ana"))
    answer = browser.post(f"/accounts/{address}", {})
    form = answer.context["form"]
    assert [str(field.label) for field in form] == labels
    assert [error for field in form for error in field.errors] == said
    assert "placeholder" not in answer.content.decode()


def test_sessions_do_not_live_in_valkey() -> None:
    """A restart of Valkey signs nobody out."""
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


BUILT = sorted((Path(settings.STATICFILES_DIRS[0]) / "assets").glob("*.[cj]s*"))


@pytest.mark.parametrize(("accepted", "ending"), [("gzip, deflate, br", ".br"), ("gzip", ".gz"), ("identity", "")])
def test_what_the_build_compressed_is_sent_so(client: Client, accepted: str, ending: str) -> None:
    """Every script and style sheet of a kilobyte or more, kept for ever as the plain file is."""
    plain = [path for path in BUILT if path.suffix in {".css", ".js"} and path.stat().st_size >= 1024]
    assert {"main", "board"} <= {path.name.partition("-")[0] for path in plain}
    for path in plain:
        answer = client.get(f"/static/assets/{path.name}", headers={"accept-encoding": accepted})
        sent = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert sent == path.with_name(path.name + ending).read_bytes()
        assert answer.headers.get("Content-Encoding", "") == {".br": "br", ".gz": "gzip", "": ""}[ending]
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["Cache-Control"]
        assert ending != ".gz" or gzip.decompress(sent) == path.read_bytes()


def test_pages_are_sent_compressed_and_their_length_tells_nothing(client: Client) -> None:
    answers = [client.get("/accounts/login/", headers={"accept-encoding": "gzip, br"}) for _ in range(20)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert b"<h1>" in gzip.decompress(answers[0].content)
    assert len({len(answer.content) for answer in answers}) > 5  # padded by up to a hundred bytes
    assert "Content-Encoding" not in client.get("/accounts/login/").headers


def test_a_file_keeps_its_length() -> None:
    file = HttpResponse(b"%PDF-" * 500, content_type="application/pdf")
    request = RequestFactory(headers={"accept-encoding": "gzip"}).get("/")
    assert CompressedTextMiddleware(lambda _: file)(request).content == b"%PDF-" * 500


def test_what_the_board_loads_is_light() -> None:
    """With the page itself, about 8 kB when compressed, the first view is at most 60 KiB beside its fonts."""
    dist = Path(settings.STATICFILES_DIRS[0])
    manifest = json.loads((dist / ".vite" / "manifest.json").read_text())
    asked, files = ["theme.ts", "main.ts", "board.ts", "styles/board.css"], set()
    while asked:
        entry = manifest[asked.pop()]
        files |= {entry["file"], *entry.get("css", ())}
        asked += [name for name in entry.get("imports", ()) if manifest[name]["file"] not in files]
    sizes = {name: (dist / f"{name}.gz").stat().st_size for name in files}
    assert len(sizes) >= 5
    assert sum(sizes.values()) <= 52_000, sizes
