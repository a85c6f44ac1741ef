import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Brand, BrandOfHost, contrast, isColour, textOn } from '@auth';
import { PageTitle, State, base64 } from '@ui';
import { Confirm } from '@ui/confirm';
import { from, switchMap } from 'rxjs';
import { Kept } from '../shared/draft';
import { Texts } from '../shared/texts';

const HEX = Validators.pattern(/^#[0-9a-fA-F]{6}$/);

/** How the firm shows itself to its investors, with a preview of the portal's page as it would be. */
@Component({
  selector: 'app-brand-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, PageTitle, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'brand.title' | transloco" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      <div class="split">
        <form [formGroup]="form" (ngSubmit)="save()">
          <mat-form-field><mat-label>{{ 'brand.name' | transloco }}</mat-label><input matInput formControlName="name" maxlength="200" /></mat-form-field>
          @for (field of colours; track field) {
            <div class="colour">
              <mat-form-field><mat-label>{{ 'brand.' + field | transloco }}</mat-label><input matInput [formControlName]="field" maxlength="7" autocapitalize="none" /><mat-error>{{ 'platform.colourForm' | transloco }}</mat-error></mat-form-field>
              <input type="color" [value]="swatch(field)" [attr.aria-label]="'brand.pick' | transloco: { what: ('brand.' + field | transloco) }" (input)="form.controls[field].setValue($any($event.target).value)" />
            </div>
          }
          <mat-form-field><mat-label>{{ 'brand.greeting' | transloco }}</mat-label><input matInput formControlName="greeting" maxlength="300" /></mat-form-field>
          <mat-form-field><mat-label>{{ 'platform.contact' | transloco }}</mat-label><input matInput formControlName="contactLine" maxlength="300" /></mat-form-field>
          <mat-form-field><mat-label>{{ 'brand.footer' | transloco }}</mat-label><textarea matInput formControlName="footer" maxlength="2000" rows="4"></textarea><mat-hint>{{ 'brand.plain' | transloco }}</mat-hint></mat-form-field>
          <div class="acts">
            <input #chosen type="file" accept=".png,.svg,image/png,image/svg+xml" hidden (change)="logo(chosen.files?.[0]); chosen.value = ''" />
            <button mat-stroked-button type="button" [disabled]="drawing.busy()" (click)="chosen.click()">{{ 'brand.logo' | transloco }}</button>
            @if (brand()?.logo) { <button mat-button type="button" [disabled]="drawing.busy()" (click)="unlogo()">{{ 'brand.noLogo' | transloco }}</button> }
          </div>
          <p class="small">{{ 'brand.logoHint' | transloco }}</p>
          @if (drawing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
          @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
          <p role="status">@if (saved()) { {{ 'brand.saved' | transloco }} }</p>
          <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'brand.save' | transloco }}</button>
        </form>
        <section aria-labelledby="preview" class="preview">
          <h2 id="preview">{{ 'brand.preview' | transloco }}</h2>
          <div class="page">
            <div class="band" [style.background-color]="look().colour" [style.color]="look().text" [style.border-bottom-color]="look().accent">
              @if (brand()?.logo; as logo) { <img class="logo" [src]="logo" alt="" /> }
              <span>{{ now().name }}</span>
            </div>
            <p class="greeting">{{ now().greeting }}</p>
            <p class="foot">{{ now().footer }}</p>
            <p class="foot">{{ now().contactLine }}</p>
          </div>
          <p class="small">{{ 'brand.contrast' | transloco: { ratio: look().contrast } }}</p>
        </section>
      </div>
    </ui-state>
  `,
  styles: `
    .split { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2rem }
    form { display: flex; flex-direction: column; gap: 0.5rem }
    .colour { display: flex; gap: 0.75rem; align-items: flex-start }
    .colour mat-form-field { flex: 1 }
    .colour input[type=color] { width: 3rem; height: 3rem; padding: 0; border: 1px solid var(--mat-sys-outline); border-radius: 4px; background: none }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap }
    .page { border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px; overflow: hidden; background: var(--mat-sys-surface) }
    .band { display: flex; gap: 0.75rem; align-items: center; min-height: 56px; padding: 0 1rem; border-bottom: 3px solid; font: var(--mat-sys-title-medium); overflow-wrap: anywhere }
    .greeting { padding: 0 1rem; font: var(--mat-sys-body-large); min-height: 3rem }
    .foot { padding: 0 1rem; color: var(--mat-sys-on-surface-variant); white-space: pre-line; overflow-wrap: anywhere }
    h2 { font: var(--mat-sys-title-medium); margin-top: 0 }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .alert { color: var(--mat-sys-error) }
    @media (max-width: 800px) { .split { grid-template-columns: minmax(0, 1fr) } }
  `,
})
export class BrandPage {
  private readonly api = inject(Api);
  private readonly host = inject(BrandOfHost);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly problemOf = problemOf;
  protected readonly colours = ['colour', 'accent'] as const;
  protected readonly doing = new Doing();
  protected readonly drawing = new Doing();
  protected readonly saved = signal(false);
  protected readonly read = reading({ stream: () => this.api.read('/api/v1/tenant/brand') });
  protected readonly brand = computed(() => this.read.value()?.value);
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    colour: new FormControl('', { nonNullable: true, validators: [Validators.required, HEX] }),
    accent: new FormControl('', { nonNullable: true, validators: [HEX] }),
    greeting: new FormControl('', { nonNullable: true }),
    contactLine: new FormControl('', { nonNullable: true }),
    footer: new FormControl('', { nonNullable: true }),
  });
  private readonly kept = new Kept<ReturnType<BrandPage['form']['getRawValue']>>(() => 'brand');
  private readonly typed = toSignal(this.form.valueChanges);
  protected readonly now = computed(() => {
    this.typed();
    return this.form.getRawValue();
  });
  /** What is not yet a colour leaves the preview as it was saved. */
  protected readonly look = computed(() => {
    const { colour, accent } = this.now();
    const band = isColour(colour) ? colour : (this.brand()?.colour ?? '#1f3a5f');
    return { colour: band, text: textOn(band), accent: isColour(accent) ? accent : band, contrast: contrast(band).toFixed(1) };
  });

  constructor() {
    effect(() => {
      const brand = this.brand();
      if (brand && !this.form.dirty) this.fill(brand);
    });
    effect(() => {
      this.typed();
      if (this.form.dirty) this.kept.write(this.form.getRawValue());
    });
  }

  protected swatch(field: 'colour' | 'accent'): string {
    const value = this.now()[field];
    return isColour(value) ? value : this.look()[field];
  }

  protected save(): void {
    const { name, colour, accent, greeting, contactLine, footer } = this.form.getRawValue();
    const body = { name, colour, accent: accent || null, greeting: greeting || null, contactLine: contactLine || null, footer: footer.replaceAll('\r', '') || null };
    this.saved.set(false);
    this.doing.change(this.host.shown, { ...this.brand()!, ...body }, this.api.put('/api/v1/tenant/brand', { body, etag: this.read.value()?.etag }), (brand) => {
      this.form.markAsPristine();
      this.kept.forget();
      this.shown(brand);
    }, () => this.refused(this.doing));
  }

  protected logo(file: File | undefined): void {
    if (!file) return;
    const drawn = from(base64(file)).pipe(switchMap((content) => this.api.put('/api/v1/tenant/brand/logo', { body: { content }, etag: this.read.value()?.etag })));
    this.drawing.run(drawn, (brand) => this.shown(brand), () => this.refused(this.drawing));
  }

  protected unlogo(): void {
    const text = (key: string): string => this.texts.of(`brand.unlogo.${key}`);
    this.confirm.ask({ title: text('title'), text: text('text'), yes: this.texts.of('brand.noLogo') }).subscribe(() =>
      this.drawing.run(this.api.delete('/api/v1/tenant/brand/logo', { etag: this.read.value()?.etag }), (brand) => this.shown(brand), () => this.refused(this.drawing)));
  }

  private shown(brand: Brand): void {
    this.host.show(brand);
    this.saved.set(true);
    this.read.reload();
  }

  /** What somebody else made of it meanwhile is read, so that the next attempt is made on that; what was typed stays. */
  private refused(doing: Doing): void {
    if (doing.overtaken()) this.read.reload();
  }

  private fill(brand: Brand): void {
    this.form.reset({
      name: brand.name, colour: brand.colour, accent: brand.accent ?? '', greeting: brand.greeting ?? '', contactLine: brand.contactLine ?? '', footer: brand.footer ?? '',
    });
    const kept = this.kept.read();
    if (!kept) return;
    this.form.patchValue(kept);
    this.form.markAsDirty();
  }
}
