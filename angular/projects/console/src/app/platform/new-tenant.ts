import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing } from '@api';
import { PageTitle, base64 } from '@ui';
import { from, switchMap } from 'rxjs';

/** Makes a firm: its name, its address and brand, and its first administrator, whose invitation is mailed and shown once. */
@Component({
  selector: 'app-new-tenant',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, PageTitle, ReactiveFormsModule, RouterLink, TranslocoPipe],
  template: `
    <ui-page-title [title]="'platform.provision' | transloco" [crumbs]="[{ label: 'platform.tenants' | transloco, link: '/platform' }]" />
    @if (made(); as it) {
      <p role="status">{{ 'platform.made' | transloco: { name: it.name } }}</p>
      @if (it.token) { <p>{{ 'platform.invitation' | transloco }}</p><p><code class="token">{{ it.token }}</code></p> }
      @if (drawn()) { <p role="status">{{ 'platform.logoDone' | transloco }}</p> }
      @if (drawing.refusal(); as problem) { <p role="alert" class="alert">{{ 'platform.noLogo' | transloco }} {{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
      <p><a [routerLink]="['/platform', it.id]">{{ it.name }}</a></p>
    } @else {
      <form [formGroup]="form" (ngSubmit)="provision()">
        <mat-form-field><mat-label>{{ 'funds.name' | transloco }}</mat-label><input matInput formControlName="name" maxlength="200" /></mat-form-field>
        <mat-form-field><mat-label>{{ 'platform.domain' | transloco }}</mat-label><input matInput formControlName="domain" autocapitalize="none" /><mat-hint>{{ 'platform.domainHint' | transloco }}</mat-hint></mat-form-field>
        <mat-form-field><mat-label>{{ 'platform.colour' | transloco }}</mat-label><input matInput formControlName="brandColour" placeholder="#1f3a5f" /><mat-error>{{ 'platform.colourForm' | transloco }}</mat-error></mat-form-field>
        <mat-form-field><mat-label>{{ 'platform.contact' | transloco }}</mat-label><input matInput formControlName="contactLine" maxlength="200" /></mat-form-field>
        <mat-form-field><mat-label>{{ 'health.plan' | transloco }}</mat-label><input matInput formControlName="plan" maxlength="50" /></mat-form-field>
        <mat-form-field><mat-label>{{ 'health.planFunds' | transloco }}</mat-label><input matInput type="number" min="1" formControlName="planFunds" /></mat-form-field>
        <mat-form-field><mat-label>{{ 'health.planUsers' | transloco }}</mat-label><input matInput type="number" min="1" formControlName="planUsers" /></mat-form-field>
        <mat-form-field><mat-label>{{ 'platform.adminName' | transloco }}</mat-label><input matInput formControlName="adminName" /></mat-form-field>
        <mat-form-field><mat-label>{{ 'platform.adminEmail' | transloco }}</mat-label><input matInput type="email" formControlName="adminEmail" /></mat-form-field>
        <input #chosen type="file" accept=".png,.svg,image/png,image/svg+xml" hidden (change)="logo.set(chosen.files?.[0] ?? null)" />
        <div class="logo"><button matButton="tonal" type="button" (click)="chosen.click()">{{ 'brand.logo' | transloco }}</button><span role="status">{{ logo()?.name }}</span></div>
        <p class="small">{{ 'brand.logoHint' | transloco }}</p>
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
        <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'platform.provision' | transloco }}</button>
      </form>
    }
  `,
  styles: `
    form { display: flex; flex-direction: column; gap: 0.5rem; max-width: 30rem; align-items: stretch }
    .alert { color: var(--mat-sys-error) }
    .logo { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; overflow-wrap: anywhere }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant); margin: 0 0 0.5rem }
    .token { overflow-wrap: anywhere }
  `,
})
export class NewTenant {
  private readonly api = inject(Api);
  protected readonly doing = new Doing();
  protected readonly drawing = new Doing();
  protected readonly logo = signal<File | null>(null);
  protected readonly drawn = signal(false);
  protected readonly made = signal<{ readonly id: string; readonly name: string; readonly token: string | null } | null>(null);
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    domain: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    brandColour: new FormControl('', { nonNullable: true, validators: [Validators.pattern(/^#[0-9a-fA-F]{6}$/)] }),
    contactLine: new FormControl('', { nonNullable: true }),
    plan: new FormControl('', { nonNullable: true }),
    planFunds: new FormControl<number | null>(null, { validators: [Validators.min(1)] }),
    planUsers: new FormControl<number | null>(null, { validators: [Validators.min(1)] }),
    adminName: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    adminEmail: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.email] }),
  });

  protected provision(): void {
    const { name, domain, brandColour, contactLine, plan, planFunds, planUsers, adminName, adminEmail } = this.form.getRawValue();
    const body = { name, domain, brandColour: brandColour || null, contactLine: contactLine || null, plan: plan ? { name: plan, funds: planFunds, users: planUsers } : null, firstAdmin: { email: adminEmail, name: adminName } };
    this.doing.run(this.api.post('/api/v1/platform/tenants', { body, key: this.doing.key }), (tenant) => {
      // Told once: shown before anything else can go wrong.
      this.made.set({ id: tenant.id, name, token: tenant.invitationToken });
      const file = this.logo();
      if (file) this.draw(tenant.id, `"${tenant.version}"`, file);
    });
  }

  /** Gives the firm that is there now its logo; a logo that is refused leaves it without one. */
  private draw(tenantId: string, etag: string, file: File): void {
    const drawn = from(base64(file)).pipe(switchMap((content) => this.api.put('/api/v1/platform/tenants/{tenantId}/brand/logo', { path: { tenantId }, body: { content }, etag })));
    this.drawing.run(drawn, () => this.drawn.set(true));
  }
}
