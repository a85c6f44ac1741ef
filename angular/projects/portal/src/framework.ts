export { bootstrapApplication } from '@angular/platform-browser';
