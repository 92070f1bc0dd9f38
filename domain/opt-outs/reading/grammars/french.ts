/** French, without accents; an elided word is a word of its own: "m' ecrire". */
import type { Grammar } from "../grammar.ts";

/** "arrete", "arretez", "arretes", "arreter" … of verbs that end in -er. */
const forms = (stems: string) =>
  stems
    .split(" ")
    .flatMap((stem) => ["e", "ez", "es", "er", "ons"].map((end) => stem + end))
    .join("|");

const PARTS = {
  NAME: "luc|marie|jean|pierre|michel|paul|jacques|louis|claude|andre|philippe|anne|julie|sophie|isabelle|nathalie|francois|marc|daniel|robert|nicole|monique|sylvie|martin",
  KEY:
    "arret|arrets|arreter|arretez|arrete|arretes|stop|desabonner|desabonnez|desabonne|desabonnement|desabonnes|desinscription|desinscrire|desinscrivez|desinscris|desinscrit|" +
    "unsubscribe|desengager|resilier|resiliation|stoppez|cessez|cesser | me desabonner | me desinscrire | desabonnez moi | desabonne moi | desinscrivez moi",
  AROUND:
    "bonjour|bonsoir|salut|allo|merci|non|oui|ok|svp|s|il|vous|te|plait|plais|stp|please|maintenant|immediatement|tout|de|suite|je|veux|voudrais|souhaite|desire|demande|j|ai|dit|" +
    "monsieur|madame|messieurs|mesdames|merde|putain|bon|sang|enfin|alors|comment|puis|peux|pouvez|me|moi|beaucoup|les|messages|textos|sms|ca|et|d|accord|desole|desolee|connard|connards",
  STOP: `${forms("arret cess stopp")}|arret|stop`,
  WRITING:
    "ecrire|envoyer|contacter|texter|deranger|harceler|appeler|embeter|spammer|importuner|solliciter|relancer|telephoner|ennuyer|emmerder|messager",
  WRITES:
    "ecrivez|ecris|ecrire|envoyez|envoie|envoies|envoyer|contactez|contacte|contactes|contacter|textez|texte|textes|texter|derangez|derange|deranges|deranger|appelez|appelle|appelles|appeler|" +
    "harcelez|harcele|harceles|embetez|embete|spammez|importunez|sollicitez|relancez|ecrivent|envoient|contactent|recontactez|recontacter|relancez|spammez|sollicitez|rappelez",
  ME: "m|me|nous|moi|mon|ce",
  PLUS: "plus|pas|jamais|rien|aucun|aucune",
  TEXTS:
    "message|messages|texto|textos|texte|textes|sms|publicite|publicites|pub|pubs|courriels|notifications|spam|spams|alertes|sollicitations|appels|textos",
  OF: "aux|a|au|de|d|vos|ces|tes|aucun|aucune|les|des|ce|genre|type|votre|autres|autre|tous|cette|ton|la|politiques|messages",
  WANT: "veux|souhaite|desire|voudrais|voulons|souhaitons|souhaiterais|aimerais|veut|desirons|accepte|consens",
  LIST: "liste|listes|base|systeme|donnees|fichier|fichiers|contacts|repertoire|envoi|envois|groupe|registre|campagne|la|ca",
  FROM_LIST: "(de|d|hors de|du|des) .{0,4} LIST",
  REMOVE: forms("enlev supprim ray effac ot retir elimin sort desabonn desinscr radi biff exclu"),
  MINE: "(mon|ce|notre|mes|nos) (numero|nom|telephone|cell|cellulaire|portable|contact|coordonnees|donnees|numero de telephone)",
};

export const FRENCH: Grammar = {
  language: "fr",
  parts: PARTS,
  rules: {
    alone: ["KEY"],
    keyword: ["AROUND* KEY (KEY|AROUND)*", "AROUND* KEY (ou|sinon) .{1,9}"],
    asked: ["(pas|plus) (de|d) TEXTS"],
    opt_out: [
      "(bloquez|bloque) MINE",
      "STOP (de|d) (ME)? WRITING",
      "STOP (les|vos|ces|tous|tes|de|aux|a) (OF)* TEXTS",
      "STOP (de|d) (ME) WRITING",
      "STOP (tout|toute|tous) .{0,1} (contact|communication|envoi|envois|messages)",
      "ne (ME) WRITES (PLUS)",
      "(ME) WRITES (plus|pas|jamais) (de|d|rien|svp)",
      "(ne)? (plus|pas) (ME)? (WRITING|recevoir) (de|d|ces|vos|OF)* (TEXTS)?",
      "(je|nous|j)? ne (WANT) (PLUS) (etre|recevoir|que|avoir)? (OF)* (TEXTS|contacte|contactee|contactes|derange|derangee|sollicite|sollicitee)",
      "(je|nous) (WANT) (PLUS|pas) (recevoir|etre|de|d|vos|ces) .{0,4}",
      "(je|nous) ne (WANT) (PLUS) (entendre|avoir) (parler|de nouvelles|des nouvelles) (de vous)?",
      "ne (WANT) (PLUS) (rien|les|en) (recevoir)",
      "(de|veuillez|pour|vouloir) (me|nous) (retirer|enlever|supprimer|desabonner|desinscrire|rayer|effacer)",
      "ne (plus) (ME)? (recevoir|WRITING|contacter|deranger)",
      "(plus|aucun|assez|plus jamais) (de|d)? (vos|ces|tes)? TEXTS (svp|du tout|merci)?",
      "(comment|veux|voudrais|souhaite|puis je|peux|peut on|desire|aimerais|voudrai) (je|on|peut on|faire pour|puis je|puis)* (me|se|nous)? (desabonner|desinscrire|desabonne|retirer|desengager|enlever|supprimer|sortir|arreter de recevoir|arreter ces|stopper|etre retire|etre retiree|etre enleve|etre enlevee|etre supprime|etre supprimee|etre raye|etre desabonne)",
      "(desabonnez|desabonne|desinscrivez|desinscris|desabonner|desinscrire) (moi|nous|mon|ce|notre)?",
      "(je|nous) (me|nous) (desabonne|desinscris|desabonnons|retire)",
      "(lachez|lache) (moi|nous)",
      "(laisse|laissez|fichez|fiche|foutez|fous|lachez|lache) (moi|nous) (tranquille|tranquilles|en paix|la paix|enpaix|tranquil)",
      "(REMOVE|retirez|enlevez) MINE",
      "(REMOVE) (moi|nous) (FROM_LIST)",
      "(oublie|oubliez|perdez|perds) (mon|ce) numero",
      "(je)? (retire|revoque) mon (consentement|accord|autorisation)",
      "(je)? ne (vous)? (autorise|consens|donne) (PLUS)",
      "(vous|n) (n)? (avez|ai) (pas|plus) (mon|donne|la|ma)? (mon|ma|la)? (permission|consentement|autorisation|accord)",
      "mettez|mets|ajoutez (moi|nous|mon numero|ce numero)? (sur|a|dans) (la|votre|une) liste (des)? (numeros|de numeros|d exclusion|noire|de blocage|rouge|d opposition)",
    ],
    opt_out_at_end: [
      "(m|me|nous) WRITES (plus|jamais)",
      "(REMOVE) (moi|nous)",
      "STOP (de|d) (ecrire|envoyer|texter|contacter|deranger|harceler)",
      "(plus|aucun) (de|d)? TEXTS",
      "(je|nous) ne (WANT) (PLUS) (recevoir|en recevoir|etre contacte|rien)",
      "(etre) (retire|retiree|enleve|enlevee|supprime|supprimee|raye|rayee|desabonne|desabonnee) (FROM_LIST)?",
      "ne (ME) WRITES (PLUS)",
      "(sortir|retirer|enlever|supprimer|effacer|rayer) (moi|mon numero|mon nom)? FROM_LIST",
    ],
    not: [
      "(vous|tu|ils|elles|on|personne|il|elle) (ne)? (ME) WRITES",
      "(n|ne|jamais) (STOP) (pas|jamais|plus)",
      "ne (WANT) (pas|plus) que .{0,5} (arretent|arrete|cessent|cesse|arretiez|cessiez)",
      "ne (me|m|nous) (REMOVE|desabonnez|enlevez|retirez) pas",
      "(pas|jamais|aucun|aucune) (besoin|question|envie|intention|voulu|demande|dit|veux|souhaite)* (de|d|a|que)? (me|m|nous|etre|vous|ne)* (desabonner|desinscrire|desabonne|retirer|retire|enlever|enleve|supprimer|supprime|arreter|arretiez|stop) .{0,3}",
      "ne (ME) (envoyez|envoie|envoyer) (pas|plus) (de|d|la|le|les|mon|l)? (argent|bulletin|bulletins|lettre|courrier|facture|colis|carte|fleurs)",
      "arret|arrets (de|d) (bus|autobus|metro|train|tram|travail|jeu)",
      "l|un|les|mon|cet|prochain|a arret|arrets",
      "(il faut|faut|faudrait|doit|doivent|on doit|on va|on peut) (arreter|stopper|cesser)",
      "(liste) (electorale|d attente|des candidats|de courses)",
    ],
    doubt: [
      "(ecrivez|envoyez|appelez|textez|contactez|joignez) (moi|nous|a|le|sur) (plutot|sur|a|par|mon|au|mon autre|autre)",
      "(plutot|par erreur|par accident|sans faire expres|me suis trompe)",
      "(remettez|reinscrivez|reabonnez|rajoutez|gardez) (moi|nous)",
      "mais (je veux|gardez|continuez|vous pouvez)",
    ],
    review: [
      "(envoye|ecrit|repondu|tape|mis|dit|texte) (stop|arret|arreter) (par|sans) (erreur|accident|inadvertance|faire expres|faire attention|le vouloir)",
      "(c est|cest) (du|un|de l)? (spam|harcelement|arnaque)",
      "(je)? (vais|vous|te) (vous|te)? (signale|signaler|bloque|bloquer|denonce|denoncer|rapporte|poursuivre)",
      "(annule|annuler|annulez) (mon|l|cet|votre)? abonnement",
      "(marre|tanne|tannee|fatigue|fatiguee|ecoeure|ecoeuree|assez) (de|d|des) (recevoir|vos|ces|tous|tes)",
      "(trop|autant|tant) de TEXTS",
      "(je ne me suis|je n ai|n ai) (jamais|pas) (inscrit|abonne|demande|donne|autorise|inscrite|abonnee)",
      "pourquoi (vous|tu)? (continuez|continues|m envoyez|m ecrivez|me textez|encore) .{0,3}",
    ],
    review_alone: [
      "(ca suffit|assez|c est assez|y en a marre|il y en a marre|j en ai marre|annuler|annulez|annule|fin|quitter|terminer|terminez|suffit|basta|degage|degagez|va t en|va ten|allez vous en|ta gueule|foutez le camp|fous le camp|fichez le camp|va chier|allez chier|allez au diable|va te faire foutre|allez vous faire foutre|plus rien|non plus)",
      "(spam|harcelement|arnaque|bloque|bloquee|signale|decede|decedee|mort|morte|retirer|enlever|supprimer)",
    ],
    wrong_number: [
      "(c est|ce n est|n est|suis|ne suis) (pas|plus) NAME",
      "(mauvais|faux) numero",
      "(erreur|trompe|trompes|trompez|trompee|tromper) de (numero|personne)",
      "(n est|c est|ce n est) (pas|plus) (le|son|leur|mon|du tout le) (bon)? (numero|telephone|cell|cellulaire)",
      "(ne)? connais (pas|aucun|aucune) (de|d|cette personne|cet)",
      "(il n y a|y a|ya) (pas|aucun|aucune|personne) .{0,4} (ici|a ce numero)",
      "(mauvaise|pas la bonne) personne",
      "(c est|ce n est|n est|suis) pas (moi|la bonne personne|cette personne|lui|elle|mon nom)",
      "n est pas le numero",
      "(est|il est|elle est) (decede|decedee|mort|morte)",
    ],
    refusal: [
      "pas de (messages|textos|message)",
      "(pas|n est pas|suis pas|ne suis pas) interesse|interessee",
      "non merci",
      "(j ai)? (deja)? (vote|donne)",
      "mauvais numero",
      "je ne (vote|suis|veux)",
    ],
  },
};
