import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { CountPipe, MomentPipe, PageTitle, Refusal, State, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { map, throttleTime } from 'rxjs';
import { Texts } from '../shared/texts';

/** What the server says when the sign-in is too long ago for taking everything out. */
const STEP_UP = 'exports.step_up_needed';

/** All of the firm in one archive: asked for, followed on its way, and downloaded while it is kept. */
@Component({
  selector: 'app-export-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, CountPipe, Grid, MatButton, MatProgressBar, MomentPipe, PageTitle, Refusal, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'exports.title' | transloco">
      <button mat-flat-button type="button" [disabled]="doing.busy() || underWay()" (click)="start()">{{ 'exports.start' | transloco }}</button>
    </ui-page-title>
    <p class="hint">{{ 'exports.hint' | transloco }}</p>
    <ui-refusal [of]="doing.refusal()" />
    @if (last.value(); as e) {
      @if (underWay()) {
        <p aria-live="polite">{{ 'exports.progress' | transloco: { percent: e.percent } }}</p>
        <mat-progress-bar [value]="e.percent" [attr.aria-label]="'exports.title' | transloco" />
      } @else if (e.failureReason) { <p role="alert" class="alert">{{ e.failureReason }}</p> }
    }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'exports.none' | transloco" (again)="list.again()">
      <ui-grid name="exports" [filters]="filters()" [label]="'exports.history' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="requestedAt" let-it>{{ it.requestedAt | moment }}</ng-template>
        <ng-template uiCell="state" let-it>
          @if (it.state === 'Completed') { <button mat-button type="button" [disabled]="doing.busy()" [attr.aria-label]="'exports.downloadOf' | transloco: { when: it.requestedAt | moment }" (click)="download(it.exportId)">{{ 'exports.download' | transloco }}</button> }
          @else { {{ 'exportStates.' + it.state | transloco }} }
        </ng-template>
        <ng-template uiCell="bytes" let-it>{{ it.bytes | count }}</ng-template>
        <ng-template uiCell="availableUntil" let-it>{{ it.availableUntil | moment }}</ng-template>
        <ng-template uiCell="requestedByName" let-it>{{ it.byPlatform ? ('exports.byPlatform' | transloco: { name: it.requestedByName }) : it.requestedByName }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: `
    .hint { max-width: 60rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class ExportPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly last = reading({ stream: () => this.api.list('/api/v1/exports', { query: { size: 1 } }).pipe(map(({ items }): Schemas['ExportView'] | null => items[0] ?? null)) });
  protected readonly underWay = computed(() => ['Ready', 'Running'].includes(this.last.value()?.state ?? ''));
  protected readonly list = this.api.listed('/api/v1/exports', 'exports', { row: (it) => ({ ...it, id: it.exportId }) });
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'exportStates', values: ['Running', 'Completed', 'Failed', 'Expired'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'requestedAt', text: 'exports.requestedAt', grow: 1.2 },
    { key: 'state', text: 'calls.state', grow: 1.2 },
    { key: 'bytes', text: 'exports.bytes', number: true },
    { key: 'rows', text: 'exports.rows', number: true, sort: null },
    { key: 'files', text: 'exports.files', number: true, sort: null, grow: 0.7 },
    { key: 'availableUntil', text: 'exports.until', grow: 1.2 },
    { key: 'requestedByName', text: 'exports.by', grow: 1.4 },
    { key: 'contentHash', text: 'exports.contentHash', sort: null, grow: 2 },
  ]);

  constructor() {
    this.list.again();
    inject(Live).of('export.').pipe(throttleTime(500, undefined, { leading: true, trailing: true }), takeUntilDestroyed()).subscribe(() => this.again());
  }

  /** Whoever signed in too long ago is sent to do so again, and comes back to this page. */
  protected start(): void {
    const text = (key: string): string => this.texts.of(`hurts.${key}`);
    this.confirm.ask({ title: text('export'), text: text('exportText'), yes: text('exportYes') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/exports'), () => this.again(), () => {
        if (this.doing.refusal()?.code === STEP_UP) this.session.signInAgain('/exports');
      }));
  }

  protected download(exportId: string): void {
    this.doing.run(this.api.download('/api/v1/exports/{exportId}/content', { path: { exportId } }), ({ blob, name }) => save(blob, name));
  }

  private again(): void {
    this.last.reload();
    this.list.again();
  }
}
