import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, ItemOf, problemOf } from '@api';
import { MomentPipe, PageTitle, Refusal, State, save } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** What schedules have made for the reader, to be fetched. */
@Component({
  selector: 'app-report-runs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, PageTitle, Refusal, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'customReports.runs' | transloco" [crumbs]="[{ label: 'customReports.title' | transloco, link: '/reports' }]" />
    <ui-refusal [of]="doing.refusal()" />
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'customReports.noRuns' | transloco" (again)="list.again()">
      <ui-grid name="runs" [label]="'customReports.runs' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="dueAt" let-it>{{ it.dueAt | moment }}</ng-template>
        <ng-template uiCell="state" let-it><span [class.alert]="it.state === 'Failed'" [title]="it.failureReason ?? ''">{{ 'customReports.runStates.' + it.state | transloco }}@if (it.failureReason) {: {{ it.failureReason }} }</span></ng-template>
        <ng-template uiCell="fileName" let-it>@if (it.state === 'Completed') { <button mat-button type="button" [disabled]="doing.busy()" (click)="take(it)">{{ it.fileName }}</button> }</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: '.alert { color: var(--mat-sys-error) }',
})
export class RunList {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly list = this.api.listed('/api/v1/reports/scheduled-runs', 'runs', { row: (it) => ({ ...it, id: it.reportRunId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'dueAt', text: 'customReports.dueAt', grow: 1.2 },
    { key: 'name', text: 'customReports.name', grow: 2 },
    { key: 'state', text: 'customReports.state', grow: 2 },
    { key: 'fileName', text: 'customReports.file', sort: null, grow: 2 },
  ]);

  constructor() {
    this.list.again();
  }

  protected take(it: ItemOf<'/api/v1/reports/scheduled-runs'>): void {
    this.doing.run(this.api.download('/api/v1/reports/scheduled-runs/{reportRunId}/content', { path: { reportRunId: it.reportRunId } }), ({ blob, name }) => save(blob, name));
  }
}
