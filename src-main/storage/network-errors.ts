/** Translates what the network and TLS say, before any store has answered, into our codes, each with a sentence that names the host. */
import { AppError, type ErrorCode } from '../../src-shared/app-error';

interface Row {
  code: ErrorCode;
  message: (host: string) => string;
}

const hostUnknown: Row = {
  code: 'host-unknown',
  message: (host) =>
    `No computer named ${host} was found. Check the address of the connection, and whether this computer is online.`,
};
const unreachable: Row = {
  code: 'unreachable',
  message: (host) =>
    `${host} does not answer. Check the network, and the address and port of the connection.`,
};
const tls: Row = {
  code: 'tls',
  message: (host) =>
    `The secure connection to ${host} failed: its certificate is not trusted. Check the address, or add the certificate of its issuer to the connection.`,
};
const certificateExpired: Row = {
  code: 'tls',
  message: (host) =>
    `The certificate of ${host} is not valid today. Check the date of this computer; if it is right, tell whoever runs the store.`,
};
const certificateOfOther: Row = {
  code: 'tls',
  message: (host) =>
    `The certificate that ${host} shows belongs to another name. Check the address of the connection.`,
};
const noTls: Row = {
  code: 'tls',
  message: (host) =>
    `${host} does not speak TLS there. Check the address and port; in a network you trust, http:// may be meant.`,
};
const noHttp: Row = {
  code: 'unreachable',
  message: (host) => `What answers at ${host} does not speak HTTP. Check the address and port.`,
};

/** Codes of libuv, OpenSSL and Node's TLS (nodejs.org/api/errors.html, “Common system errors” and tls “X509 certificate error codes”). */
const byErrno: Record<string, Row> = {
  ENOTFOUND: hostUnknown,
  EAI_AGAIN: hostUnknown,
  EAI_NODATA: hostUnknown,
  EAI_NONAME: hostUnknown,
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ECONNABORTED: unreachable,
  EPIPE: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  EHOSTDOWN: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  EADDRNOTAVAIL: unreachable,
  ERR_STREAM_PREMATURE_CLOSE: unreachable,
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  CERT_HAS_EXPIRED: certificateExpired,
  CERT_NOT_YET_VALID: certificateExpired,
  ERR_TLS_CERT_ALTNAME_INVALID: certificateOfOther,
  DEPTH_ZERO_SELF_SIGNED_CERT: tls,
  SELF_SIGNED_CERT_IN_CHAIN: tls,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls,
  UNABLE_TO_GET_ISSUER_CERT: tls,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls,
  HOSTNAME_MISMATCH: tls,
};

function rowOf(errno: string): Row | null {
  if (byErrno[errno]) return byErrno[errno];
  if (/^(CERT_|ERR_TLS|ERR_SSL)/.test(errno)) return tls;
  return errno.startsWith('HPE_') ? noHttp : null;
}

/** null when it is none of the network's. `host`: as in the address, with its port. */
export function networkError(error: unknown, host: string): AppError | null {
  const foreign = error as { code?: unknown; message?: string; errors?: Array<{ code?: unknown }> } | null;
  const errno = foreign?.code ?? foreign?.errors?.[0]?.code; // Node tries IPv6 and IPv4 at once and tells of both
  const row = typeof errno === 'string' ? rowOf(errno) : null;
  if (!row) return null;
  return new AppError(row.code, row.message(host), {
    params: { host },
    details: [errno, foreign?.message].filter(Boolean).join(' · '),
    cause: error,
  });
}
