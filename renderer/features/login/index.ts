/** The feature's only door. */
export { LoginPage } from './LoginPage.tsx';
export { UnlockPage } from './UnlockPage.tsx';
