/*
 * Inbound texts in French and what they must be taken for (docs/rules.md#opt-outs-detection); as in opt-out-corpus.ts.
 */
import { texts } from "./opt-out-corpus.ts";

/** (a) Words alone. */
export const WORDS_ALONE_FR = texts(`
  Arrêt | ARRET | ARRÊT | arrêt. | Arrêt ! | « ARRÊT » | arret arret | A.R.R.E.T | Stop ! | ＡＲＲＥＴ | ARRÊT 🛑
  Arrêt\\nEnvoyé de mon iPhone | stop…
`);

/** (b) Short phrases of clear intent. */
export const CLEAR_PHRASES_FR = texts(`
  arrêt svp | Arrêt s'il vous plaît | stop svp | Stop s'il vous plaît | Stop merci | s'il vous plait stop | non, stop
  Arrêtez | ARRÊTEZ ! | arrêtez svp | Arrêtez s'il vous plaît | arrêtez de m'écrire | Arrête de m'écrire
  arrêtez de me contacter | Arrêtez de m'envoyer des messages | arrêtez de m'envoyer des textos | arrête de me texter
  arrêtez de me déranger | Arrêtez de nous écrire | arrêtez de me harceler | cessez de m'écrire | cessez de me contacter
  Cessez de me texter | ne m'écrivez plus | Ne m'écrivez plus jamais | ne m'écris plus | ne me contactez plus
  Ne me contactez pas | ne me textez plus | ne m'envoyez plus de messages | Ne m'envoyez plus rien | ne nous écrivez plus
  ne me dérangez plus | ne m'appelez plus | désabonner | Désabonnez-moi | Me désabonner | désabonnement
  Comment me désabonner ? | Je veux me désabonner | je me désabonne | désinscription | Désinscrivez-moi | me désinscrire svp
  retirez-moi de la liste | Retirez-moi de votre liste | retirez mon numéro | Retirez mon numéro de votre liste
  enlevez-moi de la liste | Enlevez mon numéro | supprimez mon numéro | Supprimez-moi de votre liste
  effacez mon numéro | rayez-moi de votre liste | laissez-moi tranquille | Laisse-moi tranquille
  laissez-nous tranquilles | laissez-moi en paix | plus de messages svp | plus de textos
  je ne veux plus de messages | Je ne veux plus recevoir de messages | je ne veux plus recevoir vos textos
  Je ne souhaite plus recevoir de messages | je ne veux pas recevoir vos messages | Mauvais numéro, ne m'écrivez plus
  Pas intéressé, arrêtez de m'écrire | J'ai déjà voté, laissez-moi tranquille
`);

/** (c) Unclear: a person confirms. */
export const UNCLEAR_FR = texts(`
  mauvais numéro | Mauvais numero ! | Vous avez le mauvais numéro | Vous vous êtes trompé de numéro
  vous vous trompez de numéro | ce n'est pas le numéro de Marie | ce n'est pas son numéro | ce n'est plus son numéro
  faux numéro | je ne connais pas d'Anne | ça suffit | Ça suffit ! | assez | C'est qui ? Stop
  qui êtes-vous, stop | annuler | annulez svp | c'est du spam | je vais vous signaler | je vous bloque
  foutez-moi la paix | allez-vous-en | ne m'écrivez pas au travail | ne m'écrivez pas si tard
  ne m'écrivez pas en anglais
`);

/** (d) Conversation, never an opt-out and nothing to review. */
export const NEAR_MISSES_FR = texts(`
  l'arrêt de bus | à l'arrêt du 24 | Je m'arrête à 5 h | je me suis arrêté hier | N'arrêtez pas | n'arrêtez jamais !
  on n'arrête pas le progrès | Arrêtez la guerre | arrêtons le pipeline | il faut arrêter le bruit
  le stop au coin de la rue | Oui | oui ! | Non | non merci | Non, merci | Merci | d'accord | peut-être
  C'est qui ? | qui êtes-vous ? | De quoi s'agit-il ? | Écrivez-moi plus tard | appelez-moi | envoyez-moi plus d'infos
  ne m'oubliez pas | je ne veux pas voter | je ne veux plus de guerre | plus de justice | plus de détails svp
  plus d'informations | j'ai déjà voté | pas intéressé | Je ne suis pas intéressée | laissez-moi réfléchir
  Laissez-moi voir | laisse-moi un message | la liste électorale | suis-je sur la liste ? | retirez les pancartes
  retirer mon bulletin ? | où est mon numéro d'électeur | mon numéro est le 2 | la fin | enfin | c'est la fin
  fini | quitte à voter | je quitte le travail à 5 h | assez bien | c'est assez loin | annulé hier
  l'abonnement de métro | A aimé « Répondez ARRÊT » | A adoré « STOP » | J'aime bien
  un numéro de téléphone ? | personne ne m'a écrit | on ne m'a pas envoyé ma carte
`);
