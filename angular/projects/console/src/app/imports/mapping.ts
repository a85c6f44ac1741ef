import { ChangeDetectionStrategy, Component, computed, effect, inject, input, linkedSignal, output, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Problem, Schemas, problemOf } from '@api';
import { DayPipe, MoneyPipe } from '@ui';
import { Subscription, filter, map } from 'rxjs';
import { Kept } from '../shared/draft';
import { same } from '../shared/same';

export type Preview = Schemas['PreviewFileResponse'];

/** What was said of the columns of a file that is not imported yet; of another file with the same columns it holds too. Nothing of its rows. */
export interface MappingDraft {
  readonly columns: readonly string[];
  readonly chosen: Readonly<Record<string, string>>;
}

/** Where it is kept. */
export const MAPPING_DRAFT = 'import';

/** What a file's columns stand for: proposed by the server, changed by the user, with the first rows as they would be read. */
@Component({
  selector: 'app-mapping',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MatFormField, MatOption, MatSelect, MoneyPipe, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="mapping-title">
      <h2 id="mapping-title">{{ 'mapping.title' | transloco: { file: shown().fileName } }}</h2>
      <p>{{ 'mapping.intro' | transloco }}</p>
      <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'mapping.target' | transloco">
        <table class="plain">
          <thead><tr><th scope="col">{{ 'mapping.column' | transloco }}</th><th scope="col">{{ 'mapping.samples' | transloco }}</th><th scope="col">{{ 'mapping.target' | transloco }}</th><th scope="col"><span class="visually-hidden">{{ 'mapping.by.guess' | transloco }}</span></th></tr></thead>
          <tbody>
            @for (column of shown().columns; track $index) {
              <tr>
                <th scope="row">{{ column.column }}</th>
                <td class="samples">{{ column.samples.join(' · ') }}</td>
                <td>
                  <mat-form-field subscriptSizing="dynamic">
                    <mat-select [value]="column.target" [placeholder]="'mapping.choose' | transloco" (valueChange)="choose(column.column, $event)" [aria-label]="'mapping.of' | transloco: { column: column.column }">
                      <mat-option value="">{{ 'mapping.leaveOut' | transloco }}</mat-option>
                      @for (target of shown().targets; track target.name) {
                        <mat-option [value]="target.name">{{ target.millions ? ('mapping.millions' | transloco: { field: ('mapping.fields.' + target.field | transloco) }) : ('mapping.fields.' + target.field | transloco) }}{{ target.required ? ' *' : '' }}</mat-option>
                      }
                    </mat-select>
                  </mat-form-field>
                </td>
                <td>@if (column.by) { {{ 'mapping.by.' + column.by | transloco }} }</td>
              </tr>
            }
          </tbody>
        </table>
      </div>
      <div aria-live="polite">
        @if (problem(); as text) { <p class="alert">{{ text }}</p> }
      </div>
      @if (shown().rows.length) {
        <h3>{{ 'mapping.rows' | transloco }}</h3>
        <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'mapping.rows' | transloco">
          <table class="plain">
            <thead><tr>
              <th scope="col">{{ 'mapping.row' | transloco }}</th><th scope="col">{{ 'mapping.fields.Fund' | transloco }}</th><th scope="col">{{ 'mapping.fields.Investor' | transloco }}</th><th scope="col">{{ 'mapping.fields.AsOf' | transloco }}</th>
              @for (figure of figures; track figure[0]) { <th scope="col" class="number">{{ 'mapping.fields.' + figure[1] | transloco }}</th> }
              <th scope="col">{{ 'calls.state' | transloco }}</th>
            </tr></thead>
            <tbody>
              @for (row of shown().rows; track row.row) {
                <tr><th scope="row">{{ row.row }}</th><td>{{ row.fund }}</td><td>{{ row.investor }}</td><td>{{ row.asOf | day }}</td>
                  @for (figure of figures; track figure[0]) { <td class="number">{{ row[figure[0]] | money: 'code' }}</td> }
                  <td>{{ 'rowStates.' + row.state | transloco }}@for (reason of row.reasons; track $index) { <div class="reason">{{ reason.sentence }}</div> }</td></tr>
              }
            </tbody>
          </table>
        </div>
      }
      <div class="actions">
        <button mat-flat-button type="button" [disabled]="busy() || problem() !== null" (click)="mapped.emit(mapping())">{{ 'mapping.import' | transloco }}</button>
        <button mat-button type="button" (click)="stop()">{{ 'mapping.stop' | transloco }}</button>
      </div>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-large) } h3 { font: var(--mat-sys-title-medium) }
    .samples { color: var(--mat-sys-on-surface-variant); max-width: 20rem }
    .reason { font: var(--mat-sys-body-small); color: var(--mat-sys-error) }
    .actions { display: flex; gap: 0.75rem; margin-top: 1rem; flex-wrap: wrap }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class Mapping {
  private readonly api = inject(Api);
  /** Its beginning; enough to see what it is. */
  readonly head = input.required<File>();
  readonly preview = input.required<Preview>();
  readonly mapped = output<Readonly<Record<string, string>>>();
  readonly stopped = output();
  protected readonly figures = [['commitment', 'Commitment'], ['called', 'Called'], ['distributed', 'Distributed'], ['remainingValue', 'RemainingValue']] as const;
  protected readonly shown = linkedSignal(() => this.preview());
  protected readonly busy = signal(false);
  private readonly refusal = signal<Problem | null>(null);
  protected readonly problem = computed(() => this.refusal()?.detail ?? this.shown().problem ?? null);
  private readonly chosen = signal<Readonly<Record<string, string>>>({});
  private under: Subscription | null = null;
  /** Columns of which nobody said anything are left out; what was chosen counts before the server has answered. */
  protected readonly mapping = computed(() => ({ ...Object.fromEntries(this.shown().columns.map((c) => [c.column, c.target ?? ''])), ...this.chosen() }));

  private readonly draft = new Kept<MappingDraft>(() => MAPPING_DRAFT);
  private readonly columns = computed(() => this.preview().columns.map((c) => c.column));

  constructor() {
    effect(() => {
      const columns = this.columns();
      const draft = untracked(() => this.draft.read());
      if (!draft || !same(draft.columns, columns)) return;
      untracked(() => {
        this.chosen.set(draft.chosen);
        this.ask();
      });
    });
  }

  protected choose(column: string, target: string): void {
    this.chosen.update((chosen) => ({ ...chosen, [column]: target }));
    this.draft.write({ columns: this.columns(), chosen: this.chosen() });
    this.ask();
  }

  protected stop(): void {
    this.draft.forget();
    this.stopped.emit();
  }

  private ask(): void {
    this.busy.set(true);
    this.refusal.set(null);
    this.under?.unsubscribe();
    this.under = previewOf(this.api, this.head(), this.mapping()).subscribe({
      next: (preview) => this.shown.set(preview),
      error: (error: unknown) => {
        this.refusal.set(problemOf(error));
        this.busy.set(false);
      },
      complete: () => this.busy.set(false),
    });
  }
}

/** Asks the server what the beginning of a file would be read as. */
export function previewOf(api: Api, head: File, mapping?: Readonly<Record<string, string>>) {
  return api.upload<Preview>('/api/v1/data/preview', head, crypto.randomUUID(), { sourceType: 'positions', ...(mapping ? { mapping: JSON.stringify(mapping) } : {}) }).pipe(
    map(({ answer }) => answer), filter((answer) => answer !== undefined));
}
