import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { MomentPipe, State } from '@ui';
import { interval } from 'rxjs';

const WIDTH = 600;
const HEIGHT = 80;
const AGAIN_AFTER_MS = 15_000;

/** How a firm does, in numbers: load, jobs, messages. Nothing of the firm's own is among them. */
@Component({
  selector: 'app-tenant-health',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MomentPipe, State, TranslocoPipe],
  template: `
    <h2>{{ 'health.title' | transloco }}</h2>
    <p class="small">{{ 'health.hint' | transloco }}</p>
    <ui-state [of]="health" [read]="problemOf" (again)="health.reload()">
      @if (health.value(); as h) {
        <dl class="cards">
          <div class="card"><dt>{{ 'health.last' | transloco }}</dt><dd>{{ h.lastActivityAt ? (h.lastActivityAt | moment) : ('health.never' | transloco) }}</dd></div>
          <div class="card"><dt>{{ 'health.hour' | transloco }}</dt><dd>{{ h.requestsLastHour }}</dd></div>
          <div class="card"><dt>{{ 'health.day' | transloco }}</dt><dd>{{ h.requestsLastDay }}</dd></div>
          <div class="card"><dt>{{ 'health.errors' | transloco }}</dt><dd>{{ h.failuresLastHour }}</dd></div>
          <div class="card"><dt>{{ 'health.waiting' | transloco }}</dt><dd>{{ h.messages.waiting }}</dd></div>
          <div class="card"><dt>{{ 'health.oldest' | transloco }}</dt><dd>{{ h.messages.oldestWaitingAt | moment }}</dd></div>
          <div class="card"><dt>{{ 'health.messagesFailed' | transloco }}</dt><dd>{{ h.messages.failed }}</dd></div>
        </dl>
        <figure>
          <figcaption>{{ 'health.perMinute' | transloco: { most: most() } }}</figcaption>
          <svg [attr.viewBox]="'0 0 ' + width + ' ' + high" aria-hidden="true">@for (bar of bars(); track $index) { <rect [attr.x]="bar.x" [attr.y]="high - bar.h" [attr.height]="bar.h" [attr.width]="bar.w" /> }</svg>
        </figure>
        <div class="scroll" tabindex="0" role="region" [attr.aria-label]="'health.jobs' | transloco">
          <table class="plain">
            <thead><tr><th scope="col">{{ 'health.jobs' | transloco }}</th>@for (key of states; track key) { <th scope="col" class="number">{{ 'health.' + key | transloco }}</th> }</tr></thead>
            <tbody>@for (job of h.jobs; track job.module) { <tr><th scope="row">{{ job.module }}</th><td class="number">{{ job.waiting }}</td><td class="number">{{ job.running }}</td><td class="number">{{ job.stalled }}</td><td class="number">{{ job.failed }}</td></tr> }</tbody>
          </table>
        </div>
      }
    </ui-state>
  `,
  styles: `
    :host { display: block; margin-top: 2rem }
    h2 { font: var(--mat-sys-title-medium) }
    figure { margin: 1rem 0 }
    svg { width: 100%; max-height: 6rem; border-bottom: 1px solid var(--mat-sys-outline) }
    rect { fill: var(--mat-sys-primary) }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
  `,
})
export class TenantHealth {
  private readonly api = inject(Api);
  readonly tenantId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly states = ['jobsWaiting', 'running', 'stalled', 'failed'] as const;
  protected readonly width = WIDTH;
  protected readonly high = HEIGHT;
  protected readonly health = reading({ params: () => ({ tenantId: this.tenantId() }), stream: ({ params }) => this.api.get('/api/v1/platform/tenants/{tenantId}/health', { path: params }) });
  protected readonly most = computed(() => Math.max(0, ...(this.health.value()?.perMinute ?? [])));
  protected readonly bars = computed(() => {
    const minutes = this.health.value()?.perMinute ?? [];
    const step = WIDTH / Math.max(1, minutes.length);
    return minutes.map((count, i) => ({ x: i * step, w: step - 1, h: (count / Math.max(1, this.most())) * HEIGHT }));
  });

  constructor() {
    interval(AGAIN_AFTER_MS).pipe(takeUntilDestroyed()).subscribe(() => this.health.reload());
  }
}
