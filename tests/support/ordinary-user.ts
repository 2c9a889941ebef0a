/** Root is never refused anything, so what tests permissions runs as somebody ordinary. */
/** `nobody` on Debian and most other systems; only has to be a user who owns nothing here. */
const nobody = 65534;

function isRoot(): boolean {
  return process.platform !== 'win32' && process.getuid?.() === 0;
}

/**
 * Runs `work` without root's privileges and takes them back afterwards. For the whole process: give it a test file of its own, or
 * run nothing beside it. Import what `work` needs beforehand, since this user may not be able to read the project's folder.
 */
export async function asOrdinaryUser<T>(work: () => T | Promise<T>): Promise<T> {
  if (!isRoot()) return work();
  process.setegid?.(nobody);
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
