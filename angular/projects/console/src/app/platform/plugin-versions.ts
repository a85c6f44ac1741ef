import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Problem, Schemas, problemOf, reading } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { interval } from 'rxjs';
import { Texts } from '../shared/texts';

const AGAIN_AFTER_MS = 15_000;

/** Every registered version of every plugin, a way to register another, and how the workers do on the copy of the server that answers. */
@Component({
  selector: 'app-plugin-versions',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MatProgressBar, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'versions.title' | transloco" [crumbs]="[{ label: 'platform.tenants' | transloco, link: '/platform' }]">
      <input #chosen type="file" accept=".scplug" hidden (change)="register(chosen.files?.[0]); chosen.value = ''" />
      <button mat-flat-button type="button" [disabled]="sent() !== null" (click)="chosen.click()">{{ 'versions.register' | transloco }}</button>
    </ui-page-title>
    <p>{{ 'versions.intro' | transloco }}</p>
    @if (sent() !== null) { <mat-progress-bar [value]="sent()" [attr.aria-label]="'versions.sending' | transloco" /> }
    @if (refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'versions.none' | transloco" (again)="list.again()">
      <ui-grid name="versions" [label]="'versions.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="plugin" let-it><a [routerLink]="['/platform/plugins', it.plugin, it.version]">{{ it.name }} {{ it.version }}</a></ng-template>
        <ng-template uiCell="kind" let-it>{{ 'plugins.kinds.' + it.kind | transloco }}</ng-template>
        <ng-template uiCell="trust" let-it>{{ 'plugins.trusts.' + it.trust | transloco }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'versions.states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="worker" let-it>{{ it.worker ? ('versions.workerStates.' + it.worker | transloco) : '–' }}</ng-template>
        <ng-template uiCell="registeredAt" let-it>{{ it.registeredAt | moment }}</ng-template>
      </ui-grid>
    </ui-state>
    <section class="section" aria-labelledby="workers">
      <h2 id="workers">{{ 'versions.workers' | transloco }}</h2>
      <p class="small">{{ 'versions.workersHint' | transloco }}</p>
      <ui-state [of]="workers" [read]="problemOf" [empty]="!workers.value()?.length" [emptyText]="'versions.noWorker' | transloco" (again)="workers.reload()">
        <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'versions.workers' | transloco">
          <table class="plain">
            <thead><tr><th scope="col">{{ 'plugins.plugin' | transloco }}</th><th scope="col">{{ 'calls.state' | transloco }}</th><th scope="col">{{ 'versions.sandbox' | transloco }}</th><th scope="col" class="number">{{ 'versions.process' | transloco }}</th><th scope="col">{{ 'versions.startedAt' | transloco }}</th><th scope="col" class="number">{{ 'versions.crashes' | transloco }}</th></tr></thead>
            <tbody>
              @for (worker of workers.value(); track worker.packageHash + worker.aloneFor) {
                <tr>
                  <th scope="row">{{ worker.pluginId ?? worker.packageHash.slice(0, 12) }} {{ worker.version }}@if (worker.aloneFor) { · {{ 'versions.alone' | transloco }} }</th>
                  <td>{{ 'versions.workerStates.' + worker.state | transloco }}@if (worker.reason) { <div class="small">{{ worker.reason }}</div> }</td>
                  <td>{{ worker.sandbox ? ('versions.sandboxes.' + worker.sandbox | transloco) : '–' }}</td><td class="number">{{ worker.processId ?? '–' }}</td><td>{{ worker.startedAt | moment }}</td><td class="number">{{ worker.recentCrashes }}</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class PluginVersions {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  protected readonly problemOf = problemOf;
  protected readonly sent = signal<number | null>(null);
  protected readonly refusal = signal<Problem | null>(null);
  protected readonly list = this.api.listed('/api/v1/platform/plugins', 'versions', { row: (it) => ({ ...it, id: it.hash }) });
  protected readonly workers = reading({ stream: () => this.api.get('/api/v1/platform/plugins/workers', {}) });
  protected readonly columns = inject(Texts).columns([
    { key: 'plugin', text: 'plugins.plugin', grow: 2 },
    { key: 'vendor', text: 'plugins.vendor' },
    { key: 'kind', text: 'plugins.kind' },
    { key: 'trust', text: 'plugins.trust', grow: 1.5 },
    { key: 'state', text: 'calls.state' },
    { key: 'worker', text: 'versions.worker', sort: null },
    { key: 'registeredAt', text: 'versions.registeredAt', grow: 1.4 },
  ]);

  constructor() {
    this.list.again();
    interval(AGAIN_AFTER_MS).pipe(takeUntilDestroyed()).subscribe(() => this.workers.reload());
  }

  protected register(file: File | undefined): void {
    if (!file) return;
    this.refusal.set(null);
    this.sent.set(0);
    this.api.sendFile<Schemas['VersionView']>('/api/v1/platform/plugins', file, crypto.randomUUID()).subscribe({
      next: ({ percent, answer }) => {
        this.sent.set(percent);
        if (answer) void this.router.navigate(['/platform/plugins', answer.plugin, answer.version]);
      },
      error: (error: unknown) => {
        this.sent.set(null);
        this.refusal.set(problemOf(error));
      },
    });
  }
}
