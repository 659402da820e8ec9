export { RegistersPage } from './RegistersPage.tsx';
export { shortTitle } from './register-table.ts';
export { registerPosts } from './register-posts.ts';
