import type { ErrorTextKey } from "../keys.ts";

/** What happened, what it means for the card, what to do next: English, for every code of the catalogue. */
export const errors: Record<ErrorTextKey, string> = {
  "error.not-authenticated.happened": "Your session has ended.",
  "error.not-authenticated.means": "The card is as it was. What you entered is still here.",
  "error.not-authenticated.next": "Log in again and go on.",

  "error.wrong-credentials.happened": "The user account or the password is wrong.",
  "error.wrong-credentials.means":
    "You are not logged in. After several failures the account is locked for some minutes.",
  "error.wrong-credentials.next": "Check Caps Lock and the keyboard layout, then type the password again.",

  "error.account-locked.happened": "This account is locked after too many failed attempts.",
  "error.account-locked.means": "Nobody can log in with it for a while, not even with the right password.",
  "error.account-locked.next": "Wait, then try again. If it was not you who tried, tell your administrator.",

  "error.forbidden.happened": "Your role does not allow this.",
  "error.forbidden.means": "Nothing was changed.",
  "error.forbidden.next": "Ask a colleague who has the role, or your administrator.",

  "error.not-found.happened": "This does not exist (any more).",
  "error.not-found.means": "It may have been deleted, or the number is not the right one. Nothing was changed.",
  "error.not-found.next": "Search for it again.",

  "error.invalid-input.happened": "The back end does not accept what was entered.",
  "error.invalid-input.means": "Nothing was changed. Your entries are still here.",
  "error.invalid-input.next": "Correct the entry and try again.",

  "error.wrong-state.happened": "The object is no longer in the state that this process needs.",
  "error.wrong-state.means": "Nothing was changed by you. The state has changed since you looked.",
  "error.wrong-state.next": "Close, look at the new state, and choose what to do from there.",

  "error.version-conflict.happened": "Somebody else has changed this in the meantime.",
  "error.version-conflict.means": "Nothing was changed by you, and nothing is done twice.",
  "error.version-conflict.next": "Look at the new state, and start again if it is still needed.",

  "error.not-enabled.happened": "This process is not enabled for this kind of object.",
  "error.not-enabled.means": "Nothing was changed.",
  "error.not-enabled.next": "Ask your administrator to add it to the Additional Commands of this kind of object.",

  "error.approval-required.happened": "This needs the approval of a second person.",
  "error.approval-required.means": "Nothing was changed yet.",
  "error.approval-required.next": "Wait for the approval, or ask an approver.",

  "error.own-request.happened": "This is a request of your own.",
  "error.own-request.means": "Nothing was changed. It waits for somebody else’s decision.",
  "error.own-request.next": "Ask another approver to decide it.",
  "error.own-card.happened": "This request would change your own user or card.",
  "error.own-card.means": "Nothing was changed. It waits for the decision of somebody whom it does not concern.",
  "error.own-card.next": "Ask another approver to decide about it.",

  "error.already-decided.happened": "Somebody else has decided this request.",
  "error.already-decided.means": "Nothing was changed by you, and nothing is done twice.",
  "error.already-decided.next": "Look at the open tasks and at the object as they are now.",

  "error.request-rejected.happened": "The second person has rejected this request.",
  "error.request-rejected.means": "Nothing was changed.",
  "error.request-rejected.next": "Read the reason, and start again if it is still needed.",
  "error.request-withdrawn.happened": "The request was taken back by whoever made it.",
  "error.request-withdrawn.means": "Nothing was changed; the request is not open any more.",
  "error.request-withdrawn.next": "Ask for it again if it is still wanted.",

  "error.idempotency-mismatch.happened": "The back end knows this request with other contents.",
  "error.idempotency-mismatch.means": "It was refused, so that nothing is done twice.",
  "error.idempotency-mismatch.next": "Close, look at the object, and start again if it is still needed.",

  "error.ca-unavailable.happened": "The certification authority does not answer.",
  "error.ca-unavailable.means": "The card and its certificates are as they were, in Identity Manager and in the CA.",
  "error.ca-unavailable.next": "Try again in a moment. If it lasts, tell the people who run the CA.",

  "error.grant-expired.happened": "The time for which you may work offline has ended.",
  "error.grant-expired.means": "Nothing was changed by this. What is in the queue is kept.",
  "error.grant-expired.next": "Connect to the back end, look at the object, and start again if it is still needed.",

  "error.journal-broken.happened": "The journal of this machine is not the one that the back end knows.",
  "error.journal-broken.means": "From the named entry on nothing was carried out. Everything is kept.",
  "error.journal-broken.next": "Export the journal and give the file to your security officer.",

  "error.previous-not-applied.happened": "An earlier entry for the same object was not carried out.",
  "error.previous-not-applied.means": "So this one was not carried out either. Nothing was changed by it.",
  "error.previous-not-applied.next": "Decide about the earlier entry first, then start again if it is still needed.",

  "error.not-allowed-offline.happened": "This is not possible without a connection.",
  "error.not-allowed-offline.means": "Nothing was changed.",
  "error.not-allowed-offline.next": "Do it when the back end can be reached again.",

  "error.not-in-working-set.happened": "This object is not in the working set.",
  "error.not-in-working-set.means": "Without a connection nothing is known of it. Nothing was changed.",
  "error.not-in-working-set.next":
    "Open it when the back end can be reached again, or take a larger working set next time.",

  "error.grant-untrusted.happened":
    "The permission to work offline does not come from your back end, or is for somebody else.",
  "error.grant-untrusted.means": "It is not used. Nothing was changed.",
  "error.grant-untrusted.next": "Do not go on. Send the details to support.",

  "error.grant-used-up.happened": "The queue holds as many entries as you may make offline.",
  "error.grant-used-up.means": "This entry was not made. The others are kept.",
  "error.grant-used-up.next": "Connect to the back end and sync.",

  "error.unlock-wait.happened": "Too many wrong passwords.",
  "error.unlock-wait.means": "The working set stays locked for some minutes, also after a restart.",
  "error.unlock-wait.next": "Wait, then type the password with which you took the working set.",

  "error.sync-first.happened": "Entries are still waiting for an answer.",
  "error.sync-first.means": "A new working set is taken when they have one. Nothing is lost.",
  "error.sync-first.next": "Sync now, then take the working set.",

  "error.bulk-too-many.happened": "More objects were chosen than one bulk may have.",
  "error.bulk-too-many.means": "Nothing was started. What was chosen is kept.",
  "error.bulk-too-many.next": "Take some out, or ask an administrator to raise the limit in Admin.",

  "error.bulk-open.happened": "Another bulk is open on this machine.",
  "error.bulk-open.means": "Nothing else was started.",
  "error.bulk-open.next": "Let it be finished or resumed, and close its result; then start again.",

  "error.bulk-interrupted.happened": "The program was ended before the back end had answered.",
  "error.bulk-interrupted.means": "Whether it was done is not known yet. Nothing is done twice.",
  "error.bulk-interrupted.next": "Press Resume: the back end is asked what became of it.",

  "error.disk-full.happened": "The disk is full.",
  "error.disk-full.means": "What was to be written was not. What was queued before is kept.",
  "error.disk-full.next": "Free some space, then try again.",

  "error.store-unwritable.happened": "The program cannot write to its data directory.",
  "error.store-unwritable.means": "Nothing can be queued on this machine. What was queued before is kept.",
  "error.store-unwritable.next": "Check the rights on the directory and the disk, then start the program again.",

  "error.store-damaged.happened": "The database on this machine is damaged.",
  "error.store-damaged.means": "What can be read was saved; the damaged file is kept.",
  "error.store-damaged.next": "Give the file to support, and take a new working set.",

  "error.store-newer.happened": "The data on this machine were made by a newer version of CardDesk.",
  "error.store-newer.means": "They were left untouched. Work with a connection goes on; nothing can be queued here.",
  "error.store-newer.next": "Install the newest version of CardDesk on this machine again.",

  "error.code-unknown.happened": "Another version of CardDesk noted an error that this version does not know.",
  "error.code-unknown.means": "Its code is in the details. Nothing was changed by showing it.",
  "error.code-unknown.next": "Open it with the newest version of CardDesk, or give the details to support.",

  "error.vault-unavailable.happened": "The key store of this machine does not answer.",
  "error.vault-unavailable.means": "Without its keys nothing can be read or queued offline. Nothing is lost.",
  "error.vault-unavailable.next": "Unlock the key store of your system, then start the program again.",

  "error.backend-refused.happened": "The back end has refused this.",
  "error.backend-refused.means": "Nothing was changed.",
  "error.backend-refused.next": "Read what the back end says. If it does not help, send the details to support.",

  "error.backend-failed.happened": "The back end failed at this request.",
  "error.backend-failed.means": "Nothing is lost.",
  "error.backend-failed.next": "Try again. If it lasts, send the details to support.",

  "error.backend-unreachable.happened": "The back end cannot be reached.",
  "error.backend-unreachable.means": "Nothing is lost.",
  "error.backend-unreachable.next": "Check the network or VPN, then try again.",

  "error.backend-timeout.happened": "The back end did not answer in time.",
  "error.backend-timeout.means": "Nothing is lost.",
  "error.backend-timeout.next": "Try again. If it lasts, tell the people who run the back end.",

  "error.backend-untrusted.happened": "The server’s certificate is not trusted.",
  "error.backend-untrusted.means":
    "It has expired, was issued by somebody unknown, or is for another name. Nothing was sent, not even your password.",
  "error.backend-untrusted.next": "Do not go on. Send the details to support.",

  "error.backend-insecure.happened": "The address of the back end is not encrypted (http).",
  "error.backend-insecure.means": "Nothing was sent, not even your password.",
  "error.backend-insecure.next": "Ask your administrator for the https address.",

  "error.backend-unreadable.happened":
    "Something answered that is not the back end, or it answered something unreadable.",
  "error.backend-unreadable.means": "Nothing is lost.",
  "error.backend-unreadable.next":
    "Check whether a proxy or a log-in page of the network is in between, then try again. If it lasts, send the details to support.",

  "error.service-not-running.happened": "The smart card service of this machine does not run.",
  "error.service-not-running.means": "No reader can be seen. The card is as it was.",
  "error.service-not-running.next":
    "Start the smart card service (PC/SC), or ask your administrator. CardDesk notices by itself.",

  "error.no-reader.happened": "There is no card reader.",
  "error.no-reader.means": "No card can be read on this machine.",
  "error.no-reader.next": "Connect a card reader. CardDesk notices by itself.",

  "error.no-card.happened": "There is no card in the reader.",
  "error.no-card.means": "Nothing was read.",
  "error.no-card.next": "Put a card into the reader.",

  "error.card-in-use.happened": "Another program is using the card.",
  "error.card-in-use.means": "It cannot be read until that program lets go of it. The card is as it was.",
  "error.card-in-use.next": "Close the other program, or wait. CardDesk tries again by itself.",

  "error.card-removed.happened": "The card was pulled out.",
  "error.card-removed.means": "What was begun on it was not finished. The card is as it was.",
  "error.card-removed.next": "Put the card in again.",

  "error.card-silent.happened": "The card does not answer.",
  "error.card-silent.means": "It may be the wrong way round, dirty or broken. The card is as it was.",
  "error.card-silent.next": "Take it out, turn it, and put it in again.",

  "error.card-unknown.happened": "This card is of a kind that CardDesk does not know.",
  "error.card-unknown.means": "Its certificates cannot be read. The card is as it was.",
  "error.card-unknown.next": "Search for its number, or put in another card.",

  "error.card-malformed.happened": "The card answers something unreadable.",
  "error.card-malformed.means": "Its certificates cannot be read. The card is as it was.",
  "error.card-malformed.next": "Put it in again. If it lasts, send the details to support.",

  "error.card-refused.happened": "The card has refused to be read.",
  "error.card-refused.means": "Its certificates cannot be read. The card is as it was.",
  "error.card-refused.next": "Put it in again. If it lasts, send the details to support.",

  "error.key-missing.happened": "The card has no certificate for this key.",
  "error.key-missing.means": "The card cannot prove that it has the private key. The card is as it was.",
  "error.key-missing.next":
    "Compare the certificates in the check with those of Identity Manager. If one is missing, issue the card again.",

  "error.pin-required.happened": "The card signs only with its PIN.",
  "error.pin-required.means": "Nothing was signed. The card is as it was.",
  "error.pin-required.next": "Check the card again, and have its holder type the PIN.",

  "error.pin-blocked.happened": "The PIN of the card is blocked.",
  "error.pin-blocked.means": "The card does not sign until its PIN is unblocked. Identity Manager has changed nothing.",
  "error.pin-blocked.next": "Unblock the PIN with the PUK.",

  "error.pin-wrong.happened": "The PIN is wrong.",
  "error.pin-wrong.means": "Nothing was signed. The card counts wrong PINs and blocks itself after too many.",
  "error.pin-wrong.next": "Have the holder type the PIN again.",

  "error.bridge-lost.happened": "The part of CardDesk that reads cards has stopped.",
  "error.bridge-lost.means": "It is being started again by itself. The card is as it was.",
  "error.bridge-lost.next": "Wait a few seconds. If it lasts, send the details to support.",

  "error.bridge-timeout.happened": "The part of CardDesk that reads cards does not answer.",
  "error.bridge-timeout.means": "What was begun on the card may not be finished.",
  "error.bridge-timeout.next": "Put the card in again and try once more. If it lasts, restart CardDesk.",

  "error.bridge-fault.happened": "The part of CardDesk that reads cards does not work.",
  "error.bridge-fault.means": "Cards cannot be read. Everything else works.",
  "error.bridge-fault.next": "Restart CardDesk. If it lasts, send the details to support.",

  "error.step-unknown.happened": "The process has come to a step that this version does not know.",
  "error.step-unknown.means": "What was done before this step is done; this step is not.",
  "error.step-unknown.next": "Look at the object, and send the details to support: a newer version is needed.",

  "error.wizard-busy.happened": "Another wizard is open.",
  "error.wizard-busy.means": "Nothing was started. The open wizard and what was entered in it are as they were.",
  "error.wizard-busy.next": "Finish or close the open wizard, then start again. It may be open in another window.",

  "error.wizard-gone.happened": "This wizard is no longer open.",
  "error.wizard-gone.means": "Nothing was sent. It was closed, or it went on, in another window.",
  "error.wizard-gone.next": "Look at the object as it is now, and start again if it is still needed.",

  "error.wizard-waiting.happened": "The wizard waits for the answer to Next.",
  "error.wizard-waiting.means": "What was sent cannot be taken back; the wizard stays open until its outcome is known.",
  "error.wizard-waiting.next": "Wait for the answer, then close the wizard.",

  "error.take-running.happened": "A working set is being downloaded already.",
  "error.take-running.means": "This second download was not started.",
  "error.take-running.next": "Wait for the download, or cancel it.",

  "error.take-cancelled.happened": "The download of the working set was stopped.",
  "error.take-cancelled.means": "The new working set is not on this machine; the one before it is unchanged.",
  "error.take-cancelled.next": "Start the download again when it is needed.",

  "error.bulk-running.happened": "The bulk is still running.",
  "error.bulk-running.means": "Nothing was removed. Some objects have no result yet.",
  "error.bulk-running.next": "Cancel the bulk or wait for its end, then close it.",

  "error.nothing-to-decide.happened": "There is nothing left to decide about this entry.",
  "error.nothing-to-decide.means": "It was already decided, perhaps in another window. Nothing was changed by this.",
  "error.nothing-to-decide.next": "Look at the queue as it is now.",

  "error.query-too-long.happened": "The search text is too long.",
  "error.query-too-long.means": "Nothing was searched.",
  "error.query-too-long.next": "Shorten it: a number or a part of a name is enough.",

  "error.bad-call.happened": "Two parts of this program do not understand each other.",
  "error.bad-call.means": "This is a defect of the program. It is not certain whether anything was changed.",
  "error.bad-call.next": "Read the object again, and send the details to support. Restarting the program may help.",

  "error.core-lost.happened": "This page has lost the program behind it.",
  "error.core-lost.means": "Nothing can be read or changed from this page until it is back.",
  "error.core-lost.next":
    "Try again. If it lasts, start CardDesk again and look at the object that you were working on.",

  "error.page-not-admitted.happened": "CardDesk is not open in this tab.",
  "error.page-not-admitted.means":
    "An address of CardDesk opens one tab, once, and a newer address closes the tabs of the one before. What was confirmed stays done.",
  "error.page-not-admitted.next":
    "Duplicate a tab in which CardDesk is open, or open the last address that the program has printed.",

  "error.address-used-twice.happened": "The address of CardDesk was opened a second time.",
  "error.address-used-twice.means":
    "Somebody else may know it, so all tabs were closed. What was confirmed stays done.",
  "error.address-used-twice.next":
    "Open the new address that the program has printed. If you did not open it twice yourself, tell your administrator.",

  "error.client-fault.happened": "Something went wrong in this program.",
  "error.client-fault.means": "This is a defect of the program. What is shown may be incomplete.",
  "error.client-fault.next": "Read again or restart. Send the details to support.",
};
