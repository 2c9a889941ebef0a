/** English: the reference for every key. Sections live in en/; plural forms end in _one and _other. */
import { activity, transferSettings } from './en/activity';
import { app } from './en/app';
import { browser } from './en/browser';
import { downloads } from './en/downloads';
import { errors } from './en/errors';
import { ingest } from './en/ingest';
import { photos } from './en/photos';
import { receipts } from './en/receipts';
import { storage } from './en/storage';
import { transfers } from './en/transfers';

export const en = {
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

/** The same tree with any words; `_one` forms may be left out by languages without them. */
export type WordsLike<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : WordsLike<T[K]>;
};
