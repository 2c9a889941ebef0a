/** One process with a vault: does what its arguments say and prints the answer as one line of JSON. */
import { openVault } from '../../../../src-main/vault/open-vault';
import { toWire } from '../../../../src-shared/app-error';

const [profileDir = '', act, name = '', value = ''] = process.argv.slice(2);
const vault = await openVault({ profileDir });
try {
  if (act === 'set') await vault.set(name, value);
  console.log(JSON.stringify({ value: await vault.get(name), backend: vault.status().backend }));
} catch (error) {
  console.log(JSON.stringify({ error: toWire(error), backend: vault.status().backend }));
}
