import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Texts } from '../shared/texts';

type View = Schemas['EntryView'];

/** A manual entry with its lines and each partner's part, and the decision where it waits for the user. What was seen when it was asked is what is approved. */
@Component({
  selector: 'app-entry-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MomentPipe, MoneyPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="entry.value()?.entry?.memo ?? ''" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: entry.value()?.entry?.fundName ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }, { label: 'entries.title' | transloco, link: ['/funds', fundId(), 'entries'] }]" />
    <ui-state [of]="entry" [read]="problemOf" (again)="entry.reload()">
      @if (entry.value(); as e) {
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'entries.states.' + e.entry.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'entries.date' | transloco }}</dt><dd>{{ e.entry.date | day }}</dd></div>
          @if (e.entry.reverseOn) { <div class="card"><dt>{{ 'entries.reverseOn' | transloco }}</dt><dd>{{ e.entry.reverseOn | day }}</dd></div> }
          <div class="card"><dt>{{ 'calls.amount' | transloco }}</dt><dd>{{ e.entry.amount | money: 'code' }}</dd></div>
          <div class="card"><dt>{{ 'entries.effect' | transloco }}</dt><dd>{{ e.netAssetValue | money: 'code' }}</dd></div>
        </dl>
        <p>{{ 'entries.prepared' | transloco: { name: e.entry.preparedByName, at: (e.entry.preparedAt | moment) } }}@if (e.entry.decidedAt) { · {{ 'entries.decided' | transloco: { name: e.entry.decidedByName ?? '', at: (e.entry.decidedAt | moment) } }} }</p>
        @if (e.entry.decidedBecause) { <p>“{{ e.entry.decidedBecause }}”</p> }
        <section class="section" aria-labelledby="lines">
          <h2 id="lines">{{ 'ledger.lines' | transloco }}</h2>
          <div class="scroll" tabindex="0" role="group" aria-labelledby="lines">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'ledger.account' | transloco }}</th><th scope="col">{{ 'entries.what' | transloco }}</th><th scope="col">{{ 'ledger.partner' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.debit' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.credit' | transloco }}</th></tr></thead>
              <tbody>
                @for (line of e.lines; track $index) {
                  <tr>
                    <th scope="row">{{ 'entries.accounts.' + line.account | transloco }}</th>
                    <td>{{ line.category ?? (line.income ? ('entries.incomes.' + line.income | transloco) : '') }}</td>
                    <td>{{ line.byCommitment ? ('entries.byCommitment' | transloco) : (line.investorName ?? '') }}</td>
                    <td class="number">{{ line.debit ? (line.debit | money) : '' }}</td><td class="number">{{ line.credit ? (line.credit | money) : '' }}</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </section>
        @for (line of shared(e); track $index) {
          <details>
            <summary>{{ 'entries.parts' | transloco: { account: ('entries.accounts.' + line.account | transloco) } }}</summary>
            <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'entries.parts' | transloco: { account: ('entries.accounts.' + line.account | transloco) }">
              <table class="plain"><thead><tr><th scope="col">{{ 'ledger.partner' | transloco }}</th><th scope="col" class="number">{{ 'calls.amount' | transloco }}</th></tr></thead>
                <tbody>@for (part of line.parts; track part.investorId) { <tr><th scope="row">{{ part.name }}</th><td class="number">{{ part.amount | money }}</td></tr> }</tbody>
              </table>
            </div>
          </details>
        }
        @if (e.entry.reverseOn) { <p>{{ 'entries.mirrored' | transloco: { day: (e.entry.reverseOn | day) } }}</p> }
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
        <div class="acts">
          @if (e.entry.state === 'Waiting') {
            @if (e.entry.own) {
              <p>{{ 'entries.own' | transloco }}</p>
              @if (session.can('ledger:prepare')) { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="takeBack()">{{ 'entries.takeBack' | transloco }}</button> }
            } @else if (session.can('ledger:approve')) {
              <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="decide(e, 'approve')">{{ 'entries.approve' | transloco }}</button>
              <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="decide(e, 'giveBack')">{{ 'entries.giveBack' | transloco }}</button>
            }
          } @else if (e.entry.state === 'Returned' && session.can('ledger:prepare')) {
            <a mat-flat-button [routerLink]="['/funds', fundId(), 'entries', entryId(), 'edit']">{{ 'entries.again' | transloco }}</a>
          } @else if (e.entry.state === 'Recorded') {
            <a mat-button [routerLink]="['/funds', fundId(), 'ledger']">{{ 'ledger.title' | transloco }}</a>
          }
        </div>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    th[scope='row'] { font-weight: inherit; text-align: start }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: center; margin-block: 0.75rem }
    .alert { color: var(--mat-sys-error) }
    details { margin-block: 0.5rem }
  `,
})
export class EntryPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly entryId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ fundId: this.fundId(), manualEntryId: this.entryId() }));
  protected readonly entry = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/manual-entries/{manualEntryId}', { path: params }) });

  constructor() {
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(({ what, data }) => {
      if (what === '*' || data['fundId'] === this.fundId()) this.entry.reload();
    });
  }

  protected shared(entry: View): View['lines'] {
    return entry.lines.filter((line) => line.byCommitment);
  }

  protected decide(entry: View, what: 'approve' | 'giveBack'): void {
    const text = (key: string): string => this.texts.of(`entries.${what}${key}`, { memo: entry.entry.memo });
    this.confirm.ask({ title: text('Title'), text: text('Text'), yes: text(''), reason: what === 'giveBack' }).subscribe((reason) =>
      this.doing.run(
        this.api.post('/api/v1/funds/{fundId}/manual-entries/{manualEntryId}/decision', { path: this.path(), body: { approve: what === 'approve', contentHash: entry.contentHash, reason: reason || null } }),
        () => this.entry.reload(), () => this.entry.reload(),
      ));
  }

  protected takeBack(): void {
    this.doing.run(this.api.post('/api/v1/funds/{fundId}/manual-entries/{manualEntryId}/take-back', { path: this.path() }), () => this.entry.reload(), () => this.entry.reload());
  }
}
