/** Korean: the compiler demands every key of English. */
import type { en, WordsLike } from './en';
import { activity, transferSettings } from './ko/activity';
import { app } from './ko/app';
import { browser } from './ko/browser';
import { cache } from './ko/cache';
import { downloads } from './ko/downloads';
import { duplicates } from './ko/duplicates';
import { edits } from './ko/edits';
import { errors } from './ko/errors';
import { groups } from './ko/groups';
import { ingest } from './ko/ingest';
import { mailAccount, outbox, signIn } from './ko/mail';
import { photos } from './ko/photos';
import { receipts } from './ko/receipts';
import { received } from './ko/received';
import { requests } from './ko/requests';
import { search } from './ko/search';
import { selections } from './ko/selections';
import { shares } from './ko/shares';
import { storage } from './ko/storage';
import { transfers } from './ko/transfers';
import { trash } from './ko/trash';
import { cull } from './ko/viewer-cull';
import { libraryKeys } from './ko/viewer-keys';
import { viewer } from './ko/viewer-photo';

export const ko: WordsLike<typeof en> = {
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
