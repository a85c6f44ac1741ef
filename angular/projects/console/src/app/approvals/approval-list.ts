import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** What was prepared and waits for somebody; first what waits for the user. */
@Component({
  selector: 'app-approval-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MatButtonToggle, MatButtonToggleGroup, MoneyPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'nav.approvals' | transloco">
      @if (session.can('ledger:read')) { <a mat-button routerLink="entries">{{ 'entries.waiting' | transloco }}</a> }
      <mat-button-toggle-group [value]="mine()" (change)="show($event.value)" [attr.aria-label]="'approvals.which' | transloco" hideSingleSelectionIndicator>
        <mat-button-toggle [value]="true">{{ 'approvals.mine' | transloco }}</mat-button-toggle>
        <mat-button-toggle [value]="false">{{ 'approvals.all' | transloco }}</mat-button-toggle>
      </mat-button-toggle-group>
    </ui-page-title>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'dashboard.nothingWaits' | transloco" (again)="list.again()">
      <ui-grid name="approvals" [filters]="filters()" [label]="'nav.approvals' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="title" let-it><a [routerLink]="it.workflowId">{{ it.title }}</a></ng-template>
        <ng-template uiCell="state" let-it>{{ 'states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
        <ng-template uiCell="dueDate" let-it>{{ it.dueDate | day }}</ng-template>
        <ng-template uiCell="waitingFor" let-it>{{ it.waitingFor?.words ?? '–' }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class ApprovalList {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  /** Out of the address: all processes, or those that wait for the user. */
  readonly which = input<string>();
  protected readonly mine = computed(() => this.which() !== 'all');
  protected readonly list = this.api.listed('/api/v1/workflows', 'approvals', { query: () => ({ waitingFor: this.mine() ? 'me' : undefined }), row: (w) => ({ ...w, id: w.workflowId }) });
  protected readonly filters = inject(Texts).filters([
    { key: 'kind', text: 'approvals.kind', of: 'approvals.kinds', values: ['CapitalCall', 'Distribution', 'Valuation'] },
    { key: 'state', text: 'calls.state', of: 'states', values: ['AwaitingApproval', 'Approved', 'AwaitingReceipts', 'AwaitingPayments', 'Completed', 'Rejected', 'Withdrawn', 'Expired', 'Failed', 'Reversed'] },
    { key: 'overdue', text: 'approvals.late', of: 'approvals.lates', values: ['true', 'false'] },
  ]);
  protected readonly columns = inject(Texts).columns([
    { key: 'title', text: 'approvals.what', grow: 2.2 },
    { key: 'state', text: 'calls.state', grow: 1.2 },
    { key: 'amount', text: 'calls.amount', number: true, grow: 1.2 },
    { key: 'dueDate', text: 'calls.dueDate' },
    { key: 'waitingFor', text: 'approvals.waitingFor', sort: null, grow: 2 },
  ]);

  constructor() {
    effect(() => {
      this.mine();
      untracked(() => this.list.again());
    });
    inject(Live).of('workflow.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected show(mine: boolean): void {
    void this.router.navigate([], { queryParams: { which: mine ? null : 'all' }, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
