import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Problem, problemOf } from '@api';
import { CountPipe } from '@ui';
import { firstValueFrom } from 'rxjs';
import { Verdict, fingerprint, verifyPack } from './verify-pack';

/** Checks a verification pack in the browser: the one that the firm hands out now, or one that was saved. Says of each value whether it is the one that was sealed. */
@Component({
  selector: 'app-pack-check',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, MatButton, TranslocoPipe],
  template: `
    <div class="acts">
      <button mat-stroked-button type="button" [disabled]="busy()" (click)="checkCurrent()">{{ 'pack.check' | transloco }}</button>
      <input #chosen type="file" accept=".json,application/json" hidden (change)="checkFile(chosen.files?.[0]); chosen.value = ''" />
      <button mat-button type="button" [disabled]="busy()" (click)="chosen.click()">{{ 'pack.checkFile' | transloco }}</button>
    </div>
    <div aria-live="polite">
      @if (problem(); as p) { <p class="bad">{{ p.detail || ('ui.noAnswer' | transloco) }}</p> }
      @if (unreadable()) { <p class="bad">{{ 'pack.unreadable' | transloco }}</p> }
      @if (verdict(); as v) {
        <p [class]="v.holds ? 'good' : 'bad'"><strong>{{ (v.holds ? 'pack.holds' : 'pack.broken') | transloco: { count: v.checks.length | count } }}</strong></p>
        <ul>
          <li>{{ (v.key ? 'pack.key' : 'pack.otherKey') | transloco: { print: print() } }}</li>
          <li>{{ (v.signature ? 'pack.signed' : 'pack.notSigned') | transloco }}</li>
          @for (check of wrong(); track check.place) { <li class="bad">{{ 'pack.' + check.outcome | transloco: { place: check.place, value: check.value } }}</li> }
        </ul>
      }
    </div>
    @if (verdict(); as v) {
      <details>
        <summary>{{ 'pack.values' | transloco: { count: v.checks.length | count } }}</summary>
        <div class="scroll" tabindex="0" role="region" [attr.aria-label]="'pack.values' | transloco: { count: v.checks.length | count }">
          <table class="plain">
            <thead><tr><th scope="col">{{ 'pack.place' | transloco }}</th><th scope="col">{{ 'pack.value' | transloco }}</th><th scope="col">{{ 'pack.outcome' | transloco }}</th></tr></thead>
            <tbody>@for (check of v.checks; track check.place) { <tr><th scope="row">{{ check.place }}</th><td>{{ check.value }}</td><td>{{ 'pack.outcomes.' + check.outcome | transloco }}</td></tr> }</tbody>
          </table>
        </div>
      </details>
    }
  `,
  styles: `
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap; margin-top: 0.75rem }
    .scroll { max-height: 24rem; overflow: auto }
    td, th { overflow-wrap: anywhere; font-size: 0.8125rem }
    .bad { color: var(--mat-sys-error) }
  `,
})
export class PackCheck {
  private readonly api = inject(Api);
  readonly distributionId = input.required<string>();
  readonly investorId = input.required<string>();
  protected readonly busy = signal(false);
  protected readonly verdict = signal<Verdict | null>(null);
  protected readonly print = signal('');
  protected readonly problem = signal<Problem | null>(null);
  protected readonly unreadable = signal(false);
  protected readonly wrong = computed(() => (this.verdict()?.checks ?? []).filter((check) => check.outcome !== 'same').slice(0, 50));

  protected checkCurrent(): void {
    void this.check(async () => JSON.stringify(await firstValueFrom(
      this.api.get('/api/v1/portal/me/distributions/{distributionId}/verification-pack', { path: { distributionId: this.distributionId() }, query: { investorId: this.investorId() } }))));
  }

  protected checkFile(file: File | undefined): void {
    if (file) void this.check(() => file.text());
  }

  private async check(read: () => Promise<string>): Promise<void> {
    this.busy.set(true);
    this.verdict.set(null);
    this.problem.set(null);
    this.unreadable.set(false);
    try {
      // First the pack: a firm's first pack makes its key.
      const text = await read();
      const { publicKey } = await firstValueFrom(this.api.get('/api/v1/portal/me/verification-key'));
      this.print.set(await fingerprint(publicKey));
      this.verdict.set(await verifyPack(text, publicKey));
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof TypeError) this.unreadable.set(true);
      else this.problem.set(problemOf(error));
    }
    this.busy.set(false);
  }
}
