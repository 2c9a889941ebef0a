/** Addresses of a share's objects and slots, written short and read back. */
import type { AddressBook } from '../domain/share-page';

/** Null when the book has no such name. */
export function addressIn(book: AddressBook, name: string): string | null {
  if (book.kind === 'prefix') return book.before + encodeURIComponent(name) + book.after;
  if (book.kind === 'each')
    return Object.hasOwn(book.addresses, name) ? (book.addresses[name] ?? null) : null;
  if (!Object.hasOwn(book.signatures, name)) return null;
  return book.before + name + book.between + book.signatures[name] + book.after;
}

/** Signed addresses of hundreds of objects differ in name and signature only: what they share is written once. */
export function compactAddresses(addresses: Record<string, string>): AddressBook {
  const [first, ...others] = Object.entries(addresses);
  const parts = first && partsOf(...first);
  if (!parts) return { kind: 'each', addresses };
  const signatures = { [first[0]]: parts.signature };
  for (const [name, address] of others) {
    const { before, between, after } = parts;
    const [start, end] = [before + name + between, after];
    const signature = address.slice(start.length, address.length - end.length);
    if (start + signature + end !== address) return { kind: 'each', addresses };
    signatures[name] = signature;
  }
  return { kind: 'signed', before: parts.before, between: parts.between, after: parts.after, signatures };
}

function partsOf(name: string, address: string) {
  const at = address.split('?')[0]?.lastIndexOf(name) ?? -1;
  const match = /[?&](?:X-Amz-Signature|temp_url_sig|sig)=([0-9A-Za-z%_-]+)/.exec(address);
  if (at < 0 || !match?.[1]) return undefined;
  const signatureAt = match.index + match[0].length - match[1].length;
  return {
    before: address.slice(0, at),
    between: address.slice(at + name.length, signatureAt),
    signature: match[1],
    after: address.slice(signatureAt + match[1].length),
  };
}
