export { PartsPanel } from './PartsPanel.tsx';
export { SupervisionPage } from './SupervisionPage.tsx';
export { watchPosts } from './watch-posts.ts';
