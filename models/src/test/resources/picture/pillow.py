"""Writes pillow.txt beside this file: small images and their pixels as Pillow sees them. Run: python pillow.py"""
import base64, io, pathlib
import numpy
from PIL import Image, features, __version__

draw = numpy.random.RandomState(7)


def photo(height, width, channels=3):
    y, x = numpy.mgrid[0:height, 0:width]
    waves = [128 + 90 * numpy.sin((x * (c + 1) + y * (3 - c)) / 5.0 + c) for c in range(channels)]
    noise = draw.normal(0, 12, (height, width, channels))
    return numpy.clip(numpy.stack(waves, -1) + noise, 0, 255).astype(numpy.uint8)


def file(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def line(name, content, pixels):
    pixels = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    form = "%d %d %d" % pixels.shape
    raw = numpy.ascontiguousarray(pixels.astype(numpy.uint8)).tobytes()
    return "|".join([name, form, base64.b64encode(content).decode(), base64.b64encode(raw).decode()])


def decoded(name, content):
    return line(name, content, numpy.asarray(Image.open(io.BytesIO(content))))


rgb, grey = Image.fromarray(photo(17, 33)), Image.fromarray(photo(20, 13, 1)[..., 0])
alpha = draw.randint(0, 256, (20, 13)).astype(numpy.uint8)
deep = draw.randint(0, 65536, (9, 11)).astype(numpy.uint16)
lines = [
    "# Pillow %s with libjpeg-turbo %s: python models/src/test/resources/picture/pillow.py"
    % (__version__, features.version("libjpeg_turbo")),
    decoded("jpeg-420", file(rgb, "JPEG", quality=75)),
    decoded("jpeg-422", file(rgb, "JPEG", quality=75, subsampling=1)),
    decoded("jpeg-444", file(rgb, "JPEG", quality=90, subsampling=0)),
    decoded("jpeg-progressive", file(rgb, "JPEG", quality=75, progressive=True)),
    decoded("jpeg-grey", file(grey, "JPEG", quality=75)),
    decoded("png-rgb", file(rgb, "PNG")),
    decoded("png-grey", file(grey, "PNG")),
]
rgba = Image.merge("RGBA", (*Image.fromarray(photo(20, 13)).split(), Image.fromarray(alpha)))
content = file(rgba, "PNG")
lines.append(line("png-rgba", content, numpy.asarray(rgba)[..., :3]))
content = file(Image.merge("LA", (grey, Image.fromarray(alpha))), "PNG")
lines.append(line("png-grey-alpha", content, numpy.asarray(grey)))
content = file(rgb.quantize(16), "PNG")
lines.append(line("png-palette", content, numpy.asarray(Image.open(io.BytesIO(content)).convert("RGB"))))
content = file(grey.convert("1"), "PNG")
lines.append(line("png-1-bit", content, numpy.asarray(Image.open(io.BytesIO(content)).convert("L"))))
content = file(Image.fromarray(deep), "PNG")
lines.append(line("png-16-bit", content, deep >> 8))

content = file(rgb, "PNG")
lines.append(line("to-grey", content, numpy.asarray(rgb.convert("L"))))
lines.append(line("to-rgb", file(grey, "PNG"), numpy.asarray(grey.convert("RGB"))))
for height, width in ((8, 8), (40, 50), (17, 10), (5, 33)):
    resized = rgb.resize((width, height), Image.BILINEAR)
    lines.append(line("stretch-%d-%d" % (height, width), content, numpy.asarray(resized)))
for height, width in ((8, 8), (24, 24), (10, 33)):
    scale = max(height / rgb.height, width / rgb.width)
    cover = (max(height, round(rgb.height * scale)), max(width, round(rgb.width * scale)))
    resized = rgb.resize((cover[1], cover[0]), Image.BILINEAR)
    top, left = (cover[0] - height) // 2, (cover[1] - width) // 2
    cut = resized.crop((left, top, left + width, top + height))
    lines.append(line("crop-%d-%d" % (height, width), content, numpy.asarray(cut)))
pathlib.Path(__file__).with_name("pillow.txt").write_text("\n".join(lines) + "\n")
