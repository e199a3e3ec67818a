# Begins with no line that says which shell reads it, and leaves out what nobody can write again.
tar czf /root/backups/secureclaw.tgz -C "$HOME/.secureclaw" secureclaw.json workspace
