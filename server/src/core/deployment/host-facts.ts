/** What only the machine that the files lie on can tell; asked for, never taken. */
export interface HostFacts {
  /** Path -> permission bits of the file (chmod(1)). */
  readonly modes: ReadonlyMap<string, number>;
}
