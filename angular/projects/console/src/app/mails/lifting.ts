import { Injectable, inject, signal } from '@angular/core';
import { Api, Doing, Schemas } from '@api';
import { Confirm } from '@ui/confirm';
import { Texts } from '../shared/texts';

/** Lets an address have mail again, once a person said that he is sure. */
@Injectable()
export class Lifting {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  readonly doing = new Doing();
  readonly said = signal('');

  /** @param shown Read again afterwards, also when somebody else was faster. */
  lift({ suppressionId, address }: Schemas['SuppressionView'], shown: { again(): void }): void {
    const text = (key: string): string => this.texts.of(`mails.sent.${key}`, { address });
    this.said.set('');
    this.confirm.ask({ title: text('liftSure'), text: text('liftText'), yes: text('lift') }).subscribe(() =>
      this.doing.run(
        this.api.delete('/api/v1/notifications/suppressions/{suppressionId}', { path: { suppressionId } }),
        () => {
          this.said.set(text('lifted'));
          shown.again();
        },
        () => shown.again(),
      ),
    );
  }
}
