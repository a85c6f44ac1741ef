export { FailedPage } from './failed-page';
export { NotificationsPage } from './notifications-page';
export { ProfilePage } from './profile-page';
