// How RTNeural's layers get the run's weights, which are in Keras's layout.
#pragma once

#include <vector>

#include <RTNeural/RTNeural.h>

#include "data.hpp"

// RTNeural's kernel is output by output, Keras's input by input. Outputs that the weights do not have stay zeros.
inline Matrix by_output(const Matrix& kernel, int outputs) {
    Matrix transposed(outputs, Vector(kernel.size()));
    for (std::size_t i = 0; i < kernel.size(); ++i)
        for (std::size_t o = 0; o < kernel[i].size(); ++o) transposed[o][i] = kernel[i][o];
    return transposed;
}

template <int in, int out>
void load(RTNeural::DenseT<float, in, out>& layer, Weights& weights) {
    layer.setWeights(by_output(weights.matrix(in, out), out));
    layer.setBias(weights.vector(out).data());
}

// The gates come in the same order: z, r, h.
template <int in, int out>
void load(RTNeural::GRULayerT<float, in, out>& layer, Weights& weights) {
    layer.setWVals(weights.matrix(in, 3 * out));
    layer.setUVals(weights.matrix(out, 3 * out));
    layer.setBVals(weights.matrix(2, 3 * out));
}

// And here: i, f, c, o.
template <int in, int out>
void load(RTNeural::LSTMLayerT<float, in, out>& layer, Weights& weights) {
    layer.setWVals(weights.matrix(in, 4 * out));
    layer.setUVals(weights.matrix(out, 4 * out));
    layer.setBVals(weights.vector(4 * out));
}

// Keras's kernel begins with the oldest sample, RTNeural's with the newest.
template <int in, int out, int size, int dilation>
void load(RTNeural::Conv1DT<float, in, out, size, dilation>& layer, Weights& weights) {
    std::vector<Matrix> kernel(out, Matrix(in, Vector(size)));
    for (int k = size - 1; k >= 0; --k) {
        const Matrix tap = weights.matrix(in, out);
        for (int i = 0; i < in; ++i)
            for (int o = 0; o < out; ++o) kernel[o][i][k] = tap[i][o];
    }
    layer.setWeights(kernel);
    layer.setBias(weights.vector(out));
}

template <int size>
void load(RTNeural::TanhActivationT<float, size>&, Weights&) {}

template <int size>
void load(RTNeural::ReLuActivationT<float, size>&, Weights&) {}

template <int size>
void load(RTNeural::SoftmaxActivationT<float, size>&, Weights&) {}

#if RTNEURAL_USE_XSIMD
// The softmax of xsimd's backend adds up all lanes of its registers, and for each that is no output exp(0). Ten outputs
// are sixteen here, of which six come to nothing; they take no time, since the registers are as many.
constexpr int CLASSES = 16;

template <int in>
struct Logits : RTNeural::DenseT<float, in, CLASSES> {};

template <int in>
void load(Logits<in>& layer, Weights& weights) {
    layer.setWeights(by_output(weights.matrix(in, 10), CLASSES));
    Vector bias = weights.vector(10);
    bias.resize(CLASSES, -1e4F);
    layer.setBias(bias.data());
}
#else
constexpr int CLASSES = 10;

template <int in>
using Logits = RTNeural::DenseT<float, in, CLASSES>;
#endif
