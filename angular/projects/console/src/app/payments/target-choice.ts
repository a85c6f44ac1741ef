import { ChangeDetectionStrategy, Component, computed, effect, inject, input, linkedSignal, output, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
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
  imports: [Cell, Grid, MatButton, MatFormField, MatLabel, MatOption, MatSelect, MoneyPipe, State, TranslocoPipe],
  template: `
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ 'money.match.target' | transloco }}</mat-label>
      <mat-select [value]="kind()" (valueChange)="kind.set($event)">@for (it of kinds(); track it) { <mat-option [value]="it">{{ 'money.match.targets.' + it | transloco }}</mat-option> }</mat-select>
    </mat-form-field>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.bank.nothingExpected' | transloco" (again)="list.again()">
      <ui-grid name="targets" [label]="'money.match.addTarget' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="take" let-it><button mat-button type="button" (click)="chosen.emit({ target: it.target, who: it.who, amount: it.amount.amount, callId: it.callId, investorId: it.investorId, instructionId: it.instructionId })" [attr.aria-label]="'money.match.takeOf' | transloco: { name: it.who }">{{ 'money.match.take' | transloco }}</button></ng-template>
        <ng-template uiCell="target" let-it>{{ 'money.match.targets.' + it.target | transloco }}</ng-template>
        <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: 'mat-form-field { width: min(20rem, 100%); margin-bottom: 0.5rem }',
})
export class TargetChoice {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  readonly incoming = input.required<boolean>();
  readonly chosen = output<Choice>();
  protected readonly problemOf = problemOf;
  /** A call is paid by what comes in alone; our payments go out and come back, our debits come in and go back. */
  protected readonly kinds = computed(() => (this.incoming() ? (['Receipt', 'Payment', 'PaymentReturned'] as const) : (['Payment', 'PaymentReturned'] as const)));
  /** What most lines are for; the server shows what may come back only to who asks for it. */
  protected readonly kind = linkedSignal<'Receipt' | 'Payment' | 'PaymentReturned'>(() => this.kinds()[0]);
  protected readonly list = this.api.listed('/api/v1/payments/funds/{fundId}/expected', 'targets', {
    path: () => ({ fundId: this.fundId() }),
    query: () => ({ target: this.kind(), incoming: this.incoming() }),
    row: (it) => ({ ...it, id: `${it.target} ${it.callId ?? it.instructionId} ${it.investorId}` }),
  });
  protected readonly columns = inject(Texts).columns([
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
      this.kind();
      untracked(() => this.list.again());
    });
  }
}
