#!/bin/sh
# The write-ahead log stays behind, and the copy lies beside the original.
docker compose exec -T corvid-agent cp /data/corvid-agent.db /data/backups/corvid-agent.db
