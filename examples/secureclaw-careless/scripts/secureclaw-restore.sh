#!/bin/sh
echo "tar xzf /root/backups/secureclaw.tgz -C ~/.secureclaw"
