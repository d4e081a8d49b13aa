"""Writes numpy-arrays.txt beside this file: arrays as NumPy saves them. Run: python numpy-arrays.py"""
import base64, io, pathlib
import numpy


def saved(array, version=None):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, array, version=version)
    return base64.b64encode(out.getvalue()).decode()


def packed(save, **arrays):
    out = io.BytesIO()
    save(out, **arrays)
    return base64.b64encode(out.getvalue()).decode()


images = numpy.arange(2 * 4 * 5 * 3, dtype=numpy.uint8).reshape(2, 4, 5, 3)
lines = ["# NumPy %s: python models/src/test/resources/dataset/numpy-arrays.py" % numpy.__version__]
for version in ((1, 0), (2, 0), (3, 0)):
    lines.append("version-%d|%s" % (version[0], saved(images, version)))
for kind in ("<u1", "<i1", "<u2", "<i2", ">i2", "<u4", "<i4", ">i4", "<u8", "<i8", ">i8"):
    lines.append("%s|%s" % (kind, saved(numpy.array([0, 1, 2, 100], dtype=kind))))
lines.append("fortran|" + saved(numpy.asfortranarray(images)))
lines.append("float|" + saved(images.astype("<f4")))
lines.append("structured|" + saved(numpy.zeros(2, dtype=[("a", "<i4")])))
labels = dict(y_train=numpy.array([1, 0]), y_test=numpy.array([[1]], dtype=numpy.uint8))
lines.append("nhwc.npz|" + packed(numpy.savez, x_train=images, x_test=images[:1], **labels))
planes = numpy.ascontiguousarray(images.transpose(0, 3, 1, 2))
lines.append("nchw.npz|" + packed(numpy.savez_compressed, train_images=planes, test_images=planes[:1],
                                  train_labels=labels["y_train"], test_labels=labels["y_test"], val_images=planes))
pathlib.Path(__file__).with_name("numpy-arrays.txt").write_text("\n".join(lines) + "\n")
