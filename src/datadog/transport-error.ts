/** What kept a request from being answered, in words for people. Pure. */
import type {DdcotermError} from '../errors.ts';
import {certificateRefused, requestFailed} from './errors.ts';

/** Codes of Node's sockets, its resolver and axios. */
const STATES: Record<string, string> = {
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name cannot be looked up now; is there a network?',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ECONNABORTED: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  ENETUNREACH: 'there is no way to it; is there a network?',
  EHOSTUNREACH: 'there is no way to it',
  EHOSTDOWN: 'it is down',
  ENETDOWN: 'the network is down',
  EPROTO: 'it does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ERR_BAD_RESPONSE: 'its answer cannot be read',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP',
};

const CERTIFICATE_STATES: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody we know',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody we know',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by nobody we know',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody we know',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  CERT_HAS_EXPIRED: 'its certificate has expired; is the clock right?',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is that of another host',
  CERT_SIGNATURE_FAILURE: 'its certificate is damaged',
  CERT_REVOKED: 'its certificate was revoked',
};

/**
 * @param host Of the target, with its port.
 * @param proxySource What named the proxy; null: there was none.
 */
export function describeTransportError(host: string, code: string, proxySource: string | null): DdcotermError {
  const certificate = CERTIFICATE_STATES[code];
  if (certificate !== undefined) return certificateRefused(host, certificate);
  const state = STATES[code] ?? (code.startsWith('HPE_') ? 'it does not speak HTTP' : `the system says ${code}`);
  return requestFailed(host, state, proxySource);
}
