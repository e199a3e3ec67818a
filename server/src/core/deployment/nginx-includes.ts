import type { NginxModel } from '../model/nginx.ts';
import { baseNameOf, joinPath } from '../model/path.ts';
import { nginxModel } from '../model/read-nginx.ts';
import type { SourceFile } from '../model/source-file.ts';
import { matchesGlob } from '../product/glob.ts';
import type { NginxDirective } from '../syntax/nginx.ts';

export type NginxFile = Extract<SourceFile, { kind: 'nginx' }>;

/** Where packages and images keep the configuration: in a workspace such a path goes by its end. */
const prefix = /^(?:\/etc\/nginx|\/usr\/local\/nginx\/conf|\/usr\/local\/etc\/nginx|\/opt\/bitnami\/nginx\/conf)\//;

/** Shipped with nginx, its packages and certbot: they set types, parameters of FastCGI and TLS that is up to date. */
const shipped =
  /^(?:mime\.types|fastcgi_params|fastcgi\.conf|fastcgi-php\.conf|uwsgi_params|scgi_params|koi-utf|koi-win|win-utf|options-ssl-nginx\.conf)$/;

/** Debian's `proxy_params`. What it makes of X-Forwarded-For is the package's business. */
const proxyParams: readonly (readonly [string, string?])[] = [
  ['Host', '$http_host'],
  ['X-Real-IP', '$remote_addr'],
  ['X-Forwarded-For'],
  ['X-Forwarded-Proto', '$scheme'],
];

/** The files that `include NAME` means: relative to the prefix, which a workspace shows as some folder. */
export function includedFiles(from: NginxFile, name: string, files: readonly NginxFile[]): readonly NginxFile[] {
  const plain = name.replace(prefix, '');
  if (plain.startsWith('/') || plain.includes('$')) return [];
  const beside = joinPath(from.path, plain);
  const others = files.filter((file) => file !== from);
  const near = others.filter(
    ({ path }) => beside !== undefined && (path === beside || matchesGlob(rooted(beside), path)),
  );
  return near.length > 0 ? near : others.filter(({ path }) => path === plain || matchesGlob(`**/${plain}`, path));
}

const rooted = (pattern: string): string => (pattern.includes('/') ? pattern : `./${pattern}`);

const includesOf = ({ model }: NginxFile): readonly string[] => model.includes.map(({ text }) => text);

/** The whole configurations of a deployment: files that no other includes, each with what it includes. */
export function linkedModels(
  files: readonly NginxFile[],
): readonly { readonly file: NginxFile; readonly model: NginxModel }[] {
  const links = new Map(
    files.map((file) => [file, includesOf(file).flatMap((name) => includedFiles(file, name, files))]),
  );
  const included = new Set([...links.values()].flat());
  return files
    .filter((file) => !included.has(file))
    .map((file) => {
      const isWhole = includesOf(file).length === 0;
      const directives = isWhole ? undefined : expand(file.model.tree.directives, file, files, 0);
      return { file, model: isWhole ? file.model : nginxModel(file.model.tree, directives) };
    });
}

/** Deeper includes are none that a person wrote; nginx refuses a file that includes itself. */
const maxDepth = 8;

/** Each `include` replaced by what it stands for; those that nobody can follow stay. */
function expand(
  directives: readonly NginxDirective[],
  from: NginxFile,
  files: readonly NginxFile[],
  depth: number,
): readonly NginxDirective[] {
  const { path } = from;
  return directives.flatMap((directive) => {
    const [wanted] = directive.args;
    if (directive.name.text === 'include' && wanted) {
      const found = depth < maxDepth ? includedFiles(from, wanted.text, files) : [];
      if (found.length > 0) {
        return found.flatMap((file) => expand(file.model.tree.directives, file, files, depth + 1));
      }
      const name = baseNameOf(wanted.text);
      if (shipped.test(name)) return [];
      if (name === 'proxy_params') return proxyParams.map((header) => headerFrom(directive, header, path));
    }
    const { block } = directive;
    const inner = block && { ...block, directives: expand(block.directives, from, files, depth) };
    return [{ ...directive, ...(inner && { block: inner }), path }];
  });
}

/** `proxy_set_header` at the place of the include that stands for it. */
function headerFrom(include: NginxDirective, words: readonly (string | undefined)[], path: string): NginxDirective {
  const token = (text: string) => ({ ...include.name, text });
  return {
    ...include,
    name: token('proxy_set_header'),
    args: words.flatMap((word) => (word === undefined ? [] : [token(word)])),
    path,
  };
}
