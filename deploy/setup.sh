#!/usr/bin/env bash
# Set up newsbeam in .venv: Python 3.12 wherever it is known, every dependency as the lock file pins it.
# Does nothing when it has been done; run it again after the lock file changed.
set -euo pipefail
cd "$(dirname "$0")/.."

works() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.12 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python3.12; do
        if [ -n "$candidate" ] && works "$candidate"; then
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

done_mark=.venv/.newsbeam-lock
lock_sum=$(cksum deploy/requirements.lock pyproject.toml)
if [ -f "$done_mark" ] && [ "$(cat "$done_mark")" = "$lock_sum" ]; then
    exit 0
fi
python=$(find_python)
[ -x .venv/bin/python ] || "$python" -m venv .venv
# pip takes minutes for what uv does in seconds; uv itself is pinned in the lock file too.
awk '/^uv==/ { own = 1 } own; own && !/\\$/ { exit }' deploy/requirements.lock > .venv/uv.lock
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.lock
install_with() {
    "$@" -q --require-hashes -r deploy/requirements.lock && "$@" -q --no-deps --no-build-isolation -e .
}
# Where packages come from a mirror that only pip is told of, pip does it.
install_with .venv/bin/uv pip install --python .venv/bin/python || install_with .venv/bin/python -m pip install
echo "$lock_sum" > "$done_mark"
