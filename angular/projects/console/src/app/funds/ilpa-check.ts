import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Problem, Schemas, problemOf } from '@api';
import { DigitsPipe } from '@ui';

/** An ILPA template that somebody else made, dropped or chosen, and the cells in it that contradict others. */
@Component({
  selector: 'app-ilpa-check',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DigitsPipe, MatButton, MatProgressBar, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="ilpa-check">
      <h2 id="ilpa-check">{{ 'reports.check' | transloco }}</h2>
      <div class="drop" role="group" [class.over]="over()" [attr.aria-label]="'reports.drop' | transloco" (dragover)="$event.preventDefault(); over.set(true)" (dragleave)="over.set(false)" (drop)="dropped($event)">
        <p>{{ 'reports.drop' | transloco }}</p>
        <input #chosen type="file" accept=".xlsx" hidden (change)="check(chosen.files?.[0]); chosen.value = ''" />
        <button mat-flat-button type="button" [disabled]="sent() !== null" (click)="chosen.click()">{{ 'imports.choose' | transloco }}</button>
        @if (sent() !== null) { <mat-progress-bar [value]="sent()" [attr.aria-label]="'imports.sending' | transloco" /> }
      </div>
      @if (refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
      @if (found(); as f) {
        <p role="status">{{ f.name }}: {{ f.result.template }}, {{ f.result.sheet }}. {{ (f.result.inconsistenciesTotal ? 'reports.broken' : 'reports.holds') | transloco: { count: f.result.inconsistenciesTotal, checked: f.result.checked } }}</p>
        @if (f.result.inconsistencies.length) {
          <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'reports.check' | transloco">
            <table class="plain">
              <thead><tr>
                <th scope="col">{{ 'reports.cell' | transloco }}</th><th scope="col">{{ 'reports.row' | transloco }}</th><th scope="col">{{ 'reports.column' | transloco }}</th><th scope="col">{{ 'reports.identity' | transloco }}</th>
                <th scope="col" class="number">{{ 'reports.expected' | transloco }}</th><th scope="col" class="number">{{ 'reports.found' | transloco }}</th><th scope="col" class="number">{{ 'reports.difference' | transloco }}</th>
              </tr></thead>
              <tbody>
                @for (it of f.result.inconsistencies; track it.cell + it.identity) {
                  <tr><th scope="row">{{ it.cell }}</th><td>{{ it.row }}</td><td>{{ it.column }}</td><td>{{ 'reports.identities.' + it.identity | transloco }}</td><td class="number">{{ it.expected | digits }}</td><td class="number">{{ it.found | digits }}</td><td class="number">{{ it.difference | digits }}</td></tr>
                }
              </tbody>
            </table>
          </div>
        }
        @if (f.result.notRecognised.length) { <p>{{ 'reports.notRecognised' | transloco }} {{ f.result.notRecognised.join('; ') }}</p> }
        @if (f.result.unreadable.length) {
          <p id="ilpa-unreadable">{{ 'reports.unreadable' | transloco }}</p>
          <ul aria-labelledby="ilpa-unreadable">
            @for (it of f.result.unreadable; track it.cell) { <li>{{ it.cell }}: “{{ it.text }}” ({{ it.row }}, {{ it.column }})</li> }
          </ul>
        }
        @if (f.result.missing.length) { <p>{{ 'reports.missing' | transloco }} {{ f.result.missing.join('; ') }}</p> }
      }
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .drop { border: 2px dashed var(--mat-sys-outline); border-radius: 12px; padding: 1rem; text-align: center; margin-bottom: 1rem }
    .drop.over { border-color: var(--mat-sys-primary); background: var(--mat-sys-surface-container) }
    .drop mat-progress-bar { margin-top: 1rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class IlpaCheck {
  private readonly api = inject(Api);
  protected readonly over = signal(false);
  protected readonly sent = signal<number | null>(null);
  protected readonly refusal = signal<Problem | null>(null);
  protected readonly found = signal<{ readonly name: string; readonly result: Schemas['CheckReportingTemplateResponse'] } | null>(null);

  protected dropped(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    this.check(event.dataTransfer?.files[0]);
  }

  protected check(file: File | undefined): void {
    if (!file || this.sent() !== null) return;
    this.refusal.set(null);
    this.found.set(null);
    this.sent.set(0);
    this.api.sendFile<Schemas['CheckReportingTemplateResponse']>('/api/v1/reports/ilpa-templates/check', file, crypto.randomUUID()).subscribe({
      next: ({ percent, answer }) => {
        this.sent.set(answer ? null : percent);
        if (answer) this.found.set({ name: file.name, result: answer });
      },
      error: (error: unknown) => {
        this.sent.set(null);
        this.refusal.set(problemOf(error));
      },
    });
  }
}
