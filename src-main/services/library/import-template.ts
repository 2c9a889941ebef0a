/** Puts the template that every imported photo gets on a photo that is read for the first time: only then its own keywords are known. */
import { changedEdits } from '../../../src-shared/domain/edits';
import type { AssetId } from '../../../src-shared/units';
import type { Core } from '../core';

/** Runs what writes down the facts of a photo, and the template with it, in one transaction. */
export function withTemplate(core: Core, id: AssetId, setFacts: () => void): void {
  const { assets, settings } = core.catalogue;
  const { metadataTemplates, importTemplate } = settings.get();
  const template = metadataTemplates.find(({ name }) => name === importTemplate);
  core.catalogue.transaction(() => {
    const isNew = template !== undefined && assets.get([id])[0]?.thumbRevision === 0;
    setFacts();
    const photo = isNew ? assets.edited([id])[0] : undefined;
    if (!photo || !template) return;
    const edits = changedEdits(photo.metadata, photo.edits, template.change);
    if (JSON.stringify(edits) !== JSON.stringify(photo.edits)) assets.setEdits([{ id, edits }], core.now());
  });
}
