/** Rows of the identity and of the codes for signing in. */
import type { LogoType } from '../../src-shared/domain/identity';
import type { MailId } from '../../src-shared/units';
import type { SqlDatabase } from './sql-database';
import type { IdentityRow, IdentityTable, SignInCode } from './tables/identities';

interface Row extends Omit<IdentityRow, 'logo'> {
  logo: Uint8Array | null;
  logoType: LogoType | null;
}
interface CodeRow extends Omit<SignInCode, 'readHere'> {
  readHere: number;
}

export const codesSinceSql = `SELECT id, email, name, language, digest, mail_id AS mailId, created_at_ms AS createdAtMs,
  expires_at_ms AS expiresAtMs, attempts, used_at_ms AS usedAtMs, read_here AS readHere
  FROM sign_in_codes WHERE created_at_ms > ? ORDER BY created_at_ms DESC, id DESC`;

export function createIdentityTable(database: SqlDatabase): IdentityTable {
  const get = database.prepare<Row>(
    `SELECT email, name, language, colour, signature, logo, logo_type AS logoType, proof, signed_in_at_ms AS signedInAtMs
     FROM identity WHERE only_one = 1`,
  );
  const put = database.prepare(
    `INSERT OR REPLACE INTO identity (only_one, email, name, language, colour, signature, logo, logo_type, proof, signed_in_at_ms)
     VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM identity');
  const addCode = database.prepare(
    `INSERT INTO sign_in_codes (email, name, language, digest, mail_id, created_at_ms, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const since = database.prepare<CodeRow>(codesSinceSql);
  const addAttempt = database.prepare('UPDATE sign_in_codes SET attempts = attempts + 1 WHERE id = ?');
  const use = database.prepare('UPDATE sign_in_codes SET used_at_ms = ? WHERE id = ?');
  const readHere = database.prepare('UPDATE sign_in_codes SET read_here = 1 WHERE mail_id = ?');
  const dropCodes = database.prepare('DELETE FROM sign_in_codes WHERE created_at_ms < ?');
  const endCodes = database.prepare('UPDATE sign_in_codes SET expires_at_ms = ? WHERE expires_at_ms > ?');

  return {
    get() {
      const row = get.get();
      if (!row) return null;
      const { logo, logoType, ...rest } = row;
      return { ...rest, logo: logo && logoType && { type: logoType, bytes: logo } };
    },
    put(row) {
      put.run(
        ...[row.email, row.name, row.language, row.colour, row.signature],
        ...[row.logo?.bytes ?? null, row.logo?.type ?? null, row.proof, row.signedInAtMs],
      );
    },
    remove: () => void remove.run(),
    addCode: (code) =>
      void addCode.run(
        ...[code.email, code.name, code.language, code.digest, code.mailId, code.createdAtMs],
        code.expiresAtMs,
      ),
    codesSince: (sinceMs) => since.all(sinceMs).map((row) => ({ ...row, readHere: row.readHere === 1 })),
    addAttempt: (ids) => database.transaction(() => ids.forEach((id) => void addAttempt.run(id))),
    use: (id, atMs) => void use.run(atMs, id),
    readHere: (mailId: MailId) => void readHere.run(mailId),
    dropCodes: (createdBeforeMs) => void dropCodes.run(createdBeforeMs),
    endCodes: (atMs) => void endCodes.run(atMs, atMs),
  };
}
