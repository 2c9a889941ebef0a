/** English: the reference for every key. Sections live in en/; plural forms end in _one and _other. */
import { activity, transferSettings } from './en/activity';
import { app } from './en/app';
import { browser } from './en/browser';
import { cache } from './en/cache';
import { downloads } from './en/downloads';
import { duplicates } from './en/duplicates';
import { edits } from './en/edits';
import { errors } from './en/errors';
import { groups } from './en/groups';
import { ingest } from './en/ingest';
import { mailAccount, outbox, signIn } from './en/mail';
import { photos } from './en/photos';
import { receipts } from './en/receipts';
import { received } from './en/received';
import { requests } from './en/requests';
import { search } from './en/search';
import { selections } from './en/selections';
import { shares } from './en/shares';
import { storage } from './en/storage';
import { transfers } from './en/transfers';
import { trash } from './en/trash';
import { cull } from './en/viewer-cull';
import { libraryKeys } from './en/viewer-keys';
import { viewer } from './en/viewer-photo';

export const en = {
  ...app,
  ...storage,
  ...photos,
  cull,
  libraryKeys,
  viewer,
  browser,
  transfers,
  transferSettings,
  activity,
  receipts,
  downloads,
  ingest,
  edits,
  search,
  selections,
  received,
  shares,
  requests,
  groups,
  outbox,
  mailAccount,
  signIn,
  trash,
  duplicates,
  cache,
  errors,
};

/** The same tree with any words; `_one` forms may be left out by languages without them. */
export type WordsLike<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : WordsLike<T[K]>;
};
