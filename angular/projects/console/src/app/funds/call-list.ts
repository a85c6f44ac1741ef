import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, Money, problemOf } from '@api';
import { DayPipe, MoneyPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Explain } from '../shared/explain';
import { Opens } from '@ui/opens';
import { Texts } from '../shared/texts';
import { CallReceipts } from '../shared/call-receipts';

/** A fund's capital calls. */
@Component({
  selector: 'app-call-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MoneyPipe, Opens, RouterLink, State, TranslocoPipe],
  template: `
    <ui-state [of]="calls" [read]="problemOf" [empty]="calls.isEmpty()" [emptyText]="'calls.none' | transloco" (again)="calls.again()">
      <ui-grid name="calls" [filters]="filters()" [label]="'fund.calls' | transloco" [columns]="columns()" [of]="calls">
        <ng-template uiCell="number" let-call><a [routerLink]="['/funds', fundId(), 'capital-calls', call.id]">{{ 'calls.one' | transloco: { number: call.number } }}</a></ng-template>
        <ng-template uiCell="noticeDate" let-call>{{ call.noticeDate | day }}</ng-template>
        <ng-template uiCell="dueDate" let-call>{{ call.dueDate | day }}</ng-template>
        <ng-template uiCell="state" let-call>{{ 'states.' + call.state | transloco }}</ng-template>
        <ng-template uiCell="amount" let-call><button appOpens [of]="('calls.amount' | transloco) + ', ' + ('calls.one' | transloco: { number: call.number })" (click)="explain(call)">{{ call.amount | money }}</button></ng-template>
        <ng-template uiCell="received" let-call><button appOpens [of]="('calls.received' | transloco) + ', ' + ('calls.one' | transloco: { number: call.number })" (click)="explainReceived(call)">{{ call.received | money }}</button></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class CallList {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly texts = inject(Texts);
  private readonly receipts = inject(CallReceipts);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly calls = this.api.listed('/api/v1/funds/{fundId}/capital-calls', 'calls', { path: () => ({ fundId: this.fundId() }) });
  protected readonly filters = inject(Texts).filters([{ key: 'state', text: 'calls.state', of: 'states', values: ['Draft', 'Submitted', 'Issued', 'PartlyReceived', 'Received'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'number', text: 'calls.call', grow: 1.5 },
    { key: 'noticeDate', text: 'calls.noticeDate' },
    { key: 'dueDate', text: 'calls.dueDate' },
    { key: 'state', text: 'calls.state', grow: 1.3 },
    { key: 'amount', text: 'calls.amount', number: true },
    { key: 'received', text: 'calls.received', number: true },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.calls.again());
    });
    inject(Live).of('workflow.', 'fund.').pipe(takeUntilDestroyed()).subscribe(() => this.calls.again());
  }

  protected explain(call: { readonly id: string; readonly number: number }): void {
    const path = { fundId: this.fundId(), callId: call.id };
    this.explainer.open(this.texts.of('calls.one', { number: call.number }), () => this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}/explanation', { path }));
  }

  protected explainReceived(call: { readonly id: string; readonly number: number; readonly received: Money }): void {
    this.explainer.open(this.texts.of('calls.one', { number: call.number }), () => this.receipts.sum({ fundId: this.fundId(), callId: call.id }, call.received));
  }
}
