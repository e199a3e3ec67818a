import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stageChain } from '../../server/src/core/model/dockerfile.ts';
import { readDockerfile } from '../../server/src/core/model/read-dockerfile.ts';
import { parseDockerfile } from '../../server/src/core/syntax/dockerfile.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const seed = `# syntax=docker/dockerfile:1
ARG BASE=node:22.4.0
FROM --platform=$BUILDPLATFORM \${BASE} AS build
ENV A=1 B="two words" \\
    # a comment in between
    C=\${A:-x}
ENV OLD some value
RUN --mount=type=secret,id=token <<-EOF
\tnpm ci
\tEOF
COPY --from=build ["/a b", ".env", "/app/"]
ADD https://example.org/a.tgz /a/
ONBUILD RUN make

FROM build
USER node:node
EXPOSE 3000/tcp 8080
HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1
LABEL org.opencontainers.image.title='App' \\
  version=1
WORKDIR /app
VOLUME /data
ENTRYPOINT ["node", "server.js"]
CMD ["--port", "3000"]
`;

const refusalsOf = (text: string) => parseDockerfile(text).problems.filter(({ verdict }) => verdict === 'refused');

describe('readDockerfile', () => {
  const { stages, args, tree } = readDockerfile(seed);
  const [build, last] = stages;

  it('finds the stages, what they build on and their names', () => {
    expect(tree.problems).toEqual([]);
    expect(stages.map(({ name, base }) => [name, base.kind, base.reference.text])).toEqual([
      ['build', 'registry', '${BASE}'],
      [undefined, 'stage', 'build'],
    ]);
    expect(build?.base.platform?.text).toBe('$BUILDPLATFORM');
    expect(args.map(({ key, text }) => [key, text])).toEqual([['BASE', 'node:22.4.0']]);
    expect(last && stageChain({ tree, args, stages }, last).map(({ index }) => index)).toEqual([0, 1]);
  });

  it('reads the environment in both forms, without quotes', () => {
    expect(build?.env.map(({ key, text, exact }) => [key, text, exact])).toEqual([
      ['A', '1', true],
      ['B', 'two words', true],
      ['C', '${A:-x}', true],
      ['OLD', 'some value', true],
    ]);
    expect(build?.env[2]?.template.parts).toMatchObject([{ name: 'A', operator: ':-', operand: { parts: ['x'] } }]);
  });

  it('reads what is copied, run and started', () => {
    expect(
      build?.copies.map(({ keyword, from, sources }) => [
        keyword,
        from?.text,
        sources.map((one) => [one.text, one.kind]),
      ]),
    ).toEqual([
      [
        'COPY',
        'build',
        [
          ['/a b', 'path'],
          ['.env', 'path'],
        ],
      ],
      ['ADD', undefined, [['https://example.org/a.tgz', 'url']]],
    ]);
    expect(build?.runs.map(({ text, shell, flags }) => [text, shell, flags.map((flag) => flag.text)])).toEqual([
      ['<<-EOF', true, ['--mount=type=secret,id=token']],
    ]);
    expect(last).toMatchObject({
      user: { text: 'node:node' },
      exposes: [{ port: 3000, protocol: 'tcp' }, { port: 8080 }],
      healthcheck: { disabled: false, command: { text: 'curl -f http://localhost/ || exit 1', shell: true } },
      workdir: { text: '/app' },
      volumes: [{ text: '/data' }],
      entrypoint: { text: 'node server.js', shell: false },
      command: { text: '--port 3000' },
      labels: [
        { key: 'org.opencontainers.image.title', text: 'App' },
        { key: 'version', text: '1' },
      ],
    });
  });

  it('gives places that re-read to what they say', () => {
    const settings = [...args, ...stages.flatMap(({ env, labels }) => [...env, ...labels])];
    for (const { keySpan, key, valueSpan, text, exact } of settings) {
      expect(seed.slice(keySpan.start, keySpan.end)).toBe(key);
      if (exact) expect(seed.slice(valueSpan.start, valueSpan.end)).toBe(text);
    }
    expect(tree.comments.map(({ start, end }) => seed.slice(start, end))).toEqual([
      '# syntax=docker/dockerfile:1',
      '# a comment in between',
    ]);
  });

  it('knows secret files by their names', () => {
    const text =
      'FROM a\nCOPY .env .env.example .env.production keys/id_rsa id_rsa.pub tls/server.key src /app/\nCOPY <<EOF /x\nEOF\n';
    expect(
      readDockerfile(text).stages[0]?.copies.flatMap(({ sources }) =>
        sources.flatMap((one) => (one.secret ? [one.text] : [])),
      ),
    ).toEqual(['.env', '.env.production', 'keys/id_rsa', 'tls/server.key']);
  });

  it('gives the place of what a heredoc holds', () => {
    const [place] = stages[0]?.runs[0]?.heredocs ?? [];
    expect(place && seed.slice(place.start, place.end)).toBe('\tnpm ci\n');
  });

  it('switches a health check off', () => {
    expect(readDockerfile('FROM a\nHEALTHCHECK NONE\n').stages[0]?.healthcheck?.disabled).toBe(true);
  });

  it('reads with the escape sign that the file declares', () => {
    const {
      stages: [stage],
    } = readDockerfile('# escape=`\nFROM a\nENV A=C:\\dir `\n  B=2\n');
    expect(stage?.env.map(({ key, text }) => [key, text])).toEqual([
      ['A', 'C:\\dir'],
      ['B', '2'],
    ]);
  });
});

describe('parseDockerfile', () => {
  const refused: Readonly<Record<string, string>> = {
    'an unknown instruction': 'FROM a\nRUNN x\n',
    'a file without FROM': 'ARG A=1\n',
    'an instruction before FROM': 'RUN x\nFROM a\n',
    'an unknown flag': 'FROM a\nRUN --volume=x y\n',
    'a flag without its value': 'FROM a\nCOPY --from a b\n',
    'a heredoc without end': 'FROM a\nRUN <<EOF\necho\n',
    'an array of numbers': 'FROM a\nCMD [1, 2]\n',
    'ENV without a value': 'FROM a\nENV A\n',
    'a bad substitution': 'FROM a\nENV A=${B!c}\n',
    'two escape directives': '# escape=`\n# escape=`\nFROM a\n',
    'FROM with a bad name': 'FROM a AS 1x\n',
    'COPY without a target': 'FROM a\nCOPY a\n',
    'SHELL as text': 'FROM a\nSHELL bash\n',
  };
  for (const [name, text] of Object.entries(refused))
    it(`refuses ${name}`, () => expect(refusalsOf(text)).toHaveLength(1));

  const accepted: Readonly<Record<string, string>> = {
    'lower case': 'from a as b\nrun x\n',
    'a shell command that only begins like an array': "FROM a\nCMD ['a', 'b']\n",
    'what a heredoc holds': 'FROM a\nRUN <<EOF\nFROMM x\nEOF\n',
    'a template of jinja': '{% if x %}\nFROM a\n{% endif %}\nNOPE\n',
    'substitutions by pattern': 'FROM a\nARG V\nENV A=${V#v} B=${V//a/b}\n',
  };
  for (const [name, text] of Object.entries(accepted))
    it(`accepts ${name}`, () => expect(refusalsOf(text)).toEqual([]));

  it('keeps what stands around a garbage line, with its place', () => {
    const [first, ...rest] = seed.split('\n');
    const text = [first, '%% garbage', ...rest].join('\n');
    const shift = '%% garbage\n'.length;
    const values = (source: string) => readDockerfile(source).stages.flatMap(({ env }) => env);
    expect(values(text).map(({ valueSpan }) => valueSpan.start)).toEqual(
      values(seed).map(({ valueSpan }) => valueSpan.start + shift),
    );
  });

  it('reads any text without throwing, with places inside of it', () => {
    fc.assert(
      fc.property(textFrom([seed, '# escape=`\nFROM a\nENV A="`"x" B=\'y\n']), (text) => {
        const model = readDockerfile(text);
        expect(spansIn(model).filter((span) => !isWithin(span, text))).toEqual([]);
        for (const { exact, valueSpan, text: value } of model.stages.flatMap(({ env }) => env))
          if (exact) expect(text.slice(valueSpan.start, valueSpan.end)).toBe(value);
      }),
      runs,
    );
  });

  it('reads every prefix', () => {
    for (let end = 0; end <= seed.length; end++)
      expect(spansIn(readDockerfile(seed.slice(0, end))).every((span) => isWithin(span, seed.slice(0, end)))).toBe(
        true,
      );
  });
});
