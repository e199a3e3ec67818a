/** Plain where YAML reads it as the same text, else in double quotes (YAML 1.2, 7.3.1). */
export const quoted = (words: string): string =>
  /^[A-Za-z][\w@.-]*(?: [\w@.,()-]+)*$/.test(words) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(words)
    ? words
    : JSON.stringify(words);
