/** The feature's only door. */
export { SettingsPage } from './SettingsPage.tsx';
