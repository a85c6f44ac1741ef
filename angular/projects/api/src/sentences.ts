import { HttpErrorResponse, HttpInterceptorFn, HttpResponse } from '@angular/common/http';
import { InjectionToken, inject } from '@angular/core';
import { Observable, catchError, from, map, of, switchMap, throwError } from 'rxjs';
import { refusalRead } from './client';
import { Phrasebook } from './phrasebook';

/** The language that the reader chose, by its code. The server's own is English. */
export const READERS_LANGUAGE = new InjectionToken<() => string>('The language that the reader chose');

/** What the server says to people, by the names that the API gives it. Nothing that a person entered stands under these names. */
const SAID = new Set([
  'clause', 'compensation', 'detail', 'doing', 'errors', 'failing', 'failureReason', 'figure', 'formula', 'healthText', 'label', 'leftOut', 'meaning', 'notes', 'problem', 'problems', 'refused', 'rounding', 'sentence', 'sharedBy',
  'stoppedBecause', 'title', 'unusable', 'what', 'words',
]);

const BOOKS: Readonly<Record<string, () => Promise<{ default: Readonly<Record<string, string>> }>>> = { de: () => import('./sentences.de.json') };
const opened = new Map<string, Promise<Phrasebook>>();

/** Puts the server's sentences into the reader's language, refusals too. What has no counterpart stays as the server said it. */
export const inReadersLanguage: HttpInterceptorFn = (request, next) => {
  const language = inject(READERS_LANGUAGE)();
  const load = BOOKS[language];
  if (!load) return next(request);
  const put = <T>(body: T): Observable<T> => (says(body) ? from(open(language, load)).pipe(map((phrases) => translated(body, phrases))) : of(body));
  return next(request).pipe(
    switchMap((event) => (event instanceof HttpResponse ? put(event.body).pipe(map((body) => event.clone({ body }))) : of(event))),
    catchError((error: unknown) => from(refusalRead(error)).pipe(switchMap((read) => {
      if (!(read instanceof HttpErrorResponse)) return throwError(() => read);
      const { headers, status, statusText, url } = read;
      return put(read.error as unknown).pipe(switchMap((body) => throwError(() => new HttpErrorResponse({ error: body, headers, status, statusText, url: url ?? undefined }))));
    }))),
  );
};

/** Read once; tried again where it could not be read. */
function open(language: string, load: () => Promise<{ default: Readonly<Record<string, string>> }>): Promise<Phrasebook> {
  const known = opened.get(language) ?? load().then((file) => new Phrasebook(file.default), () => (opened.delete(language), new Phrasebook({})));
  opened.set(language, known);
  return known;
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value) as object);
}

function says(value: unknown): boolean {
  if (!isTree(value)) return false;
  return Object.entries(value).some(([name, part]) => (SAID.has(name) && part !== null) || says(part));
}

function translated<T>(value: T, phrases: Phrasebook, said = false): T {
  if (typeof value === 'string') return (said ? phrases.say(value) : value) as T;
  if (!isTree(value)) return value;
  if (Array.isArray(value)) return value.map((part: unknown) => translated(part, phrases, said)) as T;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, translated(part as unknown, phrases, SAID.has(name) || (said && Array.isArray(part)))])) as T;
}
