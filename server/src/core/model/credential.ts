import { isCredentialName } from '../file-kind.ts';
import type { Span } from '../text.ts';
import type { KubernetesModel } from './kubernetes.ts';
import type { SourceFile } from './source-file.ts';

/** Something that opens a door by itself. */
export interface Credential {
  /** In a sentence behind "a": `private key`. */
  readonly name: string;
  /** A passphrase protects it. */
  readonly encrypted: boolean;
  /** Its first line, or the key that holds it. */
  readonly span: Span;
}

/** RFC 7468, RFC 4716 and OpenPGP's armour (RFC 9580, section 6.2); a line break may be written as `\n`. */
const header = /-----BEGIN ((?:[A-Z0-9]+ )*?)PRIVATE KEY(?: BLOCK)?-----/g;
const minBody = 60;

export function findPrivateKeys(text: string): readonly Credential[] {
  return [...text.matchAll(header)].flatMap(({ 0: line, 1: kind = '', index }): Credential[] => {
    const body = text.slice(index + line.length, index + line.length + 4000);
    const end = body.indexOf('-----END');
    const written = (end < 0 ? body : body.slice(0, end)).replace(
      /\\[nr]|\s|^(?:Proc-Type|DEK-Info|Version|Comment):.*$/gm,
      '',
    );
    // `xxx`, `...` and `MII...` of manuals are shorter, or made of few characters.
    const letters = /^["'|>+-]*([A-Za-z0-9+/=]+)/.exec(written)?.[1] ?? '';
    if (letters.length < minBody || new Set(letters).size < 12) return [];
    const encrypted = kind.includes('ENCRYPTED') || /Proc-Type: ?4,ENCRYPTED/.test(body);
    return [{ name: 'private key', encrypted, span: { start: index, end: index + line.length } }];
  });
}

/** `client-key-data`, or a token of a user (https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/). */
function findKubeconfig(text: string): readonly Credential[] {
  if (!/^\s*(?:- )?kind:\s*["']?Config\b/m.test(text) && !/^(?:clusters|contexts|users):/m.test(text)) return [];
  const match =
    /^[ \t-]*((?:client-key-data|token|password|(?:access|id|refresh)-token|client-secret)):[ \t]*["']?([^\s"'#]{16,})/m.exec(
      text,
    );
  if (!match || /^[<{$]|\$\{|REDACTED|DATA\+OMITTED/.test(match[2] ?? '')) return [];
  const start = match.index + match[0].indexOf(match[1] ?? '');
  return [{ name: 'kubeconfig with a login', encrypted: false, span: { start, end: start + (match[1]?.length ?? 0) } }];
}

/** `~/.aws/credentials`, and what Google's console downloads. */
function findCloud(text: string): readonly Credential[] {
  const aws = /^aws_secret_access_key\s*=\s*(?!.*EXAMPLE)[A-Za-z0-9/+]{40}\s*$/m.exec(text);
  if (aws) {
    const end = aws.index + 'aws_secret_access_key'.length;
    return [{ name: 'login of AWS', encrypted: false, span: { start: aws.index, end } }];
  }
  const google = /"(?:refresh_token|client_secret)"\s*:\s*"[^"\s<$]{16,}"/.exec(text);
  return google
    ? [
        {
          name: 'login of Google Cloud',
          encrypted: false,
          span: { start: google.index, end: google.index + google[0].indexOf(':') },
        },
      ]
    : [];
}

/** Whatever its file is called. */
const isKubeconfig = ({ objects }: KubernetesModel): boolean =>
  objects.some(({ kind, apiVersion }) => kind.value === 'Config' && apiVersion.value === 'v1');

/** What a file of a private key, a kubeconfig or a cloud's credentials holds; of keys and clouds nothing for a file of another name. */
export function credentialsIn(file: SourceFile): readonly Credential[] {
  const { kind, path, text } = file;
  if (kind === 'kubernetes' && isKubeconfig(file.model)) return findKubeconfig(text);
  if (kind !== 'text' || !isCredentialName(path)) return [];
  const keys = findPrivateKeys(text);
  const isService = /"type"\s*:\s*"service_account"/.test(text);
  if (keys.length > 0) return isService ? keys.map((key) => ({ ...key, name: 'key of a service account' })) : keys;
  return [...findKubeconfig(text), ...findCloud(text)];
}
