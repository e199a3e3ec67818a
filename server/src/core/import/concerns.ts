/**
 * What lines of checklists are about in general, and the rules that find the contrary. A finding of these fails the line; their
 * silence proves nothing, because the words may mean more than the rules see.
 */
const concerns: readonly { readonly words: RegExp; readonly rules: readonly string[] }[] = [
  { words: /docker\.sock|docker socket/i, rules: ['docker-socket-mounted'] },
  { words: /\bprivileged\b/i, rules: ['privileged-container'] },
  { words: /\bnon-?root\b|\b(?:as|not|the|no)\s+root\b|\broot (?:user|account)\b/i, rules: ['root-user'] },
  {
    words: /\bcapabilit(?:y|ies)\b.*\b(?:drop|linux|container)|\bdrop\w*\b.*\bcapabilit/i,
    rules: ['dangerous-capability'],
  },
  { words: /no-new-privileges|privilege escalation/i, rules: ['privilege-escalation-allowed'] },
  { words: /read-?only (?:root )?file ?system/i, rules: ['writable-root-filesystem'] },
  { words: /\bCORS\b|\b(?:wildcard|allowed)\b.*\borigins?\b/i, rules: ['wildcard-origin', 'insecure-origin'] },
  {
    words:
      /\b(?:pin(?:ned)?|immutable|floating|mutable)\b.*\b(?:images?|tags?|versions?|digests?)\b|\bimages?\b.*\b(?:pinned|digest)\b|:latest\b|\blatest tag\b/i,
    rules: ['mutable-image-tag'],
  },
  {
    words: /\bdefault (?:\w+ ){0,2}(?:passwords?|credentials?|logins?|tokens?|secrets?|accounts?|users?|keys?)\b/i,
    rules: ['default-credential', 'published-secret', 'placeholder-secret'],
  },
  {
    words:
      /\b(?:strong|random|unique|long)\b.*\b(?:passwords?|secrets?|keys?|tokens?)\b|\b(?:passwords?|secrets?|tokens?|keys?)\b.*\b(?:strong|random\w*|at least \d+)\b/i,
    rules: ['weak-secret', 'placeholder-secret', 'published-secret'],
  },
  {
    words:
      /\b(?:secrets?|credentials?|passwords?|keys?|tokens?|\.env)\b.*\b(?:git|repo|repos|repository|repositories|version control|source control|commit\w*|checked in|code)\b|\.gitignore/i,
    rules: ['secret-file-tracked', 'secret-file-not-ignored', 'vendor-token', 'private-key-in-workspace'],
  },
  {
    words:
      /\bhard-?coded\b|\bplain-?text (?:secrets?|passwords?|credentials?)\b|\b(?:secrets?|passwords?)\b.*\bin (?:the )?(?:config\w*|compose|yaml)\b/i,
    rules: ['secret-in-config', 'credential-in-url', 'vendor-token'],
  },
  {
    words: /^(?!.*\blog).*\bdebug\b|\bdevelopment mode\b|\bdev mode\b|\bproduction mode\b|\bNODE_ENV\b/i,
    rules: ['development-mode', 'debug-endpoint-enabled'],
  },
  { words: /\blog(?:ging)?[ _-]levels?\b/i, rules: ['verbose-log-level'] },
  { words: /\bTLS ?1\.[0-3]\b|\bciphers?\b|\bSSLv?[23]\b/i, rules: ['obsolete-tls'] },
  {
    words: /\b(?:TLS|SSL)\b.*\bverif|\bcertificate (?:verification|validation)\b/i,
    rules: ['tls-verification-disabled'],
  },
  {
    words:
      /\bHTTPS\b|\b(?:TLS|SSL)\b.*\b(?:enabled?|terminat\w+|configured|everywhere|front)\b|\b(?:enable|terminate|enforce|use)\b.*\b(?:TLS|SSL)\b/i,
    rules: ['tls-disabled', 'insecure-public-url'],
  },
  {
    words: /\bsecurity headers?\b/i,
    rules: ['missing-security-header', 'weak-security-header', 'stripped-security-header'],
  },
  { words: /\bcookies?\b.*\b(?:secure|httponly|samesite)\b|\bsecure\b.*\bcookies?\b/i, rules: ['insecure-cookie'] },
  { words: /\brate[- ]limit/i, rules: ['rate-limit-disabled', 'rate-limit-out-of-range'] },
  {
    words: /\b(?:database|postgres\w*|mysql|redis|mongo\w*)\b.*\b(?:public\w*|internet|exposed?|reachable|port)\b/i,
    rules: ['database-port-published'],
  },
  {
    words:
      /\b(?:unnecessary|unused|internal|no|only)\b.*\bports?\b.*\b(?:open|expos\w+|publish\w*)\b|\bports?\b.*\b(?:closed|not (?:exposed|published))\b/i,
    rules: ['port-on-all-interfaces', 'database-port-published'],
  },
  { words: /\bhealth-?\s?checks?\b/i, rules: ['missing-healthcheck', 'health-check-mismatch'] },
  {
    words: /\b(?:resource|memory|cpu)\b.*\blimits?\b|\blimits?\b.*\b(?:memory|cpu)\b/i,
    rules: ['unlimited-resources'],
  },
  { words: /\brestart polic|\brestarts? automatically\b/i, rules: ['missing-restart-policy'] },
  { words: /\blogs?\b.*\brotat|\blog rotation\b/i, rules: ['unbounded-log'] },
  { words: /\bweb-?sockets?\b/i, rules: ['missing-websocket-upgrade'] },
  {
    words: /X-Forwarded-|\bforwarded headers?\b|\bX-Real-IP\b/i,
    rules: ['missing-forwarded-header', 'spoofable-forwarded-for'],
  },
  { words: /\btrust(?:ed)? prox/i, rules: ['trusted-proxy-too-wide', 'trusted-proxy-missing'] },
  {
    words: /\bserver_tokens\b|\b(?:server|version) (?:header|banner)\b|\bX-Powered-By\b/i,
    rules: ['server-version-exposed'],
  },
  { words: /\bautoindex\b|\bdirectory (?:listing|browsing|indexes)\b/i, rules: ['directory-listing'] },
  {
    words:
      /\b(?:open|public|self)[- ]?(?:sign-?ups?|registrations?)\b|\b(?:sign-?ups?|registrations?)\b.*\b(?:disabled?|closed|off)\b|\bdisable\b.*\b(?:sign-?ups?|registrations?)\b/i,
    rules: ['open-signup'],
  },
  {
    words: /\bauth(?:entication)?\b.*\b(?:enabled|required|enforced|disabled)\b|\banonymous access\b/i,
    rules: ['authentication-disabled'],
  },
  {
    words: /\badmin(?:istration)? (?:panel|dashboard|interface|console|ui|pages?)\b/i,
    rules: ['admin-interface-exposed'],
  },
  {
    words: /\bpersistent (?:volumes?|storage)\b|\bvolumes?\b.*\b(?:persist\w*|data)\b/i,
    rules: ['data-without-volume'],
  },
  { words: /\bnetwork ?polic/i, rules: ['missing-network-policy'] },
  { words: /\ballowed[_ ]hosts?\b/i, rules: ['wildcard-allowed-host'] },
  { words: /\bprivate keys?\b/i, rules: ['private-key-in-workspace'] },
  {
    words: /\bfile (?:permissions?|modes?)\b|\bmode 0?600\b|\bchmod 0?600\b|\b0600\b/i,
    rules: ['secret-file-readable'],
  },
];

/** The rules whose finding says that the line does not hold, each once. */
export const rulesAbout = (text: string): readonly string[] => [
  ...new Set(concerns.filter(({ words }) => words.test(text)).flatMap(({ rules }) => rules)),
];

export const concernRules: readonly string[] = [...new Set(concerns.flatMap(({ rules }) => rules))];
