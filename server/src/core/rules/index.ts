import { adminInterfaceExposed } from './admin-interface-exposed.ts';
import { aliasTraversal } from './alias-traversal.ts';
import { auditLogMissing } from './audit-log-missing.ts';
import { authenticationDisabled } from './authentication-disabled.ts';
import { bootstrapCredentialKept } from './bootstrap-credential-kept.ts';
import { broadRole } from './broad-role.ts';
import { certificateMissing } from './certificate-missing.ts';
import { containerListensOnLoopback } from './container-listens-on-loopback.ts';
import { credentialInUrl } from './credential-in-url.ts';
import { dangerousCapability } from './dangerous-capability.ts';
import { danglingReference } from './dangling-reference.ts';
import { dataWithoutVolume } from './data-without-volume.ts';
import { databasePortPublished } from './database-port-published.ts';
import { debugEndpointEnabled } from './debug-endpoint-enabled.ts';
import { defaultCredential } from './default-credential.ts';
import { defaultInInterpolation } from './default-in-interpolation.ts';
import { developmentMode } from './development-mode.ts';
import { directoryListing } from './directory-listing.ts';
import { dockerSocketMounted } from './docker-socket-mounted.ts';
import { duplicateKey } from './duplicate-key.ts';
import { healthCheckMismatch } from './health-check-mismatch.ts';
import { hostNamespaceShared } from './host-namespace-shared.ts';
import { ignoredSetting } from './ignored-setting.ts';
import { inconsistentImageVersion } from './inconsistent-image-version.ts';
import { insecureCookie } from './insecure-cookie.ts';
import { insecureOrigin } from './insecure-origin.ts';
import { insecurePublicUrl } from './insecure-public-url.ts';
import { invalidProjectFile } from './invalid-project-file.ts';
import { invalidSuppression } from './invalid-suppression.ts';
import { invalidValue } from './invalid-value.ts';
import { linkedValuesDiffer } from './linked-values-differ.ts';
import { listensOnAllInterfaces } from './listens-on-all-interfaces.ts';
import { localStateReplicated } from './local-state-replicated.ts';
import { missingForwardedHeader } from './missing-forwarded-header.ts';
import { missingHealthcheck } from './missing-healthcheck.ts';
import { missingNetworkPolicy } from './missing-network-policy.ts';
import { missingRestartPolicy } from './missing-restart-policy.ts';
import { missingSecret } from './missing-secret.ts';
import { missingSecurityHeader } from './missing-security-header.ts';
import { missingStreamSettings } from './missing-stream-settings.ts';
import { missingVariable } from './missing-variable.ts';
import { missingWebsocketUpgrade } from './missing-websocket-upgrade.ts';
import { mutableImageTag } from './mutable-image-tag.ts';
import { obsoleteTls } from './obsolete-tls.ts';
import { openListenerWithoutAuth } from './open-listener-without-auth.ts';
import { openSignup } from './open-signup.ts';
import { passwordMismatch } from './password-mismatch.ts';
import { placeholderSecret } from './placeholder-secret.ts';
import { poolExceedsConnections } from './pool-exceeds-connections.ts';
import { portOnAllInterfaces } from './port-on-all-interfaces.ts';
import { privateKeyInWorkspace } from './private-key-in-workspace.ts';
import { privilegeEscalationAllowed } from './privilege-escalation-allowed.ts';
import { privilegedContainer } from './privileged-container.ts';
import { publicUrlMismatch } from './public-url-mismatch.ts';
import { publishedSecret } from './published-secret.ts';
import { rateLimitDisabled } from './rate-limit-disabled.ts';
import { rateLimitOutOfRange } from './rate-limit-out-of-range.ts';
import { reusedSecret } from './reused-secret.ts';
import { rootUser } from './root-user.ts';
import type { Rule } from './rule.ts';
import { sandboxDisabled } from './sandbox-disabled.ts';
import { secretBreaksConsumer } from './secret-breaks-consumer.ts';
import { secretFileNotIgnored } from './secret-file-not-ignored.ts';
import { secretFileReadable } from './secret-file-readable.ts';
import { secretFileTracked } from './secret-file-tracked.ts';
import { secretInConfig } from './secret-in-config.ts';
import { secretInExampleFile } from './secret-in-example-file.ts';
import { sensitiveHostPathMounted } from './sensitive-host-path-mounted.ts';
import { serverVersionExposed } from './server-version-exposed.ts';
import { serviceAccountTokenMounted } from './service-account-token-mounted.ts';
import { spoofableForwardedFor } from './spoofable-forwarded-for.ts';
import { statusPageExposed } from './status-page-exposed.ts';
import { strippedSecurityHeader } from './stripped-security-header.ts';
import { syntaxError } from './syntax-error.ts';
import { tlsDisabled } from './tls-disabled.ts';
import { tlsVerificationDisabled } from './tls-verification-disabled.ts';
import { trustedProxyMissing } from './trusted-proxy-missing.ts';
import { trustedProxyTooWide } from './trusted-proxy-too-wide.ts';
import { unboundedLog } from './unbounded-log.ts';
import { undefinedVariable } from './undefined-variable.ts';
import { unencryptedSecrets } from './unencrypted-secrets.ts';
import { unguardedAgent } from './unguarded-agent.ts';
import { unknownVariable } from './unknown-variable.ts';
import { unlimitedResources } from './unlimited-resources.ts';
import { upstreamPortMismatch } from './upstream-port-mismatch.ts';
import { vendorToken } from './vendor-token.ts';
import { verboseLogLevel } from './verbose-log-level.ts';
import { weakSecret } from './weak-secret.ts';
import { weakSecurityHeader } from './weak-security-header.ts';
import { wildcardAllowedHost } from './wildcard-allowed-host.ts';
import { wildcardOrigin } from './wildcard-origin.ts';
import { writableRootFilesystem } from './writable-root-filesystem.ts';
/** Every rule, in the order of the documentation. The only list there is. */
export const rules: readonly Rule[] = [
  defaultCredential,
  publishedSecret,
  placeholderSecret,
  missingSecret,
  weakSecret,
  reusedSecret,
  secretInConfig,
  defaultInInterpolation,
  credentialInUrl,
  secretInExampleFile,
  vendorToken,
  bootstrapCredentialKept,
  passwordMismatch,
  secretBreaksConsumer,
  privateKeyInWorkspace,
  secretFileTracked,
  secretFileNotIgnored,
  secretFileReadable,
  wildcardOrigin,
  insecureOrigin,
  insecurePublicUrl,
  publicUrlMismatch,
  tlsDisabled,
  tlsVerificationDisabled,
  obsoleteTls,
  certificateMissing,
  insecureCookie,
  missingSecurityHeader,
  weakSecurityHeader,
  strippedSecurityHeader,
  missingForwardedHeader,
  missingWebsocketUpgrade,
  missingStreamSettings,
  spoofableForwardedFor,
  upstreamPortMismatch,
  trustedProxyTooWide,
  trustedProxyMissing,
  serverVersionExposed,
  portOnAllInterfaces,
  databasePortPublished,
  listensOnAllInterfaces,
  containerListensOnLoopback,
  authenticationDisabled,
  openListenerWithoutAuth,
  openSignup,
  wildcardAllowedHost,
  directoryListing,
  statusPageExposed,
  aliasTraversal,
  adminInterfaceExposed,
  rateLimitDisabled,
  rateLimitOutOfRange,
  mutableImageTag,
  inconsistentImageVersion,
  privilegedContainer,
  dockerSocketMounted,
  hostNamespaceShared,
  dangerousCapability,
  sensitiveHostPathMounted,
  rootUser,
  privilegeEscalationAllowed,
  writableRootFilesystem,
  unlimitedResources,
  missingHealthcheck,
  missingRestartPolicy,
  unboundedLog,
  sandboxDisabled,
  dataWithoutVolume,
  localStateReplicated,
  missingNetworkPolicy,
  broadRole,
  serviceAccountTokenMounted,
  unencryptedSecrets,
  auditLogMissing,
  developmentMode,
  verboseLogLevel,
  debugEndpointEnabled,
  poolExceedsConnections,
  unguardedAgent,
  syntaxError,
  duplicateKey,
  danglingReference,
  healthCheckMismatch,
  invalidValue,
  unknownVariable,
  ignoredSetting,
  linkedValuesDiffer,
  undefinedVariable,
  missingVariable,
  invalidSuppression,
  invalidProjectFile,
];
