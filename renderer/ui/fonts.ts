/** Faces that ship with the program: Noto Sans SC for the screens, a serif, a 仿宋 and a 楷体 for the paper where the standard's own are not installed. */
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/500.css';
import '@fontsource/noto-sans-sc/700.css';
import '@fontsource/noto-serif-sc/400.css';
import '@fontsource/noto-serif-sc/900.css';
import 'lxgw-wenkai-webfont/lxgwwenkai-regular.css';
import 'lxgw-wenkai-webfont/lxgwwenkai-bold.css';
import './fonts/fang-song.css';
import './fonts/rare-han.css';
