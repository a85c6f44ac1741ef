import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTab, MatTabContent, MatTabGroup } from '@angular/material/tabs';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, PageTitle, State } from '@ui';
import { DriftReport } from './drift';
import { LinkForm, Rules } from './link-form';
import { AccountMapping } from './mapping';
import { RunList } from './run-list';
import { SentList } from './sent-list';

/** The tabs in their order, as the address names them. What is written into one is kept while another is open; the lists are made anew, so that none reads on out of sight. */
const TABS: readonly string[] = ['runs', 'entries', 'mapping', 'drift', 'settings'];

/** One tie to a general ledger: its runs, entries on their way, accounts, what differs, and how it works. */
@Component({
  selector: 'app-link-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AccountMapping, DayPipe, DriftReport, LinkForm, MatButton, MatTab, MatTabContent, MatTabGroup, MomentPipe, PageTitle, RouterLink, RunList, SentList, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="link()?.name ?? ''" [crumbs]="[{ label: 'ledgers.title' | transloco, link: '/ledgers' }]">
      @if (session.can('ledger:sync') && link()?.enabled) { <button mat-flat-button type="button" [disabled]="running.busy()" (click)="run()">{{ 'ledgers.runNow' | transloco }}</button> }
    </ui-page-title>
    @if (running.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (link(); as it) {
        @if (it.failing) { <p role="status" class="alert">{{ 'ledgers.failing' | transloco }} {{ it.failing }}</p> }
        <dl class="cards">
          <div class="card"><dt>{{ 'ledgers.fund' | transloco }}</dt><dd>@if (it.fundId) { <a [routerLink]="['/funds', it.fundId]">{{ fund.value()?.name }}</a> } @else { {{ 'ledgers.everyFund' | transloco }} }</dd></div>
          <div class="card"><dt>{{ 'ledgers.connection' | transloco }}</dt><dd>@if (session.can('plugin:read') && it.connectionName) { <a [routerLink]="['/plugins/connections', it.connectionId]">{{ it.connectionName }}</a> } @else { {{ it.connectionName ?? ('ledgers.noConnection' | transloco) }} }</dd></div>
          <div class="card"><dt>{{ 'ledgers.direction' | transloco }}</dt><dd>{{ 'ledgers.directions.' + it.direction | transloco }}</dd></div>
          <div class="card"><dt>{{ 'ledgers.startDate' | transloco }}</dt><dd>{{ it.startDate | day }}</dd></div>
          <div class="card"><dt>{{ 'ledgers.nextRunAt' | transloco }}</dt><dd>{{ it.enabled ? (it.nextRunAt ? (it.nextRunAt | moment) : ('ledgers.byHand' | transloco)) : ('ledgers.off' | transloco) }}</dd></div>
          <div class="card"><dt>{{ 'ledgers.entriesReadAt' | transloco }}</dt><dd>{{ it.entriesReadAt | moment }}</dd></div>
        </dl>
        <mat-tab-group [selectedIndex]="index()" (selectedIndexChange)="turn($event)" preserveContent mat-stretch-tabs="false" animationDuration="0ms">
          <mat-tab [label]="'ledgers.runs' | transloco"><ng-template matTabContent>@if (index() === 0) { <section class="section" [attr.aria-label]="'ledgers.runs' | transloco"><app-run-list [linkId]="linkId()" (finished)="read.reload()" /></section> }</ng-template></mat-tab>
          <mat-tab [label]="'ledgers.entries' | transloco"><ng-template matTabContent>@if (index() === 1) { <section class="section" [attr.aria-label]="'ledgers.entries' | transloco"><app-sent-list [linkId]="linkId()" /></section> }</ng-template></mat-tab>
          <mat-tab [label]="'ledgers.mapping' | transloco"><ng-template matTabContent><section class="section" [attr.aria-label]="'ledgers.mapping' | transloco"><app-account-mapping [linkId]="linkId()" [fundId]="it.fundId" [startDate]="it.startDate" [version]="it.version" (kept)="read.reload()" /></section></ng-template></mat-tab>
          <mat-tab [label]="'ledgers.drift' | transloco"><ng-template matTabContent>@if (index() === 3) { <section class="section" [attr.aria-label]="'ledgers.drift' | transloco"><app-drift-report [linkId]="linkId()" [account]="account()" [month]="month()" [currency]="currency()" /></section> }</ng-template></mat-tab>
          @if (session.can('ledger:sync')) {
            <mat-tab [label]="'ledgers.settings' | transloco">
              <ng-template matTabContent>
                <section class="section" [attr.aria-label]="'ledgers.settings' | transloco">
                  <app-link-form [link]="it" [busy]="saving.busy()" [refusal]="saving.refusal()" (said)="save($event)" (edited)="saved.set(false)">
                    <span role="status">{{ saved() ? ('ledgers.saved' | transloco) : '' }}</span>
                    @if (saving.overtaken()) { <button again mat-button type="button" (click)="saving.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }
                  </app-link-form>
                </section>
              </ng-template>
            </mat-tab>
          }
        </mat-tab-group>
      }
    </ui-state>
  `,
  styles: `
    .cards { margin-bottom: 1rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class LinkPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  readonly linkId = input.required<string>();
  /** Which tab is open, in the address: it can be kept and sent. */
  readonly tab = input<string>();
  /** Of which account, month and currency the drift is opened. */
  readonly account = input<string>();
  readonly month = input<string>();
  readonly currency = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly running = new Doing();
  protected readonly saving = new Doing();
  protected readonly saved = signal(false);
  protected readonly index = computed(() => Math.max(0, TABS.indexOf(this.tab() ?? '')));
  private readonly path = computed(() => ({ linkId: this.linkId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/accounting/sync/links/{linkId}', { path: params }) });
  protected readonly link = computed(() => this.read.value()?.value);
  protected readonly fund = reading({ params: () => this.link()?.fundId ?? undefined, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: { fundId: params } }) });

  protected turn(index: number): void {
    void this.router.navigate([], { queryParams: { tab: TABS[index] }, replaceUrl: true });
  }

  protected run(): void {
    this.running.run(this.api.post('/api/v1/accounting/sync/links/{linkId}/runs', { path: this.path() }), ({ runId }) => void this.router.navigate(['/ledgers', this.linkId(), 'runs', runId]));
  }

  protected save(body: Rules): void {
    this.saved.set(false);
    this.saving.run(this.api.put('/api/v1/accounting/sync/links/{linkId}', { path: this.path(), body, etag: this.read.value()?.etag }), () => {
      this.saved.set(true);
      this.read.reload();
    });
  }
}
