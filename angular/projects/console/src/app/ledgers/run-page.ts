import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { follow } from '../shared/following';
import { Texts } from '../shared/texts';
import { isUnderWay } from './run';

/** One run: how far it is, what it read and posted, and why it failed. */
@Component({
  selector: 'app-run-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatProgressBar, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'ledgers.runOf' | transloco: { at: (run.value()?.createdAt | moment) }" [crumbs]="[{ label: 'ledgers.title' | transloco, link: '/ledgers' }, { label: link.value()?.name ?? ('ledgers.link' | transloco), link: ['/ledgers', linkId()] }]">
      @if (session.can('ledger:sync') && run.value()) {
        @if (underWay()) { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="cancel()">{{ 'ledgers.cancel' | transloco }}</button> }
        @else { <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="again()">{{ 'ledgers.runAgain' | transloco }}</button> }
      }
    </ui-page-title>
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    <ui-state [of]="run" [read]="problemOf" (again)="run.reload()">
      @if (run.value(); as it) {
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'ledgers.runStates.' + it.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'ledgers.by' | transloco }}</dt><dd>{{ it.createdByName }}</dd></div>
          <div class="card"><dt>{{ 'ledgers.startedAt' | transloco }}</dt><dd>{{ it.startedAt | moment }}</dd></div>
          <div class="card"><dt>{{ 'ledgers.finishedAt' | transloco }}</dt><dd>{{ it.finishedAt | moment }}</dd></div>
        </dl>
        @if (underWay()) { <mat-progress-bar class="section" mode="indeterminate" [attr.aria-label]="'ledgers.runStates.' + it.state | transloco" /> }
        @if (it.doing) { <p role="status">{{ it.doing }}</p> }
        @if (it.error) { <p role="alert" class="alert">{{ it.error }} @if (it.errorCode) { <code>{{ it.errorCode }}</code> }</p> }
        @for (part of parts; track part.title) {
          <section class="section" [attr.aria-label]="part.title | transloco">
            <h2>{{ part.title | transloco }}</h2>
            <dl class="cards">@for (count of part.counts; track count) { <div class="card"><dt>{{ 'ledgers.counts.' + count | transloco }}</dt><dd>{{ it[count] }}</dd></div> }</dl>
          </section>
        }
        @if (it.rejected || it.uncertain) { <p><a [routerLink]="['/ledgers', linkId()]" [queryParams]="{ tab: 'entries', 'sent.state': it.rejected ? 'Rejected' : 'Uncertain' }">{{ 'ledgers.lookAtEntries' | transloco }}</a></p> }
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class RunPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly linkId = input.required<string>();
  readonly syncRunId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly parts = [
    { title: 'ledgers.ours', counts: ['posted', 'rejected', 'uncertain'] },
    { title: 'ledgers.theirs', counts: ['entriesRead', 'entriesAdded', 'entriesChanged', 'entriesDeleted'] },
    { title: 'ledgers.chart', counts: ['accountsRead', 'accountsChanged'] },
  ] as const;
  private readonly path = computed(() => ({ syncRunId: this.syncRunId() }));
  protected readonly run = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/accounting/sync/runs/{syncRunId}', { path: params }) });
  protected readonly link = reading({ params: () => ({ linkId: this.linkId() }), stream: ({ params }) => this.api.get('/api/v1/accounting/sync/links/{linkId}', { path: params }) });
  protected readonly underWay = computed(() => isUnderWay(this.run.value()?.state ?? 'Completed'));

  constructor() {
    follow(this.run, (run) => isUnderWay(run.state));
  }

  protected again(): void {
    this.doing.run(this.api.post('/api/v1/accounting/sync/links/{linkId}/runs', { path: { linkId: this.linkId() } }), ({ runId }) => void this.router.navigate(['/ledgers', this.linkId(), 'runs', runId]));
  }

  protected cancel(): void {
    const text = (key: string): string => this.texts.of(`ledgers.${key}`);
    const show = (): void => this.run.reload();
    this.confirm.ask({ title: text('cancelSure'), text: text('cancelText'), yes: text('cancel') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/accounting/sync/runs/{syncRunId}/cancel', { path: this.path() }), show, show));
  }
}
