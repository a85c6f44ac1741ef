import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { problemOf } from './client';
import { READERS_LANGUAGE, inReadersLanguage } from './sentences';

function reader(language: string) {
  TestBed.configureTestingModule({
    providers: [provideHttpClient(withInterceptors([inReadersLanguage])), provideHttpClientTesting(), { provide: READERS_LANGUAGE, useValue: () => language }],
  });
  return { http: TestBed.inject(HttpClient), server: TestBed.inject(HttpTestingController) };
}

const REFUSAL = 'Somebody changed this in the meantime: read it again and repeat your change.';

async function refused(language: string) {
  const { http, server } = reader(language);
  const answer = firstValueFrom(http.get('/x')).then(() => null, problemOf);
  server.expectOne('/x').flush({ code: 'concurrency', detail: REFUSAL, errors: { amount: [REFUSAL] } }, { status: 412, statusText: 'x' });
  return await answer;
}

describe('inReadersLanguage', () => {
  it('leaves the server’s English to whoever reads English', async () => expect((await refused('en'))?.detail).toBe(REFUSAL));

  it('says a refusal in German, by field too', async () => {
    const problem = await refused('de');
    expect(problem?.detail).not.toBe(REFUSAL);
    expect([problem?.code, problem?.status, problem?.fields['amount']]).toEqual(['concurrency', 412, [problem?.detail]]);
  });

  it('says the refusal of a document in German, and leaves one that is none', async () => {
    const { http, server } = reader('de');
    const asked = (path: string) => firstValueFrom(http.get(path, { responseType: 'blob' })).then(() => null, problemOf);
    const [refusal, broken] = [asked('/x'), asked('/y')];
    const options = { status: 422, statusText: 'x' };
    server.expectOne('/x').flush(new Blob([JSON.stringify({ code: 'x', detail: REFUSAL })], { type: 'application/problem+json' }), options);
    server.expectOne('/y').flush(new Blob(['<html>'], { type: 'application/json' }), options);
    expect((await refusal)?.detail).toContain('geändert');
    expect((await broken)?.status).toBe(422);
  });

  it('translates what the server says and leaves what people entered, whatever it is', async () => {
    const { http, server } = reader('de');
    const answer = firstValueFrom(http.get('/x'));
    server.expectOne('/x').flush({ data: { label: REFUSAL, name: REFUSAL, reason: REFUSAL, parts: [{ label: REFUSAL, value: '1.00' }] } });
    const { data } = (await answer) as { data: { label: string; name: string; reason: string; parts: { label: string; value: string }[] } };
    expect([data.name, data.reason, data.parts[0]!.value]).toEqual([REFUSAL, REFUSAL, '1.00']);
    expect([data.label, data.parts[0]!.label]).toEqual([(await refusedAgain(server, http)), data.label]);
  });
});

async function refusedAgain(server: HttpTestingController, http: HttpClient): Promise<string | undefined> {
  const answer = firstValueFrom(http.get('/y')).then(() => null, problemOf);
  server.expectOne('/y').flush({ code: 'x', detail: REFUSAL }, { status: 422, statusText: 'x' });
  return (await answer)?.detail;
}
