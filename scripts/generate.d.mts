/** Every file that the code decides, path -> text. */
export function generated(): Promise<ReadonlyMap<string, string>>;
/** Files in generated folders that nothing generates any more. */
export function strays(files: ReadonlyMap<string, string>): readonly string[];
