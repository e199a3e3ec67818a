/**
 * A name as words between underscores, whatever the syntax writes: `AllowedHosts`, `allowed-hosts`, `allowed.hosts`. Most names are
 * plain already, and every rule asks.
 */
export const plainKey = (key: string): string =>
  /[a-z0-9][A-Z]|[-.]/.test(key) ? key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[-.]/g, '_') : key;
