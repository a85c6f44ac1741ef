import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Doing, Live, problemOf, reading } from '@api';
import { CountPipe, PageTitle, Refusal, State, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { map, throttleTime } from 'rxjs';
import { Texts } from '../shared/texts';

/** One import as it runs: its counts move by themselves, and every row that was refused or flagged says why. */
@Component({
  selector: 'app-import-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, CountPipe, Grid, MatButton, MatProgressBar, PageTitle, Refusal, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="job.value()?.fileName ?? ''" [crumbs]="[{ label: 'nav.imports' | transloco, link: '/imports' }]">
      @if (job.value()?.refused) { <button mat-stroked-button type="button" (click)="refusedRows()">{{ 'imports.download' | transloco }}</button> }
      @if (running()) { <button mat-button type="button" (click)="cancel()">{{ 'imports.cancel' | transloco }}</button> }
    </ui-page-title>
    <ui-refusal [of]="doing.refusal()" />
    <ui-state [of]="job" [read]="problemOf" (again)="job.reload()">
      @if (job.value(); as j) {
        <p aria-live="polite">{{ 'importStates.' + j.state | transloco }}</p>
        <mat-progress-bar [value]="j.percent" [attr.aria-label]="'imports.done' | transloco" />
        <dl class="cards section">
          @for (count of counts; track count) { <div class="card"><dt>{{ 'imports.' + count | transloco }}</dt><dd>{{ j[count] | count }}</dd></div> }
        </dl>
        <ui-grid name="import-rows" [filters]="filters()" [label]="'imports.rows' | transloco" [columns]="columns()" [of]="rows">
          <ng-template uiCell="state" let-it>{{ 'rowStates.' + it.state | transloco }}</ng-template>
          <ng-template uiCell="reasons" let-it>{{ it.told }}</ng-template>
        </ui-grid>
      }
    </ui-state>
  `,
})
export class ImportPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(TranslocoService);
  readonly jobId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly counts = ['accepted', 'flagged', 'refused', 'added', 'alreadyThere'] as const;
  private readonly path = computed(() => ({ jobId: this.jobId() }));
  protected readonly job = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/data/import/status/{jobId}', { path: params }).pipe(map((status) => status.import)) });
  protected readonly running = computed(() => ['Queued', 'Running'].includes(this.job.value()?.state ?? ''));
  protected readonly rows = this.api.listed('/api/v1/data/import/{jobId}/rows', 'import-rows', { path: () => this.path(), row: (row) => ({ ...row, id: row.row, told: row.reasons.map((reason) => reason.sentence).join(' ') }) });
  protected readonly filters = inject(Texts).filters([{ key: 'state', text: 'calls.state', of: 'rowStates', values: ['Accepted', 'Flagged', 'Refused'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'row', text: 'imports.row', number: true, grow: 0.4 },
    { key: 'state', text: 'calls.state', grow: 0.8 },
    { key: 'reasons', text: 'imports.reasons', sort: null, grow: 3 },
    { key: 'raw', text: 'imports.raw', sort: null, grow: 3 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.rows.again());
    });
    inject(Live).of('import.').pipe(throttleTime(500, undefined, { leading: true, trailing: true }), takeUntilDestroyed()).subscribe(() => {
      this.job.reload();
      this.rows.again();
    });
  }

  protected refusedRows(): void {
    this.doing.run(this.api.download('/api/v1/data/import/{jobId}/refused.csv', { path: this.path() }), ({ blob, name }) => save(blob, name));
  }

  protected cancel(): void {
    const text = (key: string): string => this.texts.translate(`hurts.${key}`);
    const [path, again] = [this.path(), () => this.job.reload()];
    this.confirm.ask({ title: text('cancelImport'), text: text('cancelImportText'), yes: text('cancelImportYes') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/data/import/{jobId}/cancel', { path }), again, again));
  }
}
