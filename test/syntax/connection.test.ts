import { describe, expect, it } from 'vitest';
import { readConnection } from '../../server/src/core/model/connection.ts';

const drawn = (text: string) => {
  const connection = readConnection(text);
  if (!connection) return undefined;
  const { scheme, user, password, host, port } = connection;
  return [scheme, user, password?.text, host, port];
};

describe('readConnection', () => {
  it.each([
    ['postgres://app:s3cr%40t@db:5432/app', ['postgres', 'app', 's3cr%40t', 'db', '5432']],
    ['postgresql+asyncpg://app:pw@DB/app?ssl=1', ['postgresql', 'app', 'pw', 'db', undefined]],
    ['redis://:pw@cache:6379/0', ['redis', '', 'pw', 'cache', '6379']],
    ['jdbc:postgresql://db:5432/app?user=app&password=pw&ssl=true', ['postgresql', 'app', 'pw', 'db', '5432']],
    ['jdbc:sqlserver://db:1433;databaseName=a;user=sa;password={p;w};', ['sqlserver', 'sa', 'p;w', 'db', '1433']],
    ['Server=tcp:db,1433;Database=a;User Id=sa;Password=pw;Encrypt=true', [undefined, 'sa', 'pw', 'db', '1433']],
    ['Host=db;Port=5432;Username=app;Password="p w";Database=a', [undefined, 'app', 'p w', 'db', '5432']],
    ["host=db port=5432 user=app password='p w' dbname=a", ['postgres', 'app', 'p w', 'db', '5432']],
  ] as const)('takes %s apart', (text, parts) => {
    expect(drawn(text)).toEqual(parts);
    const { password } = readConnection(text) ?? {};
    expect(text.slice(password?.span.start, password?.span.end)).toBe(password?.text);
  });

  it.each(['', 'plain', 'a=b', 'a=b;c', 'max-age=1; path=/', '--host=db', 'key=value other=thing', 'x;y=z;'])(
    'leaves %j alone',
    (text) => {
      expect(readConnection(text)).toBeUndefined();
    },
  );
});
