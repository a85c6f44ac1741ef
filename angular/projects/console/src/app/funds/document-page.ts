import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { CountPipe, DayPipe, MomentPipe, PageTitle, Refusal, State, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** A document: its versions, who opened it, and what keeps it. */
@Component({
  selector: 'app-document-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, CountPipe, DayPipe, Grid, MatButton, MatFormField, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, Refusal, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="it()?.document?.title ?? ''" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: 'documents.title' | transloco, link: '/funds/' + fundId() + '/documents' }]">
      @if (it() && !it()!.destroyed) {
        <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="download()">{{ 'documents.download' | transloco }}</button>
        @if (session.can('document:write') && !it()!.keeping.neededFor) {
          <input #chosen type="file" hidden (change)="addVersion(chosen.files?.[0]); chosen.value = ''" />
          <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="chosen.click()">{{ 'documents.newVersion' | transloco }}</button>
        }
      }
    </ui-page-title>
    <ui-refusal [of]="doing.refusal()">
      @if (doing.overtaken()) { <button again mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }
    </ui-refusal>
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (it(); as d) {
        @if (d.destroyed; as gone) { <p role="status">{{ 'documents.destroyedBy' | transloco: { by: gone.byName, at: (gone.at | moment), why: gone.why } }}</p> }
        <section class="section" aria-labelledby="versions">
          <h2 id="versions">{{ 'documents.versions' | transloco }}</h2>
          <ul>
            @for (v of d.versions; track v.version) {
              <li>
                {{ 'documents.version' | transloco }} {{ v.version }} · {{ v.fileName }} · {{ v.sizeBytes | count }} B · {{ v.addedAt | moment }} · {{ v.addedByName }}
                @if (!d.destroyed) { <button mat-button type="button" [disabled]="doing.busy()" (click)="download(v.version)" [attr.aria-label]="('documents.download' | transloco) + ' ' + v.version">{{ 'documents.download' | transloco }}</button> }
                <p class="hash">{{ 'documents.sha256' | transloco }} {{ v.sha256 }}</p>
              </li>
            }
          </ul>
        </section>
        <section class="section" aria-labelledby="sharing">
          <h2 id="sharing">{{ 'documents.sharing' | transloco }}</h2>
          <p>{{ d.sharing ? ('documents.shared' | transloco: { version: d.sharing.version, at: (d.sharing.at | moment), by: d.sharing.byName }) : ('documents.notShared' | transloco) }}</p>
          @if (d.sharing && d.sharing.version !== d.document.version) { <p>{{ 'documents.sharedOlder' | transloco: { version: d.document.version } }}</p> }
          @if (session.can('document:share') && !d.destroyed) {
            <div class="fields">
              @if (d.sharing?.version !== d.document.version) { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="share(true)">{{ (d.document.investorId ? 'documents.shareWithInvestor' : 'documents.shareWithFund') | transloco: { version: d.document.version } }}</button> }
              @if (d.sharing) { <button mat-button type="button" [disabled]="doing.busy()" (click)="share(false)">{{ 'documents.takeBack' | transloco }}</button> }
            </div>
          }
        </section>
        <section class="section" aria-labelledby="keeping">
          <h2 id="keeping">{{ 'documents.keeping' | transloco }}</h2>
          @if (d.keeping.neededFor; as what) { <p>{{ 'documents.neededFor' | transloco }}: {{ what }}</p> }
          <p>{{ d.keeping.holdReason ? ('documents.onHold' | transloco: { at: (d.keeping.heldAt | moment), by: d.keeping.heldByName, reason: d.keeping.holdReason }) : ('documents.notOnHold' | transloco) }}</p>
          <p>{{ d.keeping.retainUntil ? ('documents.retainedUntil' | transloco: { day: (d.keeping.retainUntil | day) }) : ('documents.notRetained' | transloco) }}</p>
          @if (session.can('document:keep') && !d.destroyed) {
            <div class="fields">
              <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="hold(!d.keeping.holdReason)">{{ (d.keeping.holdReason ? 'documents.lift' : 'documents.hold') | transloco }}</button>
              <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'documents.retain' | transloco }}</mat-label><input matInput type="date" [formControl]="until" /></mat-form-field>
              <button mat-stroked-button type="button" [disabled]="!until.value || doing.busy()" (click)="retain()">{{ 'documents.setRetain' | transloco }}</button>
              <button mat-button type="button" [disabled]="!d.keeping.mayDestroy || doing.busy()" (click)="destroy()">{{ 'documents.destroy' | transloco }}</button>
            </div>
          }
        </section>
      }
    </ui-state>
    <section class="section" aria-labelledby="accesses">
      <h2 id="accesses">{{ 'documents.accesses' | transloco }}</h2>
      <ui-state [of]="accesses" [read]="problemOf" [empty]="accesses.isEmpty()" [emptyText]="'documents.noAccess' | transloco" (again)="accesses.again()">
        <ui-grid name="document-accesses" [label]="'documents.accesses' | transloco" [columns]="columns()" [of]="accesses">
          <ng-template uiCell="at" let-it>{{ it.at | moment }}</ng-template>
        </ui-grid>
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    ul { list-style: none; padding: 0 }
    .hash { font-family: monospace; overflow-wrap: anywhere; margin: 0; color: var(--mat-sys-on-surface-variant) }
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
  `,
})
export class DocumentPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  readonly fundId = input.required<string>();
  readonly documentId = input.required<string>();
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly until = new FormControl('', { nonNullable: true });
  private readonly path = computed(() => ({ documentId: this.documentId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/documents/{documentId}', { path: params }) });
  protected readonly it = computed(() => this.read.value()?.value);
  protected readonly accesses = this.api.listed('/api/v1/documents/{documentId}/accesses', 'document-accesses', { path: () => this.path(), row: (it) => ({ ...it, id: `${it.at} ${it.userId} ${it.version}` }) });
  protected readonly columns = this.texts.columns([
    { key: 'at', text: 'documents.at', grow: 1.2 },
    { key: 'userName', text: 'documents.who', grow: 2 },
    { key: 'version', text: 'documents.version', number: true, grow: 0.6 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.accesses.again());
    });
  }

  protected download(version?: number): void {
    this.doing.run(this.api.download('/api/v1/documents/{documentId}/content', { path: this.path(), query: { version } }), ({ blob, name }) => {
      save(blob, name);
      this.accesses.again();
    });
  }

  protected addVersion(file: File | undefined): void {
    if (!file) return;
    const query = new URLSearchParams({ fileName: file.name });
    this.doing.run(this.api.sendFile<Schemas['DocumentDetail']>(`/api/v1/documents/${this.documentId()}/versions?${query}`, file, crypto.randomUUID()), ({ answer }) => {
      if (answer) this.read.reload();
    });
  }

  protected hold(on: boolean): void {
    const name = on ? 'holdDocument' : 'liftHold';
    this.ask(name, (reason) => this.change(this.api.put('/api/v1/documents/{documentId}/hold', { ...this.now(), body: { hold: on, reason } })));
  }

  /** Asked before it goes out to people: what they have read is not taken back. */
  protected share(on: boolean): void {
    const work = () => this.change(this.api.put('/api/v1/documents/{documentId}/sharing', { ...this.now(), body: { shared: on } }));
    if (!on) work();
    else this.confirm.ask({ title: this.texts.of('hurts.shareDocument'), text: this.texts.of('hurts.shareDocumentText'), yes: this.texts.of('hurts.shareDocumentYes') }).subscribe(work);
  }

  protected retain(): void {
    this.change(this.api.put('/api/v1/documents/{documentId}/retention', { ...this.now(), body: { until: this.until.value } }));
  }

  protected destroy(): void {
    this.ask('destroyDocument', (reason) => this.change(this.api.delete('/api/v1/documents/{documentId}', { ...this.now(), query: { reason } })));
  }

  private ask(name: string, then: (reason: string) => void): void {
    const text = (key: string): string => this.texts.of(`hurts.${key}`);
    this.confirm.ask({ title: text(name), text: text(`${name}Text`), yes: text(`${name}Yes`), reason: true }).subscribe((reason) => then(reason.slice(0, 300)));
  }

  private now() {
    return { path: this.path(), etag: this.read.value()?.etag };
  }

  private change(work: Parameters<typeof this.doing.run>[0]): void {
    this.doing.run(work, () => this.read.reload());
  }
}
