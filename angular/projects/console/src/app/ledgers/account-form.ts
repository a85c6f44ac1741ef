import { ChangeDetectionStrategy, Component, ElementRef, effect, inject, input, output, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas } from '@api';
import { Kept } from '../shared/draft';

type Account = Schemas['ChartAccountView'];

/** What an account is to be called from a day on, by the firm or by one fund; or one of one's own, under an account of the standard chart. What was typed is kept in this tab until it is sent or left. */
@Component({
  selector: 'app-account-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatCheckbox, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="account">
      <h2 id="account" #heading tabindex="-1">{{ (under() ? 'chart.newUnder' : 'chart.changeOf') | transloco: { account: title() } }}</h2>
      <form [formGroup]="form" (ngSubmit)="keep()">
        <mat-form-field><mat-label>{{ 'chart.from' | transloco }}</mat-label><input matInput type="date" formControlName="from" required /><mat-hint>{{ 'chart.fromHint' | transloco }}</mat-hint></mat-form-field>
        <mat-form-field><mat-label>{{ 'chart.number' | transloco }}</mat-label><input matInput formControlName="number" maxlength="20" autocomplete="off" [required]="own()" /></mat-form-field>
        <mat-form-field class="wide"><mat-label>{{ 'chart.name' | transloco }}</mat-label><input matInput formControlName="name" maxlength="100" autocomplete="off" [required]="own()" />@if (!own()) { <mat-hint>{{ 'chart.nameHint' | transloco }}</mat-hint> }</mat-form-field>
        <mat-form-field><mat-label>{{ 'chart.group' | transloco }}</mat-label><input matInput formControlName="group" maxlength="60" autocomplete="off" /></mat-form-field>
        @if (own()) {
          <mat-form-field class="wide"><mat-label>{{ 'chart.kinds' | transloco }}</mat-label><textarea matInput formControlName="kinds" rows="3" required></textarea><mat-hint>{{ 'chart.kindsHint' | transloco }}</mat-hint></mat-form-field>
        }
        @if (account()?.own) { <mat-checkbox formControlName="closed">{{ 'chart.close' | transloco }}</mat-checkbox> }
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
        <div class="acts">
          <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'chart.keep' | transloco }}</button>
          <button mat-button type="button" (click)="leave(doing.overtaken())">{{ 'chart.leave' | transloco }}</button>
        </div>
      </form>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    form { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    mat-form-field { flex: 1 1 12rem }
    .wide { flex: 2 1 20rem }
    .acts, .alert { flex: 1 1 100% }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class AccountForm {
  private readonly api = inject(Api);
  /** The one to change; null where one is added. */
  readonly account = input.required<Account | null>();
  /** The one of the standard chart under which another is added. */
  readonly under = input.required<Account | null>();
  readonly fundId = input.required<string | null>();
  /** The day of the chart that was looked at. */
  readonly from = input.required<string>();
  readonly etag = input.required<string | null>();
  /** Whether the chart is another now. */
  readonly done = output<boolean>();
  protected readonly doing = new Doing();
  protected readonly form = new FormGroup({
    from: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    number: new FormControl('', { nonNullable: true }),
    name: new FormControl('', { nonNullable: true }),
    group: new FormControl('', { nonNullable: true }),
    /** A line each. */
    kinds: new FormControl('', { nonNullable: true }),
    closed: new FormControl(false, { nonNullable: true }),
  });
  private readonly kept = new Kept<ReturnType<typeof this.form.getRawValue>>(() => `account.${this.fundId() ?? ''}.${this.account()?.account ?? ''}.${this.under()?.standard ?? ''}`);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');

  constructor() {
    effect(() => {
      const account = this.account();
      this.under();
      untracked(() => {
        this.form.reset({
          from: this.from(), number: account?.number ?? '', name: account?.named ? account.name : '', group: account?.group ?? '', kinds: account?.kinds.join('\n') ?? '', closed: account?.closed ?? false,
        });
        const before = this.kept.read();
        if (before) this.form.patchValue(before);
      });
      this.heading()?.nativeElement.focus();
    });
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => {
      if (this.form.dirty) this.kept.write(this.form.getRawValue());
    });
  }

  protected own(): boolean {
    return this.under() !== null || this.account()?.own === true;
  }

  protected title(): string {
    const it = this.under() ?? this.account();
    return it ? `${it.number} ${it.name}` : '';
  }

  protected keep(): void {
    const { from, number, name, group, kinds, closed } = this.form.getRawValue();
    const words = { from, fundId: this.fundId(), group: group.trim() || null };
    const taken = kinds.split('\n').map((kind) => kind.trim()).filter((kind) => kind);
    const under = this.under();
    const etag = this.etag() ?? undefined;
    const work = under
      ? this.api.post('/api/v1/accounting/chart', { body: { ...words, standard: under.standard, number: number.trim(), name: name.trim(), kinds: taken }, key: this.doing.key, etag })
      : this.api.put('/api/v1/accounting/chart/{account}', {
        path: { account: this.account()!.account }, key: this.doing.key, etag,
        body: { ...words, number: number.trim() || null, name: name.trim() || null, kinds: this.own() ? taken : null, closed },
      });
    this.doing.run(work, () => this.leave(true));
  }

  protected leave(changed: boolean): void {
    this.kept.forget();
    this.done.emit(changed);
  }
}
