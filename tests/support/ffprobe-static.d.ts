/** ffprobe-static brings no types. */
declare module 'ffprobe-static' {
  const ffprobe: { path: string };
  export default ffprobe;
}
