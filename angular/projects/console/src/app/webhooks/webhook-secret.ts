import { CdkCopyToClipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';

/** A secret that is shown this once. */
@Component({
  selector: 'app-webhook-secret',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkCopyToClipboard, MatButton, TranslocoPipe],
  template: `
    <div class="card" role="alert">
      <p>{{ 'webhooks.secretOnce' | transloco }}</p>
      <p class="secret"><code>{{ secret() }}</code></p>
      <button mat-stroked-button type="button" [cdkCopyToClipboard]="secret()" (cdkCopyToClipboardCopied)="copied.set($event)">{{ 'plugins.copy' | transloco }}</button>
      <span role="status">{{ copied() ? ('plugins.copied' | transloco) : '' }}</span>
    </div>
  `,
  styles: '.secret { overflow-wrap: anywhere }',
})
export class WebhookSecret {
  readonly secret = input.required<string>();
  protected readonly copied = signal(false);
}
