export { RegistersPage } from './RegistersPage.tsx';
export { registerPosts } from './register-posts.ts';
