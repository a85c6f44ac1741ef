import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatTab, MatTabContent, MatTabGroup } from '@angular/material/tabs';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';
import { BankFeed } from './bank-feed';
import { StatementDrop } from './statement-drop';

/** The tabs in their order, as the address names them. */
const TABS: readonly string[] = ['lines', 'statements', 'expected'];

/** What a fund's bank says: its statements, their lines with what is explained of each, and what is still waited for. */
@Component({
  selector: 'app-fund-bank',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BankFeed, Cell, DayPipe, Grid, MatTab, MatTabContent, MatTabGroup, MomentPipe, MoneyPipe, PageTitle, RouterLink, State, StatementDrop, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.bank.title' | transloco" [crumbs]="[{ label: 'nav.payments' | transloco, link: '/payments' }, { label: 'money.funds' | transloco, link: '/payments/funds' }, { label: fund.value()?.name ?? '', link: ['/funds', fundId()] }]" />
    @if (session.can('bank:reconcile')) { <app-statement-drop [fundId]="fundId()" (done)="readShown()" /> }
    <app-bank-feed [fundId]="fundId()" (changed)="readShown()" />
    <mat-tab-group [selectedIndex]="index()" (selectedIndexChange)="turn($event)" mat-stretch-tabs="false" animationDuration="0ms">
      <mat-tab [label]="'money.bank.lines' | transloco"><ng-template matTabContent>
        <ui-state [of]="lines" [read]="problemOf" [empty]="lines.isEmpty()" [emptyText]="'money.bank.noLines' | transloco" (again)="lines.again()">
          <ui-grid name="bank-lines" [filters]="states()" [label]="'money.bank.lines' | transloco" [columns]="lineColumns()" [of]="lines">
            <ng-template uiCell="bookedOn" let-it><a [routerLink]="['/payments', 'funds', fundId(), 'lines', it.lineId]">{{ (it.bookedOn ?? it.valueOn) ? (it.bookedOn ?? it.valueOn | day) : ('money.bank.noDay' | transloco) }}</a></ng-template>
            <ng-template uiCell="counterparty" let-it>{{ it.counterparty ?? '–' }}</ng-template>
            <ng-template uiCell="text" let-it>{{ it.text ?? it.endToEndId ?? it.customerReference ?? '–' }}</ng-template>
            <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
            <ng-template uiCell="left" let-it>{{ it.state === 'NotBooked' ? '–' : (it.left | money) }}</ng-template>
            <ng-template uiCell="state" let-it>{{ 'money.bank.states.' + it.state | transloco }}</ng-template>
          </ui-grid>
        </ui-state>
      </ng-template></mat-tab>
      <mat-tab [label]="'money.bank.statements' | transloco"><ng-template matTabContent>
        <ui-state [of]="statements" [read]="problemOf" [empty]="statements.isEmpty()" [emptyText]="'money.bank.noStatements' | transloco" (again)="statements.again()">
          <ui-grid name="statements" [label]="'money.bank.statements' | transloco" [columns]="statementColumns()" [of]="statements">
            <ng-template uiCell="reference" let-it><a [routerLink]="[]" [queryParams]="{ tab: 'lines', 'bank-lines.statementId': it.statementId }">{{ it.reference }}</a></ng-template>
            <ng-template uiCell="accountMask" let-it>{{ it.accountMask.slice(-6) }}</ng-template>
            <ng-template uiCell="opening" let-it>{{ it.opening | money }}</ng-template>
            <ng-template uiCell="closing" let-it>{{ it.closing | money }}</ng-template>
            <ng-template uiCell="closingOn" let-it>{{ it.closingOn | day }}</ng-template>
            <ng-template uiCell="addsUp" let-it><span [class.alert]="!it.addsUp" [title]="it.problems ?? ''">{{ it.addsUp ? ('money.bank.addsUp' | transloco) : it.difference ? ('money.bank.differs' | transloco: { amount: (it.difference | money) }) : ('money.bank.noBalances' | transloco) }}</span></ng-template>
            <ng-template uiCell="problems" let-it>{{ it.problems ?? '–' }}</ng-template>
            <ng-template uiCell="importedAt" let-it>{{ it.importedAt | moment }}</ng-template>
          </ui-grid>
        </ui-state>
      </ng-template></mat-tab>
      <mat-tab [label]="'money.bank.expected' | transloco"><ng-template matTabContent>
        <ui-state [of]="expected" [read]="problemOf" [empty]="expected.isEmpty()" [emptyText]="'money.bank.nothingExpected' | transloco" (again)="expected.again()">
          <ui-grid name="expected" [filters]="targets()" [label]="'money.bank.expected' | transloco" [columns]="expectedColumns()" [of]="expected">
            <ng-template uiCell="who" let-it><a [routerLink]="it.instructionId ? ['/payments', 'instructions', it.instructionId] : ['/funds', fundId(), 'capital-calls', it.callId]">{{ it.who }}</a></ng-template>
            <ng-template uiCell="target" let-it>{{ 'money.match.targets.' + it.target | transloco }}</ng-template>
            <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
          </ui-grid>
        </ui-state>
      </ng-template></mat-tab>
    </mat-tab-group>
    @if (statementId()) { <p>{{ 'money.bank.ofStatement' | transloco }} <a [routerLink]="[]" [queryParams]="{ tab: 'lines' }">{{ 'money.bank.allLines' | transloco }}</a></p> }
  `,
  styles: '.alert { color: var(--mat-sys-error) } mat-tab-group { margin-top: 1rem }',
})
export class FundBank {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  /** Which tab is open, in the address: it can be kept and sent. */
  readonly tab = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly index = computed(() => Math.max(0, TABS.indexOf(this.tab() ?? '')));
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly lines = this.api.listed('/api/v1/payments/funds/{fundId}/bank-lines', 'bank-lines', { path: () => this.path(), row: (it) => ({ ...it, id: it.lineId }) });
  protected readonly statements = this.api.listed('/api/v1/payments/funds/{fundId}/statements', 'statements', { path: () => this.path(), row: (it) => ({ ...it, id: it.statementId }) });
  protected readonly expected = this.api.listed('/api/v1/payments/funds/{fundId}/expected', 'expected', { path: () => this.path(), row: (it) => ({ ...it, id: `${it.target} ${it.callId ?? it.instructionId} ${it.investorId}` }) });
  protected readonly statementId = computed(() => this.lines.asked().filters['statementId']);
  protected readonly states = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'money.bank.states', values: ['Open', 'Partly', 'Matched', 'NotBooked'] }]);
  protected readonly targets = this.texts.filters([{ key: 'target', text: 'money.match.target', of: 'money.match.targets', values: ['Receipt', 'Payment', 'PaymentReturned'] }]);
  protected readonly lineColumns = this.texts.columns([
    { key: 'bookedOn', text: 'money.bank.bookedOn' },
    { key: 'counterparty', text: 'money.bank.counterparty', grow: 1.6 },
    { key: 'text', text: 'money.bank.text', sort: null, grow: 2.4 },
    { key: 'amount', text: 'calls.amount', number: true, grow: 1.4 },
    { key: 'left', text: 'money.bank.left', number: true, sort: null, grow: 1.2 },
    { key: 'state', text: 'calls.state' },
  ]);
  protected readonly statementColumns = this.texts.columns([
    { key: 'reference', text: 'money.bank.statement', grow: 1.2 },
    { key: 'accountMask', text: 'money.payee.account', sort: null, grow: 0.8 },
    { key: 'closingOn', text: 'money.bank.closingOn' },
    { key: 'opening', text: 'money.bank.opening', number: true, sort: null, grow: 1.3 },
    { key: 'closing', text: 'money.bank.closing', number: true, sort: null, grow: 1.3 },
    { key: 'addsUp', text: 'money.bank.judged', sort: null, grow: 1.2 },
    { key: 'problems', text: 'money.event.problem', sort: null, grow: 1.4 },
    { key: 'lines', text: 'money.bank.count', number: true, sort: null, grow: 0.6 },
    { key: 'importedAt', text: 'money.bank.importedAt', grow: 1.6 },
  ]);
  protected readonly expectedColumns = this.texts.columns([
    { key: 'who', text: 'money.match.who', grow: 2 },
    { key: 'target', text: 'money.match.target', grow: 1.2 },
    { key: 'amount', text: 'calls.amount', number: true },
    { key: 'reference', text: 'money.instruction.reference', grow: 2 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      this.index();
      untracked(() => this.readShown());
    });
    inject(Live).of('payments.', 'workflow.').pipe(takeUntilDestroyed()).subscribe(() => this.readShown());
  }

  /** Only the list in sight: another one is read when its tab is opened, and asked then what the address asks of it. */
  protected readShown(): void {
    const list = [this.lines, this.statements, this.expected][this.index()]!;
    list.ask(list.askedIn(new URLSearchParams(location.search)));
    list.again();
  }

  protected turn(index: number): void {
    void this.router.navigate([], { queryParams: { tab: TABS[index] }, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
