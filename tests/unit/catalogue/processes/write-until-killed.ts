/** Writes files into a catalogue, says so after every batch, and kills itself in the middle of one, as a power-hungry system would. */
import { openCatalogue } from '../../../../src-main/catalogue/open-catalogue';
import { albumId, connectionId, files, NOW_MS } from '../../../support/catalogue-fixture';

const [path = '', batches = '0'] = process.argv.slice(2);
const catalogue = openCatalogue(path);
catalogue.connections.insert({
  id: connectionId,
  name: 'x',
  config: { kind: 'local', root: '/x' },
  builtIn: true,
  createdAtMs: 0,
});
catalogue.albums.insert({
  id: albumId,
  title: 't',
  note: '',
  connectionId,
  bucket: 'b',
  prefix: '',
  createdAtMs: NOW_MS,
});
const importId = catalogue.imports.insert(albumId, ['/card'], NOW_MS);
for (let batch = 0; batch < Number(batches); batch += 1) {
  catalogue.transfers.addFound(albumId, importId, files(100, batch * 100), NOW_MS);
}
catalogue.transaction(() => {
  catalogue.transfers.addFound(albumId, importId, files(100, 1_000_000), NOW_MS);
  process.kill(process.pid, 'SIGKILL');
});
