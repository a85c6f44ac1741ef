import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas } from '@api';
import { MomentPipe, PageTitle } from '@ui';
import { keepChoice, keepDraft } from '../shared/draft';
import { Investor } from '../shared/investor-choice';
import { LooksFor } from './looks-for';
import { RoleChoice } from './role-choice';

/** Invites somebody: who it is, as what, and for an investor's user for whom he looks. The link goes out by mail. */
@Component({
  selector: 'app-invite',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [LooksFor, MatButton, MatFormField, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, RoleChoice, RouterLink, TranslocoPipe],
  template: `
    <ui-page-title [title]="'people.invite' | transloco" [crumbs]="[{ label: 'people.title' | transloco, link: '/people' }]" />
    @if (invited(); as it) {
      <p role="status">{{ 'people.invited' | transloco: { name: it.name, email: it.email } }} {{ it.invitationExpiresAt | moment }}.</p>
      @if (it.invitationLink) { <p>{{ 'people.link' | transloco }}</p><p><code>{{ it.invitationLink }}</code></p> }
      <p><a [routerLink]="['/people', it.id]">{{ it.name }}</a></p>
    } @else {
      <form [formGroup]="form" (ngSubmit)="invite()">
        <mat-form-field><mat-label>{{ 'funds.name' | transloco }}</mat-label><input matInput formControlName="name" maxlength="200" autocomplete="off" /></mat-form-field>
        <mat-form-field><mat-label>{{ 'people.email' | transloco }}</mat-label><input matInput type="email" formControlName="email" maxlength="254" autocomplete="off" /></mat-form-field>
        <app-role-choice [label]="'people.as' | transloco" [(chosen)]="roles" />
        @if (isInvestor()) { <section aria-labelledby="looks"><h2 id="looks">{{ 'people.investors' | transloco }}</h2><app-looks-for [(chosen)]="investors" /></section> }
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
        <button mat-flat-button type="submit" [disabled]="form.invalid || !roles().length || doing.busy()">{{ 'people.send' | transloco }}</button>
      </form>
    }
  `,
  styles: `
    form { display: flex; flex-direction: column; gap: 0.75rem; max-width: 36rem }
    h2 { font: var(--mat-sys-title-small) }
    code { overflow-wrap: anywhere }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class Invite {
  private readonly api = inject(Api);
  protected readonly doing = new Doing();
  protected readonly invited = signal<Schemas['InviteUserResponse'] | null>(null);
  protected readonly roles = signal<readonly string[]>([]);
  protected readonly investors = signal<readonly Investor[]>([]);
  protected readonly isInvestor = computed(() => this.roles().includes('investor'));
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    email: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.email] }),
  });

  private readonly kept = [keepDraft(this.form, 'invitation'), keepChoice(this.roles, 'invitation.roles'), keepChoice(this.investors, 'invitation.investors')];

  protected invite(): void {
    const body = { ...this.form.getRawValue(), roles: [...this.roles()], investorIds: this.isInvestor() ? this.investors().map((i) => i.investorId) : null };
    this.doing.run(this.api.post('/api/v1/users', { body }), (made) => {
      for (const draft of this.kept) draft.forget();
      this.invited.set(made);
    });
  }
}
