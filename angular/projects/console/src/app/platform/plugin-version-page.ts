import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Observable } from 'rxjs';
import { Texts } from '../shared/texts';

/** One version of a plugin: what it is and by whom it is signed; allowed, withdrawn from every firm, released from quarantine. */
@Component({
  selector: 'app-plugin-version-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MomentPipe, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="(it()?.name ?? '') + ' ' + version()" [crumbs]="[{ label: 'platform.tenants' | transloco, link: '/platform' }, { label: 'versions.title' | transloco, link: '/platform/plugins' }]">
      @switch (it()?.state) {
        @case ('Registered') { <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="allow()">{{ 'versions.allow' | transloco }}</button> }
        @case ('Withdrawn') { <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="allow()">{{ 'versions.allowAgain' | transloco }}</button> }
        @case ('Quarantined') { <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="release()">{{ 'versions.release' | transloco }}</button> }
      }
      @if (it() && it()?.state !== 'Withdrawn') { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="withdraw()">{{ 'versions.withdraw' | transloco }}</button> }
    </ui-page-title>
    @if (doing.refusal(); as problem) {
      <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
    }
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (it(); as v) {
        @if (v.reason) { <p role="status" class="alert">{{ v.reason }}</p> }
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'versions.states.' + v.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'versions.worker' | transloco }}</dt><dd>{{ v.worker ? ('versions.workerStates.' + v.worker | transloco) : ('versions.neverRan' | transloco) }}</dd></div>
          <div class="card"><dt>{{ 'plugins.vendor' | transloco }}</dt><dd>{{ v.vendor }}</dd></div>
          <div class="card"><dt>{{ 'plugins.kind' | transloco }}</dt><dd>{{ 'plugins.kinds.' + v.kind | transloco }}</dd></div>
          <div class="card"><dt>{{ 'plugins.trust' | transloco }}</dt><dd>{{ 'plugins.trusts.' + v.trust | transloco }}</dd></div>
          <div class="card"><dt>{{ 'versions.registeredAt' | transloco }}</dt><dd>{{ v.registeredAt | moment }}</dd></div>
          <div class="card"><dt>{{ 'versions.registeredBy' | transloco }}</dt><dd>{{ v.registeredByName }}</dd></div>
        </dl>
        <section class="section" aria-labelledby="does"><h2 id="does">{{ 'plugins.does' | transloco }}</h2><ul>@for (can of v.capabilities; track can) { <li>{{ 'plugins.can.' + can | transloco }}</li> }</ul></section>
        <section class="section" aria-labelledby="package"><h2 id="package">{{ 'versions.package' | transloco }}</h2><p class="code">{{ v.plugin }}<br />{{ 'versions.signedBy' | transloco }} {{ v.publisherKeyId }}<br />SHA-256 {{ v.hash }}</p></section>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    ul { margin: 0; padding-left: 1.1rem }
    .code { font-family: monospace; overflow-wrap: anywhere }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class PluginVersionPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  readonly plugin = input.required<string>();
  readonly version = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ plugin: this.plugin(), version: this.version() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/platform/plugins/{plugin}/{version}', { path: params }) });
  protected readonly it = computed(() => this.read.value()?.value);

  protected allow(): void {
    this.make(this.api.post('/api/v1/platform/plugins/{plugin}/{version}/allow', { path: this.path(), etag: this.read.value()?.etag }));
  }

  protected withdraw(): void {
    this.asked('withdraw', (reason) => this.api.post('/api/v1/platform/plugins/{plugin}/{version}/withdraw', { path: this.path(), body: { reason }, etag: this.read.value()?.etag }));
  }

  protected release(): void {
    this.asked('release', (reason) => this.api.post('/api/v1/platform/plugins/{plugin}/{version}/release', { path: this.path(), body: { reason }, etag: this.read.value()?.etag }));
  }

  private asked(what: 'withdraw' | 'release', work: (reason: string) => Observable<unknown>): void {
    const text = (key: string): string => this.texts.of(`versions.${key}`, { name: `${this.it()?.name} ${this.version()}` });
    this.confirm.ask({ title: text(`${what}Sure`), text: text(`${what}Text`), yes: text(what), reason: true }).subscribe((reason) => this.make(work(reason)));
  }

  private make(work: Observable<unknown>): void {
    this.doing.run(work, () => this.read.reload());
  }
}
