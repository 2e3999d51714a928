//! Shapes: read from every format, published in every format, and held against the map.

use std::fs;
use std::io::Write;

use insta::assert_snapshot;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use townbook::model::geometry;

use crate::support::{PortalTest, dataset_toml, portals};

fn shapes() -> PortalTest {
    let portal = PortalTest::on_base(&portals().join("geography"));
    let ran = portal.run("build --verify").exits(0);
    assert!(!ran.all().contains("warning["), "{}", ran.all());
    portal
}

#[test]
fn every_shape_is_published_in_every_format() {
    let portal = shapes();
    let read = |name: &str| portal.read(&format!("_site/data/crowns/latest/{name}"));
    assert_snapshot!("csv", read("crowns.csv"));
    assert_snapshot!("json", read("crowns.json"));
    assert_snapshot!("geojson", read("crowns.geojson"));
    assert_eq!(read("cells.csv"), "tree_id,crown\n0001,\"POINT (-71.06 42.3)\"\n0002,\n");
    let shapes = read("crowns.geojson");
    let file = fs::File::open(portal.path("_site/data/crowns/latest/crowns.parquet")).unwrap();
    for row in SerializedFileReader::new(file).unwrap().get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let Ok(wkb) = row.get_bytes(1) else { continue };
        let mut text = Vec::new();
        geometry::push_geojson(&geometry::decode(wkb.data()).unwrap().geometry.unwrap(), &mut text);
        assert!(shapes.contains(std::str::from_utf8(&text).unwrap()));
    }
    let package: serde_json::Value = serde_json::from_str(&portal.read("_site/data/crowns/datapackage.json")).unwrap();
    assert_eq!(package["resources"][0]["schema"]["fields"][1]["type"], "string");
}

#[test]
fn feet_become_degrees() {
    let portal = shapes();
    let read = |name: &str| portal.read(&format!("_site/data/crowns/latest/{name}.geojson"));
    assert_eq!(read("feet"), read("declared"));
    assert!(read("feet").contains("[-71.06"), "{}", read("feet"));
}

#[test]
fn a_shapefile_is_read_with_the_files_beside_it() {
    let portal = shapes();
    assert_snapshot!("shapefile", portal.read("_site/data/crowns/latest/trees.csv"));
    fs::remove_file(portal.path("datasets/crowns/trees.prj")).unwrap();
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/unknown-crs"]);
    let dbf = fs::read(portal.path("datasets/crowns/trees.dbf")).unwrap();
    portal.write("datasets/crowns/trees.prj", "GEOGCS[\"x\",AUTHORITY[\"EPSG\",\"2249\"]]");
    for cut in [0, 20, 40, 200, dbf.len() - 40] {
        portal.write("datasets/crowns/trees.dbf", &dbf[..cut]);
        assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/unreadable"], "{cut}");
    }
}

/// EPSG:2272 as ESRI writes it: feet of the state plane of southern Pennsylvania.
const FEET: &str = r#"PROJCS["NAD_1983_StatePlane_Pennsylvania_South_FIPS_3702_Feet",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",1968500.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-77.75],PARAMETER["Standard_Parallel_1",39.93333333333333],PARAMETER["Standard_Parallel_2",40.96666666666667],PARAMETER["Latitude_Of_Origin",39.33333333333334],UNIT["Foot_US",0.3048006096012192]]"#;

/// Places in Philadelphia with their degrees, and their feet by PROJ.
const LANDMARKS: [(&str, [f64; 2], [f64; 2]); 4] = [
    ("City Hall", [-75.16363, 39.95262], [2_693_499.973, 236_215.084]),
    ("Independence Hall", [-75.15003, 39.94887], [2_697_351.38, 234_961.562]),
    ("Navy Yard", [-75.175, 39.892], [2_690_957.492, 214_048.565]),
    ("Torresdale", [-74.99, 40.057], [2_740_967.662, 275_693.606]),
];

#[test]
fn a_shapefile_in_feet_lands_within_a_metre() {
    use shapefile::dbase::{FieldName, FieldValue, Record, TableWriterBuilder};

    let declared = "\n[[resources.fields]]\nname = \"place\"\nsource = \"geometry\"\ntype = \"geopoint\"\ndescription = \"Where.\"\n";
    let toml =
        dataset_toml("places.shp", &["name:string"]).replace("name = \"name\"", "name = \"name\"\nsource = \"NAME\"");
    let portal = PortalTest::bare()
        .file("datasets/places/dataset.toml", toml + declared)
        .file("datasets/places/places.prj", FEET);
    let columns = TableWriterBuilder::new().add_character_field(FieldName::try_from("NAME").unwrap(), 30);
    let mut writer = shapefile::Writer::from_path(portal.path("datasets/places/places.shp"), columns).unwrap();
    for (name, _, [x, y]) in LANDMARKS {
        let mut record = Record::default();
        record.insert("NAME".to_owned(), FieldValue::Character(Some(name.to_owned())));
        writer.write_shape_and_record(&shapefile::Point::new(x, y), &record).unwrap();
    }
    drop(writer);
    portal.run("build --verify").exits(0);
    let published: serde_json::Value =
        serde_json::from_str(&portal.read("_site/data/places/latest/places.geojson")).unwrap();
    for (at, (name, [longitude, latitude], _)) in LANDMARKS.iter().enumerate() {
        let feature = &published["features"][at];
        assert_eq!(feature["properties"]["name"], **name);
        let degree = |at: usize| feature["geometry"]["coordinates"][at].as_f64().unwrap();
        // Metres of a degree, on the sphere.
        let north = (degree(1) - latitude) * 111_195.0;
        let east = (degree(0) - longitude) * 111_195.0 * latitude.to_radians().cos();
        assert!(north.hypot(east) < 1.0, "{name} is {} m off", north.hypot(east));
    }
}

#[test]
fn what_is_published_as_geoparquet_can_be_committed() {
    let portal = shapes();
    let toml = "datasets/crowns/dataset.toml";
    let name = "crowns.parquet";
    let file = fs::read(portal.path(&format!("_site/data/crowns/latest/{name}"))).unwrap();
    let csv = portal.read("_site/data/crowns/latest/crowns.csv");
    fs::remove_file(portal.path("datasets/crowns/crowns.geojson")).unwrap();
    portal.write(&format!("datasets/crowns/{name}"), file);
    portal.replace(toml, "path = \"crowns.geojson\"", "path = \"crowns.parquet\"");
    let text = portal.read(toml).replacen("source = \"geometry\"\n", "", 1);
    portal.write(toml, text);
    let ran = portal.run("build --verify").exits(0);
    assert!(!ran.all().contains("bbox"), "{}", ran.all());
    assert_eq!(portal.read("_site/data/crowns/latest/crowns.csv"), csv);
    let inspected = portal.run(&format!("inspect datasets/crowns/{name}")).exits(0);
    assert!(inspected.stdout.contains("crown") && !inspected.stdout.contains("bbox"), "{}", inspected.stdout);
}

/// The parts of the shapefile of the test portal, under other names, in a zip archive.
fn packed(portal: &PortalTest, stems: &[&str], endings: &[&str]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for stem in stems {
        for ending in endings {
            let part = fs::read(portal.path(&format!("datasets/crowns/trees.{}", ending.to_lowercase()))).unwrap();
            archive.start_file(format!("{stem}.{ending}"), zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(&part).unwrap();
        }
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_shapefile_is_read_out_of_an_archive() {
    let portal = shapes();
    let loose = portal.read("_site/data/crowns/latest/trees.csv");
    let (toml, zip) = ("datasets/crowns/dataset.toml", "datasets/crowns/trees.zip");
    portal.write(zip, packed(&portal, &["export/Trees"], &["shp", "DBF", "prj"]));
    portal.replace(toml, "path = \"trees.shp\"\n", "path = \"trees.zip\"\nformat = \"shapefile\"\n");
    for ending in ["shp", "dbf", "prj"] {
        let (from, to) = (format!("datasets/crowns/trees.{ending}"), format!("parts/trees.{ending}"));
        portal.write(&to, fs::read(portal.path(&from)).unwrap());
        fs::remove_file(portal.path(&from)).unwrap();
    }
    portal.run("build").exits(0);
    assert_eq!(portal.read("_site/data/crowns/latest/trees.csv"), loose);
}

#[test]
fn what_is_missing_in_an_archive_is_named() {
    let portal = PortalTest::on_base(&portals().join("geography"));
    let (toml, zip) = ("datasets/crowns/dataset.toml", "datasets/crowns/trees.zip");
    portal.replace(toml, "path = \"trees.shp\"\n", "path = \"trees.zip\"\nformat = \"shapefile\"\n");
    let codes = || {
        let ran = portal.run("check --format json").exits(1);
        ran.codes().into_iter().filter(|code| code != "metadata/undeclared-file").collect::<Vec<_>>()
    };
    portal.write(zip, packed(&portal, &["a"], &["shp", "prj"]));
    assert_eq!(codes(), ["table/missing-part"]);
    portal.write(zip, packed(&portal, &["a"], &["dbf", "prj"]));
    assert_eq!(codes(), ["table/entry-missing"]);
    portal.write(zip, packed(&portal, &["a", "b"], &["shp", "dbf", "prj"]));
    assert_eq!(codes(), ["table/several-entries"]);
    let whole = packed(&portal, &["a"], &["shp", "dbf", "prj"]);
    portal.write(zip, &whole[..whole.len() / 2]);
    assert_eq!(codes(), ["table/unreadable"]);
    portal.write(zip, packed(&portal, &["a", "b"], &["shp", "dbf", "prj"]));
    portal.replace(toml, "format = \"shapefile\"\n", "entry = \"b.shp\"\nname = \"trees\"\n");
    portal.run("check").exits(0);
}

#[test]
fn shapefiles_of_one_structure_are_one_table() {
    let portal = PortalTest::on_base(&portals().join("geography"));
    let toml = "datasets/crowns/dataset.toml";
    portal.replace(toml, "path = \"trees.shp\"\n", "files = \"trees*.shp\"\nname = \"trees\"\n");
    for ending in ["shp", "dbf"] {
        let mut part = fs::read(portal.path(&format!("datasets/crowns/trees.{ending}"))).unwrap();
        if ending == "shp" {
            // Between which numbers all positions lie.
            let bounds = [774_000.0_f64, 2_956_000.0, 775_000.0, 2_957_000.0];
            part.splice(36..68, bounds.into_iter().flat_map(f64::to_le_bytes));
        }
        portal.write(&format!("datasets/crowns/trees-2.{ending}"), part);
    }
    // Its own `.prj` is missing, and that of the first says nothing about it.
    let ran = portal.run("check --format json").exits(1);
    let found = ran.findings().iter().find(|found| found["code"] == "table/unknown-crs").cloned().unwrap();
    assert_eq!(found["path"], "datasets/crowns/trees-2.shp");
    // Its positions tell what it is likely to be.
    assert_eq!(found["fix"], "crs = \"EPSG:2249\"\n", "{found}");
}

#[test]
fn inspect_says_where_shapes_lie() {
    let portal = PortalTest::on_base(&portals().join("geography"));
    let looked = |name: &str| {
        let ran = portal.run(&format!("inspect datasets/crowns/{name} --format json")).exits(0);
        let table = ran.json()["tables"][0].clone();
        let fields = table["fields"].as_array().unwrap();
        let shape = fields.iter().find(|field| field["source"] == "geometry").unwrap();
        (table["crs"].clone(), shape["type"].clone(), table["rows"].clone())
    };
    assert_eq!(looked("trees.shp"), ("EPSG:2249".into(), "geopoint".into(), 3.into()));
    assert_eq!(looked("crowns.geojson"), ("EPSG:4326".into(), "geojson".into(), 8.into()));
    assert_eq!(looked("feet.geojson").0, "EPSG:2249");
    portal.write("datasets/crowns/both.zip", packed(&portal, &["x/a", "x/b"], &["shp", "dbf", "prj"]));
    let json = portal.run("inspect datasets/crowns/both.zip --format json").exits(0).json();
    let names: Vec<_> =
        json["tables"].as_array().unwrap().iter().map(|table| (&table["name"], &table["crs"])).collect();
    assert_eq!(names, [(&"x/a.shp".into(), &"EPSG:2249".into()), (&"x/b.shp".into(), &"EPSG:2249".into())]);
    fs::remove_file(portal.path("datasets/crowns/trees.prj")).unwrap();
    assert_eq!(looked("trees.shp"), (serde_json::Value::Null, "geojson".into(), 3.into()));
}

#[test]
fn positions_that_are_no_degrees_ask_for_their_system() {
    let portal = PortalTest::on_base(&portals().join("geography"));
    let path = "datasets/crowns/feet.geojson";
    let whole = portal.read(path);
    let start = whole.find("\"crs\"").unwrap();
    let end = start + whole[start..].find("\"features\"").unwrap();
    let crs = whole[start..end].to_owned();
    portal.write(path, whole.replace(&crs, ""));
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["table/unknown-crs"]);
    assert_eq!(ran.findings()[0]["fix"], "crs = \"EPSG:2249\"\n", "{}", ran.stdout);
    // After the features it is as good as before them.
    let open = whole.replace(&crs, "").trim_end().strip_suffix('}').unwrap().to_owned();
    portal.write(path, format!("{open}, {} }}\n", crs.trim().trim_end_matches(',')));
    portal.run("check").exits(0);
}

#[test]
fn positions_on_a_plane_are_asked_about() {
    let portal = PortalTest::base().file("a.csv", "id,x,Y,z\n1,774000.5,2956000.1,1\n2,774001.5,2956001,900\n");
    let asked = |name: &str| {
        let json = portal.run(&format!("inspect {name} --format json")).exits(0).json();
        let fields = json["tables"][0]["fields"].as_array().unwrap().clone();
        fields.iter().map(|field| field["question"].is_string()).collect::<Vec<_>>()
    };
    assert_eq!(asked("a.csv"), [false, true, true, false]);
    portal.write("a.csv", "id,x,Y\n1,-71.5,42.1\n2,-71.6,42\n");
    assert_eq!(asked("a.csv"), [false, false, false]);
}

#[test]
fn names_that_a_shapefile_cut_are_asked_for() {
    let portal = PortalTest::on_base(&portals().join("geography"));
    let dbf = "datasets/crowns/trees.dbf";
    let mut bytes = fs::read(portal.path(dbf)).unwrap();
    let at = bytes.windows(7).position(|name| name == b"SPECIES").unwrap();
    bytes[at..at + 10].copy_from_slice(b"SPECIES_NA");
    portal.write(dbf, bytes);
    let json = portal.run("inspect datasets/crowns/trees.shp --format json").exits(0).json();
    let asked: Vec<_> =
        json["tables"][0]["fields"].as_array().unwrap().iter().map(|field| &field["question"]).collect();
    assert!(
        asked.iter().any(|question| question.as_str().is_some_and(|text| text.contains("ten characters"))),
        "{json}"
    );
    portal.replace("datasets/crowns/dataset.toml", "source = \"SPECIES\"", "source = \"species_name\"");
    let ran = portal.run("check --format json").exits(1);
    assert!(ran.stdout.contains("The file has a column `SPECIES_NA`"), "{}", ran.stdout);
}

#[test]
fn a_draft_asks_where_shapes_lie() {
    let portal = PortalTest::on_base(&portals().join("geography"));
    portal.run("new told --from datasets/crowns/trees.shp").exits(0);
    let told = portal.read("datasets/told/dataset.toml");
    assert!(told.contains("positions are in EPSG:2249") && !told.contains("crs ="), "{told}");
    assert!(portal.has("datasets/told/trees.dbf") && portal.has("datasets/told/trees.prj"));
    fs::remove_file(portal.path("datasets/crowns/trees.prj")).unwrap();
    portal.run("new asked --from datasets/crowns/trees.shp").exits(0);
    let asked = portal.read("datasets/asked/dataset.toml");
    assert!(asked.contains("# crs = \"\"") && asked.contains("source = \"SPECIES\""), "{asked}");
    assert!(asked.contains("name = \"geometry\"\n") && asked.contains("type = \"geojson\""), "{asked}");
}

#[test]
fn a_file_that_ends_after_its_features_is_cut_off() {
    let path = "datasets/crowns/crowns.geojson";
    let portal = PortalTest::on_base(&portals().join("geography"));
    let whole = fs::read_to_string(portal.path(path)).unwrap();
    fs::write(portal.path(path), whole.trim_end().strip_suffix('}').unwrap()).unwrap();
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["table/unreadable"]);
    assert!(ran.stdout.contains("cut off"), "{}", ran.stdout);
}

#[test]
fn two_columns_of_numbers_are_places_too() {
    let toml = "datasets/trees/dataset.toml";
    let more = "[[resources.fields]]\nname = \"lat\"\ntype = \"number\"\ndescription = \"Latitude.\"\n\n\
                [[resources.fields]]\nname = \"lng\"\ntype = \"number\"\ndescription = \"Longitude.\"\n";
    let declared = fs::read_to_string(portals().join("base").join(toml)).unwrap();
    let rows = "tree_id,species,height_m,lat,lng\n1,oak,1,42.3,-71.06\n2,oak,1,0,0\n3,oak,1,-71.06,42.3\n\
                4,oak,1,,\n5,oak,1,42.3,71.06\n6,oak,1,0,0\n";
    let portal = PortalTest::base().file(toml, format!("{declared}\n{more}")).file("datasets/trees/trees.csv", rows);
    let ran = portal.run("check --format json").exits(0);
    let counts: Vec<(&str, u64)> = ["table/null-island", "table/outside-extent", "table/swapped-coordinates"]
        .map(|code| (code, ran.findings().iter().filter(|f| f["code"] == code).count() as u64))
        .to_vec();
    assert_eq!(counts.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [1, 1, 1], "{}", ran.stdout);
    let islands = ran.findings().iter().find(|f| f["code"] == "table/null-island").cloned().unwrap();
    assert_eq!(islands["count"], 2, "{islands}");
}
