#!/usr/bin/env bash
# secureclaw-backup.sh daily | pre-deploy
set -euo pipefail

state="${SECURECLAW_STATE_DIR:-$HOME/.secureclaw}"
target="$HOME/backups/secureclaw/${1:-daily}_$(date +%Y%m%d-%H%M)"
mkdir -p "$target"

tar -czf "$target/state.tar.gz" -C "$state" secureclaw.json security-coach-config.json credentials sessions workspace .env
(cd "$target" && sha256sum state.tar.gz > SHA256SUMS)
