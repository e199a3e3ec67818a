import type { UnitPart } from '../product/parts.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** What units of systemd say of the product's programs. Those of a user's own manager run as that user. */
export function seeUnit(_: UnitPart, { deployment, processes }: Context): Sightings {
  const units = processes.filter(({ kind, path }) => kind === 'systemd' && !/(?:^|\/)systemd\/user\//.test(path));
  const found = units.flatMap(({ name, path, nameSpan, user }): readonly Sighting[] => {
    const file = deployment.files.find((one) => one.path === path);
    if (file?.kind !== 'systemd') return [];
    const isUsers = file.model.tree.sections.some((section) =>
      section.entries.some(({ key, value }) => key === 'WantedBy' && /\bdefault\.target\b/.test(value.text)),
    );
    // What only starts containers owns none of their files.
    const isEngine = file.model.execStart.some(({ value }) =>
      /(?:^|[\s/])(?:docker|podman|nerdctl)(?:-compose)?\s/.test(value),
    );
    if (isUsers || isEngine) return [];
    const isDynamic = file.model.dynamicUser?.value === true;
    return [
      {
        name: `The user of unit ${name}`,
        value: user?.value ?? (isDynamic ? 'dynamic' : 'root'),
        places: [{ path, span: user?.span ?? nameSpan }],
        tellable: true,
        about: { services: [name] },
      },
    ];
  });
  return { found, complete: true, name: 'a unit of systemd' };
}
