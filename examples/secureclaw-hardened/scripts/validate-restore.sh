#!/usr/bin/env bash
# validate-restore.sh ~/backups/secureclaw/pre-deploy_...
set -euo pipefail

(cd "$1" && sha256sum --check SHA256SUMS)
tar -tzf "$1/state.tar.gz" > /dev/null
curl -fsS http://127.0.0.1:18789/health/ready
