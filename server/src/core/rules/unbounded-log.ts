import type { Pm2Model } from '../model/pm2.ts';
import { endsByItself, missingProblem, wholeContainersIn } from './containers.ts';
import { insertServiceKeys } from './insert-entry.ts';
import type { FileRule, Problem } from './rule.ts';
import type { FileView } from './view.ts';

export const unboundedLog: FileRule = {
  id: 'unbounded-log',
  severity: 'information',
  confidence: 'medium',
  profile: 'strict',
  scope: 'file',
  topic: 'operation',
  summary: 'The log of a service grows until the disk is full.',
  why: `Docker's default driver \`json-file\` keeps all that a container ever wrote. A full disk stops the database first. Set \`max-size\` and
\`max-file\`, or use the driver \`local\`, which rotates by itself; in \`daemon.json\` once for all containers of a host. PM2 appends to
files for ever until its module \`pm2-logrotate\` is installed.`,
  bad: { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n' },
  good: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    logging:\n      driver: local\n',
  },
  references: [
    'https://docs.docker.com/engine/logging/configure/',
    'https://docs.docker.com/engine/logging/drivers/json-file/',
    'https://pm2.keymetrics.io/docs/usage/log-management/',
  ],

  *check(view) {
    const { file, deployment } = view;
    if (file.kind === 'pm2') yield* inPm2(view, file.model);
    if (file.kind !== 'compose' || isHostBounded(view)) return;
    const logged = new Map(
      deployment.services.flatMap(({ name, path, layers }) =>
        path === file.path ? [[name, layers.flatMap(({ service }) => service.logging ?? []).at(-1)] as const] : [],
      ),
    );
    for (const one of wholeContainersIn(view)) {
      const logging = logged.get(one.container.name);
      if (!one.service || endsByItself(one)) continue;
      if (logging && (!/^(?:json-file)?$/.test(logging.driver ?? '') || logging.options.includes('max-size'))) continue;
      const edit = logging
        ? undefined
        : insertServiceKeys(file, one.service, [
            [0, 'logging:'],
            [1, 'driver: local'],
          ]);
      yield {
        ...missingProblem(file, one, 'logging'),
        message: `The log of ${one.label} grows without a limit.`,
        fixes: edit ? [{ title: 'Rotate the log', safe: false, edits: [edit] }] : [],
      };
    }
  },
};

/** The host's own `daemon.json` is among the files and says it for all containers. */
const isHostBounded = ({ deployment }: FileView): boolean =>
  deployment.files.some(
    (file) =>
      file.kind === 'json' &&
      /(?:^|\/)daemon\.json$/.test(file.path) &&
      file.model.settings.some(
        ({ pointer, text }) => pointer === '/log-opts/max-size' || (pointer === '/log-driver' && text !== 'json-file'),
      ),
  );

/** The module is the host's, so one finding speaks for the file; `pm2-runtime` writes to a container's log instead. */
function* inPm2({ file, deployment }: FileView, { apps }: Pm2Model): Iterable<Problem> {
  const isElsewhere = deployment.files.some(({ text }) => /pm2-logrotate|pm2-runtime|logrotate\.d\//.test(text));
  const kept = apps.find(
    ({ outFile, errorFile }) => ![outFile, errorFile].every((one) => /^(?:\/dev\/null|NULL)$/i.test(one?.value ?? '')),
  );
  if (isElsewhere || !kept) return;
  yield {
    path: file.path,
    span: kept.nameSpan,
    message: `The log of '${kept.name}' grows without a limit: nothing here installs pm2-logrotate.`,
    subject: { service: kept.name },
    pointer: '/apps/log',
  };
}
