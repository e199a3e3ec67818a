import type { DotenvTree } from '../syntax/dotenv.ts';
import type { Setting } from './setting.ts';

export interface DotenvModel {
  readonly tree: DotenvTree;
  /** In the order of the file, as the Compose reader takes them. */
  readonly settings: readonly Setting[];
  /** As `docker run --env-file` and `format: raw` take them: quotes, `$` and comments are text. */
  readonly rawSettings: readonly Setting[];
}
