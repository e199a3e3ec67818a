#!/usr/bin/env bash
# SQLite's own copy: the database has a write-ahead log, so that its file alone is not consistent.
set -euo pipefail
cd "$(dirname "$0")/.."

copy="/backup/corvid-agent-$(date +%F).db"
docker compose exec -T corvid-agent sqlite3 /data/corvid-agent.db ".backup '$copy'"
docker compose exec -T corvid-agent sqlite3 "$copy" "PRAGMA integrity_check"
