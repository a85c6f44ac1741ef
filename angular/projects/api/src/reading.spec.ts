import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';
import { reading } from './reading';

/** Lets answers arrive, and what follows from them begin. */
async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done));
  TestBed.tick();
  await new Promise((done) => setTimeout(done));
}

function started() {
  const asked = signal<string | undefined>('one');
  const answers: Subject<string>[] = [];
  const read = TestBed.runInInjectionContext(() => reading({ params: asked, stream: () => {
    const answer = new Subject<string>();
    answers.push(answer);
    return answer;
  } }));
  TestBed.tick();
  const told = async (value: string): Promise<void> => {
    answers.at(-1)!.next(value);
    answers.at(-1)!.complete();
    await settle();
  };
  return { read, asked, answers, told };
}

describe('a reading', () => {
  it('reads once more when it is told of news while it reads: what it is being answered may be older than the news', async () => {
    const { read, answers, told } = started();
    read.reload();
    read.reload();
    expect(answers.length).toBe(1);
    await told('before the news');
    expect(answers.length).toBe(2);
    await told('after the news');
    expect([read.value(), answers.length, read.isLoading()]).toEqual(['after the news', 2, false]);
  });

  it('reads at once when it is told of news between two readings', async () => {
    const { read, answers, told } = started();
    await told('first');
    read.reload();
    TestBed.tick();
    expect(answers.length).toBe(2);
    await told('second');
    expect([read.value(), answers.length]).toEqual(['second', 2]);
  });

  it('reads nothing on news before it is known what to read, and then once', async () => {
    const { read, asked, answers, told } = started();
    await told('first');
    asked.set(undefined);
    TestBed.tick();
    read.reload();
    asked.set('two');
    TestBed.tick();
    await told('second');
    expect([read.value(), answers.length]).toEqual(['second', 2]);
  });
});
