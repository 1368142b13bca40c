/** Plain words for the error codes of the system, OpenSSL and Node by which a request fails. */
import { Failure, messageOf } from '../failure.ts';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'no way to that host',
  ENETUNREACH: 'no way to that network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  EPROTO: 'it does not speak TLS; write http:// instead of https://',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; write http:// instead of https://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS; write http:// instead of https://',
};

/** Another certificate authority would do. */
const UNTRUSTED: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate authority is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate authority is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate authority is not trusted',
};

/** The connection was there, or nearly: the same may go well a moment later. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN']);

/** How Go's servers, and nginx, answer plain HTTP where they expect TLS. */
export const WANTS_TLS = /HTTP request (?:to an HTTPS server|was sent to HTTPS port)/;

export function isBroken(error: unknown): boolean {
  return BROKEN.has(codeOf(error));
}

export function explainError(error: unknown, address: string): Failure {
  if (error instanceof Failure) return error;
  const options = { cause: error, about: address };
  const code = codeOf(error);
  const untrusted = UNTRUSTED[code];
  if (untrusted !== undefined) {
    return new Failure('untrusted', `${address} cannot be reached: ${untrusted}`, options);
  }
  const reason = REASONS[code] ?? messageOf(error);
  return new Failure('unreachable', `${address} cannot be reached: ${reason}`, options);
}

/** The error of the first address that was tried, where a host has several. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
