import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { anyRequest } from '../spans/noticesOf';
import type { NoticeKind } from '../text/notices';

/** The notices that stand out in the texts of the request that is shown. */
export const NoticesContext = createContext<ReadonlySet<NoticeKind>>(anyRequest);

export const useNotices = (): ReadonlySet<NoticeKind> => useContext(NoticesContext);
