import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Observable } from 'rxjs';
import { Api, Doing, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Investor } from '../shared/investor-choice';
import { LooksFor } from './looks-for';
import { RoleChoice } from './role-choice';
import { Texts } from '../shared/texts';

type Exception = '' | 'grant' | 'revoke';

/** One of the firm's people: what he may do and why, for whom he looks, and whether he may sign in. */
@Component({
  selector: 'app-person-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [LooksFor, MatButton, MomentPipe, PageTitle, RoleChoice, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="user.value()?.name ?? ''" [crumbs]="[{ label: 'people.title' | transloco, link: '/people' }]" />
    <ui-state [of]="user" [read]="problemOf" (again)="user.reload()">
      @if (user.value(); as it) {
        <dl class="cards">
          <div class="card"><dt>{{ 'people.email' | transloco }}</dt><dd>{{ it.email }}</dd></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'people.states.' + it.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'people.twoFactor' | transloco }}</dt><dd>{{ (it.twoFactor ? 'people.yes' : 'people.no') | transloco }}</dd></div>
          <div class="card"><dt>{{ 'people.invitedAt' | transloco }}</dt><dd>{{ it.invitedAt | moment }}</dd></div>
          <div class="card"><dt>{{ 'people.lastSignIn' | transloco }}</dt><dd>{{ it.lastSignInAt | moment }}</dd></div>
        </dl>
        @if (isOwn()) {
          <p>{{ 'people.own' | transloco }}</p>
        } @else {
          <section class="section" aria-labelledby="rights">
            <h2 id="rights">{{ 'people.rights' | transloco }}</h2>
            <ui-state [of]="rights" [read]="problemOf" (again)="rights.reload()">
              <app-role-choice [label]="'people.as' | transloco" [(chosen)]="roles" />
              <details [open]="exceptional()">
                <summary>{{ 'people.exceptions' | transloco }}</summary>
                <table class="plain">
                  <thead><tr><th scope="col">{{ 'people.permission' | transloco }}</th><th scope="col">{{ 'people.exception' | transloco }}</th></tr></thead>
                  <tbody>
                    @for (permission of permissions(); track permission) {
                      <tr>
                        <th scope="row">{{ 'people.permissions.' + permission | transloco }}</th>
                        <td><select [attr.aria-label]="'people.permissions.' + permission | transloco" [value]="exceptions()[permission] ?? ''" (change)="except(permission, $any($event.target).value)">
                          @if (!kept().has(permission)) { <option value="">{{ 'people.byRole' | transloco }}</option> }
                          <option value="grant">{{ 'people.granted' | transloco }}</option><option value="revoke">{{ 'people.revoked' | transloco }}</option>
                        </select></td>
                      </tr>
                    }
                  </tbody>
                </table>
              </details>
              <div class="do"><button mat-flat-button type="button" [disabled]="changing.busy()" (click)="change()">{{ 'people.saveRights' | transloco }}</button><span role="status">{{ changed() ? ('people.savedRights' | transloco) : '' }}</span></div>
              @if (changing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
            </ui-state>
          </section>
          @if (roles().includes('investor')) {
            <section class="section" aria-labelledby="looks">
              <h2 id="looks">{{ 'people.investors' | transloco }}</h2>
              <ui-state [of]="looks" [read]="problemOf" (again)="looks.reload()">
                <app-looks-for [(chosen)]="investors" />
                <div class="do"><button mat-flat-button type="button" [disabled]="choosing.busy()" (click)="choose()">{{ 'people.saveInvestors' | transloco }}</button><span role="status">{{ chosen() ? ('people.savedInvestors' | transloco) : '' }}</span></div>
                @if (choosing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
              </ui-state>
            </section>
          }
          <section class="section" aria-labelledby="access">
            <h2 id="access">{{ 'people.access' | transloco }}</h2>
            <div class="acts">
              @if (it.twoFactor) { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="ask('reset', it.name)">{{ 'people.resetTwoFactor' | transloco }}</button> }
              @if (it.state === 'disabled') { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="act('enable')">{{ 'people.enable' | transloco }}</button> }
              @else { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="ask('disable', it.name)">{{ 'people.disable' | transloco }}</button> }
            </div>
            @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
          </section>
        }
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    th { font-weight: 400 }
    summary { cursor: pointer; color: var(--mat-sys-primary); padding: 0.25rem 0 }
    select { font: inherit; color: inherit; background: var(--mat-sys-surface); border: 1px solid var(--mat-sys-outline); border-radius: 4px; padding: 0.375rem; max-width: 100% }
    table { max-width: 48rem }
    .do { display: flex; gap: 1rem; align-items: center; margin-top: 0.75rem; flex-wrap: wrap }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class PersonPage {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  readonly userId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly changing = new Doing();
  protected readonly choosing = new Doing();
  protected readonly changed = signal(false);
  protected readonly chosen = signal(false);
  protected readonly roles = signal<readonly string[]>([]);
  protected readonly exceptions = signal<Readonly<Record<string, Exception>>>({});
  protected readonly investors = signal<readonly Investor[]>([]);
  private readonly path = computed(() => ({ userId: this.userId() }));
  protected readonly user = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/users/{userId}', { path: params }) });
  protected readonly rights = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/users/permissions', { query: params }) });
  protected readonly looks = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/users/{userId}/investors', { path: params }) });
  private readonly offered = reading({ stream: () => this.api.get('/api/v1/users/roles', {}) });
  protected readonly permissions = computed(() => [...new Set((this.offered.value() ?? []).flatMap((r) => r.permissions))]);
  protected readonly isOwn = computed(() => this.session.profile()?.id === this.userId());
  /** Exceptions that stand: each can be turned round, and only a role gives or takes the rest. */
  protected readonly kept = computed(() => new Set([...(this.rights.value()?.value.granted ?? []), ...(this.rights.value()?.value.revoked ?? [])]));
  protected readonly exceptional = computed(() => this.kept().size > 0);

  constructor() {
    effect(() => {
      const now = this.rights.value()?.value;
      if (!now) return;
      this.roles.set(now.roles);
      this.exceptions.set(Object.fromEntries([...now.granted.map((p) => [p, 'grant']), ...now.revoked.map((p) => [p, 'revoke'])]) as Record<string, Exception>);
    });
    inject(Live).of('people.').pipe(takeUntilDestroyed()).subscribe(({ what, data }) => {
      // What is being chosen here is not read over: only how the person stands.
      if (what === '*' || data['userId'] === this.userId()) this.user.reload();
    });
    effect(() => this.investors.set(this.looks.value()?.value.investors ?? []));
  }

  protected except(permission: string, exception: Exception): void {
    this.exceptions.update((all) => ({ ...all, [permission]: exception }));
  }

  protected change(): void {
    const all = Object.entries(this.exceptions());
    const body = { userId: this.userId(), roles: [...this.roles()], grant: all.filter(([, e]) => e === 'grant').map(([p]) => p), revoke: all.filter(([, e]) => e === 'revoke').map(([p]) => p) };
    this.changed.set(false);
    const now = this.rights.value()!;
    const next = { ...now, value: { ...now.value, roles: body.roles, granted: body.grant, revoked: body.revoke } };
    this.changing.change(this.rights, next, this.api.put('/api/v1/users/permissions', { body, etag: now.etag }), () => {
      this.changed.set(true);
      this.readAll();
    }, () => this.readAll());
  }

  protected choose(): void {
    this.chosen.set(false);
    const body = { investorIds: this.investors().map((i) => i.investorId) };
    this.run(this.choosing, this.api.put('/api/v1/users/{userId}/investors', { path: this.path(), body, etag: this.looks.value()?.etag }), () => this.chosen.set(true));
  }

  /** Does what hurts, once that was confirmed. */
  protected ask(what: 'disable' | 'reset', name: string): void {
    const key = what === 'disable' ? 'people.disable' : 'people.resetTwoFactor';
    const yes = this.texts.of(key);
    this.confirm.ask({ title: yes, text: this.texts.of(`${key}Sure`, { name }), yes }).subscribe(() => this.act(what));
  }

  protected act(what: 'enable' | 'disable' | 'reset'): void {
    const path = this.path();
    this.run(this.doing, what === 'enable' ? this.api.post('/api/v1/users/{userId}/enable', { path })
      : what === 'disable' ? this.api.post('/api/v1/users/{userId}/disable', { path })
      : this.api.post('/api/v1/users/{userId}/two-factor/reset', { path }));
  }

  private run(doing: Doing, work: Observable<unknown>, done: () => void = () => undefined): void {
    doing.run(work, () => {
      done();
      this.readAll();
    }, () => this.readAll());
  }

  private readAll(): void {
    this.user.reload();
    this.rights.reload();
    this.looks.reload();
  }
}
