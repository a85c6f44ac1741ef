import { HttpClient, HttpErrorResponse, HttpEventType, HttpHeaders, HttpParams, HttpResponse } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, catchError, filter, from, map, switchMap, throwError } from 'rxjs';
import { Listed } from './listed';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type Money = Schemas['MoneyView'];

type Methods = 'get' | 'post' | 'put' | 'delete';
export type PathsWith<M extends Methods> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths];
type Operation<P extends keyof paths, M extends Methods> = paths[P][M];
type Params<O, Kind extends string> = O extends { parameters: Partial<Record<Kind, infer T>> } ? T : never;
type Body<O> = O extends { requestBody?: { content: { 'application/json': infer T } } } ? T : undefined;
type Success<O> = O extends { responses: infer R } ? R[keyof R & (200 | 201 | 202)] : never;
type Json<O> = Success<O> extends { content: { 'application/json': infer T } } ? T : unknown;

/** What an answer carries: the data of its envelope. */
export type Data<P extends keyof paths, M extends Methods> = Json<Operation<P, M>> extends { data: infer D } ? NonNullable<D> : unknown;

/** One of what a list answers. */
export type ItemOf<P extends PathsWith<'get'>> = Data<P, 'get'> extends readonly (infer T)[] ? T : never;

export interface Page<T> {
  readonly items: readonly T[];
  /** Opens the next page; null on the last one. */
  readonly next: string | null;
  /** All that the list holds, where the server counted. */
  readonly total: number | null;
}

/** A resource with the version that its next write must name. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string | null;
}

interface Envelope {
  readonly data: unknown;
  readonly meta: { readonly page?: { readonly next?: string | null; readonly total?: number | null } | null };
}

interface Options<P extends keyof paths, M extends Methods> {
  readonly path?: Params<Operation<P, M>, 'path'>;
  readonly query?: Params<Operation<P, M>, 'query'>;
}

interface WriteOptions<P extends keyof paths, M extends Methods> extends Options<P, M> {
  readonly body?: Body<Operation<P, M>>;
  /** The same key with the same body is answered again, not done again. Made once for each thing a person does. */
  readonly key?: string;
  readonly etag?: string | null;
}

interface Plain {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly key?: string;
  readonly etag?: string | null;
}

/** The API by its own paths: what may be asked and what comes back is checked against openapi.json when the code is compiled. */
@Injectable({ providedIn: 'root' })
export class Api {
  private readonly http = inject(HttpClient);

  get<P extends PathsWith<'get'>>(path: P, options: Options<P, 'get'> = {}): Observable<Data<P, 'get'>> {
    return this.send('GET', path, options).pipe(map((answer) => answer.body!.data as Data<P, 'get'>));
  }

  read<P extends PathsWith<'get'>>(path: P, options: Options<P, 'get'> = {}): Observable<Versioned<Data<P, 'get'>>> {
    return this.send('GET', path, options).pipe(map((answer) => ({ value: answer.body!.data as Data<P, 'get'>, etag: answer.headers.get('ETag') })));
  }

  /** One answer that goes on on a next page. */
  whole<P extends PathsWith<'get'>>(path: P, options: Options<P, 'get'> = {}): Observable<{ readonly value: Data<P, 'get'>; readonly next: string | null }> {
    return this.send('GET', path, options).pipe(map(({ body }) => ({ value: body!.data as Data<P, 'get'>, next: body!.meta.page?.next ?? null })));
  }

  list<P extends PathsWith<'get'>>(path: P, options: Options<P, 'get'> = {}): Observable<Page<Data<P, 'get'> extends readonly (infer T)[] ? T : never>> {
    type Item = Data<P, 'get'> extends readonly (infer T)[] ? T : never;
    return this.send('GET', path, options).pipe(
      map(({ body }) => ({ items: body!.data as Item[], next: body!.meta.page?.next ?? null, total: body!.meta.page?.total ?? null })),
    );
  }

  /** A list by its path, for a grid: sorted, searched, filtered and exported by the server. @param options.row What a grid shows of an item, with an `id` that it is known by. */
  listed<P extends PathsWith<'get'>, R extends object = ItemOf<P> & object>(
    path: P, name: string,
    options: { readonly path?: () => Params<Operation<P, 'get'>, 'path'>; readonly query?: () => Params<Operation<P, 'get'>, 'query'>; readonly row?: (item: ItemOf<P>) => R; readonly size?: number } = {},
  ): Listed<R> {
    const asked = (more: object, filters: object) => ({ path: options.path?.(), query: { ...(options.query?.() as object | undefined), ...filters, ...more } }) as Options<P, 'get'>;
    return new Listed<R>(name, {
      read: (question, filters) => this.list(path, asked(question, filters)).pipe(map((page) => ({ ...page, items: page.items.map((item) => options.row?.(item as ItemOf<P>) ?? (item as unknown as R)) }))),
      file: (file, filters) => this.download(path, asked(file, filters)),
      problem: problemOf,
    }, options.size ?? 100);
  }

  post<P extends PathsWith<'post'>>(path: P, options: WriteOptions<P, 'post'> = {}): Observable<Data<P, 'post'>> {
    return this.send('POST', path, options).pipe(map((answer) => answer.body?.data as Data<P, 'post'>));
  }

  put<P extends PathsWith<'put'>>(path: P, options: WriteOptions<P, 'put'> = {}): Observable<Data<P, 'put'>> {
    return this.send('PUT', path, options).pipe(map((answer) => answer.body?.data as Data<P, 'put'>));
  }

  delete<P extends PathsWith<'delete'>>(path: P, options: WriteOptions<P, 'delete'> = {}): Observable<Data<P, 'delete'>> {
    return this.send('DELETE', path, options).pipe(map((answer) => answer.body?.data as Data<P, 'delete'>));
  }

  /** A document as it is, with the name that the server gives it. */
  download<P extends PathsWith<'get'>>(path: P, options: Options<P, 'get'> = {}): Observable<{ readonly blob: Blob; readonly name: string }> {
    return this.http.get(fill(path, options.path), { params: params(options.query), observe: 'response', responseType: 'blob' }).pipe(
      map((answer) => ({ blob: answer.body!, name: fileName(answer.headers) })),
      catchError((error: unknown) => from(refusalRead(error)).pipe(switchMap((read) => throwError(() => read)))),
    );
  }

  /** A document that is made of what is sent, with the name that the server gives it. */
  make<P extends PathsWith<'post'>>(path: P, options: WriteOptions<P, 'post'> = {}): Observable<{ readonly blob: Blob; readonly name: string }> {
    return this.http.post(fill(path, options.path), options.body, { params: params(options.query), observe: 'response', responseType: 'blob' }).pipe(
      map((answer) => ({ blob: answer.body!, name: fileName(answer.headers) })),
      catchError((error: unknown) => from(refusalRead(error)).pipe(switchMap((read) => throwError(() => read)))),
    );
  }

  /** Sends a file; tells how far it got, in hundredths, and at the end what was answered. */
  upload<T>(path: string, file: File, key: string, fields: Readonly<Record<string, string>> = {}): Observable<{ readonly percent: number; readonly answer?: T }> {
    const form = new FormData();
    form.append('file', file, file.name);
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.told(path, form, { 'Idempotency-Key': key });
  }

  /** Sends a file as it is, without any field beside it, and tells the same. */
  sendFile<T>(path: string, file: File, key: string): Observable<{ readonly percent: number; readonly answer?: T }> {
    return this.told(path, file, { 'Idempotency-Key': key, 'Content-Type': 'application/octet-stream' });
  }

  private told<T>(path: string, body: FormData | File, headers: Readonly<Record<string, string>>): Observable<{ readonly percent: number; readonly answer?: T }> {
    return this.http.post<{ data: T }>(path, body, { headers, observe: 'events', reportProgress: true }).pipe(
      filter((event) => event.type === HttpEventType.UploadProgress || event.type === HttpEventType.Response),
      map((event) => (event.type === HttpEventType.Response ? { percent: 100, answer: event.body!.data } : { percent: event.total ? (100 * event.loaded) / event.total : 0 })),
    );
  }

  private send(method: string, path: string, options: Plain): Observable<HttpResponse<Envelope>> {
    let headers = new HttpHeaders();
    if (method !== 'GET') headers = headers.set('Idempotency-Key', options.key ?? crypto.randomUUID());
    if (options.etag) headers = headers.set('If-Match', options.etag);
    return this.http.request<Envelope>(method, fill(path, options.path), { body: options.body, headers, params: params(options.query), observe: 'response' });
  }
}

function fill(path: string, values: unknown): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String((values as Record<string, unknown>)[name])));
}

function params(query: unknown): HttpParams {
  let result = new HttpParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') result = result.set(name, String(value));
  }
  return result;
}

function fileName(headers: HttpHeaders): string {
  const disposition = headers.get('Content-Disposition') ?? '';
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return extended ? decodeURIComponent(extended) : (/filename="?([^";]+)"?/i.exec(disposition)?.[1] ?? 'document');
}

/** Whoever asked for a document gets a refusal as one, too: read as what it is. */
export async function refusalRead(error: unknown): Promise<unknown> {
  if (!(error instanceof HttpErrorResponse) || !(error.error instanceof Blob)) return error;
  const { headers, status, statusText, url } = error;
  const text = await error.error.text();
  try {
    return new HttpErrorResponse({ error: JSON.parse(text), headers, status, statusText, url: url ?? undefined });
  } catch {
    return error;
  }
}

/** A refusal or a failure, as a page needs it. */
export interface Problem {
  readonly status: number;
  /** Stable and dotted; `network` when nothing answered. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly detail: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly traceId: string | null;
}

/** Reads RFC 9457 problem details out of whatever went wrong. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof HttpErrorResponse)) return { status: 0, code: 'program', detail: String(error), fields: {}, traceId: null };
  const body = (typeof error.error === 'object' && !(error.error instanceof Blob) ? error.error : null) as Partial<Record<string, unknown>> | null;
  return {
    status: error.status,
    code: String(body?.['code'] ?? (error.status === 0 ? 'network' : `http.${error.status}`)),
    detail: String(body?.['detail'] ?? body?.['title'] ?? ''),
    fields: (body?.['errors'] ?? {}) as Record<string, string[]>,
    traceId: (body?.['traceId'] as string | undefined) ?? null,
  };
}
