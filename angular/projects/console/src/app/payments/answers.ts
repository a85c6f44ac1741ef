import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { from, switchMap } from 'rxjs';
import { Api, Doing, Schemas } from '@api';
import { base64 } from '@ui';

/** Takes in a file in which a bank answers payment files: what was paid, refused, sent back. Each answer counts once, however often its file comes. */
@Component({
  selector: 'app-answers',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoPipe],
  template: `
    <p>{{ 'money.answers.what' | transloco }}</p>
    <input #chosen type="file" hidden (change)="send(chosen.files?.[0]); chosen.value = ''" />
    <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="chosen.click()">{{ 'money.answers.choose' | transloco }}</button>
    @if (folder()) { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="fetch()">{{ 'money.answers.fetch' | transloco }}</button> }
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    <p role="status">@if (taken(); as t) { {{ 'money.answers.taken' | transloco: { read: t.read, fresh: t.new } }}@if (t.unknown) { · {{ 'money.answers.unknown' | transloco: { count: t.unknown } }} } } @if (found(); as f) { {{ 'money.answers.found' | transloco: { count: f.taken } }}@if (f.arriving) { · {{ 'money.answers.arriving' | transloco: { count: f.arriving } }} } }</p>
    @for (problem of found()?.problems; track problem.name) { <p class="alert">{{ problem.name }}: {{ problem.reason }}</p> }
    @for (it of found()?.leftOut; track it.name) { <p>{{ it.name }}: {{ it.reason }}</p> }
  `,
  styles: '.alert { color: var(--mat-sys-error) }',
})
export class Answers {
  private readonly api = inject(Api);
  /** The connection whose bank answers. */
  readonly connectionId = input.required<string>();
  /** Whether the bank's folder can be looked into. */
  readonly folder = input(false);
  readonly done = output();
  protected readonly doing = new Doing();
  protected readonly taken = signal<Schemas['ReadAnswersResponse'] | null>(null);

  protected readonly found = signal<Schemas['FetchBankFilesFound'] | null>(null);

  /** Takes in what the bank has put into its folder. */
  protected fetch(): void {
    this.taken.set(null);
    this.doing.run(this.api.post('/api/v1/payments/connections/{bankConnectionId}/fetch', { path: { bankConnectionId: this.connectionId() } }), (found) => {
      this.found.set(found);
      this.done.emit();
    });
  }

  protected send(file: File | undefined): void {
    if (!file) return;
    this.taken.set(null);
    this.found.set(null);
    const path = { bankConnectionId: this.connectionId() };
    this.doing.run(from(base64(file)).pipe(switchMap((content) => this.api.post('/api/v1/payments/connections/{bankConnectionId}/answers', { path, body: { fileName: file.name, content } }))), (taken) => {
      this.taken.set(taken);
      this.done.emit();
    });
  }
}
