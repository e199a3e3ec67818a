import type { Fact } from '../model/container.ts';
import type { Place } from '../model/place.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** What stands behind `--port` in a command. */
export const portOption = (command: string): string | undefined => /(?:^|\s)--port[ =](\S+)/.exec(command)?.[1];

/** The `--port` with which systemd or PM2 starts the product on the host itself. */
export function seeStartedPort(context: Context): Sightings {
  const found = commandsOf(context).flatMap(({ program, path, value, span }): readonly Sighting[] => {
    const port = portOption(value);
    if (port === undefined) return [];
    const name = `--port of ${program}`;
    const seen = { name, places: [{ path, span }] as const, tellable: true, about: { services: [program] } };
    return [
      /^\d+$/.test(port)
        ? { ...seen, value: port }
        : { ...seen, value: undefined, open: `${name} is left to a variable.` },
    ];
  });
  return {
    found: [...found, ...computedOf(context)],
    complete: context.processes.length > 0,
    name: '--port of a program',
  };
}

/** Arguments that PM2's file puts together when it is run may hold the option. */
const computedOf = ({ deployment, processes }: Context): readonly Sighting[] =>
  deployment.files.flatMap((file) =>
    file.kind === 'pm2'
      ? file.model.apps.flatMap(({ name, computed }): readonly Sighting[] => {
          const span = computed.get('args');
          const isOwn = processes.some((one) => one.kind === 'pm2' && one.path === file.path && one.name === name);
          if (!span || !isOwn) return [];
          const open = `The arguments of PM2's ${name} are computed when PM2 starts it.`;
          return [
            { name: `--port of ${name}`, value: undefined, open, places: [{ path: file.path, span }], tellable: true },
          ];
        })
      : [],
  );

function commandsOf({ deployment, processes }: Context): readonly (Place & {
  readonly program: string;
  readonly value: string;
})[] {
  return processes.flatMap(({ name, path: home }) => {
    // A drop-in's command takes the place of its unit's.
    const commands = deployment.files.flatMap((file) => {
      const facts: readonly (Fact<string> | undefined)[] =
        file.kind === 'systemd' && (file.path === home || file.path.startsWith(`${home}.d/`))
          ? file.model.execStart.slice(-1)
          : file.kind === 'pm2' && file.path === home
            ? file.model.apps.filter((app) => app.name === name).map(({ args }) => args)
            : [];
      return facts.flatMap((fact) => (fact ? [{ program: name, path: file.path, ...fact }] : []));
    });
    return commands.slice(-1);
  });
}
