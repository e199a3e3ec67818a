/** A pair that people and scanners try first. */
export interface CommonLogin {
  readonly user: string;
  readonly password: string;
}

const logins = (text: string): readonly CommonLogin[] =>
  text.split(' ').map((pair) => {
    const [user = '', password = ''] = pair.split('/');
    return { user, password };
  });

/** Pairs that no product owns and every scanner tries. */
export const commonLogins: readonly CommonLogin[] = logins(
  'admin/admin admin/password admin/changeme123 admin/changeme123! root/root root/toor guest/guest user/user user/password test/test postgres/postgres minioadmin/minioadmin administrator/administrator sa/sa admin/admin123 admin/123456 demo/demo',
);

/** Passwords that say by themselves which product ships them. */
export const shippedPasswords: ReadonlySet<string> = new Set([
  'minioadmin',
  'minio123',
  'changeme123',
  'changeme123!',
  'mysecretpassword',
  'my-secret-pw',
  'infini_rag_flow',
  'novaflow',
  'foobared',
  'miniosecret',
  'guest',
]);
