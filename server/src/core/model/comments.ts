import type { Span } from '../text.ts';
import type { SourceFile } from './source-file.ts';

/** The comments of a file, whatever its syntax; those of YAML are looked for only when somebody asks. */
export const commentsOf = ({ model }: SourceFile): readonly Span[] =>
  'comments' in model ? model.comments : model.tree.comments;
