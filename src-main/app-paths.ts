/** Where the app finds its programs and keeps its state. */
export interface AppPaths {
  profile: string;
  mediaHost: string;
  uploadWorker: string;
  libraryWorker: string;
  /** The built page that guests of a share get. */
  guestPage: string;
  checkpointWorker: string;
  /** A standalone Node, never Electron. */
  nodeBinary: string;
  ffprobe: string;
  samples: string;
  /** Pretendard-Regular.otf and Pretendard-Bold.otf, for documents. */
  fonts: string;
  /** Where the built-in local store keeps its albums; default: inside the profile. */
  localStore?: string;
}
