/** Takes a profile, says what came of it, and keeps it until its input ends. */
import { acquireProfile } from '../../../../src-main/catalogue/profile-lock';

const lock = acquireProfile(process.argv[2] ?? '');
console.log(lock ? 'owned' : 'busy');
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
