/** What this process runs on, for the log and for `caos doctor`. */

/** `door`: through which the app was started. */
export function runtimeFacts(door: string): Record<string, string> {
  const { node, electron, chrome } = process.versions;
  return {
    ...(electron && { electron }),
    ...(chrome && { chrome }),
    node,
    platform: `${process.platform} ${process.arch}`,
    door,
  };
}
