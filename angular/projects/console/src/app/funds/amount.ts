import { Validators } from '@angular/forms';

/** An amount as the API takes it: digits and a point, three decimals at most; which ones its currency has, the server says. */
export const AMOUNT = Validators.pattern(/^\d+([.]\d{1,3})?$/);
