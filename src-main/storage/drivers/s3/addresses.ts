/** Where an S3 service is reached. */

/** It becomes part of a host name: anything else could lead what is signed to another one. */
export const legalRegion = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** `s3.amazonaws.com` and its regional names; not those of access points, acceleration or endpoints in a private network. */
const awsName = /^s3([.-][a-z]{2}(-[a-z]+)+-\d+)?\.amazonaws\.com(\.cn)?$/;

/** AWS itself: each region has its own address, and a bucket is reached only by that of its own. */
export const isAwsEndpoint = (endpoint: string): boolean =>
  endpoint === '' || awsName.test(new URL(endpoint).hostname);

export const awsHost = (region: string): string =>
  `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
