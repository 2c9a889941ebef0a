/** English: the reference for every key. Sections live in en/; plural forms end in _one and _other. */
import { app } from './en/app';
import { browser } from './en/browser';
import { errors } from './en/errors';
import { photos } from './en/photos';
import { storage } from './en/storage';

export const en = { ...app, ...storage, ...photos, browser, errors };

/** The same tree with any words; `_one` forms may be left out by languages without them. */
export type WordsLike<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : WordsLike<T[K]>;
};
