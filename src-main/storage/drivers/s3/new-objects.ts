/** What every request that makes an object says of it: type, metadata, storage class, encryption. */
import type { ServerSideEncryption, StorageClass } from '@aws-sdk/client-s3';
import type { S3ConnectionConfig } from '../../../../src-shared/domain/connection';
import type { Capabilities } from '../../../../src-shared/domain/store-capabilities';
import type { PutOptions } from '../../object-store';
import { encodeMetadata } from './metadata';

export interface NewObjectParams {
  ContentType?: string;
  Metadata?: Record<string, string>;
  StorageClass?: StorageClass;
  ServerSideEncryption?: ServerSideEncryption;
  SSEKMSKeyId?: string;
}
export type DescribeNew = (options: Pick<PutOptions, 'contentType' | 'metadata' | 'tier'>) => NewObjectParams;

/**
 * `known` is what a probe saw. The storage class of the connection is asked for unless it was seen that there are none; that of a
 * single object only where it was seen that there are.
 */
export function newObjectRules(config: S3ConnectionConfig, known: Capabilities | undefined): DescribeNew {
  const ofConnection = known === undefined || known.tierOf === 'object' ? config.tier : undefined;
  return ({ contentType, metadata, tier }) => {
    const storageClass = (known?.tierOf === 'object' ? tier : undefined) ?? ofConnection;
    return {
      ...(contentType && { ContentType: contentType }),
      ...(metadata && { Metadata: encodeMetadata(metadata) }),
      ...(storageClass && { StorageClass: storageClass as StorageClass }),
      ...encryptionOf(config),
    };
  };
}

function encryptionOf({ encryption, kmsKeyId }: S3ConnectionConfig): NewObjectParams {
  if (!encryption) return {};
  return {
    ServerSideEncryption: encryption,
    ...(encryption === 'aws:kms' && kmsKeyId && { SSEKMSKeyId: kmsKeyId }),
  };
}
