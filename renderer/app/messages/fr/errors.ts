import type { ErrorTextKey } from "../keys.ts";

/** What happened, what it means for the card, what to do next: French. */
export const errors: Record<ErrorTextKey, string> = {
  "error.not-authenticated.happened": "Votre session est terminée.",
  "error.not-authenticated.means": "La carte est restée telle quelle. Votre saisie est toujours là.",
  "error.not-authenticated.next": "Reconnectez-vous et continuez.",

  "error.wrong-credentials.happened": "Le compte utilisateur ou le mot de passe est incorrect.",
  "error.wrong-credentials.means":
    "Vous n’êtes pas connecté. Après plusieurs échecs, le compte est bloqué pendant quelques minutes.",
  "error.wrong-credentials.next":
    "Vérifiez la touche Verr. Maj. et la disposition du clavier, puis saisissez à nouveau le mot de passe.",

  "error.account-locked.happened": "Ce compte est bloqué après trop d’échecs.",
  "error.account-locked.means": "Personne ne peut s’en servir pour un moment, même avec le bon mot de passe.",
  "error.account-locked.next": "Attendez, puis réessayez. Si ce n’était pas vous, prévenez votre administrateur.",

  "error.forbidden.happened": "Votre rôle ne le permet pas.",
  "error.forbidden.means": "Rien n’a été modifié.",
  "error.forbidden.next": "Demandez à un collègue qui a le rôle, ou à votre administrateur.",

  "error.not-found.happened": "Cela n’existe pas (ou plus).",
  "error.not-found.means": "L’objet a peut-être été supprimé, ou le numéro n’est pas le bon. Rien n’a été modifié.",
  "error.not-found.next": "Recherchez-le à nouveau.",

  "error.invalid-input.happened": "Le serveur n’accepte pas ce qui a été saisi.",
  "error.invalid-input.means": "Rien n’a été modifié. Votre saisie est toujours là.",
  "error.invalid-input.next": "Corrigez la saisie et réessayez.",

  "error.wrong-state.happened": "L’objet n’est plus dans l’état que ce processus exige.",
  "error.wrong-state.means": "Vous n’avez rien modifié. L’état a changé depuis que vous l’avez consulté.",
  "error.wrong-state.next": "Fermez, regardez le nouvel état et décidez de la suite.",

  "error.version-conflict.happened": "Quelqu’un d’autre l’a modifié entre-temps.",
  "error.version-conflict.means": "Vous n’avez rien modifié, et rien n’est fait deux fois.",
  "error.version-conflict.next": "Regardez le nouvel état et recommencez si c’est encore nécessaire.",

  "error.not-enabled.happened": "Ce processus n’est pas activé pour ce type d’objet.",
  "error.not-enabled.means": "Rien n’a été modifié.",
  "error.not-enabled.next":
    "Demandez à votre administrateur de l’ajouter aux Commandes supplémentaires de ce type d’objet.",

  "error.approval-required.happened": "L’approbation d’une deuxième personne est nécessaire.",
  "error.approval-required.means": "Rien n’a encore été modifié.",
  "error.approval-required.next": "Attendez l’approbation, ou adressez-vous à un approbateur.",

  "error.own-request.happened": "C’est votre propre demande.",
  "error.own-request.means": "Rien n’a été modifié. Elle attend la décision d’une autre personne.",
  "error.own-request.next": "Demandez à un autre approbateur d’en décider.",
  "error.own-card.happened": "Cette demande modifierait votre propre utilisateur ou votre propre carte.",
  "error.own-card.means": "Rien n’a été modifié. Elle attend la décision d’une autre personne que vous.",
  "error.own-card.next": "Demandez à un autre approbateur de trancher.",

  "error.already-decided.happened": "Quelqu’un d’autre a déjà décidé de cette demande.",
  "error.already-decided.means": "Vous n’avez rien modifié, et rien n’est fait deux fois.",
  "error.already-decided.next": "Regardez les tâches ouvertes et l’objet tels qu’ils sont maintenant.",

  "error.request-rejected.happened": "La seconde personne a refusé cette demande.",
  "error.request-rejected.means": "Rien n’a été modifié.",
  "error.request-rejected.next": "Lisez le motif, et recommencez si c’est encore nécessaire.",
  "error.request-withdrawn.happened": "La demande a été retirée par son auteur.",
  "error.request-withdrawn.means": "Rien n’a été modifié ; la demande n’est plus ouverte.",
  "error.request-withdrawn.next": "Refaites-la si elle est encore nécessaire.",

  "error.idempotency-mismatch.happened": "Le serveur connaît cette requête avec un autre contenu.",
  "error.idempotency-mismatch.means": "Elle a été refusée, afin que rien ne soit fait deux fois.",
  "error.idempotency-mismatch.next": "Fermez, regardez l’objet et recommencez si c’est encore nécessaire.",

  "error.ca-unavailable.happened": "L’autorité de certification (AC) ne répond pas.",
  "error.ca-unavailable.means":
    "La carte et ses certificats sont restés tels quels, dans Identity Manager et dans l’AC.",
  "error.ca-unavailable.next": "Réessayez dans un instant. Si cela dure, prévenez les responsables de l’AC.",

  "error.grant-expired.happened": "Le temps pendant lequel vous pouvez travailler sans connexion est écoulé.",
  "error.grant-expired.means": "Cela n’a rien modifié. Ce qui est dans la file est conservé.",
  "error.grant-expired.next": "Connectez-vous au serveur, regardez l’objet et recommencez si c’est encore nécessaire.",

  "error.journal-broken.happened": "Le journal de ce poste n’est pas celui que le serveur connaît.",
  "error.journal-broken.means": "À partir de l’entrée indiquée, rien n’a été exécuté. Tout est conservé.",
  "error.journal-broken.next": "Exportez le journal et remettez le fichier à votre responsable de la sécurité.",

  "error.previous-not-applied.happened": "Une entrée antérieure pour le même objet n’a pas été exécutée.",
  "error.previous-not-applied.means": "Celle-ci ne l’a donc pas été non plus. Elle n’a rien modifié.",
  "error.previous-not-applied.next":
    "Décidez d’abord de l’entrée antérieure, puis recommencez si c’est encore nécessaire.",

  "error.not-allowed-offline.happened": "Ce n’est pas possible sans connexion.",
  "error.not-allowed-offline.means": "Rien n’a été modifié.",
  "error.not-allowed-offline.next": "Faites-le quand le serveur sera de nouveau joignable.",

  "error.not-in-working-set.happened": "Cet objet ne fait pas partie du jeu de travail.",
  "error.not-in-working-set.means": "Sans connexion, on n’en sait rien. Rien n’a été modifié.",
  "error.not-in-working-set.next":
    "Ouvrez-le quand le serveur sera de nouveau joignable, ou emportez un jeu de travail plus grand la prochaine fois.",

  "error.grant-untrusted.happened":
    "L’autorisation de travailler sans connexion ne vient pas de votre serveur, ou concerne quelqu’un d’autre.",
  "error.grant-untrusted.means": "Elle n’est pas utilisée. Rien n’a été modifié.",
  "error.grant-untrusted.next": "Ne continuez pas. Envoyez les détails au support.",

  "error.grant-used-up.happened": "La file contient autant d’entrées que vous pouvez en faire sans connexion.",
  "error.grant-used-up.means": "Cette entrée n’a pas été faite. Les autres sont conservées.",
  "error.grant-used-up.next": "Connectez-vous au serveur et synchronisez.",

  "error.unlock-wait.happened": "Trop de mots de passe incorrects.",
  "error.unlock-wait.means": "Le jeu de travail reste verrouillé quelques minutes, même après un redémarrage.",
  "error.unlock-wait.next": "Attendez, puis saisissez le mot de passe avec lequel vous avez pris le jeu de travail.",

  "error.sync-first.happened": "Des entrées attendent encore une réponse.",
  "error.sync-first.means": "Un nouveau jeu de travail sera pris quand elles en auront une. Rien n’est perdu.",
  "error.sync-first.next": "Synchronisez maintenant, puis prenez le jeu de travail.",

  "error.bulk-too-many.happened": "Plus d’objets sont choisis qu’un traitement par lot n’en admet.",
  "error.bulk-too-many.means": "Rien n’a été lancé. Le choix est conservé.",
  "error.bulk-too-many.next":
    "Retirez-en quelques-uns, ou demandez à un administrateur d’élever la limite dans Administration.",

  "error.bulk-open.happened": "Un autre traitement par lot est ouvert sur ce poste.",
  "error.bulk-open.means": "Rien d’autre n’a été lancé.",
  "error.bulk-open.next": "Laissez-le se terminer ou reprenez-le, et fermez son résultat ; recommencez ensuite.",

  "error.bulk-interrupted.happened": "Le programme a été arrêté avant la réponse du serveur.",
  "error.bulk-interrupted.means": "On ne sait pas encore si c’est fait. Rien n’est fait deux fois.",
  "error.bulk-interrupted.next": "Appuyez sur Reprendre : le serveur est interrogé sur ce qu’il en est.",

  "error.disk-full.happened": "Le disque est plein.",
  "error.disk-full.means": "Ce qui devait être écrit ne l’a pas été. Ce qui était déjà en file est conservé.",
  "error.disk-full.next": "Libérez de la place, puis réessayez.",

  "error.store-unwritable.happened": "Le programme ne peut pas écrire dans son répertoire de données.",
  "error.store-unwritable.means": "Rien ne peut être mis en file sur ce poste. Ce qui y était déjà est conservé.",
  "error.store-unwritable.next": "Vérifiez les droits sur le répertoire et le disque, puis redémarrez le programme.",

  "error.store-damaged.happened": "La base de données de ce poste est endommagée.",
  "error.store-damaged.means": "Ce qui était lisible a été sauvé ; le fichier endommagé est conservé.",
  "error.store-damaged.next": "Remettez le fichier au support et prenez un nouveau jeu de travail.",

  "error.store-newer.happened": "Les données de ce poste ont été créées par une version plus récente de CardDesk.",
  "error.store-newer.means":
    "Elles n’ont pas été touchées. Le travail avec connexion continue ; rien ne peut être mis en file ici.",
  "error.store-newer.next": "Réinstallez sur ce poste la version la plus récente de CardDesk.",

  "error.code-unknown.happened": "Une autre version de CardDesk a noté une erreur que cette version ne connaît pas.",
  "error.code-unknown.means": "Son code figure dans les détails. L’afficher n’a rien modifié.",
  "error.code-unknown.next": "Ouvrez-la avec la version la plus récente de CardDesk, ou donnez les détails au support.",

  "error.vault-unavailable.happened": "Le coffre de clés de ce poste ne répond pas.",
  "error.vault-unavailable.means":
    "Sans ses clés, rien ne peut être lu ni mis en file sans connexion. Rien n’est perdu.",
  "error.vault-unavailable.next": "Déverrouillez le coffre de clés du système, puis redémarrez le programme.",

  "error.backend-refused.happened": "Le serveur a refusé.",
  "error.backend-refused.means": "Rien n’a été modifié.",
  "error.backend-refused.next": "Lisez ce que le serveur indique. Si cela n’aide pas, envoyez les détails au support.",

  "error.backend-failed.happened": "Le serveur a rencontré une erreur lors de cette requête.",
  "error.backend-failed.means": "Rien n’est perdu.",
  "error.backend-failed.next": "Réessayez. Si cela dure, envoyez les détails au support.",

  "error.backend-unreachable.happened": "Le serveur est injoignable.",
  "error.backend-unreachable.means": "Rien n’est perdu.",
  "error.backend-unreachable.next": "Vérifiez le réseau ou le VPN, puis réessayez.",

  "error.backend-timeout.happened": "Le serveur n’a pas répondu à temps.",
  "error.backend-timeout.means": "Rien n’est perdu.",
  "error.backend-timeout.next": "Réessayez. Si cela dure, prévenez les responsables du serveur.",

  "error.backend-untrusted.happened": "Le certificat du serveur n’est pas fiable.",
  "error.backend-untrusted.means":
    "Il a expiré, a été émis par un inconnu ou vaut pour un autre nom. Rien n’a été envoyé, pas même votre mot de passe.",
  "error.backend-untrusted.next": "Ne continuez pas. Envoyez les détails au support.",

  "error.backend-insecure.happened": "L’adresse du serveur n’est pas chiffrée (http).",
  "error.backend-insecure.means": "Rien n’a été envoyé, pas même votre mot de passe.",
  "error.backend-insecure.next": "Demandez l’adresse https à votre administrateur.",

  "error.backend-unreadable.happened": "Ce n’est pas le serveur qui a répondu, ou sa réponse est illisible.",
  "error.backend-unreadable.means": "Rien n’est perdu.",
  "error.backend-unreadable.next":
    "Vérifiez si un proxy ou une page de connexion du réseau s’interpose, puis réessayez. Si cela dure, envoyez les détails au support.",

  "error.service-not-running.happened": "Le service de cartes à puce de cette machine n’est pas démarré.",
  "error.service-not-running.means": "Aucun lecteur n’est visible. La carte est restée telle quelle.",
  "error.service-not-running.next":
    "Démarrez le service de cartes à puce (PC/SC) ou demandez à votre administrateur. CardDesk s’en aperçoit tout seul.",

  "error.no-reader.happened": "Il n’y a pas de lecteur de cartes.",
  "error.no-reader.means": "Aucune carte ne peut être lue sur cette machine.",
  "error.no-reader.next": "Branchez un lecteur de cartes. CardDesk s’en aperçoit tout seul.",

  "error.no-card.happened": "Il n’y a pas de carte dans le lecteur.",
  "error.no-card.means": "Rien n’a été lu.",
  "error.no-card.next": "Insérez une carte dans le lecteur.",

  "error.card-in-use.happened": "Un autre programme utilise la carte.",
  "error.card-in-use.means":
    "Elle ne peut être lue tant que ce programme ne la libère pas. La carte est restée telle quelle.",
  "error.card-in-use.next": "Fermez l’autre programme, ou attendez. CardDesk réessaie tout seul.",

  "error.card-removed.happened": "La carte a été retirée.",
  "error.card-removed.means": "Ce qui avait commencé n’est pas terminé. La carte est restée telle quelle.",
  "error.card-removed.next": "Insérez à nouveau la carte.",

  "error.card-silent.happened": "La carte ne répond pas.",
  "error.card-silent.means": "Elle est peut-être à l’envers, sale ou défectueuse. La carte est restée telle quelle.",
  "error.card-silent.next": "Retirez-la, retournez-la et insérez-la à nouveau.",

  "error.card-unknown.happened": "CardDesk ne connaît pas ce type de carte.",
  "error.card-unknown.means": "Ses certificats ne peuvent pas être lus. La carte est restée telle quelle.",
  "error.card-unknown.next": "Recherchez son numéro, ou insérez une autre carte.",

  "error.card-malformed.happened": "La carte répond quelque chose d’illisible.",
  "error.card-malformed.means": "Ses certificats ne peuvent pas être lus. La carte est restée telle quelle.",
  "error.card-malformed.next": "Insérez-la à nouveau. Si cela dure, envoyez les détails au support.",

  "error.card-refused.happened": "La carte a refusé d’être lue.",
  "error.card-refused.means": "Ses certificats ne peuvent pas être lus. La carte est restée telle quelle.",
  "error.card-refused.next": "Insérez-la à nouveau. Si cela dure, envoyez les détails au support.",

  "error.key-missing.happened": "La carte n’a pas de certificat pour cette clé.",
  "error.key-missing.means":
    "La carte ne peut pas prouver qu’elle possède la clé privée. La carte est restée telle quelle.",
  "error.key-missing.next":
    "Comparez les certificats du contrôle avec ceux d’Identity Manager. S’il en manque un, émettez la carte à nouveau.",

  "error.pin-required.happened": "La carte ne signe qu’avec son PIN.",
  "error.pin-required.means": "Rien n’a été signé. La carte est restée telle quelle.",
  "error.pin-required.next": "Contrôlez la carte à nouveau et demandez au titulaire de saisir le PIN.",

  "error.pin-blocked.happened": "Le PIN de la carte est bloqué.",
  "error.pin-blocked.means":
    "La carte ne signe plus tant que le PIN n’est pas débloqué. Identity Manager n’a rien modifié.",
  "error.pin-blocked.next": "Débloquez le PIN avec le PUK.",

  "error.pin-wrong.happened": "Le PIN est erroné.",
  "error.pin-wrong.means": "Rien n’a été signé. La carte compte les PIN erronés et se bloque s’il y en a trop.",
  "error.pin-wrong.next": "Demandez au titulaire de saisir le PIN à nouveau.",

  "error.bridge-lost.happened": "La partie de CardDesk qui lit les cartes s’est arrêtée.",
  "error.bridge-lost.means": "Elle redémarre toute seule. La carte est restée telle quelle.",
  "error.bridge-lost.next": "Attendez quelques secondes. Si cela dure, envoyez les détails au support.",

  "error.bridge-timeout.happened": "La partie de CardDesk qui lit les cartes ne répond pas.",
  "error.bridge-timeout.means": "Ce qui avait commencé sur la carte n’est peut-être pas terminé.",
  "error.bridge-timeout.next": "Insérez à nouveau la carte et réessayez. Si cela dure, redémarrez CardDesk.",

  "error.bridge-fault.happened": "La partie de CardDesk qui lit les cartes ne fonctionne pas.",
  "error.bridge-fault.means": "Les cartes ne peuvent pas être lues. Tout le reste fonctionne.",
  "error.bridge-fault.next": "Redémarrez CardDesk. Si cela dure, envoyez les détails au support.",

  "error.step-unknown.happened": "Le processus est arrivé à une étape que cette version ne connaît pas.",
  "error.step-unknown.means": "Ce qui a été fait avant cette étape est fait ; cette étape ne l’est pas.",
  "error.step-unknown.next":
    "Regardez l’objet et envoyez les détails au support : une version plus récente est nécessaire.",

  "error.wizard-busy.happened": "Un autre assistant est ouvert.",
  "error.wizard-busy.means": "Rien n’a été lancé. L’assistant ouvert et ce qui y a été saisi sont restés tels quels.",
  "error.wizard-busy.next":
    "Terminez ou fermez l’assistant ouvert, puis recommencez. Il est peut-être ouvert dans une autre fenêtre.",

  "error.wizard-gone.happened": "Cet assistant n’est plus ouvert.",
  "error.wizard-gone.means": "Rien n’a été envoyé. Il a été fermé ou poursuivi dans une autre fenêtre.",
  "error.wizard-gone.next": "Regardez l’objet dans son état actuel et recommencez si c’est encore nécessaire.",

  "error.wizard-waiting.happened": "L’assistant attend la réponse à Suivant.",
  "error.wizard-waiting.means":
    "Ce qui a été envoyé ne peut pas être repris ; l’assistant reste ouvert jusqu’à ce que le résultat soit connu.",
  "error.wizard-waiting.next": "Attendez la réponse, puis fermez l’assistant.",

  "error.take-running.happened": "Un jeu de travail est déjà en cours de téléchargement.",
  "error.take-running.means": "Ce second téléchargement n’a pas été lancé.",
  "error.take-running.next": "Attendez la fin du téléchargement ou annulez-le.",

  "error.take-cancelled.happened": "Le téléchargement du jeu de travail a été arrêté.",
  "error.take-cancelled.means": "Le nouveau jeu de travail n’est pas sur cette machine ; le précédent est inchangé.",
  "error.take-cancelled.next": "Relancez le téléchargement quand il sera nécessaire.",

  "error.bulk-running.happened": "Le traitement par lot est encore en cours.",
  "error.bulk-running.means": "Rien n’a été supprimé. Certains objets n’ont pas encore de résultat.",
  "error.bulk-running.next": "Annulez le traitement ou attendez sa fin, puis fermez-le.",

  "error.nothing-to-decide.happened": "Il n’y a plus rien à décider pour cette entrée.",
  "error.nothing-to-decide.means":
    "Elle a déjà fait l’objet d’une décision, peut-être dans une autre fenêtre. Rien n’a été modifié par cette action.",
  "error.nothing-to-decide.next": "Regardez la file d’attente telle qu’elle est maintenant.",

  "error.query-too-long.happened": "Le texte recherché est trop long.",
  "error.query-too-long.means": "Aucune recherche n’a été faite.",
  "error.query-too-long.next": "Raccourcissez-le : un numéro ou une partie de nom suffit.",

  "error.bad-call.happened": "Deux parties de ce programme ne se comprennent pas.",
  "error.bad-call.means": "C’est un défaut du programme. Il n’est pas certain que rien n’ait été modifié.",
  "error.bad-call.next": "Relisez l’objet et envoyez les détails au support. Redémarrer le programme peut aider.",

  "error.core-lost.happened": "Cette page a perdu le programme qui est derrière elle.",
  "error.core-lost.means": "Rien ne peut être lu ni modifié ici tant qu’il n’est pas revenu.",
  "error.core-lost.next":
    "Réessayez. Si cela dure, redémarrez CardDesk et regardez l’objet sur lequel vous travailliez.",

  "error.page-not-admitted.happened": "CardDesk n’est pas ouvert dans cet onglet.",
  "error.page-not-admitted.means":
    "Une adresse de CardDesk ouvre un onglet, une seule fois, et une adresse plus récente ferme les onglets de la précédente. Ce qui a été confirmé reste fait.",
  "error.page-not-admitted.next":
    "Dupliquez un onglet où CardDesk est ouvert, ou ouvrez la dernière adresse que le programme a affichée.",

  "error.address-used-twice.happened": "L’adresse de CardDesk a été ouverte une deuxième fois.",
  "error.address-used-twice.means":
    "Quelqu’un d’autre la connaît peut-être : tous les onglets ont donc été fermés. Ce qui a été confirmé reste fait.",
  "error.address-used-twice.next":
    "Ouvrez la nouvelle adresse que le programme a affichée. Si ce n’est pas vous qui l’avez ouverte deux fois, prévenez votre administrateur.",

  "error.client-fault.happened": "Une erreur s’est produite dans ce programme.",
  "error.client-fault.means": "C’est un défaut du programme. Ce qui est affiché est peut-être incomplet.",
  "error.client-fault.next": "Relisez ou redémarrez. Envoyez les détails au support.",
};
