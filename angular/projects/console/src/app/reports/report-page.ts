import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { debounceTime } from 'rxjs';
import { Api, Doing, problemOf, reading } from '@api';
import { Session } from '@auth';
import { PageTitle, Refusal, State, UserLocale, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { Kept } from '../shared/draft';
import { Texts } from '../shared/texts';
import { Draft, beginning, definitionOf, draftOf } from './definition';
import { DefinitionForm } from './definition-form';
import { ReportTable } from './report-table';
import { Schedules } from './schedules';

/** Whoever types on within this is not shown the report yet. */
const TYPES_ON_MS = 500;
const SHOWN = 20;

interface Typed { readonly draft: Draft; readonly name: string; readonly description: string; readonly isShared: boolean }

/** Defines a report, shows its first rows at once, keeps it, and gives it as a file. */
@Component({
  selector: 'app-report-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DefinitionForm, MatButton, PageTitle, Refusal, ReportTable, Schedules, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="saved.value()?.value?.name ?? ('customReports.new' | transloco)" [crumbs]="[{ label: 'customReports.title' | transloco, link: '/reports' }]">
      @if (mayChange() && saved.value()) { <button mat-button type="button" (click)="discard()">{{ 'customReports.delete' | transloco }}</button> }
    </ui-page-title>
    @if (saved.value()?.value; as it) { <p class="small">{{ (it.isOwn ? 'customReports.own' : 'customReports.of') | transloco: { owner: it.ownerName } }}</p> }
    <ui-state [of]="savedReportId() && !typed() ? saved : datasets" [read]="problemOf" (again)="saved.reload(); datasets.reload()">
      @if (typed(); as it) {
        <app-definition-form [datasets]="datasets.value() ?? []" [draft]="it.draft" (draftChange)="change({ draft: $event })" [problems]="problems()" />
        <h2>{{ 'customReports.preview' | transloco }}</h2>
        @if (preview.value(); as report) { <app-report-table [report]="report" /> }
        @else if (failure(); as failed) { <ui-refusal [of]="failed" /> }
        @else { <p role="status">{{ 'ui.loading' | transloco }}</p> }
        <div class="acts">
          @for (format of formats; track format) { <button mat-stroked-button type="button" [disabled]="taking.busy()" (click)="take(format)">{{ 'customReports.take' | transloco: { format: format.toUpperCase() } }}</button> }
        </div>
        <ui-refusal [of]="taking.refusal()" />
        <form (submit)="$event.preventDefault(); keep()">
          <h2>{{ 'customReports.keep' | transloco }}</h2>
          <div class="line">
            <label class="field">{{ 'customReports.name' | transloco }} <input required maxlength="120" autocomplete="off" [value]="it.name" (input)="change({ name: $any($event.target).value })" /></label>
            <label class="field">{{ 'customReports.description' | transloco }} <input maxlength="1000" autocomplete="off" [value]="it.description" (input)="change({ description: $any($event.target).value })" /></label>
            <label class="check"><input type="checkbox" [checked]="it.isShared" (change)="change({ isShared: $any($event.target).checked })" /> {{ 'customReports.share' | transloco }}</label>
          </div>
          <div class="acts">
            @if (saved.value() && mayChange()) { <button mat-flat-button type="submit" [disabled]="doing.busy() || !it.name.trim()">{{ 'customReports.save' | transloco }}</button> }
            <button mat-stroked-button type="button" [disabled]="doing.busy() || !it.name.trim()" (click)="make()">{{ (saved.value() ? 'customReports.saveAs' : 'customReports.save') | transloco }}</button>
            <span role="status">{{ kept() ? ('customReports.kept' | transloco) : '' }}</span>
          </div>
          <ui-refusal [of]="doing.refusal()" />
          @if (doing.overtaken()) { <button mat-button type="button" (click)="afresh()">{{ 'hurts.readAgain' | transloco }}</button> }
        </form>
        @if (savedReportId(); as id) { <app-report-schedules [savedReportId]="id" /> }
      }
    </ui-state>
  `,
  styles: `
    .line { display: flex; gap: 0.5rem; align-items: end; flex-wrap: wrap }
    .field { display: flex; flex-direction: column; gap: 2px; flex: 1 1 15rem; color: var(--mat-sys-on-surface-variant); font: var(--mat-sys-body-small) }
    .field > * { box-sizing: border-box; width: 100%; height: 40px; padding: 0 0.75rem; border: 1px solid var(--mat-sys-outline); border-radius: 4px; background: var(--mat-sys-surface); color: var(--mat-sys-on-surface); font: var(--mat-sys-body-medium) }
    .field > :focus-visible { outline: 2px solid var(--mat-sys-primary); outline-offset: -1px }
    .check { display: flex; gap: 0.5rem; align-items: center; height: 40px }
    .acts { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap; margin: 1rem 0 }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
  `,
})
export class ReportPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  private readonly locale = inject(UserLocale);
  protected readonly session = inject(Session);
  readonly savedReportId = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly formats = ['xlsx', 'csv', 'pdf'] as const;
  protected readonly doing = new Doing();
  protected readonly taking = new Doing();
  protected readonly kept = signal(false);
  protected readonly typed = signal<Typed | null>(null);
  private readonly draft = new Kept<Typed>(() => `report.${this.savedReportId() ?? 'new'}`);
  private readonly all = reading({ params: () => ({ language: this.locale.language() }), stream: ({ params }) => this.api.get('/api/v1/reports/datasets', { query: params }) });
  protected readonly datasets = { value: computed(() => this.all.value()?.datasets), isLoading: this.all.isLoading, error: this.all.error, hasValue: () => this.all.hasValue(), reload: () => this.all.reload() };
  protected readonly saved = reading({
    params: () => (this.savedReportId() ? { savedReportId: this.savedReportId()! } : undefined),
    stream: ({ params }) => this.api.read('/api/v1/reports/saved/{savedReportId}', { path: params }),
  });
  protected readonly mayChange = computed(() => {
    const it = this.saved.value()?.value;
    return !it || it.isOwn || this.session.can('report:manage');
  });
  private readonly rested = toSignal(toObservable(computed(() => this.typed()?.draft)).pipe(debounceTime(TYPES_ON_MS)));
  protected readonly preview = reading({
    params: () => {
      const draft = this.rested();
      return draft ? { draft, language: this.locale.language() } : undefined;
    },
    stream: ({ params: { draft, language } }) => this.api.post('/api/v1/reports/custom', { body: definitionOf(draft), query: { rows: SHOWN, language } }),
  });
  protected readonly failure = computed(() => {
    const error = this.preview.error();
    return error ? problemOf((error as { cause?: unknown }).cause ?? error) : null;
  });
  protected readonly problems = computed(() => ({ ...this.doing.refusal()?.fields, ...this.failure()?.fields }));

  constructor() {
    effect(() => {
      const datasets = this.datasets.value();
      const id = this.savedReportId();
      const saved = this.saved.value()?.value;
      if (!datasets?.length || this.typed() || (id && saved?.savedReportId !== id)) return;
      untracked(() => this.typed.set(this.draft.read() ?? this.begun(saved)));
    });
  }

  protected change(change: Partial<Typed>): void {
    this.kept.set(false);
    this.typed.update((it) => ({ ...it!, ...change }));
    this.draft.write(this.typed()!);
  }

  protected take(format: 'xlsx' | 'csv' | 'pdf'): void {
    const it = this.typed()!;
    const query = { format, language: this.locale.language(), title: it.name.trim() || this.texts.of('customReports.untitled') };
    this.taking.run(this.api.make('/api/v1/reports/custom', { body: definitionOf(it.draft), query }), ({ blob, name }) => save(blob, name));
  }

  protected make(): void {
    this.doing.run(this.api.post('/api/v1/reports/saved', { body: this.body(), key: crypto.randomUUID() }), (saved) => {
      this.draft.forget();
      this.typed.set(null);
      void this.router.navigate(['/reports', saved.savedReportId]);
    });
  }

  protected keep(): void {
    const saved = this.saved.value();
    if (!saved) return this.make();
    const path = { savedReportId: saved.value.savedReportId };
    this.doing.run(this.api.put('/api/v1/reports/saved/{savedReportId}', { path, body: this.body(), etag: saved.etag, key: crypto.randomUUID() }), () => {
      this.draft.forget();
      this.kept.set(true);
      this.saved.reload();
    });
  }

  /** Somebody else was faster: what he kept is shown. */
  protected afresh(): void {
    this.draft.forget();
    this.typed.set(null);
    this.doing.readAgain(this.saved);
  }

  protected discard(): void {
    const { value, etag } = this.saved.value()!;
    const question = { title: this.texts.of('customReports.deleteTitle', { name: value.name }), text: this.texts.of('customReports.deleteText'), yes: this.texts.of('customReports.delete') };
    this.confirm.ask(question).subscribe(() => this.doing.run(
      this.api.delete('/api/v1/reports/saved/{savedReportId}', { path: { savedReportId: value.savedReportId }, etag, key: crypto.randomUUID() }),
      () => { this.draft.forget(); void this.router.navigate(['/reports']); }));
  }

  private begun(saved: { readonly name: string; readonly description: string; readonly isShared: boolean; readonly definition: Parameters<typeof draftOf>[0] } | undefined): Typed {
    return saved
      ? { draft: draftOf(saved.definition), name: saved.name, description: saved.description, isShared: saved.isShared }
      : { draft: beginning(this.datasets.value()!.find(({ name }) => name === 'positions') ?? this.datasets.value()![0]!), name: '', description: '', isShared: false };
  }

  private body() {
    const { draft, name, description, isShared } = this.typed()!;
    return { name: name.trim(), description: description.trim() || null, isShared, definition: definitionOf(draft) };
  }
}
