/** Korean: the compiler demands every key of English. */
import type { en, WordsLike } from './en';
import { activity, transferSettings } from './ko/activity';
import { app } from './ko/app';
import { browser } from './ko/browser';
import { downloads } from './ko/downloads';
import { errors } from './ko/errors';
import { ingest } from './ko/ingest';
import { photos } from './ko/photos';
import { receipts } from './ko/receipts';
import { storage } from './ko/storage';
import { transfers } from './ko/transfers';

export const ko: WordsLike<typeof en> = {
  ...app,
  ...storage,
  ...photos,
  browser,
  transfers,
  transferSettings,
  activity,
  receipts,
  downloads,
  ingest,
  errors,
};
