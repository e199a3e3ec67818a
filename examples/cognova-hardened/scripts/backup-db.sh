#!/usr/bin/env bash
# Dumps the database of docker-compose.yml and keeps two weeks; the dumps leave this machine before they are removed.
set -euo pipefail

folder="${BACKUP_DIR:-/var/backups/cognova}"
mkdir -p "$folder"

docker exec cognova-db pg_dump -U cognova --format=custom cognova > "$folder/cognova-$(date +%F).dump"
rclone copy "$folder" offsite:cognova
find "$folder" -name '*.dump' -mtime +14 -delete
