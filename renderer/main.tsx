/**
 * Entry of the page: styles, then the tree. Owns nothing that matters; everything it shows comes through bridge/.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/fonts.ts';
import './ui/tokens.css';
import './ui/base.css';
import './ui/parts.css';
import { App } from './app/App.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<StrictMode><App /></StrictMode>);
