import { scopesIn } from '../model/nginx-passes.ts';
import type { FileRule } from './rule.ts';

export const directoryListing: FileRule = {
  id: 'directory-listing',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'Visitors may list the files of a folder.',
  why: `A listing shows what nobody links to: backups, exports, drafts, keys that fell into the wrong folder. Where people are meant to
browse, say so with a suppression and its reason.`,
  bad: {
    Caddyfile: 'files.example.org {\n\troot * /srv/files\n\tfile_server browse\n}\n',
  },
  good: {
    Caddyfile: 'files.example.org {\n\troot * /srv/files\n\tfile_server\n}\n',
  },
  references: [
    'https://caddyserver.com/docs/caddyfile/directives/file_server#browse',
    'https://nginx.org/en/docs/http/ngx_http_autoindex_module.html',
    'https://cwe.mitre.org/data/definitions/548.html',
  ],

  *check({ file, deployment }) {
    if (file.kind === 'caddyfile') {
      for (const { site, path: home, public: isPublic } of deployment.sites) {
        for (const { name, args, block, path = home } of site.directives) {
          const [browse] = [...args, ...(block?.directives ?? []).map((inner) => inner.name)].filter(
            ({ text }) => text === 'browse',
          );
          if (name.text !== 'file_server' || !browse || path !== file.path || !isPublic) continue;
          const address = site.addresses[0]?.text ?? '';
          const before = file.text.slice(0, browse.span.start).replace(/[ \t]+$/, '').length;
          const isArgument = args.includes(browse);
          yield {
            path,
            span: browse.span,
            message: `${address} lists the files of its folders.`,
            fixes: isArgument
              ? [
                  {
                    title: 'Do not list files',
                    safe: false,
                    edits: [{ path, span: { start: before, end: browse.span.end }, text: [] }],
                  },
                ]
              : [],
            subject: { site: address },
            pointer: `${address}/browse`,
          };
        }
      }
    }
    if (file.kind !== 'nginx') return;
    const seen = new Set<number>();
    for (const { server, path: home } of deployment.nginx) {
      for (const { name, args, span, path = home } of scopesIn(server).flatMap(({ directives }) => directives)) {
        const [value] = args;
        if (name.text !== 'autoindex' || value?.text !== 'on' || path !== file.path || seen.has(span.start)) continue;
        seen.add(span.start);
        const site = server.serverNames[0]?.text ?? '';
        yield {
          path,
          span,
          message: 'autoindex on lists the files of this folder.',
          fixes: [{ title: 'Set autoindex to off', safe: false, edits: [{ path, span: value.span, text: ['off'] }] }],
          subject: { site },
          pointer: `${site}/autoindex/${seen.size}`,
        };
      }
    }
  },
};
