/** A photo request, and a file that arrived, as screens and the command line see them. */
import type { Arrival, PhotoRequest } from '../../../src-shared/domain/photo-request';
import { bytesIn } from '../../../src-shared/sealing/byte-ranges';
import type { ShareId } from '../../../src-shared/units';
import type { ArrivalRow, Catalogue, RequestRow } from '../../catalogue/catalogue';

export function toRequest({ requests }: Pick<Catalogue, 'requests'>, row: RequestRow): PhotoRequest {
  const { folder, ...told } = row;
  return {
    ...told,
    people: requests
      .people(row.id)
      .map(
        ({ pageName, arrivalsName, bookName, pageRevision, mailed, wordsAtMs, askedAgain, ...person }) => ({
          ...person,
          ...requests.tally(person.id),
        }),
      ),
  };
}

export const toArrival = (requestId: ShareId, row: ArrivalRow): Arrival => {
  const { fileId, name, sha256, ranges, damaged, ...told } = row;
  return { ...told, requestId, fileName: name, hereBytes: bytesIn(ranges) };
};
