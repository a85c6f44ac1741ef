import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { keepDraft } from '../shared/draft';
import { Texts } from '../shared/texts';

type Preview = Schemas['PreviewTemplateResponse'];

/** One mail's text: changed with a preview before it is kept, its placeholders, and every version that there was. */
@Component({
  selector: 'app-mail-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MatFormField, MatHint, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="title()" [crumbs]="[{ label: 'mails.title' | transloco, link: '/mails' }]" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (detail(); as it) {
        <p>{{ (it.template.isOwn ? 'mails.own' : 'mails.ofHouse') | transloco: { version: it.template.version } }}</p>
        <div class="split">
          <form [formGroup]="form" (ngSubmit)="save()">
            <mat-form-field><mat-label>{{ 'mails.subject' | transloco }}</mat-label><input matInput formControlName="subject" maxlength="200" [readonly]="!may()" /></mat-form-field>
            <mat-form-field><mat-label>{{ 'mails.body' | transloco }}</mat-label><textarea matInput formControlName="body" maxlength="10000" rows="16" [readonly]="!may()"></textarea><mat-hint>{{ 'mails.markdown' | transloco }}</mat-hint></mat-form-field>
            @if (may()) {
              <div class="acts">
                <button mat-flat-button type="submit" [disabled]="form.invalid || form.pristine || doing.busy()">{{ 'mails.save' | transloco }}</button>
                <button mat-stroked-button type="button" [disabled]="form.invalid || looking.busy()" (click)="look()">{{ 'mails.preview' | transloco }}</button>
              </div>
            }
            @if (doing.refusal() ?? looking.refusal(); as problem) {
              <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
            }
            <p role="status">{{ saved() ? ('mails.saved' | transloco) : '' }}</p>
          </form>
          <section aria-labelledby="places">
            <h2 id="places">{{ 'mails.places' | transloco }}</h2>
            <dl class="places">
              @for (place of it.placeholders; track place.name) {
                <dt><code>{{ '{{' + place.name + '}}' }}</code></dt>
                <dd>{{ place.meaning }} @if (place.obligatory) { <strong>{{ 'mails.obligatory' | transloco }}</strong> }</dd>
              }
            </dl>
          </section>
        </div>
        @if (shown(); as preview) {
          <section class="section" aria-labelledby="preview" aria-live="polite">
            <h2 id="preview">{{ 'mails.previewed' | transloco }}</h2>
            <p><strong>{{ preview.subject }}</strong></p>
            <div class="split">
              <div class="mail" role="group" [attr.aria-label]="'mails.asHtml' | transloco" [innerHTML]="preview.html"></div>
              <pre class="mail" role="group" [attr.aria-label]="'mails.asText' | transloco">{{ preview.text }}</pre>
            </div>
          </section>
        }
      }
    </ui-state>
    <section class="section" aria-labelledby="versions">
      <h2 id="versions">{{ 'mails.versions' | transloco }}</h2>
      <ui-state [of]="versions" [read]="problemOf" [empty]="versions.isEmpty()" [emptyText]="'mails.noVersion' | transloco" (again)="versions.again()">
        <ui-grid name="mail-versions" [label]="'mails.versions' | transloco" [columns]="columns()" [of]="versions">
          <ng-template uiCell="changedAt" let-it>{{ it.changedAt | moment }}</ng-template>
          <ng-template uiCell="subject" let-it>{{ it.subject ?? ('mails.house' | transloco) }}</ng-template>
          <ng-template uiCell="restoredFrom" let-it>{{ it.restoredFrom === 0 ? ('mails.house' | transloco) : it.restoredFrom }}</ng-template>
          <ng-template uiCell="act" let-it>@if (may() && it.version !== detail()?.template?.version) { <button mat-button type="button" [disabled]="doing.busy()" (click)="restore(it.version)">{{ 'mails.restore' | transloco }}<span class="visually-hidden">: {{ it.version }}</span></button> }</ng-template>
        </ui-grid>
      </ui-state>
      @if (may() && detail()?.template?.isOwn) { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="restore(0)">{{ 'mails.toHouse' | transloco }}</button> }
    </section>
  `,
  styles: `
    .split { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 2rem }
    form { display: flex; flex-direction: column; gap: 0.5rem }
    textarea { font-family: monospace }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap; margin-top: 0.75rem }
    .places { display: grid; grid-template-columns: minmax(7rem, auto) minmax(0, 1fr); gap: 0.375rem 1rem }
    .places dd { margin: 0; overflow-wrap: anywhere }
    .mail { border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px; padding: 0 1rem; margin: 0; overflow-wrap: anywhere; background: var(--mat-sys-surface) }
    pre.mail { white-space: pre-wrap; padding: 1rem }
    h2 { font: var(--mat-sys-title-medium); margin-top: 0 }
    .alert { color: var(--mat-sys-error) }
    @media (max-width: 800px) { .split { grid-template-columns: minmax(0, 1fr) } }
  `,
})
export class MailText {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  readonly template = input.required<string>();
  readonly language = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly looking = new Doing();
  protected readonly saved = signal(false);
  protected readonly shown = signal<Preview | null>(null);
  protected readonly may = computed(() => this.session.can('brand:manage'));
  private readonly path = computed(() => ({ template: this.template(), locale: this.language() }));
  protected readonly title = computed(() => `${this.texts.of(`mails.kinds.${this.template()}`)} – ${this.texts.of(`mails.languages.${this.language()}`)}`);
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/notifications/templates/{template}/{locale}', { path: params }) });
  protected readonly detail = computed(() => this.read.value()?.value);
  protected readonly versions = this.api.listed('/api/v1/notifications/templates/{template}/{locale}/versions', 'versions', { path: () => this.path() });
  protected readonly columns = this.texts.columns([
    { key: 'version', text: 'mails.version', number: true, grow: 0.5 },
    { key: 'changedAt', text: 'mails.changedAt', grow: 1.2 },
    { key: 'changedByName', text: 'mails.changedBy', sort: null, grow: 1.2 },
    { key: 'subject', text: 'mails.subject', sort: null, grow: 3 },
    { key: 'restoredFrom', text: 'mails.restoredFrom', sort: null, grow: 1 },
    { key: 'act', text: 'mails.act', sort: null, grow: 1 },
  ]);
  protected readonly form = new FormGroup({
    subject: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    body: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
  });
  private readonly kept = keepDraft(this.form, () => `mail.${this.template()}.${this.language()}`);

  constructor() {
    effect(() => {
      const it = this.detail();
      if (!it || this.form.dirty) return;
      this.form.reset({ subject: it.template.subject, body: it.body });
      const kept = this.kept.read();
      if (!kept) return;
      this.form.patchValue(kept);
      this.form.markAsDirty();
    });
    effect(() => {
      this.path();
      untracked(() => this.versions.again());
    });
  }

  protected look(): void {
    this.looking.run(this.api.post('/api/v1/notifications/templates/{template}/preview', { path: { template: this.template() }, body: { language: this.language(), ...this.form.getRawValue() } }), (made) => this.shown.set(made), () => this.shown.set(null));
  }

  protected save(): void {
    this.saved.set(false);
    this.doing.run(this.api.put('/api/v1/notifications/templates/{template}/{locale}', { path: this.path(), body: this.form.getRawValue(), etag: this.read.value()?.etag }), () => this.changed());
  }

  protected restore(version: number): void {
    const text = (key: string): string => this.texts.of(`mails.${key}`, { version });
    this.confirm.ask({ title: text('restoreSure'), text: text('restoreText'), yes: text('restore') }).subscribe(() => {
      this.saved.set(false);
      this.doing.run(this.api.post('/api/v1/notifications/templates/{template}/{locale}/restore', { path: this.path(), body: { version }, etag: this.read.value()?.etag }), () => this.changed());
    });
  }

  private changed(): void {
    this.kept.forget();
    this.saved.set(true);
    this.shown.set(null);
    this.read.reload();
    this.versions.again();
  }
}
