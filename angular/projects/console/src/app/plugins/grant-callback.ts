import { Location } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Problem, problemOf } from '@api';
import { PageTitle } from '@ui';
import { forget, remembered } from './granting';

/** What a vendor may refuse with (RFC 6749, 4.1.2.1); every other word is shown as it came. */
const KNOWN: readonly string[] = ['access_denied', 'invalid_scope', 'server_error', 'temporarily_unavailable', 'unauthorized_client'];

/** Where a vendor sends the browser back to: hands what came with it to the server, once, and goes on to the connection. */
@Component({
  selector: 'app-grant-callback',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatProgressBar, PageTitle, RouterLink, TranslocoPipe],
  template: `
    <ui-page-title [title]="'plugins.callback' | transloco" [crumbs]="[{ label: 'plugins.title' | transloco, link: '/plugins' }]" />
    @if (failed(); as key) {
      <p role="alert" class="alert">{{ key | transloco: { code } }} @if (told) { {{ told }} }</p>
    } @else if (problem(); as it) {
      <p role="alert" class="alert">{{ it.detail || ('ui.noAnswer' | transloco) }}</p>
    } @else {
      <div role="status"><mat-progress-bar mode="indeterminate" [attr.aria-label]="'plugins.completing' | transloco" /><p>{{ 'plugins.completing' | transloco }}</p></div>
    }
    @if (failed() || problem()) { <p><a [routerLink]="connection ? ['/plugins/connections', connection] : '/plugins'">{{ (connection ? 'plugins.backToConnection' : 'plugins.backToPlugins') | transloco }}</a></p> }
  `,
  styles: '.alert { color: var(--mat-sys-error) }',
})
export class GrantCallback {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  protected readonly connection = remembered();
  private readonly asked = inject(ActivatedRoute).snapshot.queryParamMap;
  private readonly came = Object.fromEntries(this.asked.keys.map((key) => [key, this.asked.get(key)!]));
  protected readonly code = this.came['error'] ?? '';
  protected readonly told = this.came['error_description'] ?? '';
  protected readonly problem = signal<Problem | null>(null);
  protected readonly failed = computed(() => {
    if (this.code) return `plugins.grantErrors.${KNOWN.includes(this.code) ? this.code : 'other'}`;
    return this.came['code'] && this.came['state'] ? null : 'plugins.grantErrors.nothing';
  });

  constructor() {
    // A code is a secret for as long as it is good: it does not stay in the address.
    inject(Location).replaceState('/plugins/callback');
    if (!this.failed()) this.complete();
  }

  private complete(): void {
    const { code = '', state = '', ...parameters } = this.came;
    this.api.post('/api/v1/plugins/oauth/complete', { body: { code, state, parameters } }).subscribe({
      next: ({ connectionId }) => {
        forget();
        void this.router.navigate(['/plugins/connections', connectionId], { replaceUrl: true });
      },
      error: (error: unknown) => this.problem.set(problemOf(error)),
    });
  }
}
