/** Tokens of the UI kit, equal to ui/tokens.css: one accent, contrast of at least 4.5:1 for every text, no decoration. */
import type { ThemeConfig } from 'antd';

const FONT = "'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', 'GZT Rare Han', sans-serif";

export function themeFor(contrast: 'normal' | 'high'): ThemeConfig {
  const isHigh = contrast === 'high';
  return {
    hashed: false,
    token: {
      colorPrimary: isHigh ? '#0b2f66' : '#1f4e8c',
      colorLink: isHigh ? '#0b2f66' : '#1f4e8c',
      colorError: '#b3261e', colorWarning: '#8a5300', colorSuccess: '#1f6b3b', colorInfo: '#1f4e8c',
      colorText: isHigh ? '#000000' : '#1c2229', colorTextSecondary: isHigh ? '#1a1a1a' : '#48525e',
      colorTextTertiary: '#626c78', colorTextDescription: '#626c78', colorTextPlaceholder: '#6b7480', colorTextDisabled: '#6b7480',
      colorBorder: isHigh ? '#000000' : '#c3c9d1', colorBorderSecondary: isHigh ? '#6b6b6b' : '#dfe2e7',
      colorBgContainerDisabled: '#eef0f3', controlItemBgActive: '#e9f0f9', controlItemBgHover: '#f1f3f6',
      borderRadius: 4, borderRadiusLG: 6, borderRadiusSM: 3, fontSize: 14, lineHeight: 1.57, controlHeight: 32, fontFamily: FONT,
      motion: false, wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', contentFontSizeSM: 13 },
      Tree: { titleHeight: 28, indentSize: 16 },
      Modal: { titleFontSize: 16 },
      Segmented: { itemSelectedBg: isHigh ? '#0b2f66' : '#1f4e8c', itemSelectedColor: '#ffffff', itemColor: isHigh ? '#000000' : '#48525e', trackBg: '#eceef2' },
      Tooltip: { colorBgSpotlight: '#2a323c' },
    },
  };
}
