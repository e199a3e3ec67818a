import type { Place } from '../model/place.ts';
import type { Setting } from '../model/setting.ts';
import type { Product, Variable } from '../product/product.ts';
import type { Reference, Template } from '../syntax/interpolation.ts';

/** A stretch of an effective value with the place that decides it. */
export interface Segment extends Place {
  readonly text: string;
  /**
   * `literal`: it stands in the consumer's own entry. `variable`: another setting gives it, see `setting`. `default`: the
   * fallback of `${NAME:-fallback}` gives it.
   */
  readonly kind: 'literal' | 'variable' | 'default';
  /** The setting that holds the place. */
  readonly setting: Setting;
  /** The source at `span` equals `text`. */
  readonly exact: boolean;
}

/**
 * What one consumer reads under one name, after env files, overrides and interpolation, with the place that decides it. This
 * is what rules judge.
 */
export interface EffectiveSetting {
  readonly key: string;
  /** Undefined where a reference in it cannot be resolved from the files. */
  readonly value: string | undefined;
  readonly segments: readonly Segment[];
  /** The entry that the consumer reads, in the file `path`. */
  readonly setting: Setting;
  readonly path: string;
  /** Where the value is decided: the only segment's place, else the entry's own value. */
  readonly decided: Segment;
  /** References that are set nowhere and have no default. */
  readonly missing: readonly Reference[];
  /** A patch that is not read names it, so that its value is not known. */
  readonly patched?: true;
  /** The Compose service or Kubernetes workload that reads it; undefined for a file that none of them claims. */
  readonly service: string | undefined;
  readonly product: Product | undefined;
  /** What the product says about the name. */
  readonly variable: Variable | undefined;
}

/** What a reference resolves to: segments, `undefined` for a name that nothing sets, or `unknown` where it may be set elsewhere. */
export type Lookup = (name: string) => readonly Segment[] | undefined;

export interface Resolution {
  readonly segments: readonly Segment[];
  readonly value: string | undefined;
  readonly missing: readonly Reference[];
}

const joined = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('');

/**
 * Resolves a template as the Compose specification says (https://docs.docker.com/reference/compose-file/interpolation/), but
 * keeps the place of each part. A name that is set nowhere makes the value unknown: the shell that starts it may set it.
 */
export function resolve(template: Template, owner: { path: string; setting: Setting }, lookup: Lookup): Resolution {
  const segments: Segment[] = [];
  const missing: Reference[] = [];
  const { path, setting } = owner;
  let offset = template.span.start;
  for (const [index, part] of template.parts.entries()) {
    if (typeof part === 'string') {
      const next = template.parts[index + 1];
      const end = typeof next === 'object' ? next.span.start : template.span.end;
      // `$$` is one character of the value and two of the text, so such a stretch has a place but no offsets.
      const exact = setting.exact && end - offset === part.length;
      const place = setting.exact ? { start: offset, end } : setting.valueSpan;
      segments.push({ path, span: place, text: part, kind: 'literal', setting, exact });
      offset = end;
      continue;
    }
    offset = part.span.end;
    const resolved = resolveReference(part, owner, lookup);
    if (resolved) segments.push(...resolved.segments);
    if (!resolved || resolved.value === undefined) missing.push(...(resolved?.missing ?? [part]));
  }
  return { segments, value: missing.length > 0 ? undefined : joined(segments), missing };
}

function resolveReference(
  part: Reference,
  owner: { path: string; setting: Setting },
  lookup: Lookup,
): Resolution | undefined {
  const found = lookup(part.name);
  const text = found && joined(found);
  const usable = part.operator.startsWith(':') ? text !== undefined && text !== '' : text !== undefined;
  const fallback = (): Resolution | undefined => {
    if (!part.operand) return undefined;
    const inner = resolve(part.operand, owner, lookup);
    return {
      ...inner,
      segments: inner.segments.map((segment) =>
        segment.kind === 'literal' ? { ...segment, kind: 'default' } : segment,
      ),
    };
  };
  const nothing: Resolution = { segments: [], value: '', missing: [] };
  switch (part.operator) {
    case ':-':
    case '-':
      return usable && found ? { segments: found, value: text, missing: [] } : (fallback() ?? nothing);
    case ':+':
    case '+':
      return usable ? (fallback() ?? nothing) : nothing;
    default:
      return usable && found ? { segments: found, value: text, missing: [] } : undefined;
  }
}

/** The place that decides the whole value: its only segment, else the entry that composes it. */
export function decidingSegment(resolution: Resolution, path: string, setting: Setting): Segment {
  const [only, more] = resolution.segments.filter(({ text }) => text !== '');
  if (only && !more) return only;
  const [first] = resolution.segments;
  if (!only && first) return first;
  return { path, span: setting.valueSpan, text: setting.text, kind: 'literal', setting, exact: setting.exact };
}

/**
 * The place of a part of the value, given as offsets in `value`: exact where one segment holds it all, else undefined (it
 * crosses from one place to another, or its source is escaped).
 */
export function placeWithin({ segments }: EffectiveSetting, start: number, end: number): Segment | undefined {
  let offset = 0;
  for (const segment of segments) {
    const next = offset + segment.text.length;
    if (start >= offset && end <= next && !(start === next && segment.text !== '')) {
      if (!segment.exact) return start === offset && end === next ? segment : undefined;
      const from = segment.span.start + start - offset;
      return {
        ...segment,
        text: segment.text.slice(start - offset, end - offset),
        span: { start: from, end: from + end - start },
      };
    }
    offset = next;
  }
  return undefined;
}
