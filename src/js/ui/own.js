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
};

/** @returns {Record<string, string>} by name */
export function wordsIn(locale) {
  const words = (WORDS[String(locale).slice(0, 2)] ?? WORDS.en).split("|");
  return Object.fromEntries(KEYS.map((key, i) => [key, words[i]]));
}
