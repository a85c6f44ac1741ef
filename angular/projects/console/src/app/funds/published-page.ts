import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { MomentPipe, MoneyPipe, PageTitle, RatioPipe, Refusal, State, save } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** A published report: what it was made from, made again as of then, and what the book says otherwise now. */
@Component({
  selector: 'app-published-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, MoneyPipe, PageTitle, RatioPipe, Refusal, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="title()" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: report.value()?.fundName ?? '', link: '/funds/' + fundId() }]">
      <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="download()">{{ 'published.download' | transloco }}</button>
      <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="rerun()">{{ 'published.rerun' | transloco }}</button>
    </ui-page-title>
    <ui-refusal [of]="doing.refusal()" />
    <ui-state [of]="report" [read]="problemOf" (again)="report.reload()">
      @if (report.value(); as r) {
        <dl class="facts">
          <dt>{{ 'published.status' | transloco }}</dt><dd>{{ (r.isCurrent ? 'published.stands' : 'published.superseded') | transloco }} · {{ 'published.revision' | transloco }} {{ r.revision }}</dd>
          <dt>{{ 'published.at' | transloco }}</dt><dd>{{ r.publishedAt | moment }} · {{ r.publishedByName }}</dd>
          <dt>{{ 'published.recordedAt' | transloco }}</dt><dd>{{ r.recordedAt | moment }}</dd>
          <dt>{{ 'published.bookHash' | transloco }}</dt><dd class="hash">{{ r.bookHash }}</dd>
          <dt>{{ 'published.sha256' | transloco }}</dt><dd class="hash">{{ r.sha256 }}</dd>
        </dl>
        <div aria-live="polite">
          @if (again(); as a) {
            <p>{{ (a.sameFigures ? 'published.sameFigures' : 'published.otherFigures') | transloco: { figures: a.figures } }} {{ (a.sameBytes ? 'published.sameBytes' : 'published.otherBytes') | transloco }}</p>
          }
        </div>
      }
    </ui-state>
    <section class="section" aria-labelledby="differences">
      <h2 id="differences">{{ 'published.differences' | transloco }}</h2>
      <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'published.noDifferences' | transloco" (again)="list.again()">
        <ui-grid name="published-differences" [label]="'published.differences' | transloco" [columns]="columns()" [of]="list">
          <ng-template uiCell="published" let-it>@if (it.published) { {{ it.published | money }} } @else { {{ it.publishedRatio | ratio }} }</ng-template>
          <ng-template uiCell="now" let-it>@if (it.now) { {{ it.now | money }} } @else { {{ it.nowRatio | ratio }} }</ng-template>
          <ng-template uiCell="difference" let-it>{{ it.difference | money }}</ng-template>
        </ui-grid>
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 1.5rem }
    .facts dd { margin: 0 }
    .hash { font-family: monospace; overflow-wrap: anywhere }
    @media (max-width: 40rem) { .facts { grid-template-columns: minmax(0, 1fr) } }
  `,
})
export class PublishedPage {
  private readonly api = inject(Api);
  private readonly texts = inject(Texts);
  readonly fundId = input.required<string>();
  readonly reportId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly again = signal<Schemas['CompareReportsRerun'] | null>(null);
  private readonly path = computed(() => ({ reportId: this.reportId() }));
  protected readonly report = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/reports/published/{reportId}', { path: params }) });
  protected readonly title = computed(() => {
    const r = this.report.value();
    return r ? `${this.texts.of(`published.kinds.${r.kind}`)} ${r.period}, ${r.investorName ?? r.fundName}` : this.texts.of('published.report');
  });
  protected readonly list = this.api.listed('/api/v1/reports/published/{reportId}/differences', 'published-differences', {
    path: () => this.path(), row: (line) => ({ ...line, id: `${line.section} ${line.label} ${line.column}` }),
  });
  protected readonly columns = this.texts.columns([
    { key: 'section', text: 'published.section', grow: 1.2 },
    { key: 'label', text: 'published.figure', grow: 2 },
    { key: 'column', text: 'published.column', grow: 1.2 },
    { key: 'published', text: 'published.published', number: true, sort: null },
    { key: 'now', text: 'published.now', number: true, sort: null },
    { key: 'difference', text: 'published.difference', number: true, sort: null },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => {
        this.again.set(null);
        this.list.again();
      });
    });
  }

  protected download(): void {
    this.doing.run(this.api.download('/api/v1/reports/published/{reportId}/content', { path: this.path() }), ({ blob, name }) => save(blob, name));
  }

  protected rerun(): void {
    this.doing.run(this.api.get('/api/v1/reports/published/{reportId}/rerun', { path: this.path() }), (again) => this.again.set(again));
  }
}
