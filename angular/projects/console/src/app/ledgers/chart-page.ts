import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, PageTitle, State, UserLocale, save } from '@ui';
import { AccountForm } from './account-form';

type Account = Schemas['ChartAccountView'];

const TYPES: readonly Account['type'][] = ['Asset', 'Liability', 'Equity', 'Income', 'Expense'];

/** The firm's chart of accounts, or a fund's, on a day: which numbers and names its ledgers are shown under, and which accounts are split. */
@Component({
  selector: 'app-chart-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AccountForm, DayPipe, MatButton, MatFormField, MatInput, MatLabel, MatOption, MatSelect, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'chart.title' | transloco" [crumbs]="[{ label: 'ledgers.title' | transloco, link: '/ledgers' }]" />
    <p>{{ 'chart.intro' | transloco }}</p>
    <div class="ask">
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'chart.of' | transloco }}</mat-label>
        <mat-select [value]="fund() ?? ''" (valueChange)="turn({ fund: $event || null })">
          <mat-option value="">{{ 'chart.firm' | transloco }}</mat-option>
          @for (it of funds.value(); track it.id) { <mat-option [value]="it.id">{{ it.name }}</mat-option> }
        </mat-select>
      </mat-form-field>
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'chart.day' | transloco }}</mat-label><input matInput type="date" [value]="shown()" (change)="turn({ day: $any($event.target).value || null })" /></mat-form-field>
      <button mat-button type="button" [disabled]="file.busy()" (click)="give()">{{ 'chart.download' | transloco }}</button>
      @if (session.can('ledger:chart')) {
        <button mat-button type="button" [disabled]="file.busy()" (click)="chooser.click()">{{ 'chart.upload' | transloco }}</button>
        <input #chooser type="file" accept=".csv,text/csv" hidden [attr.aria-label]="'chart.upload' | transloco" (change)="take(chooser)" />
      }
    </div>
    @if (file.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    <p role="status">@if (taken(); as it) { {{ 'chart.taken' | transloco: it }} }</p>
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @for (part of parts(); track part.type) {
        <section class="section" [attr.aria-labelledby]="'type' + part.type">
          <h2 [id]="'type' + part.type">{{ 'chart.types.' + part.type | transloco }}</h2>
          <div class="scroll" tabindex="0" role="group" [attr.aria-labelledby]="'type' + part.type">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'chart.number' | transloco }}</th><th scope="col">{{ 'ledger.account' | transloco }}</th><th scope="col">{{ 'chart.group' | transloco }}</th><th scope="col">{{ 'chart.kinds' | transloco }}</th><th scope="col">{{ 'chart.standard' | transloco }}</th><th scope="col">{{ 'chart.from' | transloco }}</th>@if (session.can('ledger:chart')) { <th scope="col"><span class="visually-hidden">{{ 'chart.change' | transloco }}</span></th> }</tr></thead>
              <tbody>
                @for (it of part.accounts; track it.account) {
                  <tr>
                    <td>{{ it.number }}</td>
                    <th scope="row">{{ it.named ? it.name : ('accounts.' + it.standard | transloco) }}@if (it.closed) { · {{ 'chart.closed' | transloco }} }</th>
                    <td>{{ it.group ?? '' }}</td><td>{{ it.kinds.join(', ') }}</td><td>{{ it.account }}</td>
                    <td>{{ it.from ? (it.from | day) : '' }}@if (it.ofFund) { · {{ 'chart.ofFund' | transloco }} }</td>
                    @if (session.can('ledger:chart')) {
                      <td class="acts">
                        <button mat-button type="button" (click)="open({ account: it })">{{ 'chart.change' | transloco }}<span class="visually-hidden">: {{ it.number }}</span></button>
                        @if (it.maySplit) { <button mat-button type="button" (click)="open({ under: it })">{{ 'chart.split' | transloco }}<span class="visually-hidden">: {{ it.number }}</span></button> }
                      </td>
                    }
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </section>
      }
    </ui-state>
    @if (opened(); as what) {
      <app-account-form [account]="what.account ?? null" [under]="what.under ?? null" [fundId]="fund() ?? null" [from]="shown()" [etag]="read.value()?.etag ?? null" (done)="close($event)" />
    }
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .ask { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap }
    th[scope='row'] { font-weight: inherit; text-align: start }
    .acts { white-space: nowrap }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class ChartPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly today = inject(UserLocale).today();
  protected readonly session = inject(Session);
  /** In the address: a fund, and the day of the chart. */
  readonly fund = input<string>();
  readonly day = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly file = new Doing();
  protected readonly opened = signal<{ readonly account?: Account; readonly under?: Account } | null>(null);
  protected readonly taken = signal<Schemas['ChartFileResponse'] | null>(null);
  protected readonly shown = computed(() => this.day() ?? this.today);
  private readonly question = computed(() => ({ fundId: this.fund(), day: this.shown() }));
  protected readonly funds = reading({ stream: () => this.api.get('/api/v1/funds', { query: { size: 500 } }) });
  protected readonly read = reading({ params: this.question, stream: ({ params }) => this.api.read('/api/v1/accounting/chart', { query: params }) });
  protected readonly parts = computed(() => {
    const accounts = this.read.value()?.value.accounts ?? [];
    return TYPES.map((type) => ({ type, accounts: accounts.filter((it) => it.type === type) }));
  });

  protected turn(queryParams: Readonly<Record<string, string | null>>): void {
    this.opened.set(null);
    this.taken.set(null);
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected open(what: { readonly account?: Account; readonly under?: Account }): void {
    this.opened.set(what);
  }

  protected close(changed: boolean): void {
    this.opened.set(null);
    if (changed) this.read.reload();
  }

  protected give(): void {
    this.file.run(this.api.download('/api/v1/accounting/chart/file', { query: this.question() }), ({ blob, name }) => save(blob, name));
  }

  protected take(chooser: HTMLInputElement): void {
    const chosen = chooser.files?.[0];
    if (!chosen) return;
    this.taken.set(null);
    void chosen.text().then((text) => {
      chooser.value = '';
      const body = { text, from: this.shown(), fundId: this.fund() ?? null };
      this.file.run(this.api.post('/api/v1/accounting/chart/file', { body, key: crypto.randomUUID() }), (answer) => {
        this.taken.set(answer);
        this.read.reload();
      });
    });
  }
}
