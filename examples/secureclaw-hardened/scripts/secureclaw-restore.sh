#!/usr/bin/env bash
# secureclaw-restore.sh ~/backups/secureclaw/pre-deploy_...
set -euo pipefail

docker compose stop secureclaw-gateway
tar -xzf "$1/state.tar.gz" -C "${SECURECLAW_STATE_DIR:-$HOME/.secureclaw}"
docker compose start secureclaw-gateway
