/** Settings of the person, and small named values of main's own. */
import { defaultSettings, Settings } from '../../src-shared/ipc-contract';
import type { SettingsTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

export function createSettingsTable(database: SqlDatabase): SettingsTable {
  const all = database.prepare<{ name: string; value: string }>('SELECT name, value FROM settings');
  const put = database.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const getValue = database.prepare<{ value: string }>('SELECT value FROM app_values WHERE name = ?');
  const putValue = database.prepare(
    'INSERT INTO app_values (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const removeValue = database.prepare('DELETE FROM app_values WHERE name = ?');

  /** A value this version does not know or accept counts as not set: a downgrade must still start. */
  function get(): Settings {
    const settings: Record<string, unknown> = { ...defaultSettings };
    for (const { name, value } of all.all()) {
      const schema = Settings.shape[name as keyof Settings];
      const parsed = schema?.safeParse(JSON.parse(value));
      if (parsed?.success) settings[name] = parsed.data;
    }
    return Settings.parse(settings);
  }

  return {
    get,
    set(change) {
      const checked = Settings.partial().parse(change);
      database.transaction(() => {
        for (const [name, value] of Object.entries(checked)) {
          if (value !== undefined) put.run(name, JSON.stringify(value));
        }
      });
      return get();
    },
    value: (name) => getValue.get(name)?.value ?? null,
    setValue(name, value) {
      if (value === null) removeValue.run(name);
      else putValue.run(name, value);
    },
  };
}
