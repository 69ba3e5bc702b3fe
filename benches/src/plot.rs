//! The picture of the ratios: a bar for each row of the table.

use crate::{
    failure::{During, Failure},
    report::Row,
};
use embedded_graphics::{
    Pixel,
    draw_target::DrawTarget,
    geometry::{OriginDimensions, Point, Size},
    mono_font::{MonoTextStyle, iso_8859_1::FONT_7X13},
    pixelcolor::{Rgb888, RgbColor},
    prelude::{Drawable, Primitive},
    primitives::{Line, PrimitiveStyle, Rectangle},
    text::{Alignment, Text},
};
use std::convert::Infallible;

const BAR: i32 = 8;
const BETWEEN_GROUPS: i32 = 10;
const TOP: i32 = 64;
const BOTTOM: i32 = 16;
/// Where the bars begin, and how long one for 1.00 is.
const NAMES: i32 = 270;
const ONE: i32 = 360;
/// A bar that would be longer is cut off; its number tells.
const LONGEST: i32 = ONE * 5 / 4;
const PANEL: i32 = NAMES + LONGEST + 60;
/// For few, some and many connections.
const COLOURS: [Rgb888; 3] = [
    Rgb888::new(0x9e, 0xc5, 0xe8),
    Rgb888::new(0x3d, 0x85, 0xc6),
    Rgb888::new(0x1c, 0x45, 0x87),
];
const GREY: Rgb888 = Rgb888::new(0xaa, 0xaa, 0xaa);
const MARK: Rgb888 = Rgb888::new(0xe0, 0x7b, 0x00);

/// The rows as a PNG: one panel for each database, the bars are the product over the limit of its database, and a mark
/// on each is the product over the web framework.
pub fn draw(rows: &[Row]) -> Result<Vec<u8>, Failure> {
    let mut databases: Vec<&str> = Vec::new();
    for row in rows {
        if !databases.contains(&row.database) {
            databases.push(row.database);
        }
    }
    let panels: Vec<Vec<Group<'_>>> = databases.iter().map(|name| groups(rows, name)).collect();
    let height = panels
        .iter()
        .map(|groups| height(groups))
        .max()
        .unwrap_or_default();
    let width = PANEL * i32::try_from(panels.len().max(1)).during("drawing")?;
    let mut canvas = Canvas::new(width, TOP + height + BOTTOM)?;
    for ((left, name), groups) in (0..).map(|panel| panel * PANEL).zip(databases).zip(&panels) {
        draw_panel(&mut canvas, left, name, groups);
    }
    canvas.encode()
}

/// The rows of one operation.
struct Group<'r> {
    operation: &'r str,
    rows: Vec<&'r Row>,
}

fn groups<'r>(rows: &'r [Row], database: &str) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    for row in rows.iter().filter(|row| row.database == database) {
        match groups.iter_mut().find(|group| group.operation == row.operation) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group {
                operation: row.operation,
                rows: vec![row],
            }),
        }
    }
    groups
}

fn height(groups: &[Group<'_>]) -> i32 {
    groups.iter().map(group_height).sum()
}

fn group_height(group: &Group<'_>) -> i32 {
    BAR * i32::try_from(group.rows.len()).unwrap_or(0) + BETWEEN_GROUPS
}

fn draw_panel(canvas: &mut Canvas, left: i32, database: &str, groups: &[Group<'_>]) {
    let begin = left + NAMES;
    canvas.write(
        left + 12,
        20,
        &format!("{database}: product ÷ limit of the database"),
    );
    let mut at = left + 12;
    for (colour, name) in COLOURS.iter().zip(["1 connection", "8", "32"]) {
        canvas.fill(at, 30, 12, BAR, *colour);
        canvas.write(at + 16, 38, name);
        at += 16 + 7 * i32::try_from(name.len()).unwrap_or(0) + 20;
    }
    canvas.fill(at, 29, 3, BAR + 2, MARK);
    canvas.write(at + 8, 38, "product ÷ web framework");
    let bottom = TOP + height(groups);
    for quarter in 0..=4 {
        let x = begin + ONE * quarter / 4;
        canvas.line(
            x,
            TOP - 6,
            bottom,
            if quarter == 4 { Rgb888::BLACK } else { GREY },
        );
        canvas.write(
            x - 12,
            TOP - 10,
            ["0.00", "0.25", "0.50", "0.75", "1.00"]
                .get(place(quarter))
                .unwrap_or(&""),
        );
    }
    let mut y = TOP;
    for group in groups {
        let middle = y + BAR * i32::try_from(group.rows.len()).unwrap_or(0) / 2 + 4;
        canvas.write_to(begin - 8, middle, group.operation);
        for row in &group.rows {
            draw_bar(canvas, begin, y, row);
            y += BAR;
        }
        y += BETWEEN_GROUPS;
    }
}

fn place(number: i32) -> usize {
    usize::try_from(number).unwrap_or_default()
}

fn draw_bar(canvas: &mut Canvas, begin: i32, y: i32, row: &Row) {
    let colour = match row.connections {
        1 => COLOURS[0],
        2..=8 => COLOURS[1],
        _ => COLOURS[2],
    };
    let Some(ratio) = row.of_limit() else { return };
    let length = pixels(ratio);
    canvas.fill(begin, y, length, BAR - 1, colour);
    if let Some(web) = row.of_web() {
        canvas.fill(begin + pixels(web), y, 3, BAR - 1, MARK);
    }
    if row.connections == 1 || ratio > 1.25 {
        canvas.write(begin + length + 4, y + BAR, &format!("{ratio:.2}"));
    }
}

/// How long a bar for that ratio is.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a number between 0 and the longest bar fits"
)]
fn pixels(ratio: f64) -> i32 {
    (ratio * f64::from(ONE)).clamp(0.0, f64::from(LONGEST)).round() as i32
}

/// Pixels in memory.
struct Canvas {
    size: Size,
    bytes: Vec<u8>,
}

impl Canvas {
    fn new(width: i32, height: i32) -> Result<Self, Failure> {
        let size = Size::new(
            u32::try_from(width).during("drawing")?,
            u32::try_from(height).during("drawing")?,
        );
        let count = usize::try_from(size.width * size.height * 3).during("drawing")?;
        Ok(Self {
            size,
            bytes: vec![0xff; count],
        })
    }

    fn fill(&mut self, x: i32, y: i32, width: i32, height: i32, colour: Rgb888) {
        let size = Size::new(width.unsigned_abs(), height.unsigned_abs());
        let style = PrimitiveStyle::with_fill(colour);
        let Ok(()) = Rectangle::new(Point::new(x, y), size)
            .into_styled(style)
            .draw(self);
    }

    fn line(&mut self, x: i32, top: i32, bottom: i32, colour: Rgb888) {
        let style = PrimitiveStyle::with_stroke(colour, 1);
        let Ok(()) = Line::new(Point::new(x, top), Point::new(x, bottom))
            .into_styled(style)
            .draw(self);
    }

    fn write(&mut self, x: i32, y: i32, text: &str) {
        self.write_aligned(x, y, text, Alignment::Left);
    }

    /// Writes so that the text ends there.
    fn write_to(&mut self, x: i32, y: i32, text: &str) {
        self.write_aligned(x, y, text, Alignment::Right);
    }

    fn write_aligned(&mut self, x: i32, y: i32, text: &str, alignment: Alignment) {
        let style = MonoTextStyle::new(&FONT_7X13, Rgb888::BLACK);
        let Ok(_) = Text::with_alignment(text, Point::new(x, y), style, alignment).draw(self);
    }

    fn encode(&self) -> Result<Vec<u8>, Failure> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.size.width, self.size.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().during("drawing")?;
        writer.write_image_data(&self.bytes).during("drawing")?;
        writer.finish().during("drawing")?;
        Ok(file)
    }
}

impl OriginDimensions for Canvas {
    fn size(&self) -> Size {
        self.size
    }
}

impl DrawTarget for Canvas {
    type Color = Rgb888;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(at, colour) in pixels {
            let (Ok(x), Ok(y)) = (u32::try_from(at.x), u32::try_from(at.y)) else {
                continue;
            };
            if x >= self.size.width {
                continue;
            }
            let place = usize::try_from(3 * (y * self.size.width + x)).unwrap_or(usize::MAX);
            if let Some(pixel) = self.bytes.get_mut(place..).and_then(|rest| rest.get_mut(..3)) {
                pixel.copy_from_slice(&[colour.r(), colour.g(), colour.b()]);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Measured;

    #[test]
    fn a_picture_comes_out_whatever_was_measured() {
        let row = |database, connections, limit| Row {
            database,
            operation: "list",
            connections,
            product: Measured {
                per_second: 500.0,
                ..Measured::default()
            },
            limit,
            web: Some(2000.0),
        };
        let rows = [
            row("SQLite", 1, Some(1000.0)),
            row("SQLite", 32, Some(1.0)),
            row("PostgreSQL", 8, None),
        ];
        let size = |rows: &[Row]| {
            let picture = draw(rows).ok().unwrap();
            let reader = png::Decoder::new(std::io::Cursor::new(picture))
                .read_info()
                .unwrap();
            (reader.info().width, reader.info().height)
        };
        let panel = u32::try_from(PANEL).unwrap();
        assert_eq!(size(&rows).0, 2 * panel);
        assert_eq!(size(&[]).0, panel);
        assert_eq!(
            (pixels(0.5), pixels(9.0), pixels(f64::NAN)),
            (ONE / 2, LONGEST, 0)
        );
    }
}
