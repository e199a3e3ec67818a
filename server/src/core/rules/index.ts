import { authenticationDisabled } from './authentication-disabled.ts';
import { databasePortPublished } from './database-port-published.ts';
import { defaultCredential } from './default-credential.ts';
import { defaultInInterpolation } from './default-in-interpolation.ts';
import { developmentMode } from './development-mode.ts';
import { dockerSocketMounted } from './docker-socket-mounted.ts';
import { duplicateKey } from './duplicate-key.ts';
import { insecureCookie } from './insecure-cookie.ts';
import { insecurePublicUrl } from './insecure-public-url.ts';
import { missingSecret } from './missing-secret.ts';
import { missingSecurityHeader } from './missing-security-header.ts';
import { mutableImageTag } from './mutable-image-tag.ts';
import { placeholderSecret } from './placeholder-secret.ts';
import { portOnAllInterfaces } from './port-on-all-interfaces.ts';
import { privilegedContainer } from './privileged-container.ts';
import type { Rule } from './rule.ts';
import { syntaxError } from './syntax-error.ts';
import { verboseLogLevel } from './verbose-log-level.ts';
import { weakSecret } from './weak-secret.ts';
import { wildcardOrigin } from './wildcard-origin.ts';

/** Every rule, in the order of the documentation. The only list there is. */
export const rules: readonly Rule[] = [
  defaultCredential,
  placeholderSecret,
  missingSecret,
  weakSecret,
  defaultInInterpolation,
  wildcardOrigin,
  insecurePublicUrl,
  insecureCookie,
  missingSecurityHeader,
  portOnAllInterfaces,
  databasePortPublished,
  authenticationDisabled,
  mutableImageTag,
  privilegedContainer,
  dockerSocketMounted,
  developmentMode,
  verboseLogLevel,
  syntaxError,
  duplicateKey,
];
