import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, signal, untracked } from '@angular/core';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatAutocomplete, MatAutocompleteTrigger } from '@angular/material/autocomplete';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { State } from '@ui';
import { switchMap, timer } from 'rxjs';
import { Kept } from '../shared/draft';
import { same } from '../shared/same';
import { PostingPreview } from './preview';

type Row = Schemas['MapAccountsRow'];
type Their = Pick<Schemas['AccountProposalsTheirs'], 'theirAccountId' | 'number' | 'name'>;
export type Pair = Schemas['MapAccountsPair'];

interface Line {
  readonly row: Row;
  /** Their account once it is chosen; what was typed until then. */
  readonly control: FormControl<Their | string>;
}

/** How many accounts are offered for what is typed. */
const OFFERED = 50;

/** Whoever types on within this is not asked for yet. */
const TYPES_ON_MS = 200;

/** Which of their accounts stands for each of ours: proposed, chosen, tried on an entry, and kept. */
@Component({
  selector: 'app-account-mapping',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatAutocomplete, MatAutocompleteTrigger, MatButton, MatError, MatFormField, MatInput, MatOption, PostingPreview, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <p>{{ 'ledgers.mappingHint' | transloco }}</p>
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (missing(); as names) { <p role="status" class="alert">{{ 'ledgers.unmapped' | transloco: { names } }}</p> }
      <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'ledgers.mapping' | transloco">
        <table class="plain">
          <thead><tr><th scope="col">{{ 'ledgers.ourAccount' | transloco }}</th><th scope="col">{{ 'ledgers.used' | transloco }}</th><th scope="col">{{ 'ledgers.theirAccount' | transloco }}</th><th scope="col">{{ 'ledgers.because' | transloco }}</th></tr></thead>
          <tbody>
            @for (line of lines(); track line.row.account) {
              <tr>
                <th scope="row">{{ line.row.number }} {{ line.row.accountName }}</th>
                <td>{{ (line.row.used ? 'people.yes' : 'people.no') | transloco }}</td>
                <td>
                  @if (session.can('ledger:sync')) {
                    <mat-form-field subscriptSizing="dynamic">
                      <input matInput [formControl]="line.control" [matAutocomplete]="theirs" maxlength="200" [attr.aria-label]="'ledgers.theirFor' | transloco: { account: line.row.number + ' ' + line.row.accountName }" (focus)="typed.set('')" autocomplete="off" />
                      <mat-error>{{ 'ledgers.chooseOne' | transloco }}</mat-error>
                    </mat-form-field>
                  } @else { {{ nameOf(line.control.value) || '–' }} }
                </td>
                <td>@if (proposal(line); as it) { @if (!line.control.value) { {{ nameOf(it.account) }}, } {{ 'ledgers.reasons.' + it.by | transloco }} }@if (line.row.mapped && !line.row.mapped.active) { <span class="alert">{{ 'ledgers.inactive' | transloco }}</span> }</td>
              </tr>
            }
          </tbody>
        </table>
        <mat-autocomplete #theirs="matAutocomplete" [displayWith]="nameOf">
          @for (account of offered(); track account.theirAccountId) { <mat-option [value]="account">{{ nameOf(account) }}</mat-option> }
        </mat-autocomplete>
      </div>
      @if (unread(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} <button mat-button type="button" (click)="found.reload()">{{ 'ui.tryAgain' | transloco }}</button></p> }
      @if (session.can('ledger:sync')) {
        <div class="acts">
          <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="keep()">{{ 'ledgers.keepMapping' | transloco }}</button>
          @if (proposals().length) { <button mat-stroked-button type="button" (click)="takeUp()">{{ 'ledgers.takeUp' | transloco: { count: proposals().length } }}</button> }
          <span role="status">{{ saved() ? ('ledgers.mappingKept' | transloco) : '' }}</span>
        </div>
      }
      @if (doing.refusal(); as problem) {
        <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
      }
      <app-posting-preview [linkId]="linkId()" [fundId]="fundId()" [startDate]="startDate()" [mapping]="pairs()" />
    </ui-state>
  `,
  styles: `
    mat-form-field { width: 100%; min-width: 14rem }
    .acts { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap; margin: 1rem 0 }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class AccountMapping {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  readonly linkId = input.required<string>();
  readonly fundId = input.required<string | null>();
  readonly startDate = input.required<string>();
  /** The link's; its settings raise it as well as its mapping. */
  readonly version = input.required<number>();
  readonly kept = output();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly lines = signal<readonly Line[]>([]);
  /** What is typed in the field that has the focus; undefined before one had it. */
  protected readonly typed = signal<string | undefined>(undefined);
  /** Grows with every choice: what follows from the fields is worked out again. */
  private readonly choices = signal(0);
  protected readonly saved = signal(false);
  /** What was chosen and not saved: over the version that was read then. */
  private readonly draft = new Kept<{ readonly etag: string | null | undefined; readonly chosen: Readonly<Record<string, Their | string>> }>(() => `accounts.${this.linkId()}`);
  private readonly path = computed(() => ({ linkId: this.linkId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/accounting/sync/links/{linkId}/mapping', { path: params }) });
  /** What the fields are filled with: anew only when that is another on the server. */
  private readonly rows = computed(() => this.read.value()?.value, { equal: same });
  private readonly sought = computed(() => {
    const typed = this.typed();
    return typed === undefined ? undefined : { ...this.path(), q: typed.trim() };
  });
  /** Their accounts for what is typed, as their chart has them. */
  protected readonly found = reading({
    params: this.sought,
    stream: ({ params: { linkId, q } }) => timer(q ? TYPES_ON_MS : 0).pipe(switchMap(() => this.api.list('/api/v1/accounting/sync/links/{linkId}/accounts', { path: { linkId }, query: { q: q || undefined, size: OFFERED } }))),
  });
  protected readonly offered = computed(() => (this.found.value()?.items ?? []).filter(({ active }) => active));
  /** Why there are no accounts to choose from. */
  protected readonly unread = computed(() => {
    const error = this.found.error();
    return error ? problemOf(error.cause ?? error) : null;
  });
  /** The mapping as it stands in the fields. */
  protected readonly pairs = computed((): readonly Pair[] => {
    this.choices();
    return this.lines().flatMap(({ row, control }) => (typeof control.value === 'object' ? [{ account: row.account, theirAccountId: control.value.theirAccountId }] : []));
  });
  protected readonly missing = computed(() => {
    const mapped = new Set(this.pairs().map(({ account }) => account));
    return this.lines().filter(({ row }) => row.used && !mapped.has(row.account)).map(({ row }) => `${row.number} ${row.accountName}`).join(', ');
  });
  protected readonly proposals = computed(() => {
    this.choices();
    return this.lines().filter(({ row, control }) => row.proposed && control.value === '');
  });

  constructor() {
    effect(() => {
      this.version();
      untracked(() => this.read.reload());
    });
    effect(() => {
      const rows = this.rows();
      if (!rows) return;
      const draft = untracked(() => this.draft.read());
      const chosen = draft?.etag === untracked(() => this.read.value()?.etag) ? draft?.chosen : undefined;
      this.lines.set(rows.map((row) => ({ row, control: new FormControl<Their | string>(chosen?.[row.account] ?? row.mapped ?? '', { nonNullable: true, validators: [({ value }) => (typeof value === 'string' && value.trim() ? { unknown: true } : null)] }) })));
    });
    effect((gone) => {
      const changes = this.lines().map(({ control }) => control.valueChanges.subscribe((value) => {
        this.saved.set(false);
        if (typeof value === 'string') this.typed.set(value);
        this.choices.update((times) => times + 1);
        this.draft.write({ etag: this.read.value()?.etag, chosen: Object.fromEntries(this.lines().map((line) => [line.row.account, line.control.value])) });
      }));
      gone(() => changes.forEach((change) => change.unsubscribe()));
    });
  }

  protected nameOf(account: Their | string | null): string {
    return typeof account === 'object' && account ? `${account.number ?? ''} ${account.name}`.trim() : (account ?? '');
  }

  /** The account that is proposed, while it is the one in the field or the field is empty. */
  protected proposal({ row, control }: Line): Row['proposed'] {
    const { value } = control;
    return value === '' || (typeof value === 'object' && value.theirAccountId === row.proposed?.account.theirAccountId) ? row.proposed : null;
  }

  protected takeUp(): void {
    for (const { row, control } of this.proposals()) control.setValue(row.proposed!.account);
  }

  protected keep(): void {
    for (const { control } of this.lines()) control.markAsTouched();
    if (this.lines().some(({ control }) => control.invalid)) return;
    const body = { accounts: [...this.pairs()] };
    this.doing.run(this.api.put('/api/v1/accounting/sync/links/{linkId}/mapping', { path: this.path(), body, etag: this.read.value()?.etag }), () => {
      this.saved.set(true);
      this.draft.forget();
      this.read.reload();
      this.kept.emit();
    });
  }
}
