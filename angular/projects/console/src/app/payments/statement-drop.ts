import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { State, base64 } from '@ui';

/** What became of one file. */
interface Imported {
  readonly name: string;
  readonly answer?: Schemas['ImportStatementsResponse'];
  readonly refused?: string;
}

/** A file that waits for its turn, with what was chosen when it was dropped. */
interface Waiting {
  readonly file: File;
  readonly fundId: string;
  readonly connectionId: string;
}

/** Takes in bank statements: dropped or chosen, several at once, one after the other, each with what became of it. */
@Component({
  selector: 'app-statement-drop',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatLabel, MatOption, MatProgressBar, MatSelect, State, TranslocoPipe],
  template: `
    <ui-state [of]="connections" [read]="problemOf" [empty]="!readers().length" [emptyText]="'money.bank.noConnection' | transloco" (again)="connections.reload()">
      <div class="drop" role="group" [class.over]="over()" [attr.aria-label]="'money.bank.drop' | transloco" (dragover)="$event.preventDefault(); over.set(true)" (dragleave)="over.set(false)" (drop)="dropped($event)">
        @if (readers().length > 1) {
          <mat-form-field subscriptSizing="dynamic">
            <mat-label>{{ 'money.connection' | transloco }}</mat-label>
            <mat-select [value]="reader()" (valueChange)="chosenReader.set($event)">@for (it of readers(); track it.connectionId) { <mat-option [value]="it.connectionId">{{ it.name }}</mat-option> }</mat-select>
          </mat-form-field>
        }
        <span>{{ 'money.bank.drop' | transloco }}</span>
        <input #chosen type="file" multiple hidden (change)="take(chosen.files); chosen.value = ''" />
        <button mat-flat-button type="button" (click)="chosen.click()">{{ 'money.bank.choose' | transloco }}</button>
        @if (hasFolder()) { <button mat-stroked-button type="button" [disabled]="fetching.busy()" (click)="fetch()">{{ 'money.answers.fetch' | transloco }}</button> }
        @if (busy() || fetching.busy()) { <mat-progress-bar mode="indeterminate" [attr.aria-label]="'imports.sending' | transloco" /> }
      </div>
      @if (fetching.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
      <div role="status">
        @if (found(); as f) {
          <p>{{ 'money.answers.found' | transloco: { count: f.taken } }}@if (f.arriving) { · {{ 'money.answers.arriving' | transloco: { count: f.arriving } }} }</p>
          @for (it of f.problems; track $index) { <p class="alert">{{ it.name }}: {{ it.reason }}</p> }
          @for (it of f.leftOut; track $index) { <p>{{ it.name }}: {{ it.reason }}</p> }
        }
        @for (it of imported(); track $index) {
          <p [class.alert]="it.refused || !allAddUp(it)">
            {{ it.name }}:
            @if (it.answer; as a) { {{ 'money.bank.imported' | transloco: { format: a.format, lines: a.newLines, booked: a.booked } }} @if (!allAddUp(it)) { {{ 'money.bank.importedOdd' | transloco }} } @for (why of a.leftOut; track $index) { {{ why }} } }
            @else { {{ it.refused || ('ui.noAnswer' | transloco) }} }
          </p>
        }
      </div>
    </ui-state>
  `,
  styles: `
    .drop { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: center; justify-content: center; border: 2px dashed var(--mat-sys-outline); border-radius: 12px; padding: 1rem }
    .drop.over { border-color: var(--mat-sys-primary); background: var(--mat-sys-surface-container) }
    .drop mat-progress-bar { flex: 1 0 100% }
    .alert { color: var(--mat-sys-error) }
    p { margin: 0.5rem 0 0 }
  `,
})
export class StatementDrop {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  readonly done = output();
  protected readonly problemOf = problemOf;
  private readonly destroyed = inject(DestroyRef);
  private readonly waiting: Waiting[] = [];
  protected readonly over = signal(false);
  protected readonly busy = signal(false);
  protected readonly imported = signal<readonly Imported[]>([]);
  protected readonly chosenReader = signal<string | null>(null);
  protected readonly connections = reading({ params: () => ({ fundId: this.fundId() }), stream: ({ params }) => this.api.get('/api/v1/payments/connections', { query: params }) });
  protected readonly readers = computed(() => this.connections.value()?.filter((c) => c.capabilities.includes('statementFiles')) ?? []);
  protected readonly reader = computed(() => this.chosenReader() ?? this.readers()[0]?.connectionId ?? null);
  /** The house can look into the folder of the bank whose files are read. */
  protected readonly hasFolder = computed(() => this.readers().find((c) => c.connectionId === this.reader())?.hasFolder ?? false);
  protected readonly fetching = new Doing();
  protected readonly found = signal<Schemas['FetchBankFilesFound'] | null>(null);

  /** Takes in what the bank has put into its folder. */
  protected fetch(): void {
    const bankConnectionId = this.reader();
    if (!bankConnectionId) return;
    this.found.set(null);
    this.imported.set([]);
    this.fetching.run(this.api.post('/api/v1/payments/connections/{bankConnectionId}/fetch', { path: { bankConnectionId } }), (found) => {
      this.found.set(found);
      this.done.emit();
    });
  }

  protected allAddUp({ answer }: Imported): boolean {
    return answer?.statements.every((statement) => statement.addsUp) ?? true;
  }

  protected dropped(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    this.take(event.dataTransfer?.files ?? null);
  }

  protected take(files: FileList | null): void {
    const [fundId, connectionId] = [this.fundId(), this.reader()];
    if (!files?.length || !connectionId) return;
    this.waiting.push(...[...files].map((file) => ({ file, fundId, connectionId })));
    if (!this.busy()) void this.importAll();
  }

  /** One after the other, also what comes meanwhile: a file's lines may be of what an earlier one brought. A refused one does not hold up the rest. */
  private async importAll(): Promise<void> {
    this.busy.set(true);
    this.found.set(null);
    this.imported.set([]);
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const became = await this.importOne(next);
      this.imported.update((all) => [...all, became]);
    }
    this.busy.set(false);
    if (!this.destroyed.destroyed) this.done.emit();
  }

  private async importOne({ file, fundId, connectionId }: Waiting): Promise<Imported> {
    try {
      const body = { connectionId, fileName: file.name, content: await base64(file) };
      return { name: file.name, answer: await firstValueFrom(this.api.post('/api/v1/payments/funds/{fundId}/statements', { path: { fundId }, body })) };
    } catch (error) {
      return { name: file.name, refused: problemOf(error).detail };
    }
  }
}
