//! Our own words for what asks, in the languages of `text.js`. What a shop writes goes before them.

const KEYS = "send of optional email phone choose needed address number pick tick failed".split(" ");
const WORDS = {
  __proto__: null,
  en: "Send|# of #|optional|E-mail|Phone|Please choose|Please fill this in.|Please enter an address like name@example.com.|Please enter a phone number.|Please choose one.|Please tick this box.|That did not work. Please try again.",
  de: "Senden|# von #|freiwillig|E-Mail|Telefon|Bitte wählen|Bitte ausfüllen.|Bitte eine Adresse wie name@example.com eingeben.|Bitte eine Telefonnummer eingeben.|Bitte eine Möglichkeit wählen.|Bitte dieses Kästchen ankreuzen.|Das hat nicht geklappt. Bitte noch einmal versuchen.",
  fr: "Envoyer|# sur #|facultatif|E-mail|Téléphone|Choisir|Veuillez remplir ce champ.|Veuillez saisir une adresse comme nom@example.com.|Veuillez saisir un numéro de téléphone.|Veuillez choisir une option.|Veuillez cocher cette case.|Cela n’a pas fonctionné. Veuillez réessayer.",
  es: "Enviar|# de #|opcional|Correo electrónico|Teléfono|Elegir|Rellene este campo.|Escriba una dirección como nombre@example.com.|Escriba un número de teléfono.|Elija una opción.|Marque esta casilla.|No ha funcionado. Inténtelo de nuevo.",
  it: "Invia|# di #|facoltativo|E-mail|Telefono|Scegli|Compila questo campo.|Inserisci un indirizzo come nome@example.com.|Inserisci un numero di telefono.|Scegli un’opzione.|Seleziona questa casella.|Non ha funzionato. Riprova.",
  nl: "Versturen|# van #|optioneel|E-mail|Telefoon|Kies|Vul dit in.|Vul een adres in zoals naam@example.com.|Vul een telefoonnummer in.|Kies een optie.|Vink dit vakje aan.|Dat lukte niet. Probeer het nog eens.",
  pt: "Enviar|# de #|opcional|E-mail|Telefone|Escolha|Preencha este campo.|Escreva um endereço como nome@example.com.|Escreva um número de telefone.|Escolha uma opção.|Marque esta caixa.|Não funcionou. Tente de novo.",
  pl: "Wyślij|# z #|opcjonalnie|E-mail|Telefon|Wybierz|Wypełnij to pole.|Wpisz adres taki jak imie@example.com.|Wpisz numer telefonu.|Wybierz jedną opcję.|Zaznacz to pole.|Nie udało się. Spróbuj ponownie.",
  ar: "إرسال|# من #|اختياري|البريد الإلكتروني|الهاتف|اختر|يرجى ملء هذا الحقل.|يرجى كتابة عنوان مثل name@example.com.|يرجى كتابة رقم هاتف.|يرجى اختيار أحد الخيارات.|يرجى تحديد هذا المربع.|لم ينجح ذلك. يرجى المحاولة مرة أخرى.",
  he: "שליחה|# מתוך #|רשות|אימייל|טלפון|בחירה|נא למלא שדה זה.|נא להזין כתובת כמו name@example.com.|נא להזין מספר טלפון.|נא לבחור אפשרות.|נא לסמן תיבה זו.|זה לא הצליח. נא לנסות שוב.",
  th: "ส่ง|# จาก #|ไม่บังคับ|อีเมล|โทรศัพท์|โปรดเลือก|โปรดกรอกช่องนี้|โปรดกรอกที่อยู่ เช่น name@example.com|โปรดกรอกหมายเลขโทรศัพท์|โปรดเลือกหนึ่งข้อ|โปรดทำเครื่องหมายในช่องนี้|ไม่สำเร็จ โปรดลองอีกครั้ง",
  ja: "送信|# / #|任意|メールアドレス|電話番号|選択してください|入力してください。|name@example.com のようなアドレスを入力してください。|電話番号を入力してください。|1 つ選択してください。|チェックを入れてください。|送信できませんでした。もう一度お試しください。",
};

/** @returns {Record<string, string>} by name */
export function wordsIn(locale) {
  const words = (WORDS[String(locale).slice(0, 2)] ?? WORDS.en).split("|");
  return Object.fromEntries(KEYS.map((key, i) => [key, words[i]]));
}
