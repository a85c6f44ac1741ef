import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Problem, Schemas, reading } from '@api';
import { same } from '../shared/same';
import { SettingsForm } from './settings-form';
import { Settings } from './settings-schema';

/** What a person says of a connection. */
export interface Said {
  readonly name: string;
  readonly fundId: string | null;
  readonly enabled: boolean;
  readonly settings: Settings;
}

/** Asks for a connection's name, its fund, and the settings that its plugin wants. */
@Component({
  selector: 'app-connection-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatCheckbox, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, ReactiveFormsModule, SettingsForm, TranslocoPipe],
  template: `
    <form [formGroup]="form" (ngSubmit)="submit()">
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'funds.name' | transloco }}</mat-label><input matInput formControlName="name" maxlength="100" required autocomplete="off" /><mat-hint>{{ 'plugins.nameHint' | transloco }}</mat-hint>
        <mat-error>{{ form.controls.name.getError('refused') ?? ('plugins.complaints.required' | transloco) }}</mat-error></mat-form-field>
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'plugins.forFund' | transloco }}</mat-label>
        <mat-select formControlName="fundId">
          <mat-option value="">{{ 'plugins.everyFund' | transloco }}</mat-option>
          @for (fund of funds.value(); track fund.id) { <mat-option [value]="fund.id">{{ fund.name }}</mat-option> }
        </mat-select>
      </mat-form-field>
      <app-settings-form [schema]="schema()" [settings]="settings()" [refusals]="refusal()?.fields ?? {}" (edited)="edited.emit()" />
      @if (connection()) { <mat-checkbox formControlName="enabled">{{ 'plugins.mayBeUsed' | transloco }}</mat-checkbox> }
      @if (refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} <ng-content select="[again]" /></p> }
      <div><button mat-flat-button type="submit" [disabled]="busy()">{{ (connection() ? 'plugins.save' : 'plugins.make') | transloco }}</button> <ng-content /></div>
    </form>
  `,
  styles: `
    form { display: flex; flex-direction: column; gap: 0.75rem; max-width: 36rem; align-items: stretch }
    .alert { color: var(--mat-sys-error); margin: 0 }
  `,
})
export class ConnectionForm {
  private readonly api = inject(Api);
  readonly schema = input.required<unknown>();
  /** The connection that is changed; null makes one. */
  readonly connection = input<Schemas['ConnectionDetail'] | null>(null);
  readonly busy = input(false);
  readonly refusal = input<Problem | null>(null);
  readonly said = output<Said>();
  /** Somebody changed something in the form. */
  readonly edited = output();
  protected readonly funds = reading({ stream: () => this.api.get('/api/v1/funds', { query: { size: 500 } }) });
  /** What the form is filled with: anew only when that is another on the server, not when the page was read again for something else. */
  private readonly kept = computed((): Said | null => {
    const it = this.connection();
    return it && { name: it.connection.name, fundId: it.connection.fundId, enabled: it.connection.enabled, settings: it.settings as Settings };
  }, { equal: same });
  protected readonly settings = computed(() => this.kept()?.settings ?? {});
  private readonly asked = viewChild.required(SettingsForm);
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.maxLength(100)] }),
    fundId: new FormControl('', { nonNullable: true }),
    enabled: new FormControl(true, { nonNullable: true }),
  });

  constructor() {
    effect(() => {
      const now = this.kept();
      if (now) this.form.setValue({ name: now.name, fundId: now.fundId ?? '', enabled: now.enabled }, { emitEvent: false });
    });
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => this.edited.emit());
    effect(() => {
      const sentences = this.refusal()?.fields['name'];
      if (sentences) this.form.controls.name.setErrors({ refused: sentences.join(' ') });
    });
  }

  protected submit(): void {
    this.form.controls.name.updateValueAndValidity();
    this.form.markAllAsTouched();
    const settings = this.asked().take();
    if (this.form.invalid || !settings) return;
    const { name, fundId, enabled } = this.form.getRawValue();
    this.said.emit({ name, fundId: fundId || null, enabled, settings });
  }
}
