#!/bin/sh
# Copied from another project: its container is not the one of docker-compose.yml.
echo "pg_dump of cognova-db"
docker exec cognova-postgres pg_dump -U postgres cognova > /root/cognova.sql
