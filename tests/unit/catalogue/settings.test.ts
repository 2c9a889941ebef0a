import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultSettings } from '../../../src-shared/ipc-contract';
import { type CatalogueFixture, catalogueFixture } from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = catalogueFixture();
});
afterEach(() => fixture[Symbol.dispose]());

it('begin with the defaults, change one by one, and last', () => {
  expect(fixture.catalogue.settings.get()).toEqual(defaultSettings);
  fixture.catalogue.settings.set({ theme: 'light', thumbSizePx: 300 });
  expect(fixture.catalogue.settings.set({ welcomed: true })).toEqual({
    ...defaultSettings,
    theme: 'light',
    thumbSizePx: 300,
    welcomed: true,
  });
  fixture.reopen();
  expect(fixture.catalogue.settings.get()).toEqual({
    ...defaultSettings,
    theme: 'light',
    thumbSizePx: 300,
    welcomed: true,
  });
});

it('that make no sense are refused; those of another version are passed over', () => {
  expect(() => fixture.catalogue.settings.set({ thumbSizePx: 7 })).toThrow();
  const other = new Database(fixture.path);
  other.exec(`INSERT INTO settings VALUES ('theme', '"plaid"'), ('future', '1'), ('language', '"ko"')`);
  other.close();
  expect(fixture.catalogue.settings.get()).toEqual({ ...defaultSettings, language: 'ko' });
});

it("main's own values are set, replaced, taken away", () => {
  const { settings } = fixture.catalogue;
  settings.setValue('paused-all', '1');
  settings.setValue('paused-all', '2');
  expect(settings.value('paused-all')).toBe('2');
  settings.setValue('paused-all', null);
  expect(settings.value('paused-all')).toBeNull();
});
