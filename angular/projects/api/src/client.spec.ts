import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { Api, Problem, problemOf } from './client';

describe('a document that is refused', () => {
  const refused = async (body: string, status: number): Promise<Problem> => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const asked = firstValueFrom(TestBed.inject(Api).download('/api/v1/payments/runs/{paymentRunId}/file', { path: { paymentRunId: 'r' } }));
    TestBed.inject(HttpTestingController).expectOne('/api/v1/payments/runs/r/file').flush(new Blob([body]), { status, statusText: 'No' });
    return asked.then(() => { throw new Error('It was not refused.'); }, problemOf);
  };

  it('tells why, as any other answer does', async () => {
    const problem = await refused(JSON.stringify({ code: 'payments.run.not_written', detail: 'This run is Cancelled.', traceId: 't' }), 409);
    expect(problem).toEqual({ status: 409, code: 'payments.run.not_written', detail: 'This run is Cancelled.', fields: {}, traceId: 't' });
  });

  it('is a failure where what answered is no server of ours', async () => {
    expect(await refused('<html>Bad gateway</html>', 502)).toEqual({ status: 502, code: 'http.502', detail: '', fields: {}, traceId: null });
  });
});
