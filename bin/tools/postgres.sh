# A PostgreSQL of our own: a throw-away cluster on a free port of this machine. Sourced after lib.sh.
# It refuses to run as root.

postgres_folder=

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# start_postgres [FOLDER]: in FOLDER (/tmp), with PostgreSQL's own defaults, which are durable: the server refuses anything
# less. The URL of an empty database is then in postgres_url.
start_postgres() {
  local bin port options parent=${1:-/tmp}
  bin=$(postgres_bin)
  port=$(free_port)
  postgres_folder=$(cd /tmp && as_postgres mktemp -d "$parent/metiz-postgres.XXXXXX")
  options="-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories=$postgres_folder -c max_connections=200"
  cd "$postgres_folder" # a folder that user postgres may stand in
  as_postgres "$bin/initdb" -D "$postgres_folder/data" -U metiz -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  as_postgres "$bin/pg_ctl" -D "$postgres_folder/data" -l "$postgres_folder/log" -w -o "$options" start >/dev/null ||
    stop "PostgreSQL did not start: $(tail -n1 "$postgres_folder/log")"
  as_postgres "$bin/createdb" -h 127.0.0.1 -p "$port" -U metiz metiz
  cd "$METIZ_ROOT"
  postgres_url=postgres://metiz@127.0.0.1:$port/metiz
}

stop_postgres() {
  [ -n "$postgres_folder" ] || return 0
  cd "$postgres_folder"
  as_postgres "$(postgres_bin)/pg_ctl" -D "$postgres_folder/data" -m immediate stop >/dev/null 2>&1 || true
  cd "$METIZ_ROOT"
  rm -rf "$postgres_folder"
  postgres_folder=
}
