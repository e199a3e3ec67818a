import type { Pm2App } from '../model/pm2.ts';
import type { Pm2Part } from '../product/parts.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

const read: Readonly<
  Record<Pm2Part, (app: Pm2App) => { readonly text: string; readonly span: Pm2App['span'] } | undefined>
> = {
  name: ({ name, nameSpan }) => ({ text: name, span: nameSpan }),
  'error-file': ({ errorFile }) => errorFile && { text: errorFile.value, span: errorFile.span },
  'out-file': ({ outFile }) => outFile && { text: outFile.value, span: outFile.span },
  memory: ({ maxMemoryRestart }) => maxMemoryRestart && { text: maxMemoryRestart.value, span: maxMemoryRestart.span },
  folder: ({ cwd }) => cwd && { text: cwd.value, span: cwd.span },
};

const words: Readonly<Record<Pm2Part, string>> = {
  name: 'The name',
  'error-file': 'error_file',
  'out-file': 'out_file',
  memory: 'max_memory_restart',
  folder: 'cwd',
};

/** What PM2's files say of the product's apps. Where containers run the product, PM2 does not. */
export function seePm2(part: Pm2Part, { deployment, processes, running, workloads }: Context): Sightings {
  const names = new Set(processes.filter(({ kind }) => kind === 'pm2').map(({ name, path }) => `${path}\0${name}`));
  const apps = deployment.files.flatMap((file) =>
    file.kind === 'pm2' && deployment.tierOf(file.path) !== 'example'
      ? file.model.apps
          .filter(({ name }) => names.has(`${file.path}\0${name}`))
          .map((app) => ({ path: file.path, app }))
      : [],
  );
  const isSomewhere = apps.some(({ app }) => read[part](app) !== undefined);
  const found = apps.flatMap(({ path, app }): Sighting[] => {
    const name = `${words[part]} of PM2's ${app.name}`;
    const fact = read[part](app);
    if (!fact) {
      const span = app.computed.get(words[part]);
      const open = `${name} is computed when PM2 starts it.`;
      if (span) return [{ name, value: undefined, open, places: [{ path, span }], tellable: true }];
      // What one app has and another lacks is not there for both.
      return isSomewhere ? [{ name, value: '', places: [{ path, span: app.nameSpan }], tellable: true }] : [];
    }
    return [
      {
        name,
        value: fact.text,
        places: [{ path, span: fact.span }],
        tellable: true,
      },
    ];
  });
  const [first] = apps;
  return {
    found,
    complete: part === 'name' ? running.length + processes.length + workloads.length > 0 : apps.length > 0,
    name: `${words[part].toLowerCase()} of an app of PM2`,
    ...(first && { home: { path: first.path, span: first.app.nameSpan } }),
  };
}
