import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Whom git takes for the author: `user.email`, else `user.name`, of the folder's own configuration, then of the person's
 * (git-config(1), FILES). The name of the account where git knows nobody. Git itself is not run.
 */
export function authorName(folder?: string): string {
  const files = [
    ...(folder === undefined ? [] : [join(folder, '.git/config')]),
    join(homedir(), '.gitconfig'),
    join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'git/config'),
  ];
  for (const file of files) {
    const found = authorIn(textOf(file));
    if (found !== undefined) return found;
  }
  return userInfo().username;
}

/** `user.email`, else `user.name`, of one configuration file; the last of each counts. */
export function authorIn(text: string): string | undefined {
  let section = '';
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[\s*([\w.-]+)\s*\]/.exec(line)?.[1]?.toLowerCase() ?? (/^\s*\[/.test(line) ? '' : section);
    const [, key, value] = /^\s*(\w[\w-]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section === 'user' && key !== undefined && value !== undefined) {
      values.set(key.toLowerCase(), value.replace(/\s+[#;].*$/, '').replace(/^"(.*)"$/, '$1'));
    }
  }
  return values.get('email') || values.get('name') || undefined;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
