/**
 * Well-known mail services: where they take mail, from their own help pages (2026), so that a form asks only for address and password.
 * Nearly all of them refuse the ordinary password here and want one made for a program.
 */
import type { MailEncryption } from './mail';

export interface MailPreset {
  id: string;
  name: string;
  /** Endings of addresses that belong to it. */
  domains: readonly string[];
  host: string;
  port: number;
  encryption: Exclude<MailEncryption, 'none'>;
  /** What goes into the field of the user. */
  user: 'address' | 'local-part';
  /** Where a password for programs is made, one sentence. */
  password: { en: string; ko: string };
}

export const mailPresets: readonly MailPreset[] = [
  {
    id: 'gmail',
    name: 'Gmail',
    domains: ['gmail.com', 'googlemail.com'],
    host: 'smtp.gmail.com',
    port: 465,
    encryption: 'tls',
    user: 'address',
    password: {
      en: 'Gmail wants an app password: turn on 2-step verification, then make one at myaccount.google.com/apppasswords.',
      ko: 'Gmail은 앱 비밀번호가 필요합니다. 2단계 인증을 켠 뒤 myaccount.google.com/apppasswords에서 만드세요.',
    },
  },
  {
    id: 'outlook',
    name: 'Outlook.com',
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'outlook.kr', 'hotmail.co.kr'],
    host: 'smtp-mail.outlook.com',
    port: 587,
    encryption: 'starttls',
    user: 'address',
    password: {
      en: 'Outlook.com refuses most passwords of programs (it wants Modern Auth, which CAOS does not speak). Where an app password still works, make it at account.microsoft.com › Security; else choose another service.',
      ko: 'Outlook.com은 프로그램의 비밀번호 로그인을 대부분 거부합니다(CAOS가 지원하지 않는 최신 인증만 허용). 앱 비밀번호가 되는 계정이면 account.microsoft.com › 보안에서 만들고, 안 되면 다른 서비스를 쓰세요.',
    },
  },
  {
    id: 'microsoft365',
    name: 'Microsoft 365',
    domains: [],
    host: 'smtp.office365.com',
    port: 587,
    encryption: 'starttls',
    user: 'address',
    password: {
      en: 'In Microsoft 365 the administrator must allow “Authenticated SMTP” for this mailbox; with multi-factor sign-in it also needs an app password.',
      ko: 'Microsoft 365에서는 관리자가 이 사서함의 “인증된 SMTP”를 허용해야 하고, 다단계 인증을 쓰면 앱 비밀번호도 필요합니다.',
    },
  },
  {
    id: 'icloud',
    name: 'iCloud Mail',
    domains: ['icloud.com', 'me.com', 'mac.com'],
    host: 'smtp.mail.me.com',
    port: 587,
    encryption: 'starttls',
    user: 'address',
    password: {
      en: 'iCloud wants an app-specific password: make one at account.apple.com › Sign-In and Security.',
      ko: 'iCloud는 앱 암호가 필요합니다. account.apple.com › 로그인 및 보안에서 만드세요.',
    },
  },
  {
    id: 'fastmail',
    name: 'Fastmail',
    domains: ['fastmail.com', 'fastmail.fm'],
    host: 'smtp.fastmail.com',
    port: 465,
    encryption: 'tls',
    user: 'address',
    password: {
      en: 'Fastmail wants an app password: make one for “SMTP” at Settings › Privacy & Security.',
      ko: 'Fastmail은 앱 비밀번호가 필요합니다. Settings › Privacy & Security에서 “SMTP”용으로 만드세요.',
    },
  },
  {
    id: 'naver',
    name: 'Naver Mail · 네이버 메일',
    domains: ['naver.com'],
    host: 'smtp.naver.com',
    port: 465,
    encryption: 'tls',
    user: 'local-part',
    password: {
      en: 'In Naver Mail, allow IMAP/SMTP at Settings › POP3/IMAP; with 2-step verification make an application password at Naver ID › Security.',
      ko: '네이버 메일의 환경설정 › POP3/IMAP 설정에서 사용함으로 바꾸세요. 2단계 인증을 쓰면 네이버ID › 보안설정에서 애플리케이션 비밀번호를 만들어 넣으세요.',
    },
  },
  {
    id: 'daum',
    name: 'Daum Mail · Daum 메일',
    domains: ['daum.net', 'hanmail.net'],
    host: 'smtp.daum.net',
    port: 465,
    encryption: 'tls',
    user: 'address',
    password: {
      en: 'In Daum Mail, allow IMAP/SMTP at Settings, and make an app password in your Kakao account › Security › 2-step verification.',
      ko: 'Daum 메일 환경설정에서 IMAP/SMTP를 사용함으로 바꾸고, 카카오계정 › 계정 보안 › 2단계 인증에서 앱 비밀번호를 만들어 넣으세요.',
    },
  },
  {
    id: 'kakao',
    name: 'Kakao Mail · 카카오메일',
    domains: ['kakao.com'],
    host: 'smtp.kakao.com',
    port: 465,
    encryption: 'tls',
    user: 'address',
    password: {
      en: 'In Kakao Mail, allow IMAP/SMTP at Settings, and make an app password in your Kakao account › Security › 2-step verification.',
      ko: '카카오메일 환경설정에서 IMAP/SMTP를 사용함으로 바꾸고, 카카오계정 › 계정 보안 › 2단계 인증에서 앱 비밀번호를 만들어 넣으세요.',
    },
  },
  {
    id: 'yahoo',
    name: 'Yahoo Mail',
    domains: ['yahoo.com', 'ymail.com'],
    host: 'smtp.mail.yahoo.com',
    port: 465,
    encryption: 'tls',
    user: 'address',
    password: {
      en: 'Yahoo wants an app password: make one at Account security › App passwords.',
      ko: 'Yahoo는 앱 비밀번호가 필요합니다. Account security › App passwords에서 만드세요.',
    },
  },
  {
    id: 'zoho',
    name: 'Zoho Mail',
    domains: ['zoho.com', 'zohomail.com'],
    host: 'smtp.zoho.com',
    port: 465,
    encryption: 'tls',
    user: 'address',
    password: {
      en: 'With two-factor sign-in Zoho wants an app password: make one at accounts.zoho.com › Security › App Passwords.',
      ko: '2단계 인증을 쓰면 Zoho는 앱 비밀번호가 필요합니다. accounts.zoho.com › Security › App Passwords에서 만드세요.',
    },
  },
  {
    id: 'gmx',
    name: 'GMX',
    domains: ['gmx.com', 'gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch'],
    host: 'mail.gmx.com',
    port: 587,
    encryption: 'starttls',
    user: 'address',
    password: {
      en: 'In GMX, allow POP3 and IMAP at Settings; with two-factor sign-in make an application-specific password at Security.',
      ko: 'GMX 설정에서 POP3와 IMAP을 허용하세요. 2단계 인증을 쓰면 Security에서 앱 전용 비밀번호를 만드세요.',
    },
  },
];

export const mailPresetById = (id: string | null | undefined): MailPreset | null =>
  mailPresets.find((preset) => preset.id === id) ?? null;

/** The service that an address belongs to; null for a domain of one's own. */
export function mailPresetFor(address: string): MailPreset | null {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return mailPresets.find((preset) => preset.domains.includes(domain)) ?? null;
}

/** What the account is set to for this address. */
export const presetAccount = (preset: MailPreset, address: string) => ({
  provider: preset.id,
  host: preset.host,
  port: preset.port,
  encryption: preset.encryption,
  user: preset.user === 'address' ? address : address.slice(0, address.lastIndexOf('@')),
  from: address,
});
