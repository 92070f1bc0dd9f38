/**
 * What an opt-out is confirmed with, in each language that opt-outs are read in. Every one says that no more texts come and that
 * START brings them back: START is read in any language.
 */
import type { Language } from "./reading/grammar.ts";

export const CONFIRMATIONS: Readonly<Record<Language, string>> = {
  en: "You have been unsubscribed and will get no more texts from us. Reply START to subscribe again.",
  es: "Su baja está hecha: no recibirá más mensajes nuestros. Responda START para volver a recibirlos.",
  fr: "Vous êtes désabonné et ne recevrez plus de messages de notre part. Répondez START pour vous réabonner.",
  pt: "Seu número foi descadastrado: você não receberá mais mensagens nossas. Responda START para voltar a receber.",
  ht: "Nou retire w sou lis la: ou pap resevwa mesaj nan men nou ankò. Reponn START si w vle resevwa yo ankò.",
  zh: "您已退订,不会再收到我们的短信。回复 START 可重新订阅。",
  ja: "配信を停止しました。今後こちらからのメッセージは届きません。再開するには START と返信してください。",
  ko: "수신 거부되었습니다. 더 이상 문자를 보내지 않습니다. 다시 받으시려면 START라고 답장해 주세요.",
  vi: "Quý vị đã hủy đăng ký và sẽ không nhận tin nhắn của chúng tôi nữa. Trả lời START để đăng ký lại.",
  tl: "Inalis na kayo sa listahan at wala nang darating na text mula sa amin. Mag-reply ng START para muling sumali.",
  ru: "Вы отписаны и больше не получите от нас сообщений. Ответьте START, чтобы подписаться снова.",
  uk: "Вас відписано, більше повідомлень від нас не буде. Щоб підписатися знову, надішліть START.",
  pl: "Wypisano Cię z listy, nie otrzymasz od nas więcej wiadomości. Odpisz START, aby zapisać się ponownie.",
  de: "Sie sind abgemeldet und erhalten keine Nachrichten mehr von uns. Antworten Sie START, um sich wieder anzumelden.",
  it: "La sua iscrizione è annullata: non riceverà più messaggi da noi. Risponda START per riceverli di nuovo.",
  el: "Διαγραφήκατε και δεν θα λάβετε άλλα μηνύματα από εμάς. Απαντήστε START για να εγγραφείτε ξανά.",
  ar: "تم إلغاء اشتراكك ولن تصلك رسائل أخرى منا. أرسل START للاشتراك مرة أخرى.",
  fa: "اشتراک شما لغو شد و دیگر پیامی از ما دریافت نمی‌کنید. برای اشتراک دوباره START را بفرستید.",
  ur: "آپ کی رکنیت ختم کر دی گئی ہے، اب آپ کو ہماری طرف سے پیغامات نہیں آئیں گے۔ دوبارہ شروع کرنے کے لیے START لکھ کر بھیجیں۔",
  he: "הוסרת מהרשימה ולא יישלחו אליך עוד הודעות מאיתנו. להצטרפות מחדש יש להשיב START.",
  hy: "Դուք հանված եք ցուցակից և այլևս հաղորդագրություններ չեք ստանա մեզնից։ Կրկին բաժանորդագրվելու համար պատասխանեք START։",
  hi: "आपका नंबर हटा दिया गया है, अब हमारी ओर से कोई संदेश नहीं आएगा। फिर से जुड़ने के लिए START लिखकर भेजें।",
  bn: "আপনার নম্বর সরানো হয়েছে, আমাদের কাছ থেকে আর কোনো বার্তা পাবেন না। আবার পেতে START লিখে উত্তর দিন।",
  gu: "તમારો નંબર કાઢી નાખ્યો છે, હવે અમારા તરફથી કોઈ સંદેશ નહીં આવે. ફરી જોડાવા START લખીને જવાબ આપો.",
  pa: "ਤੁਹਾਡਾ ਨੰਬਰ ਹਟਾ ਦਿੱਤਾ ਗਿਆ ਹੈ, ਹੁਣ ਸਾਡੇ ਵੱਲੋਂ ਕੋਈ ਸੁਨੇਹਾ ਨਹੀਂ ਆਵੇਗਾ। ਦੁਬਾਰਾ ਜੁੜਨ ਲਈ START ਲਿਖ ਕੇ ਭੇਜੋ।",
  mr: "तुमचा नंबर काढला आहे, यापुढे आमच्याकडून संदेश येणार नाहीत. पुन्हा सुरू करण्यासाठी START असे उत्तर पाठवा.",
  ne: "तपाईंको नम्बर हटाइयो, अब हामीबाट सन्देश आउने छैन। फेरि पाउन START लेखेर जवाफ दिनुहोस्।",
  ta: "உங்கள் எண் நீக்கப்பட்டது, இனி எங்களிடமிருந்து செய்திகள் வராது. மீண்டும் பெற START என்று பதில் அனுப்பவும்.",
  te: "మీ నంబర్ తొలగించబడింది, ఇకపై మా నుండి సందేశాలు రావు. మళ్లీ పొందడానికి START అని సమాధానం పంపండి.",
  th: "ยกเลิกการรับข้อความแล้ว คุณจะไม่ได้รับข้อความจากเราอีก ตอบ START เพื่อสมัครใหม่",
  lo: "ທ່ານໄດ້ຍົກເລີກແລ້ວ ແລະ ຈະບໍ່ໄດ້ຮັບຂໍ້ຄວາມຈາກພວກເຮົາອີກ. ຕອບ START ເພື່ອສະໝັກຄືນ.",
  km: "អ្នកបានឈប់ទទួលហើយ ហើយនឹងមិនទទួលបានសារពីយើងទៀតទេ។ ឆ្លើយ START ដើម្បីទទួលម្ដងទៀត។",
  hmn: "Peb muab koj tshem tawm lawm, peb yuav tsis xa ntawv rau koj ntxiv. Teb START yog koj xav tau dua.",
  am: "ቁጥርዎ ከዝርዝሩ ወጥቷል፤ ከእኛ ሌላ መልእክት አይደርስዎትም። እንደገና ለመቀበል START ብለው ይመልሱ።",
  so: "Waa lagaa saaray liiska, farriimo dambe nagama heli doontid. Ku jawaab START haddii aad mar kale rabto.",
  sw: "Umeondolewa kwenye orodha, hutapokea ujumbe mwingine kutoka kwetu. Jibu START ili kujiunga tena.",
  sr: "Odjavljeni ste i više nećete dobijati poruke od nas. Odgovorite START da se ponovo prijavite.",
  id: "Anda telah berhenti berlangganan dan tidak akan menerima pesan dari kami lagi. Balas START untuk berlangganan lagi.",
  tr: "Listeden çıkarıldınız, bizden başka mesaj almayacaksınız. Yeniden abone olmak için START yazıp yanıtlayın.",
  nl: "U bent afgemeld en krijgt geen berichten meer van ons. Antwoord START om u weer aan te melden.",
  ro: "Ați fost dezabonat și nu veți mai primi mesaje de la noi. Răspundeți START pentru a vă abona din nou.",
  sq: "U çregjistruat dhe nuk do të merrni më mesazhe nga ne. Përgjigjuni START për t'u regjistruar përsëri.",
};

export function isLanguage(language: string): language is Language {
  return Object.hasOwn(CONFIRMATIONS, language);
}
