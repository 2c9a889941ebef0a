import { openObjectStore } from '../../src-main/storage/open-object-store';
import { describeObjectStore } from './object-store-contract';

describeObjectStore('s3', async () => {
  let made = 0;
  return {
    open: () =>
      openObjectStore(
        {
          config: {
            kind: 's3',
            endpoint: 'http://127.0.0.1:29080',
            region: 'us-east-1',
            accessKey: 'test:tester',
            pathStyle: true,
          },
          secret: 'testing',
        },
        { log: (e) => process.env.SLOG && console.log(JSON.stringify(e)), wait: async () => {} },
      ),
    freshBucket: () => `s3-contract-${Date.now()}-${made++}`,
    illegalBucket: 'No/Slash',
    manyObjects: 1100,
  };
});
