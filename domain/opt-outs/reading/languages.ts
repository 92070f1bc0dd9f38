/**
 * Stop words of the languages that are most spoken in the United States, besides English, Spanish and French, which have
 * grammars. `clear`: an opt-out as the whole text. `unclear`: a person reads it. `within`: clear requests, wherever they are
 * in the text. Written as plainText writes them.
 */
import type { Language } from "./grammar.ts";
import { needOfRows } from "../pattern/needs.ts";
import { READER } from "./glance/readers.ts";
import type { ReaderNeeds } from "./glance/readers.ts";
import { plainText } from "./plain-text.ts";
import { formsOf } from "./frames/verb-forms.ts";

type StopWords = { clear: string; unclear?: string; within?: string; wrongNumber?: string };

const STOP_WORDS: Readonly<Partial<Record<Language, StopWords>>> = {
  zh: {
    clear: "停止|停|停止发送|停止發送|退订|退訂|取消订阅|取消訂閱|停止短信|停止短訊|拒收|不要再发|不要再發|别发了|別發了|别再发了|別再發了|退出|删除我|刪除我|td|请停止|請停止|停止发送短信|停止傳送|终止|終止|全部停止|停止所有|停掉|停了|不要发了|不要發了|停發|停发|移除|移除我|拒绝接收|停止联系|停止聯絡|不再接收|取消短信|取消短訊|取消简讯|别发|別發|停止接收|停下|停下来|取消接收|退群",
    unclear: "取消|不要|别烦我|別煩我|结束|結束|骚扰|騷擾|垃圾短信|滚|滾|够了|夠了|举报|舉報|屏蔽",
    within: "不要再发|不要再發|别再发|別再發|别再给我发|別再給我發|不要再打扰|不要再打擾|别再打扰|不要再给我发|不要再給我發|不要给我发|不要給我發|不要再联系|不要再聯繫|别再联系|別再聯絡|不要再聯絡|停止发送|停止發送|停止给我|停止給我|停止联系|取消订阅|取消訂閱|退订|退訂|把我移除|将我移除|從名單|从名单|从列表|删除我的号码|刪除我的號碼|不想再收|不想收到|不希望收到|别给我发|別給我發|不要发短信|不要發短信|不要传简讯|不要再傳|不要再骚扰|请勿再|請勿再|勿擾|勿扰|停止发短信|停止發短訊|不再接收|拒绝接收|停止骚扰",
    wrongNumber: "打错|打錯|发错|發錯|号码错|號碼錯|错误的号码|錯誤的號碼|不是这个人|不是這個人|找错人|找錯人|传错|傳錯",
  },
  tl: {
    clear: "stop na|stop na po|stop po|tigil|itigil|tumigil|hinto|ihinto|huminto|hinto na|tigilan|tama na|itigil na|tigil na|itigil mo na|tigilan mo na ako|tigilan nyo na ako|tigilan niyo na ako|huwag na|wag na|ihinto na|pakitigil|pakihinto|paki tigil|paki hinto|paki stop|pakistop|pakitigil na|wakasan|lumabas|ihinto nyo|ihinto niyo|itigil nyo na|itigil niyo na|tigilan na|tigil na kayo|itigil lahat|itigillahat|tanggalin|mag unsubscribe|tama na po|pa stop|pastop",
    unclear: "ayoko|ayoko na|ayaw ko|ayaw ko na|alisin|burahin|kanselahin",
    within: "huwag na kayong mag text|wag na kayong mag text|huwag mo na akong i text|huwag nyo na akong i text|huwag niyo na akong i text|wag mo na akong i text|wag nyo na akong i text|wag niyo na akong i text|wag na kayo mag text|huwag na po kayong mag text|huwag na akong padalhan|huwag niyo na akong padalhan|wag nyo na ko i text|itigil ang pag text|itigil ang pagpapadala|itigil nyo|itigil niyo|alisin mo ako sa|alisin nyo ako sa|alisin niyo ako sa|tanggalin nyo ako|tanggalin nyo number|tanggalin niyo number|tanggalin mo number|huwag nyo na akong itext|wag nyo na akong itext|huwag mo na akong itext|wag mo na akong itext|tanggalin mo ako|tanggalin niyo ako|tigilan nyo|tigilan niyo|tigilan mo|ayoko na makatanggap|ayaw ko nang makatanggap|ayoko nang makatanggap|huwag na mag text|wag na mag text|burahin nyo number ko|burahin mo ang number ko|itigil mo na|pakitigil ang|pakihinto ang|itigil ang|ihinto ang|paki stop ang|huwag mo na ako itext|huwag nyo na ako itext|wag nyo na ako itext|wag nyo na ako i text|ayaw ko na ng text|ayoko na ng text|tigil na sa text",
    wrongNumber: "maling numero|mali ang numero|wrong number po|hindi po ito|hindi ako si",
  },
  vi: {
    clear: "dung|dung lai|ngung|ngung lai|thoi|huy|huy dang ky|huy bo|ket thuc|cham dut|dung nhan tin|ngung nhan tin|dung nhan tin nua|thoi nhan tin|dung gui nua|xin dung lai|lam on dung lai|tu choi|thoat|dung het|ngung tat ca|dung tat ca|dung nua|dung gui|ngung gui|dung nhan|dung lien lac|khong nhan tin nua|dung lam phien|huy nhan tin",
    unclear: "khong|thoi di|huy bo di|phien qua|spam qua",
    within: "dung nhan tin|ngung nhan tin|dung gui tin|ngung gui tin|dung nhan cho toi|dung lien lac|xin dung nhan|xin ngung|khong muon nhan tin|khong muon nhan them|dung goi cho toi|xoa so cua toi|xoa toi khoi|xoa ten toi|dung lam phien|huy dang ky|ngung lien lac|khong nhan tin nua|dung gui nua|lam on dung|lam on ngung|khong muon nhan",
    wrongNumber: "nham so|sai so|lon so|khong phai so",
  },
  ar: {
    clear: "توقف|توقفوا|قف|ايقاف|وقف|اوقف|اوقفوا|الغاء|الغاء الاشتراك|كفي|انهاء|الغ الاشتراك|ايقاف الرسائل|لا ترسل|لا تراسلني|لا ترسلوا|لا تراسلوني|بطل|بطلوا|اوقفوها|قفوا|توقفي|اوقفي|الغي الاشتراك|ازلني|احذفني|لا ترسل لي|لا ترسلوا لي|اوقف الرسائل|اوقفوا الرسائل|يكفي|الغ اشتراكي|الغاء اشتراكي",
    unclear: "كفاية|كفايه|لا|خلص|خلاص|احذف|حذف|اخرس|ازعاج|بس",
    within: "توقف عن|توقفوا عن|لا تراسلني|لا تراسلوني|لا ترسل لي|لا ترسلوا لي|لا ترسلوا الي|لا ترسل الي|الغاء الاشتراك|احذف رقمي|احذفوا رقمي|ازيلوا رقمي|ازل رقمي|لا اريد رسائل|لا اريد استلام|لا اريد تلقي|لا تتصل بي|لا تتصلوا بي|اوقفوا الرسائل|اوقف الرسائل|ازيلوني من|ازلني من|احذفوني من|ايقاف الرسائل|كفوا عن|لا تتواصل معي|لا تتواصلوا معي",
    wrongNumber: "رقم خطا|الرقم خطا|رقم غلط|الرقم غلط|رقم خاطئ|الرقم الخطا",
  },
  ko: {
    clear: "그만해주세요|수신거부|수신 거부|중지|정지|그만|멈춰|그만해|그만하세요|그만 보내세요|그만 보내|그만보내|그만보내세요|구독취소|구독 취소|해지|수신차단|무료거부|무료수신거부|중단|멈추세요|스톱|스탑|보내지 마|보내지마|보내지 마세요|보내지마세요|거부|탈퇴|모두중지|전부중지|수신중지|문자중지|그만좀보내세요|그만좀보내|멈춰주세요|중지해주세요|중지하세요|중단해주세요|중단하세요|멈춰요|그만해요|그만요",
    unclear: "취소|싫어요|싫어|됐어요|차단|신고|끝|스팸|그만좀",
    within: "보내지 마|보내지마|문자하지 마|문자하지마|연락하지 마|연락하지마|그만 보내|그만보내|수신거부|수신 거부|문자 그만|연락 그만|삭제해 주세요|삭제해주세요|받고 싶지 않|받고싶지않|빼 주세요|빼주세요|구독 취소|제외해 주세요|제외해주세요",
    wrongNumber: "잘못 보내|번호 잘못|잘못 거|전화번호가 틀|번호가 틀|다른 사람입니다|잘못된 번호|잘못보내",
  },
  ru: {
    clear: "стоп|отписаться|отписка|отпишите|отмена подписки|прекратите|прекратить|хватит|остановить|остановите|перестаньте|отстаньте|отпишите меня|отписать|стоп пожалуиста|не пишите|не писать|удалите меня|удалите|прекрати|перестань|отстань|не беспокоить|не беспокоите|удали меня|отпиши|отпиши меня|стоп спам|стоп рассылка|отключите|отключить|хватит писать|не пиши|не пишите больше|больше не пишите|остановись|остановитесь|прекратите писать|уберите меня|исключите меня",
    unclear: "отмена|отменить|выход|конец|достали|спам|надоели|отвали|отвалите|отказ",
    within: "не пишите мне|не пиши мне|не присылаите|не присылать|не отправляите|не шлите|больше не пишите|хватит мне|перестаньте писать|перестаньте присылать|прекратите писать|прекратите присылать|прекратите отправлять|хватит писать|хватит слать|удалите мои номер|удалите меня|уберите меня|уберите мои номер|отпишите меня|не хочу получать|не желаю получать|не беспокоите|оставьте меня в покое|исключите меня|забудьте мои номер|не звоните|хочу отписаться|как отписаться|номером удалите|удалите номер|удалите этот номер",
    wrongNumber: "ошиблись номером|не тот номер|не туда|неправильныи номер|вы ошиблись|неверныи номер",
  },
  pt: {
    clear: "pare|parar|parem|sair|descadastrar|descadastre|descadastrar me|cancelar inscricao|remova me|me remova|me tire|me tira|cancelar assinatura|desinscrever|desinscreva|desinscrever me|nao quero mais|sai|chega de mensagens|parar tudo|para|quero sair|me descadastra|me exclua|descadastro|cancelar envio|cancelar mensagens|cancelar sms|parar mensagens|parar sms|pare por favor|sair da lista|chega disso",
    unclear: "cancelar|cancele|chega|fim|encerrar|remover|excluir|nao perturbe|bloquear",
    within: "pare de me|pare de mandar|pare de enviar|parem de me|parem de mandar|parem de enviar|para de me mandar|para de me enviar|para de mandar|nao me mande|nao me mandem|nao me envie|nao me enviem|nao mande mais|nao mandem mais|nao envie mais|nao enviem mais|nao quero receber|nao quero mais receber|nao desejo receber|nao quero mais mensagens|me tire da lista|me tirem da lista|me tira dessa|me tire dessa|me tira desta|me tire desta|remove meu|remove o meu|me tira da lista|me remova|me remover|remova meu|remova o meu|retire meu|apague meu|exclua meu|exclua o meu|tire meu numero|me exclua|me descadastre|nao me contate|nao me incomode|me deixe em paz|me deixa em paz|deixe me em paz|sair da lista|cancelar inscricao|nao me escreva|nao me ligue|nao entre em contato|nao entrem em contato|retirem meu numero|tirem meu numero|me descadastrar|me desinscrever|cancelar envio|cancelar os envios|cancelar mensagens|cancelar o envio|sair desta lista|sair dessa lista|quero sair da|quero sair desta|quero sair dessa|quero sair deste|quero sair do grupo|parar com essas|parar com estas|parar com as mensagens|nao quero mais nada",
    wrongNumber: "numero errado|engano|pessoa errada",
  },
  ht: {
    clear: "sispann|rete|kanpe|sispan|sispann voye mesaj|rete voye mesaj|retire m|retire mwen|dezabone|dezabone m|pa voye mesaj|anile abonman|sispann tanpri|tanpri sispann|sispann non|sispann mesaj|pa ekri m anko|pa voye m mesaj|pa kontakte m|kanpe mesaj|efase m|wete m|wete nimewo m|pa ekri m",
    unclear: "anile|ase|fini|non mesi|kite m trankil|bay mwen lape",
    within: "sispann voye|sispann ekri|sispann texte|sispann tekste|pa voye mesaj|pa voye tekst|pa voye text|pa ekri m|pa ekri mwen|pa voye m|pa voye mwen|pa rele m|retire m nan|retire m sou|retire mwen nan|retire mwen sou|retire non m|retire non mwen|retire nimewo|efase nimewo|mwen pa vle resevwa|m pa vle resevwa|mwen pa vle mesaj|m pa vle mesaj|kite m anpe|pa kontakte m|pa kontakte mwen|sispann kontakte|rete voye|pa deranje m",
    wrongNumber: "move nimewo|nimewo pa bon|ou gen move",
  },
  hi: {
    clear: "रोको|रोकें|रोक दो|रोक दें|बंद करो|बंद करें|बंद कर दो|बस करो|रुको|रुकें|बंद|रुकिए|बंद कीजिए|सदस्यता समाप्त|सदस्यता रद्द|स्टॉप|band karo|band kare|band karen|band kar do|ruko|roko|band kijiye|bas karo|बंद कर दीजिए|मैसेज बंद करो|रुक जाओ|स्टॉप करो|बन्द करो|बन्द करें|मुझे हटाओ|रोक दीजिए|रोकिए|band kro|bandh karo|band karo bhai|mat bhejo|rok do|rokiye|rukiye|ruk jao|stop karo|stop kar do|stop karen|stop kijiye|message band karo|msg band karo",
    unclear: "रद्द|रद्द करें|हटाओ|हटाएं|नहीं|बस|mat karo",
    within: "मैसेज बंद कर|मैसेज बंद कीज|मैसेज बन्द कर|मैसेज रोक|मेसेज बंद कर|मैसेज भेजना रोक|संदेश बंद कर|संदेश भेजना रोक|एसएमएस बंद कर|टेक्स्ट बंद कर|भेजना बंद कर|भेजना बन्द कर|करना बंद कर|मैसेज न कर|मैसेज नहीं कर|मैसेज नहीं चाहिए|संदेश नहीं चाहिए|मैसेज न करें|संपर्क न कर|मेरा नंबर डिलीट|मेरा नंबर मिटा|message na karo|message nahi chahiye|msg nahi chahiye|message mat kar|msg mat kar|sms mat kar|text mat kar|message mat karna|msg mat karna|text mat karna|text karna band|sms band|text band karo|मैसेज मत|संदेश मत|मैसेज ना|मैसेज न भेज|मत भेजो|मत भेजें|मत भेजिए|न भेजें|ना भेजें|संदेश न भेज|बंद करो|बंद करें|बंद कीजिए|मेरा नंबर हटा|मेरा नाम हटा|मुझे हटा|संपर्क न करें|संपर्क मत|message mat bhej|msg mat bhej|sms mat bhej|mat bhejo|mat bheje|mat bhejna|mat bhejiye|message band|msg band|messages band|msgs band|texts band|mera number hata|mera number delete|संदेश भेजना बंद|मैसेज भेजना बंद|मैसेज करना बंद|परेशान मत|परेशान ना|msg mat karo|message mat karo|sms mat karo|text mat karo|pareshan mat|message karna band|msg karna band|message bhejna band|msg bhejna band",
    wrongNumber: "गलत नंबर|galat number",
  },
  de: {
    clear: "stopp|abmelden|aufhoren|abbestellen|austragen|abmeldung|abbestellung|schluss|abmelden bitte|bitte abmelden|bitte aufhoren|hor auf|horen sie auf|hort auf|bitte stopp|kundigen|stoppen|stoppt|stoppen sie|stop nachrichten|austragen bitte|hor auf damit|keine werbung|nicht mehr schreiben|loschen sie mich|melden sie mich ab|aufhoren mit sms",
    unclear: "ende|beenden|abbrechen|loschen|kein interesse stopp|lass das|genug",
    within: "horen sie auf mir|hor auf mir|hort auf mir|schreiben sie mir nicht|schreib mir nicht|schreibt mir nicht|keine nachrichten mehr|keine sms mehr|keine weiteren nachrichten|kontaktieren sie mich nicht|kontaktiert mich nicht|loschen sie meine nummer|losch meine nummer|loschen sie mich|entfernen sie mich|entferne mich|entfernen sie meine|nehmen sie mich von|streichen sie mich|lassen sie mich in ruhe|lass mich in ruhe|lasst mich in ruhe|will keine|mochte keine|mochte mich abmelden|wie melde ich mich ab|nicht mehr schreiben|nicht mehr anschreiben|tragen sie mich aus|bitte nicht mehr|melden sie mich ab|meldet mich ab|nicht mehr kontaktieren|nicht mehr schicken|keine werbung|nummer loschen|meine nummer aus|mich aus ihrer liste|mich aus der liste|stoppen sie|aufhoren zu schreiben|schicken sie mir nichts|schicken sie mir keine|schicken sie keine|senden sie mir keine|senden sie keine|schreiben sie mir keine",
    wrongNumber: "falsche nummer|verwahlt|falsche person",
  },
  pl: {
    clear: "stop|wypisz|wypisz mnie|wypisac|rezygnuje|zakoncz|przestan|przestancie|prosze przestac|dosc|koniec wiadomosci|anuluj subskrypcje|usun|usun mnie|rezygnacja|zatrzymaj|zatrzymajcie|zatrzymac|przestac|prosze wypisac|wypiszcie mnie|usuncie mnie|nie pisz|nie piszcie|koniec z smsami|odsubskrybuj",
    unclear: "anuluj|koniec|wystarczy|spadaj|nie",
    within: "nie pisz do mnie|nie piszcie do mnie|prosze nie pisac|nie wysylaj|nie wysylajcie|nie wysylac|przestan pisac|przestancie pisac|przestan wysylac|usun moj numer|usuncie moj numer|prosze usunac moj|usuncie mnie|wypisz mnie|wypiszcie mnie|nie chce otrzymywac|nie zycze sobie|nie kontaktuj|dajcie mi spokoj|daj mi spokoj|prosze o usuniecie|nie dzwon|nie chce wiadomosci|usunac z listy|mnie usunac|usunac mnie|nie chce juz|nie smsuj|nie smsujcie|wypisac mnie|mnie wypisac|wypisuje sie|przestancie mi|zostawcie mnie w spokoju|nie chce wiecej|nie potrzebuje wiadomosci|dosc tych wiadomosci|nie pisac do mnie",
    wrongNumber: "zly numer|pomylka|niewlasciwy numer",
  },
  it: {
    clear: "ferma|fermati|fermatevi|smettila|smettetela|disiscrivi|disiscrivimi|disiscrizione|cancellami|cancellatemi|annulla iscrizione|rimuovimi|rimuovetemi|interrompi|interrompere|basta messaggi|disiscriversi|fermate|fermatela|stoppa|stoppate|disiscrivetemi|toglietemi|toglimi|non scrivetemi|non scrivermi|smetti|smettete|cancellatemi dalla lista|stop messaggi|stop sms|basta scrivermi",
    unclear: "basta|annulla|stop grazie|cancella|esci|rimuovi",
    within: "smettila di|smettetela di|smettete di|smetti di scriver|smetti di mandar|basta messaggi|basta sms|non scrivermi|non scrivetemi|non mi scriv|non mandarmi|non mandatemi|non contattarmi|non contattatemi|non inviatemi|non inviarmi|non mi contattate|non mi mandate|non voglio ricevere|non voglio piu|non desidero ricevere|rimuovetemi|rimuovimi|cancellatemi|cancellami|toglietemi|toglimi|cancellate il mio numero|cancella il mio numero|rimuovete il mio|rimuovi il mio|lasciatemi in pace|lasciami in pace|non chiamatemi|non disturbatemi|basta scrivermi|basta con i messaggi|dalla vostra lista|dalla tua lista|toglietemi da|disiscrivetemi|non mandatemi piu|non scrivetemi piu",
    wrongNumber: "numero sbagliato|hai sbagliato|ha sbagliato numero|persona sbagliata",
  },
  ur: {
    clear: "روکیں|روکو|بند کریں|بند کرو|بند کر دیں|بس کرو|رک جاو|بند|اسٹاپ|رکو|بس کریں|ان سبسکرایب|رکیں|رک جائیں|رک جاؤ|بند کیجیے|بند کر دو|پیغام بند کریں|میسج بند کرو|میسج نہ کریں|میسج مت کرو",
    unclear: "منسوخ|نہیں|بس|ختم",
    within: "میسج مت|پیغام مت|پیغام نہ بھیج|میسج نہ|مت بھیج|رابطہ نہ کریں|رابطہ مت|نمبر ہٹا|نمبر حذف|میسج بند|پیغامات بند|بھیجنا بند|پیغام نہ کریں|میسج کرنا بند",
    wrongNumber: "غلط نمبر",
  },
  fa: {
    clear: "توقف|لغو اشتراک|متوقف کن|متوقف کنید|بس کن|بس کنید|پیام ندهید|پیام نده|لغو عضویت|قطع کنید|نفرستید|نفرست|لغو|لغو ۱۱|لغو 11|لغو۱۱|لغو11|تمام کنید|تمام کن|دست بردار|دست بردارید|پیام نفرستید|پیام نفرست|ارسال نکنید|دیگه پیام نده|دیگر پیام ندهید|متوقف شود",
    unclear: "نه|حذف|پایان|بسه",
    within: "پیام ندهید|پیام نده|پیام نفرست|دیگر پیام|دیگه پیام|شماره من را حذف|شماره منو حذف|شماره مرا حذف|مرا حذف کنید|لغو اشتراک|تماس نگیرید|تماس نگیر|اس ام اس نفرست|نمی خواهم پیام|نمیخوام پیام",
    wrongNumber: "شماره اشتباه|اشتباه گرفته|اشتباه گرفتید",
  },
  ja: {
    clear: "停止|配信停止|ストップ|やめて|やめてください|止めて|止めてください|配信解除|解除|登録解除|送らないで|送らないでください|退会|受信拒否|購読解除|止めろ|やめろ|配信停止してください|停止してください|停止お願いします|配信停止お願いします|解約|メール停止|送信停止|もうやめて|もう送らないで|連絡しないで",
    unclear: "キャンセル|終了|いりません|不要|うざい|迷惑",
    within: "送らないで|送信しないで|連絡しないで|配信停止|もう送らない|メッセージを止め|リストから削除|リストから外し|登録解除|受け取りたくない|受信したくない|番号を削除|停止してください|もう送って|もう連絡|送ってこないで|止めてください|やめてください",
    wrongNumber: "番号が違い|番号違い|人違い|間違い電話|番号を間違",
  },
  te: { clear: "ఆపు|ఆపండి|ఆపేయండి|ఆపేయి|నిలిపివేయండి|ఆపు దయచేసి|ఆపివేయండి|ఆపేయ్|స్టాప్|మెసేజ్ లు ఆపండి|సందేశాలు ఆపండి", unclear: "రద్దు|వద్దు", within: "మెసేజ్ పంపవద్దు|సందేశాలు పంపవద్దు|పంపవద్దు|మెసేజ్ చేయవద్దు|పంపకండి|పంపడం ఆప|మెసేజ్ చేయకండి|నా నంబర్ తొలగించ" },
  ta: { clear: "நிறுத்து|நிறுத்துங்கள்|நிறுத்தவும்|நிறுத்துக|ஸ்டாப்|நிறுத்துங்க|செய்திகளை நிறுத்து|செய்திகளை நிறுத்துங்கள்", unclear: "ரத்து|வேண்டாம்", within: "அனுப்ப வேண்டாம்|அனுப்பாதீர்கள்|அனுப்பாதே|செய்தி அனுப்ப வேண்டாம்|அனுப்புவதை நிறுத்து|என் எண்ணை நீக்க|என்னை நீக்க" },
  bn: { clear: "বন্ধ|বন্ধ করুন|বন্ধ করো|থামুন|থামো|থামান|স্টপ|বন্ধ করেন|বন্ধ কর|মেসেজ বন্ধ করুন|মেসেজ বন্ধ করো|থামান দয়া করে|থাম", unclear: "বাতিল|না", within: "মেসেজ পাঠাবেন না|বার্তা পাঠাবেন না|পাঠাবেন না|মেসেজ দিবেন না|মেসেজ করবেন না|যোগাযোগ করবেন না|নম্বর মুছে|মেসেজ বন্ধ|আর পাঠাবেন না|মেসেজ পাঠানো বন্ধ|বার্তা পাঠানো বন্ধ|পাঠানো বন্ধ|নাম্বার মুছে|নম্বর মুছ" },
  gu: { clear: "બંધ|બંધ કરો|રોકો|અટકાવો|બંધ કરી દો|સ્ટોપ|મેસેજ બંધ કરો|સંદેશા બંધ કરો|બંધ કર", unclear: "રદ કરો|ના", within: "મેસેજ ન મોકલો|મેસેજ ના મોકલો|સંદેશ ન મોકલો|મોકલશો નહીં|મેસેજ મોકલવાનું બંધ|મોકલવાનું બંધ|મારો નંબર કાઢી" },
  pa: { clear: "ਬੰਦ|ਬੰਦ ਕਰੋ|ਰੋਕੋ|ਰੁਕੋ|ਬੱਸ ਕਰੋ|ਸਟਾਪ|ਮੈਸੇਜ ਬੰਦ ਕਰੋ|ਸੁਨੇਹੇ ਬੰਦ ਕਰੋ|ਬੰਦ ਕਰ ਦਿਓ", unclear: "ਰੱਦ ਕਰੋ|ਨਹੀਂ", within: "ਮੈਸੇਜ ਨਾ ਭੇਜੋ|ਸੁਨੇਹੇ ਨਾ ਭੇਜੋ|ਨਾ ਭੇਜੋ|ਮੈਸੇਜ ਭੇਜਣਾ ਬੰਦ|ਸੁਨੇਹੇ ਭੇਜਣਾ ਬੰਦ|ਮੈਸੇਜ ਬੰਦ|ਮੈਨੂੰ ਮੈਸੇਜ ਨਾ|ਸੁਨੇਹੇ ਭੇਜਣੇ ਬੰਦ" },
  hy: { clear: "դադարեցնել|դադարեցրեք|կանգ|կանգնեք|ստոպ|դադար|կանգնեցնել|կանգնեցրեք|դադարեք|դադարեցրու|կանգնիր|հանեք ինձ|մի գրեք|մի գրիր|չուղարկեք", unclear: "չեղարկել|վերջ", within: "մի գրեք ինձ|մի ուղարկեք|այլևս մի գրեք|հեռացրեք իմ|այլեւս մի|հանեք ինձ|չուղարկեք|ինձ մի գրեք|չգրեք|մի գրեք|դադարեցրեք ուղարկել" },
  he: { clear: "הסר|הסירו|הסרה|להסרה|הפסק|הפסיקו|תפסיקו|עצור|עצרו|די|בטל מנוי|הסר אותי|הסירו אותי|תסירו אותי|סטופ|אל תכתוב לי|אל תכתבו לי|עזוב אותי|עזבו אותי|תעזבו אותי|תעזוב אותי|תפסיק|תעצור|תעצרו|תמחקו אותי|תמחק אותי|תורידו אותי|אל תשלח|אל תשלחו|הפסיקו בבקשה|תסיר אותי", unclear: "ביטול|בטל|מספיק|לא", within: "הסירו אותי|תסירו אותי|הסר אותי|תפסיקו לשלוח|הפסיקו לשלוח|אל תשלחו|אל תסמסו|תפסיק לשלוח|תורידו אותי|הורידו אותי|מחקו את המספר|תמחקו את המספר|לא רוצה לקבל|אל תפנו אלי|אל תכתוב|אל תכתבו|לא רוצה הודעות|לא רוצה עוד|לא מעוניין לקבל|לא מעוניינת לקבל|עזוב אותי|עזבו אותי|תעזבו אותי|תעזוב אותי|תמחקו אותי|תמחק אותי|אל תשלח|די להודעות|מספיק הודעות|תוריד אותי|להסיר אותי|תסיר אותי", wrongNumber: "טעות במספר|מספר שגוי|מספר לא נכון|טעית במספר" },
  km: { clear: "ឈប់|បញ្ឈប់|ផ្អាក|ឈប់ផ្ញើ|សូមឈប់", unclear: "បោះបង់", within: "ឈប់ផ្ញើ|កុំផ្ញើ|បញ្ឈប់ការផ្ញើ|លុបលេខ" },
  am: { clear: "አቁም|አቁሙ|አቁሚ|ይቁም|ማቆም|አቁሙልኝ|መላክ አቁሙ|መልእክት አቁሙ|አታስቸግሩኝ|አቁም እባክህ|አቁሙ እባካችሁ", unclear: "ሰርዝ|በቃ", within: "መልእክት አትላኩ|አትላኩልኝ|መልዕክት አትላኩ|አትላክልኝ|አይላኩ|መላክ ያቁሙ|ያቁሙ|አትላኩ|መላክ አቁሙ" },
  so: { clear: "jooji|joojiya|jooji fariimaha|iska jooji|jooji farriimaha|istaag|joog|joojiya fariimaha|joojiya farriimaha|jooji farriinta|iga daa|iga jooji|ha ii soo dirin|ha ii soo qorin|jooji dirista|fadlan jooji", unclear: "ka noqo|iska daa", within: "ha ii soo dirin|ha ii soo dirina|jooji fariimaha|jooji farriimaha|ha ila soo xiriirin|jooji inaad|iga saar|ha ii soo qorin|jooji dirista|iga dhaaf farriimaha|joojiya inaad" },
  sw: { clear: "acheni|simama|simamisha|komesha|sitisha|ondoa|acha kutuma|usitume|nitoe|niondoe|acheni kutuma|msitume|usinitumie|tafadhali acha|acha kunitumia ujumbe|sitaki ujumbe", unclear: "ghairi|basi|hapana|acha", within: "usinitumie|msinitumie|acha kunitumia|acheni kunitumia|acha kutuma|niondoe|usinipigie|niondoeni|sitaki ujumbe|sitaki kupokea|nitoe kwenye|usiniandikie" },
  hmn: { clear: "tsum|nres|txhob|tsum xa|nres tam sim no|txhob xa|tsis txhob xa|nres xa|tseg", unclear: "tso tseg|thim", within: "txhob xa ntawv|tsum xa ntawv|txhob xa|tsum tsis txhob xa|muab kuv tshem|tsis txhob xa|nres tsis txhob" },
  th: { clear: "หยุด|ยกเลิก|หยุดส่ง|เลิกส่ง|หยุดส่งข้อความ|ยกเลิกการรับ|ไม่รับข้อความ|เลิก|กรุณาหยุด|หยุดครับ|หยุดค่ะ|หยุดนะ|ขอยกเลิก|เลิกส่งมา|หยุดส่งมา|ไม่ต้องส่งมา|อย่าส่งมา|อย่าส่งมาอีก", unclear: "พอ|พอแล้ว|จบ", within: "หยุดส่ง|เลิกส่ง|อย่าส่ง|ไม่ต้องส่ง|ไม่ต้องการรับ|ลบเบอร์|ไม่อยากรับ" },
  lo: { clear: "ຢຸດ|ຢຸດສົ່ງ|ເຊົາ|ຍົກເລີກ|ຢຸດເຊົາ", unclear: "ພໍ", within: "ຢຸດສົ່ງ|ຢ່າສົ່ງ|ເຊົາສົ່ງ" },
  uk: { clear: "зупинити|припинити|припиніть|зупиніть|відписатися|відписатись|відпишіть|досить|перестаньте|відписка|стоп|припини|зупинись|зупиніться|не пишіть|не пиши|перестань|годі писати|видаліть мене|відпиши мене", unclear: "скасувати|кінець", within: "не пишіть мені|не надсилаите|припиніть писати|припиніть надсилати|перестаньте писати|видаліть міи номер|видаліть мене|не хочу отримувати|не турбуите|відпишіть мене" },
  ne: { clear: "रोक्नुहोस्|रोक्नु|बन्द गर्नुहोस्|बन्द|बन्द गर|रोक|बन्द गर्नुस्|रोक्नुस्|सन्देश नपठाउनुस्|म्यासेज नपठाउनु|नपठाउनुहोस्|नपठाउनुस्", unclear: "रद्द गर्नुहोस्|भो", within: "सन्देश नपठाउनुहोस्|म्यासेज नपठाउनुहोस्|नपठाउनुहोस्|नपठाउनु|पठाउन बन्द|पठाउन रोक|मेरो नम्बर हटा" },
  mr: { clear: "थांबवा|थांबा|बंद करा|थांब", unclear: "रद्द करा|नको", within: "मेसेज पाठवू नका|संदेश पाठवू नका|पाठवू नका|पाठवणे थांबवा|पाठवणे बंद|माझा नंबर काढ" },
  el: { clear: "στοπ|σταματα|σταματηστε|διακοπη|διαγραφη|σταματημα|απεγγραφη|σταματηστε παρακαλω|σταματα παρακαλω|μη μου γραφετε|μην μου γραφετε|σταματηστε τα μηνυματα|διαγραψτε με", unclear: "ακυρωση|τελος|αρκετα", within: "μη μου στελνετε|μην μου στελνετε|μη στελνετε|σταματηστε να|σταματα να|διαγραψτε με|διαγραψτε τον αριθμο|βγαλτε με" },
  sr: { clear: "prestani|prestanite|stani|stanite|zaustavi|zaustavite|odjavi|odjavi me|odjavite me|odjava|odjavljujem se|prekini|prekinite|ne pisi|ne pisite|ne salji|ne saljite|престани|престаните|стани|одјави ме|одјава|прекините", unclear: "otkazi|dosta|kraj|доста", within: "ne saljite mi|ne salji mi|ne pisite mi|ne pisi mi|nemojte mi|nemojte vise|prestanite da|prestani da|prestanite slati|izbrisite moj|obrisite moj|izbrisi moj|skinite me|uklonite me|ne zelim poruke|ne zelim da primam|ne zelim primati|ne kontaktirajte|ostavite me na miru|не шаљите ми|не пишите ми више", wrongNumber: "pogresan broj" },
  id: { clear: "berhenti|setop|hentikan|henti|stop promosi|stop promo|berhenti promosi|batal langganan|berhenti berlangganan|batal promo|hentikan pesan|berhenti kirim|tolong berhenti|keluar dari daftar", unclear: "batal|cukup|hapus|keluar", within: "jangan kirim|jangan sms|jangan hubungi|jangan ganggu|berhenti kirim|berhenti mengirim|berhenti hubungi|berhenti sms|stop kirim|hapus nomor|hapus saya|tolong hentikan|jangan wa saya|tidak mau menerima|tak nak terima|tidak ingin menerima|berhenti promosi", wrongNumber: "salah nomor|nomor salah|salah sambung" },
  tr: { clear: "dur|durdur|durdurun|durun|listeden cikar|listeden cikarin|abonelikten cik|uyelikten cik|mesaj atma|mesaj atmayin|yazmayin|yazma bana|birakin beni|rahatsiz etmeyin", unclear: "iptal|yeter|cikis", within: "mesaj atmayin|mesaj atma bana|mesaj gondermeyin|mesaj gonderme|bana yazmayin|beni listeden|numarami silin|rahatsiz etmeyin|mesaj istemiyorum|mesaj almak istemiyorum|rahat birakin", wrongNumber: "yanlis numara" },
  nl: { clear: "stoppen|stop ermee|afmelden|uitschrijven|hou op|houd op|ophouden|meld me af|schrijf me uit|meld mij af|stop berichten|laat me met rust", unclear: "genoeg|annuleren|einde", within: "stuur me geen|stuur mij geen|geen berichten meer|geen sms meer|verwijder mijn|verwijder mij|laat me met rust|laat mij met rust|haal me van|haal mij van|niet meer sturen|stop met berichten|stop met sturen|stop met smsen|wil geen berichten", wrongNumber: "verkeerd nummer|verkeerde nummer" },
  ro: { clear: "opriti|opreste|opriti va|dezabonare|dezabonati ma|dezaboneaza ma|stop mesaje|stergeti ma|scoateti ma", unclear: "anulare|ajunge|gata", within: "nu mai trimiteti|nu mi mai trimiteti|nu mi mai scrieti|nu imi mai trimiteti|nu imi mai scrieti|stergeti numarul|scoateti ma|dezabonati|nu mai vreau mesaje|nu doresc sa primesc|nu vreau sa primesc|lasati ma in pace|incetati sa", wrongNumber: "numar gresit" },
  sq: { clear: "ndal|ndaloni|ndalo|ndaloje|c regjistrohu|hiqmeni|mos shkruani|mos dergoni", unclear: "mjaft|anulo", within: "mos me dergoni|mos dergoni mesazhe|mos me shkruani|hiqeni numrin|hiqni numrin|mos me kontaktoni|me lini te qete", wrongNumber: "numer i gabuar" },
  // Languages in which nothing is confirmed.
  fr: { clear: "", unclear: "non stop" },
  en: { clear: "നിർത്തുക|നിർത്തൂ|നിർത്ത്|സ്റ്റോപ്പ്|ನಿಲ್ಲಿಸಿ|ನಿಲ್ಲಿಸು|ಸ್ಟಾಪ್|ရပ်ပါ|ရပ်|မပို့ပါနဲ့|ရပ်တန့်|dawo duro|e dawo duro|kwusi|isardeng|agsardeng|isardengyo|allj|leiratkozas|leiratkozom|hagyd abba|hagyjak abba|prestan|prestante|odhlasit|odhlaste me|sluta|avsluta|avregistrera|slutt|afmeld|avmeld|lopeta|lopettakaa|lopeta viestit|gyae|tohigidi|спри|спрете|престанете|зупини|тохта|тоқта|to xtating|toxtating|ሕደግ|ደው በል", unclear: "duro|dosta|storno|peruuta|ka mahnni", within: "ne kuldjon|ne kuldj|neposilejte mi|nepiste mi|sluta skicka|sluta sms|ta bort mig|ala lahetelkaa|ei enaa viesteja" },
}; // prettier-ignore

type MeaningOfWords = { language: Language; kind: "opt_out" | "unclear" };
type Within = { words: string[]; row: string; language: Language; kind: "opt_out" | "wrong_number" };

/** What is looked up: whole texts, and rows of words within a text. */
type Tables = {
  alone: ReadonlyMap<string, MeaningOfWords>;
  /** Rows of Latin words by their first word; of other scripts, which set no spaces or add endings, by their first letter. */
  latin: ReadonlyMap<string, readonly Within[]>;
  others: ReadonlyMap<string, readonly Within[]>;
  polite: ReadonlySet<string>;
};

const LATIN = /[a-z]/u;
/** Beyond the Latin letters. */
const OTHER_LETTERS = /[\u0370-\u{10FFFF}]/u;
/** Politeness that may stand around such a word. */
const POLITE =
  "فضلك فضلكم hay vui long कृपा करके प्लीज please plz pls ji जी bhai yaar यार please thanks 请 請 谢谢 謝謝 po paki salamat xin lam on cam on من فضلك شكرا пожалуиста спасибо 제발 부탁드립니다 감사합니다 por favor porfavor favor obrigado obrigada tanpri mesi silvouple कृपया धन्यवाद bitte danke prosze dziekuje grazie prego براہ کرم مہربانی لطفا ممنون خواهش می کنم رجاء رجاءا ارجوك ارجوكم لو سمحت سمحتم الان فورا حالا molim vas te hvala odmah tolong mohon terima kasih sekarang lutfen tesekkurler artik alstublieft aub dank u bedankt nu rog va multumesc acum lutem faleminderit agora ja imediatamente jetzt sofort teraz natychmiast subito adesso kaagad ngay ngay lap tuc moman fadlan mahadsanid tafadhali asante сеичас немедленно 马上 立刻 立即 现在 現在 지금 당장 今すぐ すぐに もう お願いします ください दया দয়া করে અનુગ્રહ કૃપા કરીને ਕਿਰਪਾ ਕਰਕੇ தயவுசெய்து దయచేసి բացի խնդրում եմ בבקשה תודה тоже дякую будь ласка παρακαλω ευχαριστω khob khun kha krap ครับ ค่ะ";

let made: Tables | null = null;
/** Made at the first text, not when a Worker starts. */
function tables(): Tables {
  return (made ??= makeTables());
}

function makeTables(): Tables {
  const alone = new Map<string, MeaningOfWords>();
  const latin = new Map<string, Within[]>();
  const others = new Map<string, Within[]>();
  const addAlone = (list: string | undefined, meaning: MeaningOfWords) => {
    for (const word of list?.split("|") ?? [])
      if (word !== "" && !alone.has(plain(word))) alone.set(plain(word), meaning);
  };
  const addWithin = (list: string | undefined, language: Language, kind: Within["kind"]) => {
    for (const each of list?.split("|") ?? []) {
      const row = plain(each);
      const words = row.split(" ");
      const [table, key] = LATIN.test(row) ? [latin, words[0] ?? ""] : [others, row[0] ?? ""];
      const rows = table.get(key);
      if (rows) rows.push({ words, row, language, kind });
      else table.set(key, [{ words, row, language, kind }]);
    }
  };
  // Keys of the table above.
  for (const [language, words] of Object.entries(STOP_WORDS) as [Language, StopWords][]) {
    addAlone(words.clear, { language, kind: "opt_out" });
    addAlone(formsOf(language).join("|") || undefined, { language, kind: "opt_out" });
    addAlone(words.unclear, { language, kind: "unclear" });
    addWithin(words.within, language, "opt_out");
    addWithin(words.wrongNumber, language, "wrong_number");
  }
  return { alone, latin, others, polite: new Set(POLITE.split(" ").map(plain)) };
}

/** What a text in Latin letters must say; other letters are seen by themselves. */
export function tableNeeds(): ReaderNeeds[] {
  const { alone, latin } = tables();
  const rows = [...alone.keys(), ...[...latin.values()].flat().map(({ row }) => row)];
  return [{ needs: [needOfRows(rows.filter((row) => LATIN.test(row)))], readers: READER.tables }];
}

function plain(text: string): string {
  return plainText(text).trim();
}

export type ForeignRequest = {
  kind: "opt_out" | "unclear" | "wrong_number";
  phrase: string;
  language: Language;
  alone: boolean;
};

/** Words of the longest text that is looked up whole. */
const MOST_ALONE = 10;

/** Reads a text in one of these languages; null when it says nothing of the kind. `said` is the text in plain words. */
export function readForeign(said: string): ForeignRequest | null {
  const { alone, polite } = tables();
  const words = said.split(" ");
  const isShort = words.length <= MOST_ALONE;
  const kept = isShort ? words.filter((word) => !polite.has(word)).join(" ") : said;
  const isLatin = !OTHER_LETTERS.test(said);
  for (const row of isShort ? [said, kept] : []) {
    // Scripts without spaces are typed with some.
    const found = alone.get(row) ?? (isLatin ? undefined : alone.get(row.replaceAll(" ", "")));
    if (found) return { ...found, phrase: said, alone: row === said };
  }
  const request = firstWithin(words, said, isLatin ? 0 : said.length);
  return request ? { kind: request.kind, phrase: said, language: request.language, alone: false } : null;
}

/** The first row that opts out, else the first of all. @param letters of the text that may begin a row of other letters than Latin ones */
function firstWithin(words: readonly string[], said: string, letters: number): Within | null {
  const { latin, others } = tables();
  let first: Within | null = null;
  for (const [at, word] of words.entries()) {
    for (const row of latin.get(word) ?? NO_ROWS) {
      if (!isAt(words, at, row)) continue;
      if (row.kind === "opt_out") return row;
      first ??= row;
    }
  }
  for (let at = 0; at < letters; at += 1) {
    for (const row of others.get(said[at] ?? "") ?? NO_ROWS) {
      if (!isRowAt(said, at, row.row)) continue;
      if (row.kind === "opt_out") return row;
      first ??= row;
    }
  }
  return first;
}
const NO_ROWS: readonly Within[] = [];

/** Where words begin in scripts that put nothing before them: "мне звоните" is not "не звоните". */
function isRowAt(said: string, at: number, row: string): boolean {
  return said.startsWith(row, at) && !(CYRILLIC.test(row[0] ?? "") && LETTER.test(said[at - 1] ?? " "));
}
const CYRILLIC = /\p{Script=Cyrillic}/u;
const LETTER = /\p{L}/u;

function isAt(words: readonly string[], at: number, { words: row }: Within): boolean {
  return row.every((word, i) => words[at + i] === word);
}
