import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

/** Where a webhook leads and what it is told of. */
export class WebhookForm extends FormGroup<{ url: FormControl<string>; description: FormControl<string>; kinds: FormControl<string[]> }> {
  constructor() {
    super({
      url: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
      description: new FormControl('', { nonNullable: true }),
      kinds: new FormControl<string[]>([], { nonNullable: true, validators: [(kinds) => ((kinds.value as string[]).length ? null : { none: true })] }),
    });
  }

  /** As the API takes it. */
  body(): { url: string; kinds: string[]; description: string | null } {
    const { url, kinds, description } = this.getRawValue();
    return { url, kinds, description: description || null };
  }
}

@Component({
  selector: 'app-webhook-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatCheckbox, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule, TranslocoPipe],
  template: `
    <div class="fields" [formGroup]="form()">
      <mat-form-field><mat-label>{{ 'webhooks.url' | transloco }}</mat-label><input matInput type="url" formControlName="url" maxlength="2000" autocapitalize="none" autocomplete="off" /><mat-hint>{{ 'webhooks.urlHint' | transloco }}</mat-hint></mat-form-field>
      <mat-form-field><mat-label>{{ 'webhooks.description' | transloco }}</mat-label><input matInput formControlName="description" maxlength="200" /></mat-form-field>
      <fieldset>
        <legend>{{ 'webhooks.kinds' | transloco }}</legend>
        @for (kind of kinds(); track kind) {
          <mat-checkbox [checked]="form().controls.kinds.value.includes(kind)" (change)="choose(kind, $event.checked)">{{ 'webhooks.told.' + kind.replace('.', '_') | transloco }}</mat-checkbox>
        }
      </fieldset>
    </div>
  `,
  styles: `
    .fields { display: flex; flex-direction: column; gap: 0.75rem; max-width: 44rem }
    fieldset { border: 1px solid var(--mat-sys-outline-variant); border-radius: 8px; display: flex; flex-direction: column }
  `,
})
export class WebhookFields {
  readonly form = input.required<WebhookForm>();
  readonly kinds = input.required<readonly string[]>();

  protected choose(kind: string, wanted: boolean): void {
    const control = this.form().controls.kinds;
    control.setValue(wanted ? [...control.value, kind] : control.value.filter((it) => it !== kind));
    control.markAsDirty();
  }
}
