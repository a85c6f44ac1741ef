import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { DayPipe, MoneyPipe } from '@ui';
import { of } from 'rxjs';
import type { Pair } from './mapping';

/** How many entries there are to choose from; a search finds others. */
const OFFERED = 50;

/** What one of our entries would post under the mapping as it stands in the fields, kept or not. */
@Component({
  selector: 'app-posting-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="preview">
      <h2 id="preview">{{ 'ledgers.preview' | transloco }}</h2>
      <p>{{ 'ledgers.previewHint' | transloco }}</p>
      <div class="ask">
        @if (!fundId()) {
          <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.fund' | transloco }}</mat-label>
            <mat-select [value]="fund()" (valueChange)="fund.set($event)">@for (it of funds.value(); track it.id) { <mat-option [value]="it.id">{{ it.name }}</mat-option> }</mat-select></mat-form-field>
        }
        <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.findEntry' | transloco }}</mat-label><input #words matInput type="search" maxlength="200" (change)="searched.set(words.value.trim())" /></mat-form-field>
        <mat-form-field subscriptSizing="dynamic" class="entry"><mat-label>{{ 'ledgers.entry' | transloco }}</mat-label>
          <mat-select [value]="entryId()" (valueChange)="entryId.set($event)">@for (it of entries.value()?.items; track it.entryId) { <mat-option [value]="it.entryId">{{ it.effectiveDate | day }} · {{ it.text }} · {{ it.total | money: 'code' }}</mat-option> }</mat-select>
          @if (entries.value()?.next) { <mat-hint>{{ 'ledgers.newestOffered' | transloco: { count: offered } }}</mat-hint> }
        </mat-form-field>
        <button mat-stroked-button type="button" [disabled]="!entryId() || doing.busy()" (click)="show()">{{ 'ledgers.showPreview' | transloco }}</button>
      </div>
      @if (doing.refusal() ?? unread(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
      @if (shown(); as it) {
        <p role="status">{{ it.date | day }} · {{ it.text }} · {{ it.total | money: 'code' }} · <code>{{ it.reference }}</code></p>
        @if (it.state === 'Posted') { <p>{{ 'ledgers.alreadyPosted' | transloco }}</p> }
        @if (it.unmapped.length) { <p class="alert">{{ 'ledgers.wouldNotPost' | transloco: { names: it.unmapped.join(', ') } }}</p> }
        <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'ledgers.preview' | transloco">
          <table class="plain">
            <thead><tr><th scope="col">{{ 'ledgers.theirAccount' | transloco }}</th><th scope="col">{{ 'ledgers.ourAccount' | transloco }}</th><th scope="col">{{ 'ledgers.text' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.debit' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.credit' | transloco }}</th></tr></thead>
            <tbody>
              @for (line of it.lines; track $index) {
                <tr><td>@if (line.their; as their) { {{ their.number }} {{ their.name }} } @else { <span class="alert">{{ 'ledgers.noTheir' | transloco }}</span> }</td><td>{{ line.number }} {{ line.accountName }}</td><td>{{ line.text }}</td>
                  <td class="number">{{ line.debit ? (line.debit | money) : '' }}</td><td class="number">{{ line.credit ? (line.credit | money) : '' }}</td></tr>
              }
            </tbody>
          </table>
        </div>
        @if (it.lineCount > it.lines.length) { <p>{{ 'ledgers.firstLines' | transloco: { shown: it.lines.length, count: it.lineCount } }}</p> }
      }
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .ask { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap }
    .entry { flex: 1 1 22rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class PostingPreview {
  private readonly api = inject(Api);
  readonly linkId = input.required<string>();
  /** Null: of every fund, so that one is chosen first. */
  readonly fundId = input.required<string | null>();
  readonly startDate = input.required<string>();
  readonly mapping = input.required<readonly Pair[]>();
  protected readonly offered = OFFERED;
  protected readonly fund = linkedSignal(() => this.fundId() ?? '');
  protected readonly searched = signal('');
  protected readonly doing = new Doing();
  private readonly told = signal<{ readonly under: readonly Pair[]; readonly answer: Schemas['PreviewPostingResponse'] } | null>(null);
  protected readonly funds = reading({ params: () => ({ every: this.fundId() === null }), stream: ({ params }) => (params.every ? this.api.get('/api/v1/funds', { query: { size: 500 } }) : of([])) });
  private readonly question = computed(() => (this.fund() ? { fundId: this.fund(), from: this.startDate(), q: this.searched() || undefined, sort: '-effectiveDate', size: OFFERED } : undefined));
  protected readonly entries = reading({ params: this.question, stream: ({ params }) => this.api.list('/api/v1/accounting/journal', { query: params }) });
  /** Why there are no entries to choose from. */
  protected readonly unread = computed(() => {
    const error = this.entries.error();
    return error ? problemOf(error.cause ?? error) : null;
  });
  protected readonly entryId = linkedSignal(() => this.entries.value()?.items[0]?.entryId ?? '');
  /** Gone as soon as it is of another mapping or entry than what is in the fields. */
  protected readonly shown = computed(() => {
    const told = this.told();
    return told && told.under === this.mapping() && told.answer.entryId === this.entryId() ? told.answer : null;
  });

  protected show(): void {
    const under = this.mapping();
    const body = { entryId: this.entryId(), accounts: [...under] };
    this.doing.run(this.api.post('/api/v1/accounting/sync/links/{linkId}/preview', { path: { linkId: this.linkId() }, body }), (answer) => this.told.set({ under, answer }));
  }
}
