/** Korean: the compiler demands every key of English. */
import type { en, WordsLike } from './en';
import { app } from './ko/app';
import { browser } from './ko/browser';
import { errors } from './ko/errors';
import { photos } from './ko/photos';
import { storage } from './ko/storage';

export const ko: WordsLike<typeof en> = { ...app, ...storage, ...photos, browser, errors };
