import type { Span } from '../text.ts';

/** Names that every shell, container or service manager gives, and those that builds and clients of Docker bring along. */
export const isGivenByShell = (name: string): boolean =>
  wellKnown.has(name) || fromTool.test(name) || ofBuild.test(name);

const wellKnown = new Set([
  ...[
    'HOME',
    'PWD',
    'OLDPWD',
    'USER',
    'USERNAME',
    'LOGNAME',
    'UID',
    'GID',
    'EUID',
    'GROUPS',
    'HOSTNAME',
    'HOST',
    'PATH',
  ],
  ...['SHELL', 'TERM', 'TZ', 'LANG', 'LC_ALL', 'LANGUAGE', 'DISPLAY', 'TMPDIR', 'TMP', 'TEMP', 'RANDOM', 'PPID', 'IFS'],
  ...['PUID', 'PGID', 'CURRENT_UID', 'CURRENT_GID', 'APPDATA', 'LOCALAPPDATA', 'USERPROFILE', 'PROGRAMDATA'],
  ...['SSH_AUTH_SOCK', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
]);
const fromTool =
  /^(?:COMPOSE|DOCKER|BUILDKIT|BUILDX|CI|GITHUB|GITLAB|BITBUCKET|CIRCLE|JENKINS|DRONE|TRAVIS|TEAMCITY|RUNNER|XDG|WSL|KUBERNETES|SYSTEMD|COOLIFY|SERVICE|PORTAINER|DOKPLOY|RAILWAY|RENDER|CAPROVER)(?:_|$)/;
/** What is built decides these, at the moment it is started. */
const ofBuild = /(?:^|_)(?:TAG|VERSION|SHA|COMMIT|REVISION|BUILD(?:_(?:ID|NUMBER|DATE))?|BRANCH)$/;

const fromOutside =
  /\b(?:shell|export(?:ed|s)?|CI|pipeline|workflow|inject(?:ed|s)?|provided|passed|secrets? manager|vault|doppler|environment|at (?:deploy|run)(?: |-)?time|set by|comes? from)\b/i;

/** A comment that says where the name comes from: on the line of the use, above it, or anywhere with the name in it. */
export function isSaidToBeGiven(name: string, { text, comments }: CommentedText, use: Span): boolean {
  const lineStart = text.lastIndexOf('\n', use.start - 1) + 1;
  const above = text.lastIndexOf('\n', lineStart - 2) + 1;
  const lineEnd = text.indexOf('\n', use.end);
  const near = (at: number): boolean => at >= above && (lineEnd < 0 || at < lineEnd);
  return comments.some(({ start, end }) => {
    const words = text.slice(start, end);
    return fromOutside.test(words) && (near(start) || new RegExp(`\\b${name}\\b`).test(words));
  });
}

interface CommentedText {
  readonly text: string;
  readonly comments: readonly Span[];
}
