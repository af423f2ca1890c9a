/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flatten_model - build-time tool: turns dlib's two face models into what the library uses.
 *
 *   flatten_model landmarks IN.dat OUT.bin   the 68-point cascade, as model.h lays it out
 *   flatten_model detector OUT.inc           the frontal detector, unpacked, as a C initialiser
 *
 * Why: loading the cascade through dlib copies 97 MB through a stream (about 0.6 s), and the
 * detector unpacks itself with an arithmetic decoder at every start (about 0.5 s). Both results
 * never change, so they are made once, here.
 *
 * The numbers are kept to the last bit. Leaves of 16 bits were tried: half the size, and 0.007 px
 * of rounding error on a face of 320 px; but now and then an error carries a sample across the
 * border of a pixel and a tree to another leaf, and the cascade ended 3 px from dlib's answer on
 * one box of a photograph in fifty.
 */
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_processing/shape_predictor.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "face/model.h"

namespace
{

using forests_type = std::vector<std::vector<dlib::impl::regression_tree>>;

struct cascade {
    dlib::matrix<float, 0, 1> shape;
    forests_type forests;
    std::vector<std::vector<unsigned long>> anchors;
    std::vector<std::vector<dlib::vector<float, 2>>> deltas;
};

void require(bool condition, const char *what)
{
    if (!condition)
        throw std::runtime_error(what);
}

cascade read_cascade(const char *path)
{
    std::ifstream in(path, std::ios::binary);
    require(in.good(), "cannot open the model");
    int version = 0;
    cascade c;
    dlib::deserialize(version, in);
    require(version == 1, "unexpected version of dlib's model");
    dlib::deserialize(c.shape, in);
    dlib::deserialize(c.forests, in);
    dlib::deserialize(c.anchors, in);
    dlib::deserialize(c.deltas, in);
    require(!c.forests.empty() && !c.forests[0].empty() && c.anchors.size() == c.forests.size() &&
                c.deltas.size() == c.forests.size(),
            "incomplete model");
    return c;
}

struct tables {
    phil_model_header header{};
    std::vector<float> shape, leaves;
    std::vector<phil_model_anchor> anchors;
    std::vector<phil_model_split> splits;
};

void add_anchors(tables &t, const cascade &c, size_t stage)
{
    require(c.anchors[stage].size() == t.header.n_features &&
                c.deltas[stage].size() == t.header.n_features,
            "stages with different numbers of features");
    for (size_t i = 0; i < t.header.n_features; i++)
        t.anchors.push_back({c.deltas[stage][i].x(), c.deltas[stage][i].y(),
                             static_cast<uint32_t>(c.anchors[stage][i])});
}

void add_tree(tables &t, const dlib::impl::regression_tree &tree)
{
    const size_t n_leaves = size_t(1) << t.header.depth;
    require(tree.num_leaves() == n_leaves && tree.splits.size() + 1 == n_leaves,
            "trees of different depth");
    for (const auto &split : tree.splits) {
        require(split.idx1 < t.header.n_features && split.idx2 < t.header.n_features,
                "split with an unknown feature");
        const double threshold = std::floor(split.thresh);
        require(threshold >= -32768 && threshold <= 32767, "threshold out of range");
        t.splits.push_back({static_cast<uint16_t>(split.idx1), static_cast<uint16_t>(split.idx2),
                            static_cast<int16_t>(threshold)});
    }
    for (const auto &leaf : tree.leaf_values) {
        require(leaf.size() == 2 * static_cast<long>(t.header.n_points), "leaf of another size");
        t.leaves.insert(t.leaves.end(), leaf.begin(), leaf.end());
    }
}

tables flatten(const cascade &c)
{
    tables t;
    std::memcpy(t.header.magic, PHIL_MODEL_MAGIC, sizeof t.header.magic);
    t.header.version = PHIL_MODEL_VERSION;
    t.header.byte_order = PHIL_MODEL_BYTES;
    t.header.n_points = static_cast<uint32_t>(c.shape.size() / 2);
    t.header.n_stages = static_cast<uint32_t>(c.forests.size());
    t.header.n_trees = static_cast<uint32_t>(c.forests[0].size());
    t.header.n_features = static_cast<uint32_t>(c.anchors[0].size());
    while ((size_t(1) << t.header.depth) < c.forests[0][0].num_leaves())
        t.header.depth++;
    require(t.header.depth <= PHIL_MODEL_MAX_DEPTH, "trees too deep");
    t.shape.assign(c.shape.begin(), c.shape.end());
    for (size_t stage = 0; stage < c.forests.size(); stage++) {
        require(c.forests[stage].size() == t.header.n_trees, "stages of different size");
        add_anchors(t, c, stage);
        for (const auto &tree : c.forests[stage])
            add_tree(t, tree);
    }
    return t;
}

template <typename T>
void append(std::vector<unsigned char> &file, uint64_t &offset, const std::vector<T> &table)
{
    file.resize((file.size() + PHIL_MODEL_PAGE - 1) / PHIL_MODEL_PAGE * PHIL_MODEL_PAGE);
    offset = file.size();
    const auto *bytes = reinterpret_cast<const unsigned char *>(table.data());
    file.insert(file.end(), bytes, bytes + table.size() * sizeof(T));
}

void write_file(const char *path, const std::vector<unsigned char> &bytes)
{
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char *>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    out.close();
    require(out.good(), "cannot write the output");
}

void flatten_landmarks(const char *in, const char *out)
{
    tables t = flatten(read_cascade(in));
    std::vector<unsigned char> file(sizeof t.header);
    append(file, t.header.offset[PHIL_MODEL_SHAPE], t.shape);
    append(file, t.header.offset[PHIL_MODEL_ANCHORS], t.anchors);
    append(file, t.header.offset[PHIL_MODEL_SPLITS], t.splits);
    append(file, t.header.offset[PHIL_MODEL_LEAVES], t.leaves);
    t.header.file_size = file.size();
    const uint64_t first = t.header.offset[PHIL_MODEL_SHAPE];
    t.header.checksum =
        phil_model_checksum(&file[first], t.header.offset[PHIL_MODEL_LEAVES] - first);
    std::memcpy(file.data(), &t.header, sizeof t.header);
    write_file(out, file);
}

void flatten_detector(const char *path)
{
    const std::string bytes = dlib::get_serialized_frontal_faces();
    std::string text = "/* made by flatten_model: dlib's frontal face detector, unpacked */\n";
    for (size_t i = 0; i < bytes.size(); i++) {
        text += std::to_string(static_cast<unsigned char>(bytes[i]));
        text += i % 24 == 23 ? ",\n" : ",";
    }
    text += "\n";
    write_file(path, std::vector<unsigned char>(text.begin(), text.end()));
}

} // namespace

int main(int argc, char **argv)
{
    try {
        const std::string what = argc > 1 ? argv[1] : "";
        if (what == "landmarks" && argc == 4)
            flatten_landmarks(argv[2], argv[3]);
        else if (what == "detector" && argc == 3)
            flatten_detector(argv[2]);
        else
            throw std::runtime_error("usage: landmarks IN OUT | detector OUT");
    } catch (const std::exception &e) {
        std::fprintf(stderr, "flatten_model: %s\n", e.what());
        return 1;
    }
    return 0;
}
