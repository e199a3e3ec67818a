import { decodeBase64 } from '../model/base64.ts';

/** The compact form of a signed token (RFC 7519; RFC 7515, section 7.1). */
const form = /^eyJ[A-Za-z0-9_-]{5,2000}\.(eyJ?[A-Za-z0-9_-]{4,8000})\.[A-Za-z0-9_-]{16,1000}$/;

/** The JSON text of a token's claims; undefined where the value is no signed token. */
export function jwtPayload(value: string): string | undefined {
  const payload = form.exec(value)?.[1];
  if (payload === undefined) return undefined;
  const plain = payload.replaceAll('-', '+').replaceAll('_', '/');
  return decodeBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='));
}

/** A whole signed token, not merely a dotted text. */
export const isJwt = (value: string): boolean => jwtPayload(value) !== undefined;
