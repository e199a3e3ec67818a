import type { Template } from '../syntax/interpolation.ts';
import type { Span } from '../text.ts';

/** Where a setting stands; one type for all of them, so that a rule about settings is written once. */
export type SettingSource =
  | 'dotenv'
  | 'compose-environment'
  | 'json'
  | 'kubernetes-env'
  | 'kubernetes-secret'
  | 'kubernetes-config'
  | 'helm-values'
  | 'dockerfile-env'
  | 'pm2-env'
  | 'systemd-env';

/** Named by its place in a tree, so that the last key alone says little: `enabled`, `level`, `key`. */
export const isStructured = ({ source }: Setting): boolean => source === 'json' || source === 'helm-values';

/** One name with one value, whatever syntax it is written in. */
export interface Setting {
  /** The variable's name; for JSON the last key of the path. */
  readonly key: string;
  readonly keySpan: Span;
  /** The value after the syntax's own unquoting and before interpolation. */
  readonly text: string;
  /** The place of the value inside its quotes; empty where the value is blank. */
  readonly valueSpan: Span;
  /** True where the source at `valueSpan` equals `text`, so that an offset in one is an offset in the other. */
  readonly exact: boolean;
  /** The value cut into literal text and `${NAME}` references; a single literal where the syntax has none. */
  readonly template: Template;
  readonly source: SettingSource;
  /**
   * Structural path: `NAME` in dotenv, `/services/web/environment/NAME` in Compose, a JSON pointer in JSON, PM2 files, manifests,
   * charts and kustomizations, `/stages/0/env/NAME` in a Dockerfile, `/Service/Environment/NAME` in a unit of systemd.
   */
  readonly pointer: string;
  /** `A` without a value in env files and Compose lists: taken from the environment of whoever starts it. */
  readonly inherited: boolean;
  /** What JSON and YAML say the value is; `string` in dotenv. */
  readonly type: 'string' | 'number' | 'boolean' | 'null';
  /** What has to stand before a value that is inserted at the empty `valueSpan`: `''`, `' '`, `'='`. */
  readonly lead: string;
  /** The whole entry: the line in dotenv, key to value elsewhere. */
  readonly span: Span;
}
