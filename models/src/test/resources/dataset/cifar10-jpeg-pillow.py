"""Writes cifar10-jpeg-pillow.txt beside this file: sums of decoded pixels by channel. Run: python cifar10-jpeg-pillow.py ARCHIVE"""
import io, pathlib, sys, tarfile
import numpy
from PIL import Image, features, __version__

sums = {}
with tarfile.open(sys.argv[1]) as archive:
    for member in archive:
        parts = member.name.split("/")
        if len(parts) == 3 and parts[0] == "test" and parts[2] < "0020":
            pixels = numpy.asarray(Image.open(io.BytesIO(archive.extractfile(member).read()))).astype(int)
            # A weight for every pixel, so that no two pixels can change places unseen.
            weights = numpy.arange(1, 1025).reshape(32, 32, 1)
            sums[member.name] = [*pixels.sum((0, 1)), *(pixels * weights).sum((0, 1))]
lines = ["# Pillow %s with libjpeg-turbo %s: python models/src/test/resources/dataset/cifar10-jpeg-pillow.py cifar10-jpeg.tar.gz"
         % (__version__, features.version("libjpeg_turbo"))]
lines += [" ".join([name, *map(str, sums[name])]) for name in sorted(sums)]
pathlib.Path(__file__).with_name("cifar10-jpeg-pillow.txt").write_text("\n".join(lines) + "\n")
