import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, Problem, problemOf } from '@api';
import { PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Kept } from '../shared/draft';
import { Texts } from '../shared/texts';
import { MAPPING_DRAFT, Mapping, MappingDraft, Preview, previewOf } from './mapping';

/** As much of a file as is read to know its columns. */
const HEAD_BYTES = 256 * 1024;

/** Files of positions: dropped or chosen, sent with their progress, and what became of earlier ones. */
@Component({
  selector: 'app-import-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, Mapping, MatButton, MatProgressBar, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'nav.imports' | transloco" />
    <div class="drop" role="group" [class.over]="over()" [attr.aria-label]="'imports.drop' | transloco" (dragover)="$event.preventDefault(); over.set(true)" (dragleave)="over.set(false)" (drop)="dropped($event)">
      <p>{{ 'imports.drop' | transloco }}</p>
      <input #chosen type="file" accept=".csv,text/csv" hidden (change)="look(chosen.files?.[0]); chosen.value = ''" />
      <button mat-flat-button type="button" (click)="chosen.click()">{{ 'imports.choose' | transloco }}</button>
      @if (sent() !== null) { <mat-progress-bar [value]="sent()" [attr.aria-label]="'imports.sending' | transloco" /> }
    </div>
    @if (refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    @if (asked(); as it) {
      <app-mapping [head]="it.head" [preview]="it.preview" (mapped)="send(it.file, $event)" (stopped)="asked.set(null)" />
    }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'imports.none' | transloco" (again)="list.again()">
      <ui-grid name="imports" [filters]="filters()" [label]="'nav.imports' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="fileName" let-it><a [routerLink]="it.jobId">{{ it.fileName }}</a></ng-template>
        <ng-template uiCell="state" let-it>{{ 'importStates.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="percent" let-it>{{ it.percent }} %</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: `
    .drop { border: 2px dashed var(--mat-sys-outline); border-radius: 12px; padding: 1rem; text-align: center; margin-bottom: 1rem }
    .drop.over { border-color: var(--mat-sys-primary); background: var(--mat-sys-surface-container) }
    .drop mat-progress-bar { margin-top: 1rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class ImportList {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly draft = new Kept<MappingDraft>(() => MAPPING_DRAFT);
  protected readonly problemOf = problemOf;
  protected readonly over = signal(false);
  protected readonly sent = signal<number | null>(null);
  protected readonly refusal = signal<Problem | null>(null);
  protected readonly asked = signal<{ readonly file: File; readonly head: File; readonly preview: Preview } | null>(null);
  protected readonly list = this.api.listed('/api/v1/data/import', 'imports', { row: (it) => ({ ...it, id: it.jobId }) });
  protected readonly filters = inject(Texts).filters([{ key: 'state', text: 'calls.state', of: 'importStates', values: ['Running', 'Completed', 'Rejected', 'Failed', 'Cancelled'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'fileName', text: 'imports.file', grow: 2 },
    { key: 'state', text: 'calls.state', grow: 1.2 },
    { key: 'percent', text: 'imports.done', number: true, sort: null, grow: 0.6 },
    { key: 'accepted', text: 'imports.accepted', number: true },
    { key: 'flagged', text: 'imports.flagged', number: true },
    { key: 'refused', text: 'imports.refused', number: true },
    { key: 'added', text: 'imports.added', number: true },
  ]);

  constructor() {
    this.list.again();
    inject(Live).of('import.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected dropped(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    this.look(event.dataTransfer?.files[0]);
  }

  /** A file whose columns are all known is sent at once; of another it is asked what they stand for. */
  protected look(file: File | undefined): void {
    if (!file) return;
    this.refusal.set(null);
    this.asked.set(null);
    void this.headOf(file).then((head) => previewOf(this.api, head).subscribe({
      next: (preview) => (preview.standard ? this.send(file) : this.asked.set({ file, head, preview })),
      error: (error: unknown) => this.refusal.set(problemOf(error)),
    }));
  }

  protected send(file: File, mapping?: Readonly<Record<string, string>>): void {
    this.refusal.set(null);
    this.sent.set(0);
    this.api.upload<{ readonly jobId: string }>('/api/v1/data/import/positions', file, crypto.randomUUID(), mapping ? { mapping: JSON.stringify(mapping) } : {}).subscribe({
      next: ({ percent, answer }) => {
        this.sent.set(percent);
        if (!answer) return;
        if (mapping) this.draft.forget();
        void this.router.navigate(['/imports', answer.jobId]);
      },
      error: (error: unknown) => {
        this.sent.set(null);
        this.refusal.set(problemOf(error));
      },
    });
  }

  /** The beginning of a file up to the end of a line, as bytes: which text they are the server judges. */
  private async headOf(file: File): Promise<File> {
    if (file.size <= HEAD_BYTES) return file;
    const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    return new File([bytes.slice(0, bytes.lastIndexOf(10) + 1)], file.name, { type: file.type });
  }
}
