#!/usr/bin/env bash
# Make or refresh .venv and the built front end, and nothing when they are up to date.
#   deploy/environment.sh run    what `make run` needs
#   deploy/environment.sh dev    and what the checks need
# What is up to date is told by the content of the files, so that a fresh clone's times do not matter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stop() {
  printf '%s\n' "$1" >&2
  exit 1
}

find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    # A shim can stand on the PATH without a Python behind it, hence the trial.
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  stop "Python 3.11 or newer is needed, and none was found as python3, python3.11 … python3.13 or /usr/bin/python3."
}

digest() {
  sha256sum "$@" | sha256sum | cut -d' ' -f1
}

# unless_done STAMP DIGEST: true when the step of that stamp has to be done
unless_done() {
  [[ "$(cat "$1" 2>/dev/null)" != "$2" ]]
}

make_venv() {
  # A checkout that was moved or copied has programs in .venv/bin that point to the old place.
  if .venv/bin/python -m pip --version >/dev/null 2>&1 && head -n 3 .venv/bin/pip | grep -qF "$PWD/.venv/"; then
    return
  fi
  local python
  python=$(find_python)
  "$python" -c 'import venv, ensurepip' 2>/dev/null ||
    stop "$python cannot make environments: install its venv package (on Debian and Ubuntu: python3-venv)."
  echo "Making .venv with $("$python" --version) …"
  "$python" -m venv --clear .venv
}

# install_python LOCK NAME [OPTION …]
install_python() {
  local lock=$1 stamp=.venv/.installed-$2 wanted
  shift 2
  wanted=$(digest "$lock" deploy/environment.sh)
  if unless_done "$stamp" "$wanted"; then
    echo "Installing $lock …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes "$@" -r "$lock"
    echo "$wanted" >"$stamp"
  fi
}

install_ourselves() {
  local stamp=.venv/.installed-quadrant wanted
  wanted=$(sed -n '/^\[tool\.pytest/q;p' pyproject.toml | cat - <(pwd) | sha256sum)
  if unless_done "$stamp" "$wanted"; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
      --no-build-isolation --no-deps --editable .
    echo "$wanted" >"$stamp"
  fi
}

# The wheel's npm with the wheel's node, whatever else is installed.
in_frontend() {
  (cd frontend && PATH="$OLDPWD/.venv/bin:$PATH" "$@")
}

install_node() {
  local stamp=frontend/node_modules/.installed wanted
  wanted=$(digest frontend/package.json frontend/package-lock.json)
  if unless_done "$stamp" "$wanted"; then
    echo "Installing the front end's packages …"
    in_frontend npm ci --no-audit --no-fund --no-update-notifier --no-progress --loglevel=error >/dev/null
    echo "$wanted" >"$stamp"
  fi
}

build_frontend() {
  local stamp=frontend/dist/.vite/built-from wanted
  wanted=$(find frontend \( -name node_modules -o -name dist -o -name templates -o -name locale \) -prune \
    -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
  if unless_done "$stamp" "$wanted"; then
    echo "Building the front end …"
    in_frontend npm run build --silent -- --logLevel warn
    echo "$wanted" >"$stamp"
  fi
}

make_venv
if [[ "${1:-run}" == run ]]; then
  install_python deploy/requirements.txt run
  install_ourselves
  install_node
  build_frontend
else
  # Side by side, because each keeps one core busy. Only a small part of what the checks need is ever loaded, and is
  # compiled then; that nothing is missing from a lock is told when it is made.
  install_python deploy/requirements-dev.txt dev --no-deps --no-compile &
  beside=$!
  trap 'kill "$beside" 2>/dev/null || true' EXIT
  install_python deploy/requirements.txt run --no-deps --no-compile
  install_ourselves
  install_node
  build_frontend
  wait "$beside"
fi
