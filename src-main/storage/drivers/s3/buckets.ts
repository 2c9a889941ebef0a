/** Buckets: listed, made, deleted, looked for. */
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { BucketInfo, CallOptions, ObjectStore } from '../../object-store';
import { answersNoStore, bucketIsTaken, foreignCode, illegalBucketName, isCode } from './errors';
import { legalBucketName } from './limits';
import type { S3Requests } from './requests';
import { requestOptions } from './wire';

/** Most buckets one answer of AWS holds (S3 API reference, ListBuckets). */
const BUCKETS_PER_PAGE = 1000;

export type S3Buckets = Pick<ObjectStore, 'listBuckets' | 'createBucket' | 'deleteBucket' | 'bucketExists'>;

export function createS3Buckets(requests: S3Requests): S3Buckets {
  const { ask, askHead, callOf, isAws } = requests;

  /** AWS answers in pages when it is asked to, and then tells where each bucket is; others answer all at once. */
  async function listBuckets(options: CallOptions = {}): Promise<BucketInfo[]> {
    const buckets: BucketInfo[] = [];
    let token: string | undefined;
    do {
      const after = token;
      const page = await ask(callOf(), options.signal, (client) =>
        client.send(
          new ListBucketsCommand({
            ...(isAws && { MaxBuckets: BUCKETS_PER_PAGE }),
            ...(after && { ContinuationToken: after }),
          }),
          requestOptions(options.signal),
        ),
      );
      // A page of HTML or nothing, answered with success, is no account without buckets.
      if (!page.Buckets && !page.Owner) throw answersNoStore(callOf());
      for (const { Name = '', CreationDate, BucketRegion } of page.Buckets ?? []) {
        if (isAws) requests.rememberRegion(Name, BucketRegion);
        buckets.push({ name: Name, createdAtMs: CreationDate?.getTime() ?? null });
      }
      token = page.ContinuationToken;
    } while (token);
    return buckets;
  }

  async function bucketExists(bucket: string, options: CallOptions = {}): Promise<boolean> {
    try {
      await askHead(bucket, undefined, options.signal, (client) =>
        client.send(new HeadBucketCommand({ Bucket: bucket }), requestOptions(options.signal)),
      );
      return true;
    } catch (error) {
      if (isCode(error, 'not-found', 'bucket-missing')) return false;
      throw error;
    }
  }

  async function createBucket(bucket: string, options: CallOptions = {}): Promise<void> {
    if (!legalBucketName.test(bucket)) throw illegalBucketName(callOf(bucket));
    // Some stores answer the creation of one's own bucket with success, as if it were new. A HEAD that may not look decides nothing.
    const exists = await bucketExists(bucket, options).catch((error) => {
      if (isCode(error, 'access-denied', 'wrong-region')) return false;
      throw error;
    });
    if (exists) throw bucketIsTaken(callOf(bucket));
    const make = (client: S3Client, command: CreateBucketCommand) =>
      client.send(command, requestOptions(options.signal));
    try {
      // In a region other than us-east-1 the SDK names it as the place of the bucket by itself.
      await ask(callOf(bucket), options.signal, (client) =>
        make(client, new CreateBucketCommand({ Bucket: bucket })),
      );
    } catch (error) {
      // Ceph signs for any region, but has places by names of its own: without one it takes its default.
      if (isAws || foreignCode(error) !== 'InvalidLocationConstraint') throw error;
      await ask(callOf(bucket), options.signal, (client) =>
        make(client, withoutPlace(new CreateBucketCommand({ Bucket: bucket }))),
      );
    }
  }

  async function deleteBucket(bucket: string, options: CallOptions = {}): Promise<void> {
    try {
      await ask(callOf(bucket), options.signal, (client) =>
        client.send(new DeleteBucketCommand({ Bucket: bucket }), requestOptions(options.signal)),
      );
    } catch (error) {
      if (!isCode(error, 'not-found', 'bucket-missing')) throw error;
    }
  }

  return { listBuckets, createBucket, deleteBucket, bucketExists };
}

function withoutPlace(command: CreateBucketCommand): CreateBucketCommand {
  command.middlewareStack.add(
    (next) => (args) => {
      const { CreateBucketConfiguration: _place, ...input } = args.input;
      return next({ ...args, input });
    },
    { step: 'initialize', priority: 'low', name: 'withoutPlace' },
  );
  return command;
}
