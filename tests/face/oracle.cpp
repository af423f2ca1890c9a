/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dlib::shape_predictor rounds its answer to whole pixels. To see what it would have said, its
 * stages are run one by one with dlib's own functions; the rounded answer of the predictor itself
 * is returned beside it, so that a slip here would show.
 */
#include "oracle.h"

#include <dlib/array2d.h>
#include <dlib/image_processing/shape_predictor.h>

#include <cstring>
#include <fstream>

struct oracle {
    dlib::matrix<float, 0, 1> shape;
    std::vector<std::vector<dlib::impl::regression_tree>> forests;
    std::vector<std::vector<unsigned long>> anchors;
    std::vector<std::vector<dlib::vector<float, 2>>> deltas;
    dlib::shape_predictor predictor;
};

extern "C" oracle *oracle_new(const char *path)
{
    try {
        auto *o = new oracle;
        int version;
        std::ifstream in(path, std::ios::binary);
        dlib::deserialize(version, in);
        dlib::deserialize(o->shape, in);
        dlib::deserialize(o->forests, in);
        dlib::deserialize(o->anchors, in);
        dlib::deserialize(o->deltas, in);
        dlib::deserialize(path) >> o->predictor;
        return o;
    } catch (const std::exception &) {
        return nullptr;
    }
}

extern "C" void oracle_free(oracle *o)
{
    delete o;
}

extern "C" void oracle_run(const oracle *o, const uint8_t *pixels, int width, int height, long left,
                           long top, long right, long bottom, double exact[136],
                           double rounded[136])
{
    dlib::array2d<unsigned char> image(height, width);
    for (int y = 0; y < height; y++)
        std::memcpy(&image[y][0], pixels + size_t(y) * size_t(width), size_t(width));
    const dlib::rectangle box(left, top, right, bottom);
    dlib::matrix<float, 0, 1> shape = o->shape;
    std::vector<float> grey;
    for (size_t stage = 0; stage < o->forests.size(); stage++) {
        dlib::impl::extract_feature_pixel_values(image, box, shape, o->shape, o->anchors[stage],
                                                 o->deltas[stage], grey);
        unsigned long leaf;
        for (const auto &tree : o->forests[stage])
            shape += tree(grey, leaf);
    }
    const auto to_image = dlib::impl::unnormalizing_tform(box);
    for (unsigned long i = 0; i < 68; i++) {
        const dlib::vector<double, 2> p = to_image(dlib::impl::location(shape, i));
        exact[2 * i] = p.x();
        exact[2 * i + 1] = p.y();
    }
    const auto found = o->predictor(image, box);
    for (unsigned long i = 0; i < 68; i++) {
        rounded[2 * i] = double(found.part(i).x());
        rounded[2 * i + 1] = double(found.part(i).y());
    }
}
