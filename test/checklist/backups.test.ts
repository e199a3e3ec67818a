import products from 'seaworthy:products';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../server/src/core/analyze.ts';
import { walkChecklists } from '../../server/src/core/checklist/walk.ts';
import { defaultSettings } from '../../server/src/core/config.ts';
import { runs, textFrom } from '../syntax/arbitrary.ts';
import { type Files, readExample, statesOf, walkFiles } from './walk.ts';

const daily = '30 2 * * * /srv/app/scripts/backup-db.sh\n';

/** The hardened Cognova, its database `cognova` of user `cognova` in container `cognova-db`, with these files in place of its own. */
function cognova(files: Readonly<Record<string, string>>): string | undefined {
  const own = new Map([...readExample('cognova-hardened')].filter(([path]) => !/^(?:scripts|deploy)\//.test(path)));
  return statesOf(new Map([...own, ...Object.entries(files)]))['COG-24'];
}

const script = (body: string, schedule = daily): string | undefined =>
  cognova({ 'scripts/backup-db.sh': `#!/bin/bash\n${body}\n`, 'deploy/crontab': schedule });

/** Scripts that a table of cron runs every day. */
const dumps: Readonly<Record<string, readonly string[]>> = {
  pass: [
    'docker exec cognova-db pg_dump -U cognova cognova > /var/backups/cognova.sql',
    'docker exec -t -u postgres cognova-db pg_dump -Fc -Ucognova -d cognova > /var/backups/c.dump',
    'sudo docker exec -i -e PGPASSWORD="$PASS" cognova-db pg_dump --username=cognova --dbname=cognova | gzip -9 | tee /b/c.gz',
    'docker compose -f /srv/app/docker-compose.yml exec -T db pg_dump -U cognova cognova > c.sql',
    'docker-compose exec -T db pg_dumpall -U cognova > all.sql',
    `docker exec cognova-db sh -c 'pg_dump -U "$POSTGRES_USER" "$POSTGRES_DB" | gzip' > /b/c.gz`,
    'docker compose exec -T db bash -c "pg_dump -U cognova cognova > /backups/c.sql"',
    'CONTAINER=cognova-db\nUSER_NAME="cognova"\nDB=${DB:-cognova}\ndocker exec "$CONTAINER" pg_dump -U "$USER_NAME" "$DB" > c.sql',
    'dump() {\n  docker exec cognova-db pg_dump -U cognova cognova > "$1"\n}\ntrap cleanup EXIT\ndump /b/c.sql',
    'if docker exec cognova-db pg_dump -U cognova cognova > c.sql; then echo fine; else exit 1; fi',
    'docker exec "$(docker compose ps -q db)" pg_dump -U cognova cognova > c.sql',
    'DB_CONTAINER=$(docker compose -f "$COMPOSE_FILE" ps -q db)\nif [ -z "$DB_CONTAINER" ]; then exit 2; fi\ndocker exec "$DB_CONTAINER" pg_dump -U cognova cognova > c.sql',
    'ARGS=${ARGS:-""}\nSERVICE=${SERVICE:-"db"}\ndocker compose $ARGS exec -T $SERVICE pg_dump -U cognova cognova > c.sql',
    'docker compose $COMPOSE_FILES exec -T db pg_dump -U cognova cognova > c.sql',
    'docker exec -t app-db-1 true\ndocker compose exec -T db sh -lc \'PGPASSWORD="$POSTGRES_PASSWORD" pg_dump -U "$POSTGRES_USER" -d "$POSTGRES_DB" -Fc\' > c.dump',
    'set -a\n. ./.env\nset +a\ndocker exec cognova-db pg_dump -U cognova cognova > c.sql',
    'docker exec $(docker ps -qf name=db) pg_dump -U cognova cognova > c.sql',
    'docker exec cognova-db pg_dump -U cognova cognova | gzip | aws s3 cp - s3://dumps/c.sql.gz',
    'PGPASSWORD=x pg_dump -h 127.0.0.1 -p 5432 -U cognova cognova > c.sql',
    'pg_dump "postgresql://cognova:secret@localhost:5432/cognova" > c.sql',
    'export PGHOST=localhost PGUSER=cognova PGDATABASE=cognova\npg_dump > c.sql',
    'ssh deploy@agents.example.org "docker exec cognova-db pg_dump -U cognova cognova" > c.sql',
    'docker run --rm --network app_default -e PGPASSWORD="$P" -v /b:/b postgres:16.4 pg_dump -h db -U cognova -f /b/c.sql cognova',
    'flock -n /tmp/lock timeout 3600 nice -n 19 docker exec cognova-db pg_dump -U cognova cognova > c.sql',
    'docker exec cognova-db \\\n  pg_dump \\\n  -U cognova \\\n  cognova > c.sql',
  ],
  fail: [
    'docker exec cognova-postgres pg_dump -U cognova cognova > c.sql',
    'docker exec cognova-db pg_dump -U postgres cognova > c.sql',
    'docker exec cognova-db pg_dump -U cognova postgres > c.sql',
    'docker compose exec -T postgres pg_dump -U cognova cognova > c.sql',
    'DB=umami\ndocker exec cognova-db pg_dump -U cognova "$DB" > c.sql',
    'docker exec cognova-db pg_dump -U cognova cognova > /var/www/html/backups/c.sql',
    'docker exec cognova-db pg_dump -U cognova -f /var/lib/postgresql/data/c.sql cognova',
    'docker-compose run --rm db tar cf /backups/c.tar -C /var/lib/postgresql/data .',
    'docker run --rm -v data:/source:ro -v /b:/b alpine tar czf /b/backup.tgz /source',
  ],
  // Nothing that dumps the database, or nothing that the files can tell.
  ask: [
    'echo docker exec cognova-db pg_dump -U cognova cognova',
    '# docker exec cognova-db pg_dump -U cognova cognova > c.sql',
    ": <<'END'\ndocker exec cognova-db pg_dump -U cognova cognova > c.sql\nEND",
    'cat <<END\ndocker exec cognova-db pg_dump -U cognova cognova > c.sql\nEND\necho backup',
    'exit 0\ndocker exec cognova-db pg_dump -U cognova cognova > c.sql',
    'dump() {\n  docker exec cognova-db pg_dump -U cognova cognova > c.sql\n}\necho backup',
    'docker exec cognova-db pg_dump -U cognova --schema-only cognova > c.sql',
    'docker exec cognova-db pg_dump --version\necho backup',
    'docker exec cognova-db pg_dump -U cognova -t users cognova > c.sql',
    'docker exec "$1" pg_dump -U cognova cognova > c.sql',
    'docker exec cognova-db pg_dump -U cognova "$1" > c.sql',
    'docker exec cognova-db pg_dump -U "$DB_USER" cognova > c.sql',
    'USER=cognova\nwhile getopts u: opt; do USER=$OPTARG; done\ndocker exec cognova-db pg_dump -U "$USER" cognova > c.sql',
    'docker exec cognova-db pg_dump -U cognova cognova | docker exec -i staging psql -U cognova cognova',
    'docker exec cognova-db pg_dump -U cognova cognova > /dev/null',
    'docker exec cognova-db pg_dump -U cognova cognova | wc -l',
    'docker exec cognova-db pg_dump -U cognova cognova',
    'docker exec $(docker ps -aqf "name=pg") pg_dump -U cognova cognova > c.sql',
    'for db in cognova umami; do docker exec cognova-db pg_dump -U cognova $db > $db.sql; done',
    'pg_dump -h backup.internal -U cognova cognova > c.sql',
    'DB=${DB:-umami}\ndocker exec cognova-db pg_dump -U cognova "$DB" > c.sql',
    'docker exec cognova-db psql -U cognova cognova -c "select 1" # backup',
    'which pg_dump || apt-get install -y postgresql-client # backup',
    'command -v pg_dump >/dev/null || exit 1\necho backup',
  ],
};

describe('a script that cron runs every day', () => {
  for (const [state, bodies] of Object.entries(dumps))
    for (const body of bodies) it(`gives ${state}: ${body}`, () => expect(script(body)).toBe(state));
});

const good = 'docker exec cognova-db pg_dump -U cognova cognova > /var/backups/c.sql';

const schedules: Readonly<Record<string, readonly (readonly [string, Readonly<Record<string, string>>])[]>> = {
  pass: [
    ['a line of cron that dumps by itself', { 'deploy/crontab': `@daily ${good}\n` }],
    ['a table in cron.d', { 'etc/cron.d/backup': `0 3 * * * root ${good}\n` }],
    ['a script in cron.daily', { 'etc/cron.daily/backup': `#!/bin/sh\n${good}\n` }],
    [
      'a timer with its service',
      {
        'deploy/dump.timer': '[Timer]\nOnCalendar=*-*-* 03:00\n[Install]\nWantedBy=timers.target\n',
        'deploy/dump.service': '[Service]\nType=oneshot\nExecStart=/opt/scripts/backup-db.sh\n',
        'scripts/backup-db.sh': `#!/bin/sh\n${good}\n`,
      },
    ],
    [
      'a timer that names its service',
      {
        'deploy/nightly.timer': '[Timer]\nOnUnitActiveSec=1d\nUnit=dump.service\n[Install]\nWantedBy=timers.target\n',
        'deploy/dump.service': `[Service]\nExecStart=/bin/sh -c '${good}'\n`,
      },
    ],
    [
      'a script that calls another',
      {
        'deploy/crontab': '0 1 * * * cd /srv/app && ./scripts/nightly-backup.sh >> /var/log/b.log 2>&1\n',
        'scripts/nightly-backup.sh': '#!/bin/bash\nset -e\n"$(dirname "$0")/dump.sh"\nrestic backup /srv\n',
        'scripts/dump.sh': `#!/bin/bash\n${good}\n`,
      },
    ],
    [
      'a workflow',
      {
        '.github/workflows/backup.yml':
          'on:\n  schedule:\n    - cron: "0 3 * * *"\njobs:\n  dump:\n    steps:\n      - run: ssh host "docker exec cognova-db pg_dump -U cognova cognova" > c.sql\n',
      },
    ],
    [
      'a job of launchd',
      {
        'deploy/dev.harbour.backup.plist':
          '<plist><dict><key>Label</key><string>org.example.backup</string><key>ProgramArguments</key><array><string>/bin/bash</string><string>/srv/app/scripts/backup-db.sh</string></array><key>StartCalendarInterval</key><dict><key>Hour</key><integer>3</integer></dict></dict></plist>',
        'scripts/backup-db.sh': `#!/bin/sh\n${good}\n`,
      },
    ],
    [
      'a service that loops',
      {
        'docker-compose.prod.yml':
          'services:\n  dumps:\n    image: postgres:16.4-alpine\n    environment: { PGHOST: db, PGUSER: cognova, PGPASSWORD: "${POSTGRES_PASSWORD}" }\n    entrypoint: ["/bin/sh", "-c"]\n    command: ["while true; do pg_dump cognova > /b/c.sql; sleep 86400; done"]\n',
      },
    ],
    [
      'an image made for it',
      {
        'docker-compose.prod.yml':
          'services:\n  dumps:\n    image: prodrigestivill/postgres-backup-local:16\n    environment: { POSTGRES_HOST: db, POSTGRES_DB: cognova, POSTGRES_USER: cognova }\n    volumes: ["/srv/dumps:/backups"]\n',
      },
    ],
    [
      'a table that a service mounts',
      {
        'docker-compose.prod.yml':
          'services:\n  dumps:\n    image: postgres:16.4-alpine\n    environment: { PGHOST: db, PGUSER: cognova }\n    command: crond -f\n    volumes: ["./backup/crontab:/etc/crontabs/root:ro", "./backup/dump.sh:/usr/local/bin/dump.sh:ro"]\n',
        'backup/crontab': '0 3 * * * /usr/local/bin/dump.sh\n',
        'backup/dump.sh': '#!/bin/sh\npg_dump cognova > /b/c.sql\n',
      },
    ],
    [
      'a script that runs in the container of the database',
      {
        'deploy/crontab': '0 3 * * * docker exec cognova-db /scripts/dump.sh\n',
        'scripts/dump.sh': '#!/bin/sh\npg_dump -U "$POSTGRES_USER" "$POSTGRES_DB" > /b/c.sql\n',
      },
    ],
    [
      'labels of Ofelia',
      {
        'docker-compose.prod.yml':
          'services:\n  db:\n    labels:\n      ofelia.enabled: "true"\n      ofelia.job-exec.dump.schedule: "@daily"\n      ofelia.job-exec.dump.command: sh -c "pg_dump -U cognova cognova > /b/c.sql"\n  ofelia:\n    image: mcuadros/ofelia:0.3.13\n',
      },
    ],
    [
      'a cluster',
      {
        'k8s/dump.yaml':
          'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: dump }\nspec:\n  schedule: "0 3 * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: dump\n              image: postgres:16.4\n              command: [sh, -c, "pg_dump -h db -U cognova cognova > /b/c.sql"]\n',
      },
    ],
  ],
  fail: [
    ['a line of cron that is a comment', { 'deploy/crontab': `#0 3 * * * ${good}\n` }],
    [
      'a script whose line is a comment',
      { 'deploy/crontab': '# 0 3 * * * /srv/scripts/backup-db.sh\n', 'scripts/backup-db.sh': `#!/bin/sh\n${good}\n` },
    ],
    [
      'a suspended CronJob',
      {
        'k8s/dump.yaml':
          'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: dump }\nspec:\n  suspend: true\n  schedule: "0 3 * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: dump\n              image: postgres:16.4\n              command: [sh, -c, "pg_dump -h db -U cognova cognova > /b/c.sql"]\n',
      },
    ],
    [
      'an image that is told of another database',
      {
        'docker-compose.prod.yml':
          'services:\n  dumps:\n    image: prodrigestivill/postgres-backup-local:16\n    environment: { POSTGRES_HOST: db, POSTGRES_DB: umami, POSTGRES_USER: cognova }\n',
      },
    ],
    [
      'an image that writes to the volume of the database',
      {
        'docker-compose.prod.yml':
          'services:\n  dumps:\n    image: prodrigestivill/postgres-backup-local:16\n    environment: { POSTGRES_HOST: db, POSTGRES_DB: cognova, POSTGRES_USER: cognova }\n    volumes: ["data:/backups"]\n',
      },
    ],
    [
      'copies of the volume of a database that runs',
      {
        'docker-compose.prod.yml':
          'services:\n  copies:\n    image: offen/docker-volume-backup:v2.43.0\n    volumes: ["data:/backup/data:ro"]\n',
      },
    ],
  ],
  ask: [
    ['no file about backups', {}],
    ['a script that nothing in the files runs', { 'scripts/backup-db.sh': `#!/bin/sh\n${good}\n` }],
    [
      'a timer without its service',
      {
        'deploy/dump.timer': '[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n',
        'scripts/backup-db.sh': `#!/bin/sh\n${good}\n`,
      },
    ],
    [
      'a timer whose service names another script',
      {
        'deploy/dump.timer': '[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n',
        'deploy/dump.service': '[Service]\nExecStart=/opt/scripts/rotate.sh\n',
        'scripts/backup-db.sh': `#!/bin/sh\n${good}\n`,
      },
    ],
    [
      'a timer that nothing starts',
      {
        'deploy/dump.timer': '[Timer]\nOnCalendar=daily\n',
        'deploy/dump.service': '[Service]\nExecStart=/opt/scripts/backup-db.sh\n',
        'scripts/backup-db.sh': `#!/bin/sh\n${good}\n`,
      },
    ],
    ['a job at the start of the machine alone', { 'deploy/crontab': `@reboot ${good}\n` }],
    [
      'a service that dumps once',
      {
        'docker-compose.prod.yml':
          'services:\n  dumps:\n    image: postgres:16.4-alpine\n    environment: { PGHOST: db, PGUSER: cognova }\n    command: sh -c "pg_dump cognova > /b/c.sql"\n',
      },
    ],
    [
      'a service that starts when somebody asks for it',
      {
        'docker-compose.prod.yml':
          'services:\n  dumps:\n    profiles: [backup]\n    image: prodrigestivill/postgres-backup-local:16\n    environment: { POSTGRES_HOST: db, POSTGRES_DB: cognova, POSTGRES_USER: cognova }\n',
      },
    ],
    [
      'labels of Ofelia that nobody reads',
      {
        'docker-compose.prod.yml':
          'services:\n  db:\n    labels:\n      ofelia.job-exec.dump.schedule: "@daily"\n      ofelia.job-exec.dump.command: pg_dump -U cognova cognova\n',
      },
    ],
    ['a table in the documentation', { 'docs/crontab': `0 3 * * * ${good}\n` }],
    [
      'a restart of PM2',
      {
        'ecosystem.backup.config.cjs':
          'module.exports = { apps: [{ name: "x", script: "a.js", cron_restart: "0 3 * * *" }] };\n',
      },
    ],
    [
      'a workflow that somebody starts',
      {
        '.github/workflows/backup.yml':
          'on: workflow_dispatch\njobs:\n  dump:\n    steps:\n      - run: ssh host "docker exec cognova-db pg_dump -U cognova cognova" > c.sql\n',
      },
    ],
  ],
};

describe('what starts a dump', () => {
  for (const [state, cases] of Object.entries(schedules))
    for (const [title, files] of cases) it(`gives ${state}: ${title}`, () => expect(cognova(files)).toBe(state));
});

/** An example without its own scripts and schedules, with these in their place. */
const example = (name: string, files: Readonly<Record<string, string>>): Files =>
  new Map([
    ...[...readExample(name)].filter(([path]) => !/^(?:scripts|deploy)\//.test(path)),
    ...Object.entries(files),
  ]);

/** The agent's database is /data/corvid-agent.db on volume `data`; `/backup` is another volume. */
const copies: Readonly<Record<string, readonly string[]>> = {
  pass: [
    `docker compose exec -T corvid-agent sqlite3 /data/corvid-agent.db ".backup '/backup/c.db'"`,
    `sqlite3 "$DB_PATH" "VACUUM INTO '/mnt/nas/c.db'"`,
    `sqlite3 /var/lib/docker/volumes/app_data/_data/corvid-agent.db .dump | gzip > /mnt/nas/c.sql.gz`,
    `sqlite3 /srv/data/corvid-agent.db <<SQL\n.backup /mnt/nas/c.db\nSQL`,
    `sqlite3 /srv/data/corvid-agent.db ".backup '/mnt/nas/c.db'"\ncp /mnt/nas/c.db /mnt/nas/backup-of-c.db\ntar czf /mnt/nas/backup.tgz /srv/data/corvid-agent.db`,
    `docker compose stop corvid-agent\ncp /srv/data/corvid-agent.db /mnt/nas/backup/c.db\ndocker compose start corvid-agent`,
  ],
  fail: [
    `cp /srv/data/corvid-agent.db /mnt/nas/backup/c.db`,
    `docker compose cp corvid-agent:/data/corvid-agent.db /mnt/backup/c.db`,
    `rsync -a "$DATABASE_PATH" nas:/backups/`,
    `tar czf /mnt/nas/backup.tgz /data`,
    `docker run --rm -v data:/source:ro -v /mnt/nas:/backup alpine tar czf /backup/data.tgz /source`,
    `sqlite3 /srv/data/other.db ".backup '/mnt/nas/c.db'"`,
    `docker compose exec -T corvid-agent sqlite3 /data/corvid-agent.db ".backup '/data/backups/c.db'"`,
    `sqlite3 /srv/data/corvid-agent.db ".backup '/srv/data/backups/c.db'"`,
    `sqlite3 /srv/data/corvid-agent.db ".backup '/var/www/html/c.db'"`,
  ],
  ask: [
    `sqlite3 /srv/data/corvid-agent.db "select count(*) from backups"`,
    `sqlite3 "$1" ".backup '/mnt/nas/c.db'"`,
    `cp deploy/app.conf /etc/backup/app.conf`,
    `echo "cp /srv/data/corvid-agent.db /mnt/nas/backup/c.db"`,
  ],
};

describe('a script that saves a SQLite database every day', () => {
  for (const [state, bodies] of Object.entries(copies))
    for (const body of bodies)
      it(`gives ${state}: ${body}`, () => {
        const files = {
          'deploy/backup-db.sh': `#!/bin/bash\n${body}\n`,
          'deploy/crontab': '0 3 * * * /srv/deploy/backup-db.sh\n',
        };
        expect(statesOf(example('corvid-agent-hardened', files))['COR-16']).toBe(state);
      });

  it('fails where it runs every week', () => {
    const files = {
      'deploy/backup-db.sh': `#!/bin/sh\nsqlite3 /srv/data/corvid-agent.db ".backup '/mnt/nas/c.db'"\n`,
      'deploy/crontab': '0 3 * * 0 /srv/deploy/backup-db.sh\n',
    };
    expect(statesOf(example('corvid-agent-hardened', files))['COR-16']).toBe('fail');
  });

  it('fails where BACKUP_DIR lies on the volume of the database', () => {
    const files = new Map(example('corvid-agent-hardened', {}));
    files.set('.env', files.get('.env')?.replace('BACKUP_DIR=/backup', 'BACKUP_DIR=/data/backups') ?? '');
    expect(statesOf(files)['COR-16']).toBe('fail');
  });

  it('fails where a site serves BACKUP_DIR', () => {
    const files = new Map(example('corvid-agent-hardened', {}));
    const replace = (path: string, before: string, after: string) =>
      files.set(path, files.get(path)?.replace(before, after) ?? '');
    replace('docker-compose.yml', '      - caddy:/data', '      - caddy:/data\n      - backup:/srv/files');
    expect(statesOf(files)['COR-16']).toBe('ask');
    replace('Caddyfile', 'agents.example.org {', 'agents.example.org {\n\troot * /srv/files');
    expect(statesOf(files)['COR-16']).toBe('fail');
  });
});

const archive = 'tar -czf "/mnt/nas/secureclaw-$(date +%F).tgz" -C "$HOME/.secureclaw"';
const all = 'secureclaw.json credentials sessions workspace security-coach-config.json .env';

/** States of SEC-59, SEC-60, SEC-61 and SEC-168. */
function secureclaw(
  files: Readonly<Record<string, string>>,
  executable?: readonly string[],
): readonly (string | undefined)[] {
  const input = new Map([...example('secureclaw-hardened', files)].map(([path, text]) => [path, { path, text }]));
  const git = executable && { tracked: new Set(input.keys()), executable: new Set(executable) };
  const analysis = analyze(undefined, input, { settings: defaultSettings, products, ...(git && { git }) });
  const [checklist] = walkChecklists(analysis, 'secureclaw');
  const stateOf = (id: string) => checklist?.items.find(({ item }) => item.id === id)?.state;
  return ['SEC-59', 'SEC-60', 'SEC-61', 'SEC-168'].map(stateOf);
}

const path = 'scripts/secureclaw-backup.sh';

describe('scripts of a gateway', () => {
  it('leaves everything to a person where there are none', () => {
    expect(secureclaw({})).toEqual(['ask', 'ask', 'ask', 'ask']);
  });

  it('passes what is executable in git, and takes the whole folder for all of its parts', () => {
    const files = {
      [path]: '#!/bin/bash\ntar czf /mnt/nas/backup.tgz ~/.secureclaw\n',
      'deploy/crontab': `@daily /srv/${path}\n`,
    };
    expect(secureclaw(files, [path])).toEqual(['pass', 'pass', 'pass', 'ask']);
    expect(secureclaw(files, [])).toEqual(['fail', 'pass', 'pass', 'ask']);
    expect(secureclaw(files)).toEqual(['ask', 'pass', 'pass', 'ask']);
  });

  it('passes a script that is not executable where a shell is told to read it', () => {
    const files = { [path]: `#!/bin/bash\n${archive} ${all}\n`, 'deploy/crontab': `@daily bash /srv/${path}\n` };
    expect(secureclaw(files, [])).toEqual(['pass', 'pass', 'pass', 'ask']);
  });

  it('fails what is left out, by name or by --exclude', () => {
    const without = (body: string) => secureclaw({ [path]: `#!/bin/bash\n${body}\n` })[2];
    expect(without(`${archive} ${all.replace('credentials', '')}`)).toBe('fail');
    expect(without('tar czf /mnt/nas/backup.tgz --exclude=workspace ~/.secureclaw')).toBe('fail');
    expect(without(`${archive} ${all}`)).toBe('pass');
  });

  it('does not say what is in a folder that nobody knows', () => {
    const paths = (body: string) => secureclaw({ [path]: `#!/bin/bash\n${body}\n` })[2];
    expect(paths('tar czf /mnt/nas/backup.tgz "$SECURECLAW_STATE_DIR"')).toBe('ask');
    expect(paths('tar czf /mnt/nas/backup.tgz /srv/gateway')).toBe('ask');
    expect(paths('restic backup "$@"')).toBe('ask');
    expect(paths('docker run --rm -v app_state:/s -v /mnt:/b alpine tar czf /b/backup.tgz /s')).toBe('ask');
  });

  it('fails scripts that only speak of it', () => {
    const files = {
      [path]: '#!/bin/bash\nset -e\nmkdir -p /mnt/nas\necho "tar czf /mnt/nas/backup.tgz ~/.secureclaw"\n',
      'scripts/secureclaw-restore.sh': '#!/bin/bash\n# tar xzf "$1"\necho "restored $1"\n',
      'scripts/validate-restore.sh': '#!/bin/bash\nsha256sum -c SHA256SUMS\n',
    };
    expect(secureclaw(files)).toEqual(['fail', 'ask', 'ask', 'fail']);
  });

  it('asks about the check where only the way back is there', () => {
    const files = { 'scripts/restore.sh': '#!/bin/bash\ntar xzf "$1" -C ~/.secureclaw\n' };
    expect(secureclaw(files)[3]).toBe('ask');
    expect(secureclaw({ ...files, 'scripts/validate-restore.sh': '#!/bin/bash\ntar tzf "$1" >/dev/null\n' })[3]).toBe(
      'pass',
    );
  });

  it('counts no backup of something else', () => {
    const files = {
      'scripts/backup-nginx.sh': '#!/bin/bash\ntar czf /mnt/nas/backup.tgz /etc/nginx\n',
      'deploy/crontab': '@daily /srv/scripts/backup-nginx.sh\n',
    };
    expect(secureclaw(files, ['scripts/backup-nginx.sh'])).toEqual(['ask', 'ask', 'ask', 'ask']);
  });
});

it('tells no password of a connection string, whole or broken', () => {
  const strings = [
    'postgresql://app:hunter2hunter2@db.other/app',
    'postgres://app:hunter2/hunter2@h/app',
    'password=hunter2hunter2',
    'host=h user=u password=hunter2hunter2 dbname=x',
  ];
  for (const text of strings) {
    const files = example('cognova-hardened', {
      'scripts/backup-db.sh': `#!/bin/sh\npg_dump "${text}" > c.sql\n`,
      'deploy/crontab': daily,
    });
    expect(
      JSON.stringify(
        walkFiles(files).map(({ items }) =>
          items.map(({ evidence, reasons }) => [evidence.map(({ message }) => message), reasons]),
        ),
      ),
    ).not.toContain('hunter2');
  }
});

describe('a database with other names', () => {
  const kotauth = (user: string): string | undefined => {
    const files = new Map(
      example('kotauth-hardened', {
        'deploy/crontab': `@daily docker compose exec -T db pg_dump -U ${user} kotauth_db > k.sql\n`,
      }),
    );
    files.set(
      'docker-compose.yml',
      files.get('docker-compose.yml')?.replace('POSTGRES_USER: kotauth', 'POSTGRES_USER: owner') ?? '',
    );
    return statesOf(files)['KOT-30'];
  };

  it('knows the user whom the product signs in as beside the owner', () => {
    expect(['owner', 'kotauth', 'postgres'].map(kotauth)).toEqual(['pass', 'pass', 'fail']);
  });

  it('knows pods of a cluster', () => {
    const cluster = (command: string): string | undefined => {
      const manifest = `apiVersion: v1
kind: Secret
metadata: { name: novamem }
stringData: { NOVAMEM_WARM_URL: "postgres://novamem:pW4rTx9KzQ7mVb2NcL8sHf3J@postgres:5432/novamem" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: novamem }
spec:
  template:
    spec:
      containers:
        - name: novamem
          image: ghcr.io/azrtydxb/novamem:v1.1.4
          envFrom: [{ secretRef: { name: novamem } }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: postgres }
spec:
  template:
    spec:
      containers: [{ name: postgres, image: "postgres:16.4" }]
`;
      return statesOf(
        new Map([
          ['k8s/app.yaml', manifest],
          ['deploy/crontab', `0 3 * * * ${command}\n`],
        ]),
      )['NOV-18'];
    };
    expect(cluster('kubectl -n app exec -i postgres-0 -- pg_dump -U novamem novamem > n.sql')).toBe('pass');
    expect(cluster('kubectl exec deploy/postgres -c postgres -- sh -c "pg_dump -U novamem novamem" > n.sql')).toBe(
      'pass',
    );
    expect(cluster('kubectl exec postgres-0 -- pg_dump -U novamem other > n.sql')).toBe('fail');
    expect(cluster('kubectl exec mysql-0 -- pg_dump -U novamem novamem > n.sql')).toBe('ask');
  });
});

describe('deployments below the scripts', () => {
  const below = (folder: string): Files =>
    new Map([...example('cognova-hardened', {})].map(([path, text]) => [`${folder}/${path}`, text]));

  it('gives scripts of the workspace to the only deployment', () => {
    const files = new Map([
      ...below('docker'),
      ['scripts/backup-db.sh', `#!/bin/sh\n${good}\n`],
      ['deploy/crontab', daily],
    ]);
    expect(statesOf(files)['COG-24']).toBe('pass');
  });

  it('makes no deployment of scripts alone', () => {
    const files = new Map([['scripts/backup.sh', { path: 'scripts/backup.sh', text: `#!/bin/sh\n${good}\n` }]]);
    expect(analyze(undefined, files, { settings: defaultSettings, products }).deployments).toEqual([]);
  });
});

it('takes any text in scripts, tables, timers and services', { timeout: 120_000 }, () => {
  const texts = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) =>
      [...readExample(name)].flatMap(([path, text]) => (/^(?:scripts|deploy)\/|compose/.test(path) ? [text] : [])),
    );
  const seeds = [
    ...texts(
      'cognova-hardened',
      'corvid-agent-hardened',
      'secureclaw-hardened',
      'novamem-hardened',
      'kotauth-hardened',
    ),
    ...Object.values(dumps).flat(),
    ...Object.values(copies).flat(),
    ...Object.values(schedules).flatMap((cases) => cases.flatMap(([, files]) => Object.values(files))),
  ];
  const paths = [
    'scripts/a.sh',
    'deploy/crontab',
    'deploy/a.timer',
    'deploy/a.service',
    'docker-compose.prod.yml',
    'k8s/a.yaml',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...paths), textFrom(seeds), textFrom(seeds), (path, one, other) => {
      walkFiles(example('cognova-hardened', { [path]: one, 'scripts/backup-db.sh': `#!/bin/sh\n${other}` }));
    }),
    runs,
  );
});
