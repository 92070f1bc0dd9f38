/*
 * The Spanish and French phrases of the opt-out rules, as patterns over the plain words of `readInbound` (opt-out-phrases.ts):
 * no accents, no apostrophes ("m'écrire" is "mecrire").
 */

const FROM_LIST_ES = "(?: (?:de|fuera de) (?:la|su|tu|esta|esa|sus|las) listas?)?";
const FROM_LIST_FR = "(?: (?:de|hors de) (?:la|votre|vos|cette|ta|ton) listes?)?";
const TEXTS_ES = "(?:mensajes?|textos?|sms)";
const TEXTS_FR = "(?:messages?|textos?|textes|sms)";

/** Rule (b): phrases of clear intent that may go on. */
export const PHRASES_ES_FR: readonly string[] = [
  // Commands only: "no me mandaron la boleta" tells something.
  "(?:ya )?no (?:me|nos) (?:vuelv(?:an?|as) a (?:escribir|mandar|enviar|contactar|textear|molestar|llamar)|escrib(?:an?|as)|(?:mand|envi|contact|texte|molest)(?:en?|es))(?! (?:la|el|mi|una?|otr[ao]) )",
  "(?:deja|deje|dejen|pare|paren|para) de (?:escribir|mandar|enviar|textear|molestar|contactar|llamar)(?:me|nos)?",
  "(?:deja|deje|dejen)(?:me|nos) en paz",
  `(?:ya )?no (?:quiero|deseo|quisiera|queremos) (?:recibir )?(?:mas |sus |tus |estos |esos )?${TEXTS_ES}`,
  `no mas ${TEXTS_ES}`,
  "(?:arrete|cesse)[zr]? de (?:m|me |nous )(?:ecrire|envoyer|contacter|texter|deranger|harceler|appeler)",
  "ne (?:m|me |nous )(?:ecri(?:vez|s)|envoyez|envoie|contacte[zs]?|texte[zs]?|derange[zs]?|appelez|appelles?|harcele[zs]?) (?:plus|pas)",
  "desabonne[rz]?(?: moi| nous)?",
  "desinscri(?:re|vez|s)(?: moi| nous)?",
  "laisse[zr]? (?:moi|nous) (?:tranquilles?|en paix)",
  `je ne (?:veux|souhaite|desire) (?:plus|pas) (?:recevoir )?(?:de |vos |ces |tes |aucun )?${TEXTS_FR}`,
];

/** Rule (b): phrases that must end there. */
export const WHOLE_PHRASES_ES_FR: readonly string[] = [
  `(?:quit(?:a|e|en)|borr(?:a|e|en)|elimin(?:a|e|en)|sac(?:a|an)|saqu(?:e|en)|remuev(?:a|e|an))(?:me|nos)${FROM_LIST_ES}`,
  `(?:quit(?:a|e|en)|borr(?:a|e|en)|elimin(?:a|e|en)|sac(?:a|an)|saqu(?:e|en)|remuev(?:a|e|an)) (?:mi|este|nuestro) (?:numero|nombre)${FROM_LIST_ES}`,
  "(?:quiero |quisiera |deseo )?darme de baja|den?me de baja|como me doy de baja|como puedo darme de baja",
  "arretez",
  "desabonnement|desinscription",
  `(?:retire|enleve|supprime|raye|efface|ote)[rz]? (?:moi|nous)${FROM_LIST_FR}`,
  `(?:retire|enleve|supprime|raye|efface|ote)[rz]? (?:mon|ce|notre) (?:numero|nom)${FROM_LIST_FR}`,
  `plus (?:de |aucun )${TEXTS_FR}`,
];

/** After a phrase: it holds at some times or in some way only. */
export const CONDITIONS_ES_FR: readonly string[] = [
  "cuando|mientras|si |tan (?:tarde|temprano)|en |por la noche|de noche|a esta hora",
  "quand|pendant|lorsque|au travail|la nuit|le soir",
];

/** Rule (c): wrong number. */
export const WRONG_NUMBER_ES_FR: readonly string[] = [
  "numero (?:equivocado|incorrecto|errado)",
  "equivoc\\w* de (?:numero|persona)",
  "no es (?:el|su|mi) (?:numero|telefono|celular)(?: de| correcto|$)",
  "no soy esa persona",
  "no conozco a ningun",
  "aqui no vive",
  "(?:mauvais|faux) numero",
  "trompe[zrs]? de numero",
  "nest (?:pas|plus) (?:le|son|leur) numero",
  "ne connais (?:pas|aucune?) (?:de |d)",
];

/** Rule (c): whole clauses that may mean "stop". */
export const UNCLEAR_ES_FR: readonly string[] = [
  "(?:basta|ya basta|baja|dar de baja|no mas|ya no mas|cancel(?:ar|e|en)|anul(?:ar|e|en))",
  "(?:cancel(?:ar|e|en)|anul(?:ar|e|en)) (?:la |mi )?suscripcion",
  "(?:es|esto es) (?:spam|acoso)",
  "(?:voy a |lo voy a |los voy a |la voy a |te voy a )(?:reportar|bloquear|denunciar)(?: .*)?",
  "larguense|larguese|largate|vayase|vete",
  "(?:ca suffit|assez|y en a marre)",
  "annule[zr]?(?: (?:mon|l|cet) ?abonnement)?",
  "cest (?:du|un) (?:spam|harcelement)",
  "je (?:vais )?vous (?:signale|bloque|denonce)r?(?: .*)?",
  "(?:foutez|fichez|fous|fiche) moi la paix|allez vous en|va ten|degagez?",
];
