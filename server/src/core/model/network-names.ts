import type { ComposeService } from './compose.ts';

/** What other containers of its networks reach a service by (https://docs.docker.com/reference/compose-file/services/#networks). */
export const networkNames = ({
  name,
  containerName,
  aliases,
}: Pick<ComposeService, 'name' | 'containerName' | 'aliases'>): readonly string[] => [
  name,
  ...(containerName ? [containerName] : []),
  ...aliases,
];
