# What the scripts in bin/ share. Sourced first; turns on strict mode.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env"
cd "$METIZ_ROOT"

# stop "one clear sentence": the last thing a person reads when it cannot go on.
stop() {
  printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# step NAME COMMAND…: runs it and says how long it took. What takes no time is not worth a line.
step() {
  local name=$1 from=$SECONDS
  shift
  "$@"
  [ $((SECONDS - from)) -lt 1 ] || printf '%-44s %4s s\n' "$name" $((SECONDS - from))
}

bindgen_path() {
  local key
  key=$(cat bin/tools/bindgen/Cargo.toml bin/tools/bindgen/Cargo.lock bin/tools/bindgen/src/main.rs | sha256sum | cut -c1-16)
  printf '%s\n' "$METIZ_CACHE/tools/bindgen-$key"
}

# The newest PostgreSQL server on this machine, or nothing. Debian keeps it off the PATH.
postgres_bin() {
  local found
  found=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n1) || true
  [ -n "$found" ] || found=$(command -v initdb) || true
  [ -z "$found" ] || dirname "$found"
}
