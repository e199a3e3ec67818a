#!/bin/sh
set -e
docker compose exec -T postgres pg_dump -U novamem novamem | gzip > /var/backups/novamem.sql.gz
