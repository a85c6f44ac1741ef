import { ChangeDetectionStrategy, Component, computed, effect, input } from '@angular/core';
import { outputFromObservable, toObservable } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { merge, switchMap } from 'rxjs';
import { Complaint, Field, Settings, Shown, complaintOf, groupsOf, settingOf, shownOf } from './settings-schema';

interface Asked {
  readonly field: Field;
  readonly control: FormControl<Shown>;
}

/** The settings of a connection, asked for as the plugin's own schema says. What the server refused stands at its field. */
@Component({
  selector: 'app-settings-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatCheckbox, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, ReactiveFormsModule, TranslocoPipe],
  template: `
    @for (sentence of whole(); track $index) { <p role="alert" class="alert">{{ sentence }}</p> }
    @for (group of groups(); track group.name) {
      <fieldset>
        <legend>{{ group.name ?? ('plugins.settings' | transloco) }}</legend>
        @for (asked of group.asked; track asked.field.key) {
          @let field = asked.field;
          @if (field.kind === 'yesNo') {
            <div class="one">
              <mat-checkbox [formControl]="$any(asked.control)">{{ field.title }}</mat-checkbox>
              @if (field.description) { <p class="small">{{ field.description }}</p> }
              @if (asked.control.getError('refused'); as sentence) { <p role="alert" class="alert">{{ sentence }}</p> }
            </div>
          } @else {
            <mat-form-field subscriptSizing="dynamic">
              <mat-label>{{ field.title }}</mat-label>
              @switch (field.kind) {
                @case ('choice') {
                  <mat-select [formControl]="asked.control" [required]="field.required">
                    @if (!field.required) { <mat-option value="">{{ 'plugins.noChoice' | transloco }}</mat-option> }
                    @for (choice of field.choices; track $index) { <mat-option [value]="written(choice)">{{ choice }}</mat-option> }
                  </mat-select>
                }
                @case ('lines') { <textarea matInput rows="4" [formControl]="asked.control" [required]="field.required"></textarea> }
                @case ('json') { <textarea matInput rows="8" class="code" spellcheck="false" [formControl]="asked.control" [required]="field.required"></textarea> }
                @case ('number') { <input matInput inputmode="decimal" [formControl]="asked.control" [required]="field.required" autocomplete="off" /> }
                @case ('date') { <input matInput type="date" [formControl]="asked.control" [required]="field.required" /> }
                @default { <input matInput [type]="field.type" [formControl]="asked.control" [required]="field.required" autocomplete="off" autocapitalize="none" spellcheck="false" /> }
              }
              @if (field.description || field.kind === 'lines' || field.kind === 'json') {
                <mat-hint>{{ field.description }} @if (field.kind === 'lines') { {{ 'plugins.perLine' | transloco }} } @if (field.kind === 'json') { {{ 'plugins.asJson' | transloco }} }</mat-hint>
              }
              <mat-error>
                @if (asked.control.getError('refused'); as sentence) { {{ sentence }} }
                @else if (asked.control.getError('complaint'); as complaint) { {{ 'plugins.complaints.' + complaint | transloco: { min: least(field, complaint), max: most(field, complaint) } }} }
              </mat-error>
            </mat-form-field>
          }
        }
      </fieldset>
    }
  `,
  styles: `
    fieldset { border: 0; margin: 0 0 1rem; padding: 0; display: flex; flex-direction: column; gap: 0.5rem; min-width: 0 }
    legend { font: var(--mat-sys-title-small); padding: 0; margin-bottom: 0.5rem }
    .small { margin: 0 0 0.25rem 2.75rem; font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .code { font-family: monospace }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class SettingsForm {
  readonly schema = input.required<unknown>();
  readonly settings = input<Settings>({});
  /** What the server said, per field of what it was sent. */
  readonly refusals = input<Readonly<Record<string, readonly string[]>>>({});

  protected readonly groups = computed(() => groupsOf(this.schema()).map(({ name, fields }) => ({ name, asked: fields.map((field) => asked(field, this.settings())) })));
  private readonly all = computed(() => this.groups().flatMap((group) => group.asked));
  /** Somebody changed a setting in the form. */
  readonly edited = outputFromObservable(toObservable(this.all).pipe(switchMap((all) => merge(...all.map(({ control }) => control.valueChanges)))));
  private readonly told = computed(() => Object.entries(this.refusals()).map(([place, sentences]) => ({ key: /^settings\.([^.]+)/.exec(place)?.[1], place, sentence: sentences.join(' ') })));
  /** What was said of the settings as a whole, or of one that the form does not have. */
  protected readonly whole = computed(() => this.told().filter(({ key, place }) => place.startsWith('settings') && !this.all().some(({ field }) => field.key === key)).map(({ sentence }) => sentence));

  constructor() {
    effect(() => {
      for (const { key, sentence } of this.told()) {
        const control = this.all().find(({ field }) => field.key === key)?.control;
        control?.setErrors({ refused: sentence });
        control?.markAsTouched();
      }
    });
  }

  /** The settings as they are written; null when a field says what is wrong with them. */
  take(): Settings | null {
    for (const { control } of this.all()) {
      control.updateValueAndValidity();
      control.markAsTouched();
    }
    if (this.all().some(({ control }) => control.invalid)) return null;
    return Object.fromEntries(this.all().map(({ field, control }) => [field.key, settingOf(field, control.value)] as const).filter(([, value]) => value !== undefined));
  }

  protected written(choice: unknown): string {
    return JSON.stringify(choice);
  }

  protected least(field: Field, complaint: Complaint): number | null {
    return complaint === 'tooShort' ? field.minLength : field.minimum;
  }

  protected most(field: Field, complaint: Complaint): number | null {
    return complaint === 'tooLong' ? field.maxLength : field.maximum;
  }
}

function asked(field: Field, settings: Settings): Asked {
  const judge = ({ value }: { readonly value: Shown }) => {
    const complaint = complaintOf(field, value);
    return complaint ? { complaint } : null;
  };
  return { field, control: new FormControl(shownOf(field, settings), { nonNullable: true, validators: [judge] }) };
}
