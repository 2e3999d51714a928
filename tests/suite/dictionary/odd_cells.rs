//! Columns that are drafted as text because of a few cells: a new type is all that has to be answered once these are mended.

use crate::support::PortalTest;
use crate::support::clerk::{answer, sheets};

const BOOK: &str = "datasets/lots/dictionary.xlsx";
const TOML: &str = "datasets/lots/dataset.toml";

/// Lots with fees and days; what stands in the third row instead of them.
fn lots(fee: &str, day: &str) -> String {
    let row = |at: usize| match at {
        3 => format!("3,{fee},{day}\n"),
        at => format!("{at},\"$1,{at:03}.50\",03/{:02}/2024\n", at % 28 + 1),
    };
    format!("Lot,Fee,Paid On\n{}", (1..=30).map(row).collect::<String>())
}

fn drafted() -> PortalTest {
    let portal = PortalTest::base().file("lots.csv", lots("waived", "soon"));
    portal.run("new lots --from lots.csv").exits(0);
    portal
}

#[test]
fn the_draft_says_what_the_column_would_be_and_shows_no_value() {
    let draft = drafted().read(TOML);
    let fee = "# numbers, but for one cell in row 4\n\
               #   The first looks like aaaaaa. Once such cells are mended or listed in `missing_values`, in place of the type:\n\
               #   type = \"number\"\n#   decimals = 2\n#   group_char = \",\"\n#   bare_number = false\ntype = \"string\"\n";
    let day = "#   type = \"date\"\n#   format = \"%m/%d/%Y\"\ntype = \"string\"\n";
    assert!(draft.contains(fee) && draft.contains(day), "{draft}");
    assert!(!draft.contains("waived"), "{draft}");
}

#[test]
fn a_new_type_is_enough_in_the_workbook() {
    let portal = drafted();
    let columns = sheets(&portal, BOOK).remove(3).1;
    let cell = |column: &str, label: &str| {
        let at = columns[0].iter().position(|known| known == label).unwrap();
        columns.iter().find(|row| row[1] == column).unwrap()[at].clone()
    };
    for (label, expected) in [
        ("Type", "string"),
        ("Decimals", "2"),
        ("Decimal mark", "point"),
        ("Thousands mark", "comma"),
        ("Signs around", "yes"),
    ] {
        assert_eq!(cell("fee", label), expected, "{label}");
    }
    assert_eq!(cell("lot", "Signs around"), "no");
    let words = "Numbers, but for one cell in row 4. The first of these cells looks like aaaaaa. Mend them or write them under \
                 Missing values, then choose number under Type; how the numbers are written is filled in.";
    assert!(cell("fee", "Please check").contains(words), "{}", cell("fee", "Please check"));
    let words = "then choose date under Type, and write mm/dd/yyyy under Format.";
    assert!(cell("paid_on", "Please check").contains(words), "{}", cell("paid_on", "Please check"));

    // As long as it is text, nothing that is said of numbers is an answer.
    let ran = portal.run(&format!("new lots --dictionary {BOOK}")).exits(0);
    assert!(ran.stderr.contains("Nothing changes"), "{}", ran.stdout);
    let answers = [("fee", "Type", "number"), ("paid_on", "Type", "date"), ("paid_on", "Format", "mm/dd/yyyy")];
    answer(&portal, BOOK, &answers);
    let ran = portal.run("new lots --dictionary filled.xlsx --yes").exits(0);
    assert!(ran.stdout.contains("Column fee, Signs around: no -> yes\n"), "{}", ran.stdout);
    let text = portal.read(TOML);
    for line in ["decimals = 2", "group_char = \",\"", "bare_number = false", "format = \"%m/%d/%Y\""] {
        assert!(text.lines().any(|written| written == line), "{line}\n{text}");
    }
    assert!(!text.contains("The first looks like"), "{text}");
    let wrong = |portal: &PortalTest| {
        let findings = portal.run("check lots --format json").findings();
        findings.iter().filter(|finding| finding["code"] == "table/type-error").count()
    };
    assert_eq!(wrong(&portal), 2);
    portal.write("datasets/lots/lots.csv", lots("$5.00", "03/31/2024"));
    assert_eq!(wrong(&portal), 0);
    // And back again.
    answer(&portal, "filled.xlsx", &[("fee", "Signs around", "no")]);
    portal.run("new lots --dictionary filled.xlsx --yes").exits(0);
    assert!(!portal.read(TOML).contains("bare_number"));
}
