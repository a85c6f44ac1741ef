import { ChangeDetectionStrategy, Component, computed, effect, input, output } from '@angular/core';
import { outputFromObservable } from '@angular/core/rxjs-interop';
import { AbstractControl, FormArray, FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Problem, Schemas } from '@api';
import { same } from '../shared/same';

type Link = Schemas['LinkView'];
export type Rules = Schemas['ChangeLinkRequest'];

function dimension(name = '', value = '') {
  return new FormGroup({
    name: new FormControl(name, { nonNullable: true, validators: [Validators.required, Validators.maxLength(60)] }),
    value: new FormControl(value, { nonNullable: true, validators: [Validators.required, Validators.maxLength(100)] }),
  });
}

/** A name twice would lose one of its values. */
function eachOnce(dimensions: AbstractControl<readonly { readonly name?: string }[]>) {
  const names = dimensions.value.map(({ name }) => name?.trim()).filter((name) => name);
  return new Set(names).size < names.length ? { twice: true } : null;
}

/** Asks how a link works: which way, from when on, how often, and what every posted line carries. */
@Component({
  selector: 'app-link-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatCheckbox, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, ReactiveFormsModule, TranslocoPipe],
  template: `
    <form [formGroup]="form" (ngSubmit)="submit()">
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'funds.name' | transloco }}</mat-label><input matInput formControlName="name" maxlength="100" required autocomplete="off" /></mat-form-field>
      <ng-content select="[between]" />
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.direction' | transloco }}</mat-label>
        <mat-select formControlName="direction">@for (way of ways; track way) { <mat-option [value]="way">{{ 'ledgers.directions.' + way | transloco }}</mat-option> }</mat-select>
        <mat-hint>{{ 'ledgers.directionHints.' + form.controls.direction.value | transloco }}</mat-hint>
      </mat-form-field>
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.startDate' | transloco }}</mat-label><input matInput type="date" formControlName="startDate" required /><mat-hint>{{ 'ledgers.startDateHint' | transloco }}</mat-hint></mat-form-field>
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.everyMinutes' | transloco }}</mat-label><input matInput inputmode="numeric" formControlName="everyMinutes" autocomplete="off" /><mat-hint>{{ 'ledgers.everyMinutesHint' | transloco }}</mat-hint><mat-error>{{ 'ledgers.everyMinutesForm' | transloco }}</mat-error></mat-form-field>
      <fieldset formArrayName="dimensions">
        <legend>{{ 'ledgers.dimensions' | transloco }}</legend>
        <p class="small">{{ 'ledgers.dimensionsHint' | transloco }}</p>
        @for (group of form.controls.dimensions.controls; track group; let i = $index) {
          <div class="pair" [formGroup]="group">
            <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.dimension' | transloco }}</mat-label><input matInput formControlName="name" maxlength="60" /></mat-form-field>
            <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.value' | transloco }}</mat-label><input matInput formControlName="value" maxlength="100" /></mat-form-field>
            <button mat-button type="button" (click)="form.controls.dimensions.removeAt(i)">{{ 'ledgers.removeDimension' | transloco }}</button>
          </div>
        }
        @if (form.controls.dimensions.hasError('twice')) { <p role="alert" class="alert">{{ 'ledgers.dimensionTwice' | transloco }}</p> }
        <button mat-stroked-button type="button" (click)="add()">{{ 'ledgers.addDimension' | transloco }}</button>
      </fieldset>
      @if (link()) { <mat-checkbox formControlName="enabled">{{ 'ledgers.enabled' | transloco }}</mat-checkbox> }
      @if (refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} <ng-content select="[again]" /></p> }
      <div><button mat-flat-button type="submit" [disabled]="busy() || blocked()">{{ (link() ? 'ledgers.save' : 'ledgers.make') | transloco }}</button> <ng-content /></div>
    </form>
  `,
  styles: `
    form { display: flex; flex-direction: column; gap: 0.75rem; max-width: 36rem; align-items: stretch }
    fieldset { border: 0; margin: 0; padding: 0; min-width: 0 }
    legend { font: var(--mat-sys-title-small); padding: 0 }
    .pair { display: flex; gap: 0.5rem; align-items: center; flex-wrap: wrap; margin-bottom: 0.5rem }
    .pair mat-form-field { flex: 1 1 9rem }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant); margin: 0.25rem 0 0.5rem }
    .alert { color: var(--mat-sys-error); margin: 0 }
  `,
})
export class LinkForm {
  /** The link that is changed; null makes one. */
  readonly link = input<Link | null>(null);
  readonly busy = input(false);
  /** Something else is still to be chosen. */
  readonly blocked = input(false);
  readonly refusal = input<Problem | null>(null);
  readonly said = output<Rules>();
  protected readonly ways = ['Both', 'Push', 'Pull'] as const;
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.maxLength(100)] }),
    direction: new FormControl<Rules['direction']>('Both', { nonNullable: true }),
    startDate: new FormControl(`${new Date().getUTCFullYear()}-01-01`, { nonNullable: true, validators: [Validators.required] }),
    everyMinutes: new FormControl('', { nonNullable: true, validators: [Validators.pattern(/^\d{1,5}$/)] }),
    enabled: new FormControl(true, { nonNullable: true }),
    dimensions: new FormArray<ReturnType<typeof dimension>>([], [eachOnce]),
  });

  /** Somebody changed something in the form. */
  readonly edited = outputFromObservable(this.form.valueChanges);
  /** What the form is filled with: anew only when that is another on the server, not when the page was read again for something else. */
  private readonly kept = computed((): Rules | null => {
    const it = this.link();
    return it && { name: it.name, direction: it.direction, startDate: it.startDate, everyMinutes: it.everyMinutes, enabled: it.enabled, dimensions: it.dimensions };
  }, { equal: same });

  constructor() {
    effect(() => {
      const now = this.kept();
      if (!now) return;
      const { dimensions, everyMinutes, ...rest } = now;
      this.form.controls.dimensions.clear({ emitEvent: false });
      for (const [key, value] of Object.entries(dimensions ?? {})) this.form.controls.dimensions.push(dimension(key, value), { emitEvent: false });
      this.form.patchValue({ ...rest, everyMinutes: everyMinutes === null ? '' : String(everyMinutes) }, { emitEvent: false });
    });
  }

  protected add(): void {
    this.form.controls.dimensions.push(dimension());
  }

  protected submit(): void {
    this.form.markAllAsTouched();
    if (this.form.invalid) return;
    const { everyMinutes, dimensions, ...rest } = this.form.getRawValue();
    this.said.emit({ ...rest, everyMinutes: everyMinutes ? Number(everyMinutes) : null, dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name.trim(), value])) });
  }
}
