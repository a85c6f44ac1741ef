import { ChangeDetectionStrategy, Component, effect, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Session } from '@auth';
import { Language, State } from '@ui';

/** Name, language and time zone. */
@Component({
  selector: 'account-profile-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-state [of]="profile" [read]="problemOf" (again)="profile.reload()">
      <form [formGroup]="form" (ngSubmit)="save()">
        <mat-form-field><mat-label>{{ 'account.name' | transloco }}</mat-label><input matInput formControlName="name" maxlength="200" autocomplete="name" /><mat-hint>{{ profile.value()?.value?.email }}</mat-hint></mat-form-field>
        <mat-form-field>
          <mat-label>{{ 'account.language' | transloco }}</mat-label>
          <select matNativeControl formControlName="language">
            <option value="">{{ 'account.browsers' | transloco }}</option><option value="en" lang="en">English</option><option value="de" lang="de">Deutsch</option>
          </select>
          <mat-hint>{{ 'account.languageHint' | transloco }}</mat-hint>
        </mat-form-field>
        <mat-form-field>
          <mat-label>{{ 'account.timeZone' | transloco }}</mat-label>
          <select matNativeControl formControlName="timeZone">
            <option value="">{{ 'account.browsers' | transloco }}</option>
            @for (zone of zones; track zone) { <option [value]="zone">{{ zone }}</option> }
          </select>
        </mat-form-field>
        <div class="do"><button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'account.save' | transloco }}</button><span role="status">{{ saved() ? ('account.saved' | transloco) : '' }}</span></div>
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
      </form>
    </ui-state>
  `,
  styles: `
    form { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: 0.5rem 1rem }
    .do { grid-column: 1 / -1; display: flex; gap: 1rem; align-items: center }
    .alert { grid-column: 1 / -1; color: var(--mat-sys-error) }
  `,
})
export class ProfileForm {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly language = inject(Language);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly saved = signal(false);
  protected readonly zones = Intl.supportedValuesOf('timeZone');
  protected readonly profile = reading({ stream: () => this.api.read('/api/v1/users/profile', {}) });
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    language: new FormControl('', { nonNullable: true }),
    timeZone: new FormControl('', { nonNullable: true }),
  });

  constructor() {
    effect(() => {
      const now = this.profile.value()?.value;
      if (now) this.form.setValue({ name: now.name, language: now.language ?? '', timeZone: now.timeZone ?? '' });
    });
  }

  protected save(): void {
    this.saved.set(false);
    const { name, language, timeZone } = this.form.getRawValue();
    const body = { name, language: language || null, timeZone: timeZone || null };
    const work = this.api.put('/api/v1/users/profile', { body, etag: this.profile.value()?.etag });
    this.doing.change(this.session.shown, { ...this.session.profile()!, ...body }, work, () => {
      this.saved.set(true);
      if (language) this.language.speak(language);
      this.profile.reload();
      void this.session.load();
    }, () => {
      if (this.doing.overtaken()) this.profile.reload();
    });
  }
}
