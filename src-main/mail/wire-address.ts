/** A mail address as servers are told it: the domain in the letters of DNS (RFC 5891), the half before the @ as it is. */
import { domainToASCII } from 'node:url';

/** `kim@한국.kr` -> `kim@xn--3e0b707e.kr`. What is no domain stays as it was, for the server to refuse. */
export function wireAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain === '' ? address : `${address.slice(0, at)}@${domain}`;
}

/** Whether only servers that know SMTPUTF8 (RFC 6531) can take it: letters beyond ASCII before the @. */
export const needsUtf8 = (address: string): boolean => /[^\x20-\x7e]/.test(wireAddress(address));
