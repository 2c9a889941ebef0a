/** In whose name mails go out: the photographer's, as far as they are known. */
import { DEFAULT_COLOUR } from '../../../src-shared/domain/identity';
import type { Catalogue } from '../../catalogue/catalogue';
import { LOGO_CID, type Logo } from '../../mail/compose';

export interface Sender {
  name: string;
  email: string;
  colour: string;
  signature: string;
}

/** `address`: of the account; '' before there is one. */
export function senderOf(catalogue: Pick<Catalogue, 'identity'>, address: string): Sender {
  const person = catalogue.identity.get();
  return {
    name: person?.name ?? '',
    email: address || (person?.email ?? ''),
    colour: person?.colour ?? DEFAULT_COLOUR,
    signature: person?.signature ?? '',
  };
}

export const logoOf = (catalogue: Pick<Catalogue, 'identity'>): Logo | null =>
  catalogue.identity.get()?.logo ?? null;

/** How the HTML of a mail names the logo that travels with it. */
export const LOGO_SOURCE = `cid:${LOGO_CID}`;

export const logoAsData = ({ type, bytes }: Logo): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
