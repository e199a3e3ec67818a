import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { defaultSettings } from '../../server/src/core/config.ts';
import { type FileKind, fileKind } from '../../server/src/core/file-kind.ts';
import type { SourceFile } from '../../server/src/core/model/source-file.ts';
import { readSource } from '../../server/src/core/read-source.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { readFixture } from '../fixture.ts';

const corpus = new URL('../../../shared/corpora/open/', import.meta.url);
const examples = new URL('../../examples/', import.meta.url);

export interface Sample {
  readonly path: string;
  readonly text: string;
}

/** Of kinds that examples and fixtures have none of. */
const others: readonly Sample[] = [
  {
    path: 'com.harbour.backup.plist',
    text: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <!-- every night -->
  <key>Label</key><string>com.harbour.backup</string>
  <key>ProgramArguments</key>
  <array><string>/bin/bash</string><string>-c</string><string>pg_dump &quot;$DB&quot; &gt; /backup/db.sql</string></array>
  <key>EnvironmentVariables</key><dict><key>DB</key><string>harbour</string></dict>
  <key>StartCalendarInterval</key><array><dict><key>Hour</key><integer>3</integer></dict></array>
  <key>Disabled</key><false/>
</dict>
</plist>
`,
  },
  {
    path: '.github/workflows/backup.yml',
    text: `on:
  schedule:
    - cron: "0 3 * * *" # every night
jobs:
  dump:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v5
      - run: |
          ssh host 'docker exec db pg_dump -U app app' | gzip > db.sql.gz
`,
  },
];

/** Every file of examples and fixtures, so that each kind has some wherever the tests run. */
function ownSamples(): readonly Sample[] {
  const inFixtures = rules.flatMap(({ id }) =>
    readFixture(new URL(`../rules/${id}.md`, import.meta.url)).cases.flatMap(({ files }) =>
      [...files].map(([path, text]) => ({ path, text })),
    ),
  );
  const inExamples = readdirSync(examples, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ path: entry.name, text: readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8') }));
  return [...inExamples, ...inFixtures, ...others];
}

/** Real files of public repositories; none where they do not stand beside this project. */
export function realSamples(): readonly Sample[] {
  if (!existsSync(corpus)) return [];
  const { files }: { readonly files: readonly { readonly file: string }[] } = JSON.parse(
    readFileSync(new URL('manifest.json', corpus), 'utf8'),
  );
  return files.map(({ file }) => ({
    path: file.replace(/^files\//, ''),
    text: readFileSync(new URL(encodeURI(file).replaceAll('#', '%23'), corpus), 'utf8'),
  }));
}

const byKind = (samples: readonly Sample[]): ReadonlyMap<FileKind, readonly Sample[]> => {
  const kinds = new Map<FileKind, Sample[]>();
  for (const sample of samples) {
    const kind = fileKind(sample.path, sample.text);
    if (kind) kinds.set(kind, [...(kinds.get(kind) ?? []), sample]);
  }
  return kinds;
};

export const own = byKind(ownSamples());
export const real = byKind(realSamples());

/** Text to model as every part of the program does it; undefined where a change made the file one of no kind. */
export const read = ({ path, text }: Sample): SourceFile | undefined => readSource({ path, text }, defaultSettings);
