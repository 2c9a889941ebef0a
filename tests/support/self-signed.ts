/** A self-signed certificate made on the spot, for servers that nobody trusts. Minimal X.509 v3 (RFC 5280) in DER. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const sequence = (...contents: Uint8Array[]): Buffer => der(0x30, ...contents);
const integer = (...bytes: number[]): Buffer => der(0x02, Buffer.from(bytes));
const utcTime = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));

// 1.2.840.10045.4.3.2 ecdsa-with-SHA256, 2.5.4.3 commonName, 2.5.29.17 subjectAltName
const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const commonNameOid = der(0x06, Buffer.from('550403', 'hex'));
const subjectAltNameOid = der(0x06, Buffer.from('551d11', 'hex'));

// 2.5.29.19 basicConstraints, critical, CA:TRUE
const isAuthority = sequence(
  der(0x06, Buffer.from('551d13', 'hex')),
  der(0x01, Buffer.from([0xff])),
  der(0x04, sequence(der(0x01, Buffer.from([0xff])))),
);
const forLoopback = sequence(subjectAltNameOid, der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))));
const nameOf = (text: string): Buffer =>
  sequence(der(0x31, sequence(commonNameOid, der(0x0c, Buffer.from(text)))));

const pem = (certificate: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

/** Valid from yesterday until tomorrow. */
function certify(subject: {
  name: string;
  publicKey: KeyObject;
  issuer: string;
  signer: KeyObject;
  serial: number;
  extension: Buffer;
}): string {
  const dayMs = 24 * 60 * 60 * 1000;
  const body = sequence(
    der(0xa0, integer(2)), // version 3
    integer(subject.serial),
    ecdsaWithSha256,
    nameOf(subject.issuer),
    sequence(utcTime(new Date(Date.now() - dayMs)), utcTime(new Date(Date.now() + dayMs))),
    nameOf(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(subject.extension)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, subject.signer));
  return pem(sequence(body, ecdsaWithSha256, signature));
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** PEM key and certificate for 127.0.0.1. */
export function makeSelfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = 'nobody trusts this';
  return {
    key: pemOf(privateKey),
    cert: certify({ name, publicKey, issuer: name, signer: privateKey, serial: 1, extension: forLoopback }),
  };
}

/** An authority of one's own (`ca`, PEM), and a server's key and certificate for 127.0.0.1 that it issued. */
export function makeOwnAuthority(): { ca: string; key: string; cert: string } {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = 'an authority of our own';
  const signer = authority.privateKey;
  return {
    ca: certify({
      name: issuer,
      publicKey: authority.publicKey,
      issuer,
      signer,
      serial: 1,
      extension: isAuthority,
    }),
    key: pemOf(server.privateKey),
    cert: certify({
      name: 'mail.test',
      publicKey: server.publicKey,
      issuer,
      signer,
      serial: 2,
      extension: forLoopback,
    }),
  };
}
