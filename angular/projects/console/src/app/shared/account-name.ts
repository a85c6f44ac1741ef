import { Pipe, PipeTransform } from '@angular/core';

interface Shown {
  readonly number: string;
  readonly accountName: string;
  /** Firm or fund gave it its name. */
  readonly named: boolean;
}

/** An account of a ledger under the firm's number and name, or under the standard one's in the reader's language. */
@Pipe({ name: 'accountName' })
export class AccountName implements PipeTransform {
  /** @param standard The standard account's name in the reader's language. */
  transform({ number, accountName, named }: Shown, standard: string): string {
    return `${number} ${named ? accountName : standard}`;
  }
}
