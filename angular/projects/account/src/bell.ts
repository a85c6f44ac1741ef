import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, reading } from '@api';
import { Icon } from '@ui';

/** How many notifications are unread, live, and the way to them. */
@Component({
  selector: 'account-bell',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink, TranslocoPipe],
  template: `
    @let unread = count.value()?.unread ?? 0;
    <a routerLink="/notifications" [attr.aria-label]="'account.bell' | transloco: { count: unread }">
      <ui-icon name="bell" />
      @if (unread) { <span class="count" aria-hidden="true">{{ unread > 99 ? '99+' : unread }}</span> }
    </a>
  `,
  styles: `
    a { position: relative; display: inline-flex; align-items: center; justify-content: center; width: 40px; height: 40px; border-radius: 50%; color: inherit }
    a:focus-visible { outline: 2px solid currentColor }
    .count { position: absolute; top: 1px; left: 20px; min-width: 18px; padding: 0 4px; box-sizing: border-box; border-radius: 9px; background: var(--mat-sys-error); color: var(--mat-sys-on-error); font: 500 11px/18px system-ui, sans-serif; text-align: center }
  `,
})
export class Bell {
  private readonly api = inject(Api);
  protected readonly count = reading({ stream: () => this.api.get('/api/v1/notifications/unread-count', {}) });

  constructor() {
    inject(Live).of('notification').pipe(takeUntilDestroyed()).subscribe(() => this.count.reload());
  }
}
