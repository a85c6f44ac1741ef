import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Session } from '@auth';
import { CountPipe, MomentPipe, Refusal, State, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { filter, interval } from 'rxjs';
import { Texts } from '../shared/texts';

const STEP_UP = 'exports.step_up_needed';
const AGAIN_AFTER_MS = 3_000;

/** A firm's exports as an operator sees them. That he asks for one, and takes it, stands in the firm's own audit trail. */
@Component({
  selector: 'app-tenant-exports',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, MatButton, MomentPipe, Refusal, State, TranslocoPipe],
  template: `
    <h2>{{ 'exports.title' | transloco }}</h2>
    <p>{{ 'exports.operatorHint' | transloco }}</p>
    <button mat-stroked-button type="button" [disabled]="doing.busy() || underWay()" (click)="start()">{{ 'exports.start' | transloco }}</button>
    <ui-refusal [of]="doing.refusal()" />
    <ui-state [of]="exports" [read]="problemOf" [empty]="!exports.value()?.length" [emptyText]="'exports.none' | transloco" (again)="exports.reload()">
      <ul>
        @for (e of exports.value(); track e.exportId) {
          <li>
            {{ e.requestedAt | moment }} · {{ e.requestedByName }} · {{ 'exportStates.' + e.state | transloco }}
            @if (e.state === 'Completed') {
              · {{ e.bytes | count }} B
              <button mat-button type="button" [disabled]="doing.busy()" [attr.aria-label]="'exports.downloadOf' | transloco: { when: e.requestedAt | moment }" (click)="download(e.exportId)">{{ 'exports.download' | transloco }}</button>
            } @else if (e.failureReason) { · {{ e.failureReason }} } @else if (e.state !== 'Expired') { · {{ e.percent }} % }
          </li>
        }
      </ul>
    </ui-state>
  `,
  styles: `
    :host { display: block; margin-top: 2rem }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class TenantExports {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  readonly tenantId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ tenantId: this.tenantId() }));
  protected readonly exports = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/platform/tenants/{tenantId}/exports', { path: params }) });
  protected readonly underWay = computed(() => this.exports.value()?.some((e) => ['Ready', 'Running'].includes(e.state)) ?? false);

  constructor() {
    interval(AGAIN_AFTER_MS).pipe(filter(() => this.underWay()), takeUntilDestroyed()).subscribe(() => this.exports.reload());
  }

  protected start(): void {
    const text = (key: string): string => this.texts.of(`hurts.${key}`);
    this.confirm.ask({ title: text('export'), text: text('exportOperatorText'), yes: text('exportYes') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/platform/tenants/{tenantId}/export', { path: this.path() }), () => this.exports.reload(), () => {
        if (this.doing.refusal()?.code === STEP_UP) this.session.signInAgain(`/platform/${this.tenantId()}`);
      }));
  }

  protected download(exportId: string): void {
    this.doing.run(this.api.download('/api/v1/platform/tenants/{tenantId}/exports/{exportId}/content', { path: { ...this.path(), exportId } }), ({ blob, name }) => save(blob, name));
  }
}
