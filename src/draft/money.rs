//! Columns of money, told from their labels.

use super::unit;
use crate::model::plain_letters;

/// Whether a label speaks of money in its unit or in words.
pub(super) fn is_money(label: &str) -> bool {
    /// They say it wherever they stand in a label.
    const PARTS: [&str; 12] =
        ["amount", "price", "cost", "fee", "salary", "budget", "payment", "revenue", "fund", "tax", "usd", "gbp"];
    /// They say it as words of their own: parts of other words may be the same.
    const WORDS: [&str; 22] = [
        "eur", "chf", "cout", "couts", "montant", "montants", "prix", "valeur", "betrag", "preis", "kosten", "importe",
        "monto", "costo", "coste", "precio", "valor", "importo", "prezzo", "bedrag", "iznos", "cijena",
    ];
    if unit::is_money(label) {
        return true;
    }
    let label = plain_letters(label).to_lowercase();
    PARTS.iter().any(|part| label.contains(part))
        || label.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

/// Whether a label may speak of money: only numbers that all have cents say so.
pub(super) fn may_be_money(label: &str) -> bool {
    const PARTS: [&str; 2] = ["total", "value"];
    let lower = label.to_lowercase();
    is_money(label) || PARTS.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_told_from_words_and_units() {
        for label in ["Coût (€)", "Prix unitaire", "TotalAmount", "Fee [USD]", "Betrag", "Cost"] {
            assert!(is_money(label), "{label}");
        }
        for label in ["Total", "Height (m)", "Heures", "Europe", "Value"] {
            assert!(!is_money(label), "{label}");
        }
        assert!(may_be_money("Total") && !may_be_money("Height (m)"));
    }
}
