package io.espalier.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Paints pixels with Java2D, two for each of the chart in both directions, so that letters are sharp. */
final class PixelCanvas implements Canvas {

    private static final int SCALE = 2;
    private static final float[] DASHES = {4, 3};

    private final BufferedImage image;
    private final Graphics2D graphics;

    PixelCanvas(int width, int height) {
        image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(SCALE, SCALE);
        area(new Point(0, 0), new Point(width, height), "#ffffff");
    }

    /** What was painted so far. */
    BufferedImage image() {
        return image;
    }

    @Override
    public void area(Point from, Point to, String colour) {
        Rectangle2D rectangle = new Rectangle2D.Double();
        rectangle.setFrameFromDiagonal(from.x(), from.y(), to.x(), to.y());
        graphics.setColor(Color.decode(colour));
        graphics.fill(rectangle);
    }

    @Override
    public void tint(List<Point> outline, String colour) {
        Path2D path = path(outline);
        path.closePath();
        Color full = Color.decode(colour);
        graphics.setColor(new Color(full.getRed(), full.getGreen(), full.getBlue(), (int) Math.round(255 * TINT)));
        graphics.fill(path);
    }

    private static Path2D path(List<Point> points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points.get(0).x(), points.get(0).y());
        points.forEach(point -> path.lineTo(point.x(), point.y()));
        return path;
    }

    @Override
    public void path(List<Point> points, Pen pen) {
        Path2D path = path(points);
        graphics.setColor(Color.decode(pen.colour()));
        graphics.setStroke(
                pen.dashed()
                        ? new BasicStroke(
                                (float) pen.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, DASHES, 0)
                        : new BasicStroke((float) pen.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        graphics.draw(path);
    }

    @Override
    public void dot(Point centre, double radius, String colour) {
        graphics.setColor(Color.decode(colour));
        graphics.fill(new Ellipse2D.Double(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(String text, Point at, Lettering lettering) {
        graphics.setColor(Color.decode(lettering.colour()));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) lettering.size()));
        double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
        double shift =
                switch (lettering.anchor()) {
                    case START -> 0;
                    case MIDDLE -> width / 2;
                    case END -> width;
                };
        Graphics2D turned = (Graphics2D) graphics.create();
        turned.translate(at.x(), at.y());
        if (lettering.upwards()) {
            turned.rotate(-Math.PI / 2);
        }
        turned.drawString(text, (float) -shift, 0);
        turned.dispose();
    }
}
