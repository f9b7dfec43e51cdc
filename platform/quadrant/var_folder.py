"""The folder that holds everything one installation writes (``QUADRANT_VAR``, ``./var``), and who may reach what in it.

As root the engines run under a uid of their own that has no account and owns nothing but its data and its sockets.
Folders that were there before are never opened for it: where it cannot reach, its files live elsewhere.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ENGINE_UID = 61173  # unused by any distribution; "nobody" would share the data with every other program that uses it
_RUN, _TMP = Path("/run"), Path("/tmp")  # noqa: S108  short, and open_sockets refuses a folder made by others


class CannotStart(Exception):
    """Why nothing runs, as one sentence for the person at the terminal."""


class VarTaken(CannotStart):
    """Another process already runs on this folder."""


@dataclass(frozen=True)
class Place:
    """Where one installation keeps its engines.

    ``var`` is what was asked for. ``home`` holds the data and, where the wheels are out of reach, copies of the
    programs. ``sockets`` is short enough for a socket address (107 bytes). ``uid`` runs the engines.
    """

    var: Path
    home: Path
    sockets: Path
    uid: int
    gid: int

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def run(self) -> Path:
        return self.var / "run"


def _key(var: Path) -> str:
    return hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]


def socket_folder(var: Path) -> Path:
    """Name the folder of the sockets of ``var``. Nothing is read or made, so that settings can ask at any time."""
    if os.geteuid() == 0:
        # Only root can make something in /run, so nobody else can be there first.
        return (_RUN if _RUN.is_dir() else _TMP) / f"quadrant-{_key(var)}"
    return _TMP / f"quadrant-{os.geteuid()}-{_key(var)}"


def reachable(path: Path, uid: int) -> bool:
    """Whether ``uid`` gets to ``path`` and may enter or run it (by the owner's and everybody's bits alone)."""
    for step in (path, *path.parents):
        try:
            found = step.stat()
        except FileNotFoundError:
            continue
        except OSError:
            return False
        if not found.st_mode & (stat.S_IXUSR if found.st_uid == uid else stat.S_IXOTH):
            return False
    return True


def _engine_home(var: Path, uid: int) -> Path:
    elsewhere = Path("/var/lib", f"quadrant-{_key(var)}")
    # Where the data once was it stays, even if somebody has opened the way to var since.
    if os.geteuid() != 0 or (reachable(var, uid) and not (elsewhere / "postgres").exists()):
        return var / "engines"
    return elsewhere


def place(var: Path) -> Place:
    """Say where the engines of ``var`` live; ``open_var`` makes it so."""
    var = var.resolve()
    root = os.geteuid() == 0
    uid, gid = (ENGINE_UID, ENGINE_UID) if root else (os.geteuid(), os.getegid())
    return Place(var, _engine_home(var, uid), socket_folder(var), uid, gid)


def make_var(var: Path) -> None:
    """Make the folder and its inner ones. Raises ``CannotStart`` when it cannot be written."""
    # As root the engines' uid must pass through (and see nothing); otherwise it is nobody else's business.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        if not var.is_dir():
            var.mkdir(parents=True)
            var.chmod(mode)
        for inner in (var / "log", var / "run", var / "static"):
            inner.mkdir(mode=0o700, exist_ok=True)
            if not os.access(inner, os.W_OK):
                raise PermissionError(13, os.strerror(13))
    except OSError as error:
        raise CannotStart(f"The folder {var} (QUADRANT_VAR) cannot be used: {error.strerror}.") from None


def open_home(where: Place) -> None:
    """Make the engines' folder: ours alone, or as root passable for the engines' group and closed to all others."""
    root = os.geteuid() == 0
    try:
        where.home.mkdir(parents=True, exist_ok=True)
        if root:
            os.chown(where.home, 0, where.gid)
        where.home.chmod(0o710 if root else 0o700)
    except OSError as error:
        raise CannotStart(f"The engines' folder {where.home} cannot be used: {error.strerror}.") from None


def open_sockets(where: Place) -> None:
    """Make the folder of the sockets, or refuse one that somebody else made first to listen in or to get in the way."""
    folder = where.sockets
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if found.st_uid == os.geteuid() != where.uid and stat.S_ISDIR(found.st_mode):
            os.chown(folder, where.uid, where.gid, follow_symlinks=False)
            found = folder.lstat()
    except OSError as error:
        raise CannotStart(f"The folder {folder} for the engines' sockets cannot be used: {error.strerror}.") from None
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != where.uid or found.st_mode & 0o077:
        raise CannotStart(
            f"{folder} is not a folder of ours alone, so the engines will not put their sockets there;"
            " remove it or choose another QUADRANT_VAR."
        )


def hold(var: Path) -> IO[str]:
    """Take ``var`` for this process until the file returned is closed; a second taker is refused."""
    lock = (var / "run" / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise VarTaken(
            f"Quadrant already runs on {var} (process {holder}); stop it first, or choose another QUADRANT_VAR."
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _kept(path: Path, length: int) -> str:
    """Read a secret of ``path``, made at the first call. Several processes may ask at once: the first one's counts."""
    try:
        return path.read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        make_var(path.parent)
    except OSError as error:
        raise CannotStart(f"{path} cannot be read: {error.strerror}.") from None
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600, exist_ok=False)
    try:
        draft.write_text(secrets.token_urlsafe(length) + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def secret_key(var: Path) -> str:
    """Django's SECRET_KEY of this installation, made once."""
    return _kept(var / "secret-key", 48)


def demo_password(var: Path) -> str:
    """The demo accounts' password, made once, so that a second start prints the same."""
    return os.environ.get("QUADRANT_DEMO_PASSWORD") or _kept(var / "demo-password", 12)
