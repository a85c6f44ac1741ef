import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormControl, FormGroup, FormGroupDirective, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing } from '@api';

/** A new password for the old one. */
@Component({
  selector: 'account-password-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule, TranslocoPipe],
  template: `
    <form [formGroup]="form" #f="ngForm" (ngSubmit)="change(f)">
      <mat-form-field><mat-label>{{ 'account.currentPassword' | transloco }}</mat-label><input matInput type="password" formControlName="currentPassword" autocomplete="current-password" maxlength="256" /></mat-form-field>
      <mat-form-field><mat-label>{{ 'account.newPassword' | transloco }}</mat-label><input matInput type="password" formControlName="newPassword" autocomplete="new-password" maxlength="256" /><mat-hint>{{ 'account.passwordHint' | transloco }}</mat-hint></mat-form-field>
      <div class="do"><button mat-stroked-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'account.changePassword' | transloco }}</button><span role="status">{{ ended() === null ? '' : ('account.passwordChanged' | transloco: { count: ended() }) }}</span></div>
      @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.fields['currentPassword']?.[0] ?? problem.fields['newPassword']?.[0] ?? problem.detail }}</p> }
    </form>
  `,
  styles: `
    form { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: 0.5rem 1rem }
    .do { grid-column: 1 / -1; display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; margin-top: 0.5rem }
    .alert { grid-column: 1 / -1; color: var(--mat-sys-error) }
  `,
})
export class PasswordForm {
  private readonly api = inject(Api);
  protected readonly doing = new Doing();
  protected readonly ended = signal<number | null>(null);
  protected readonly form = new FormGroup({
    currentPassword: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    newPassword: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.minLength(15)] }),
  });

  protected change(shown: FormGroupDirective): void {
    this.ended.set(null);
    this.doing.run(this.api.put('/api/v1/users/profile/password', { body: this.form.getRawValue() }), ({ sessionsEnded }) => {
      this.ended.set(sessionsEnded);
      shown.resetForm();
    });
  }
}
