import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, viewChild } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Problem, Schemas, reading } from '@api';
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
      <app-settings-form [schema]="schema()" [settings]="settings()" [refusals]="refusal()?.fields ?? {}" />
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
  protected readonly funds = reading({ stream: () => this.api.get('/api/v1/funds', { query: { size: 500 } }) });
  protected readonly settings = computed(() => (this.connection()?.settings ?? {}) as Settings);
  private readonly asked = viewChild.required(SettingsForm);
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.maxLength(100)] }),
    fundId: new FormControl('', { nonNullable: true }),
    enabled: new FormControl(true, { nonNullable: true }),
  });

  constructor() {
    effect(() => {
      const now = this.connection()?.connection;
      if (now) this.form.setValue({ name: now.name, fundId: now.fundId ?? '', enabled: now.enabled });
    });
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
