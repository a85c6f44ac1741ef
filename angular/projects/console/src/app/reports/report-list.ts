import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** Reports that one has defined oneself, and those that others share. */
@Component({
  selector: 'app-report-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'customReports.title' | transloco"><a mat-button routerLink="runs">{{ 'customReports.runs' | transloco }}</a> <a mat-flat-button routerLink="new">{{ 'customReports.new' | transloco }}</a></ui-page-title>
    <p>{{ 'customReports.intro' | transloco }}</p>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'customReports.none' | transloco" (again)="list.again()">
      <ui-grid name="reports" [label]="'customReports.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="name" let-it><a [routerLink]="it.savedReportId" [title]="it.description">{{ it.name }}</a></ng-template>
        <ng-template uiCell="dataset" let-it>{{ 'customReports.datasets.' + it.dataset | transloco }}</ng-template>
        <ng-template uiCell="isShared" let-it>{{ (it.isShared ? 'customReports.shared' : 'customReports.private') | transloco }}</ng-template>
        <ng-template uiCell="changedAt" let-it>{{ it.changedAt | moment }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class ReportList {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/reports/saved', 'reports', { row: (it) => ({ ...it, id: it.savedReportId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'customReports.name', grow: 2 },
    { key: 'dataset', text: 'customReports.dataset' },
    { key: 'isShared', text: 'customReports.seenBy' },
    { key: 'ownerName', text: 'customReports.owner', grow: 1.3 },
    { key: 'changedAt', text: 'customReports.changedAt', grow: 1.3 },
  ]);

  constructor() {
    this.list.again();
  }
}
