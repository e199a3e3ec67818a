import type { NginxLocation, NginxScope } from '../model/nginx.ts';
import type { FileRule } from './rule.ts';

export const aliasTraversal: FileRule = {
  id: 'alias-traversal',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'A location without a closing slash lets visitors out of its folder.',
  why: `\`location /files { alias /srv/files/; }\` also takes \`/files../secret\`, and nginx puts the rest, \`../secret\`, behind the
folder: everything beside it can be read. A closing slash on the location ends that.`,
  bad: {
    'nginx.conf': 'server {\n  server_name app.example.org;\n  location /files {\n    alias /srv/files/;\n  }\n}\n',
  },
  good: {
    'nginx.conf': 'server {\n  server_name app.example.org;\n  location /files/ {\n    alias /srv/files/;\n  }\n}\n',
  },
  references: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#alias',
    'https://cwe.mitre.org/data/definitions/22.html',
  ],

  *check({ file }) {
    if (file.kind !== 'nginx') return;
    const { locations, servers } = file.model;
    const all = [...locations, ...[...locations, ...servers].flatMap(locationsIn)];
    for (const { modifier, path, pathSpan, directives } of all) {
      const alias = directives.find(({ name }) => name.text === 'alias')?.args[0];
      if ((modifier !== '' && modifier !== '^~') || path.endsWith('/') || !alias?.text.endsWith('/')) continue;
      const isExact = file.text.slice(pathSpan.start, pathSpan.end) === path;
      yield {
        path: file.path,
        span: pathSpan,
        message: `${path}../ leads out of ${alias.text}.`,
        fixes: isExact
          ? [
              {
                title: 'Close the location with a slash',
                safe: false,
                edits: [{ path: file.path, span: { start: pathSpan.end, end: pathSpan.end }, text: ['/'] }],
              },
            ]
          : [],
        pointer: `/location${path}`,
      };
    }
  },
};

const locationsIn = (scope: NginxScope): readonly NginxLocation[] =>
  scope.locations.flatMap((one) => [one, ...locationsIn(one)]);
