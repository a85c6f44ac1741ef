import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { MoneyPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';
import type { Choice } from './match-form';

/** What a fund waits for, to choose from: calls and payments that come back for money that came in, payments for money that went out. */
@Component({
  selector: 'app-target-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MoneyPipe, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.bank.nothingExpected' | transloco" (again)="list.again()">
      <ui-grid name="targets" [filters]="filters()" [label]="'money.match.addTarget' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="take" let-it><button mat-button type="button" (click)="chosen.emit({ target: it.target, who: it.who, amount: it.amount.amount, callId: it.callId, investorId: it.investorId, instructionId: it.instructionId })" [attr.aria-label]="'money.match.takeOf' | transloco: { name: it.who }">{{ 'money.match.take' | transloco }}</button></ng-template>
        <ng-template uiCell="target" let-it>{{ 'money.match.targets.' + it.target | transloco }}</ng-template>
        <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class TargetChoice {
  private readonly api = inject(Api);
  private readonly texts = inject(Texts);
  readonly fundId = input.required<string>();
  readonly incoming = input.required<boolean>();
  readonly chosen = output<Choice>();
  protected readonly problemOf = problemOf;
  /** What money came in for; what went out can be a payment alone. */
  private readonly kind = signal<'Receipt' | 'PaymentReturned'>('Receipt');
  protected readonly list = this.api.listed('/api/v1/payments/funds/{fundId}/expected', 'targets', {
    path: () => ({ fundId: this.fundId() }),
    query: () => ({ target: this.incoming() ? this.kind() : ('Payment' as const) }),
    row: (it) => ({ ...it, id: `${it.target} ${it.callId ?? it.instructionId} ${it.investorId}` }),
  });
  private readonly choices = this.texts.filters([{ key: 'target', text: 'money.match.target', of: 'money.match.targets', values: ['Receipt', 'PaymentReturned'] }]);
  protected readonly filters = computed(() => (this.incoming() ? this.choices() : []));
  protected readonly columns = this.texts.columns([
    { key: 'take', text: 'money.match.take', sort: null, file: null, grow: 0.6 },
    { key: 'who', text: 'money.match.who', grow: 2 },
    { key: 'target', text: 'money.match.target', grow: 1.2 },
    { key: 'amount', text: 'calls.amount', number: true },
    { key: 'reference', text: 'money.instruction.reference', grow: 2 },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      this.incoming();
      untracked(() => this.list.again());
    });
  }
}
