#!/usr/bin/env bash
# Install newsbeam in .venv, with Python 3.12 and the dependencies pinned in the lock file.
# Does nothing if .venv is up to date; run it again when the lock file has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

is_python_312() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.12 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python3.12; do
        if [ -n "$candidate" ] && is_python_312 "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    if command -v uv >/dev/null; then
        uv python find 3.12 2>/dev/null || { uv python install -q 3.12 && uv python find 3.12; }
        return
    fi
    echo "setup: found no Python 3.12 on the PATH, in pyenv or by uv; install it (pyenv install 3.12) or name it: PYTHON=/path/to/python3.12 $0" >&2
    return 1
}

installed_marker=.venv/.newsbeam-lock
lock_sum=$(cksum deploy/requirements.lock pyproject.toml)
if [ -f "$installed_marker" ] && [ "$(cat "$installed_marker")" = "$lock_sum" ]; then
    exit 0
fi
python=$(find_python)
[ -x .venv/bin/python ] || "$python" -m venv .venv
# uv installs in seconds what takes pip minutes; uv itself is pinned in the lock file too.
awk '/^uv==/ { in_uv = 1 } in_uv; in_uv && !/\\$/ { exit }' deploy/requirements.lock > .venv/uv.lock
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.lock
install_with() {
    "$@" -q --require-hashes -r deploy/requirements.lock && "$@" -q --no-deps --no-build-isolation -e .
}
# Fall back to pip where packages come from a mirror that only pip is configured for.
install_with .venv/bin/uv pip install --python .venv/bin/python || install_with .venv/bin/python -m pip install
echo "$lock_sum" > "$installed_marker"
