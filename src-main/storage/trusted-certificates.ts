/** Which certificates a TLS connection of ours trusts. */
import * as tls from 'node:tls';

/** For `ca` of Node's TLS options: undefined, its own choice, unless a connection brings certificates to trust besides. */
export function trustedCertificates(caPem: string | undefined): string[] | undefined {
  if (!caPem) return undefined;
  // Naming any replaces all, so those trusted by default are named with them; Node before 22.15 can tell only the ones it carries.
  const byDefault = tls.getCACertificates?.('default') ?? tls.rootCertificates;
  return [...byDefault, caPem];
}
