// The networks as RTNeural's types, with one of its backends: a library of its own for each.
//
// Where this is compiled, RTNEURAL_DEFAULT_ALIGNMENT is defined, and RTNEURAL_USE_EIGEN or RTNEURAL_USE_XSIMD.
#include "backend.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "layers.hpp"

template <int in, int out, typename... Layers>
class Network {
public:
    static constexpr int inputs = in;

    explicit Network(const std::string& path) {
        Weights weights(path);
        load_all(weights, std::index_sequence_for<Layers...>());
        weights.finish();
        model.reset();
    }

    RTNeural::ModelT<float, in, out, Layers...> model;

private:
    template <std::size_t... I>
    void load_all(Weights& weights, std::index_sequence<I...>) {
        (load(model.template get<I>(), weights), ...);
    }
};

// What a network remembers of one sample when the next comes.
enum class State {
    Nothing,
    // All, but it begins anew with the first of the samples.
    Kept,
};

// Predictions of samples that have so many steps. The first so many outputs of the last step are compared.
template <typename Network, State state, int compared, int steps = 1>
std::unique_ptr<Task> predict(const std::string& path) {
    auto network = std::make_unique<Network>(path + ".weights");
    Samples samples(path + ".x", SAMPLES, Network::inputs * steps);
    return inference([network = std::move(network), samples = std::move(samples)](int i, Vector* outputs) {
        auto& model = network->model;
        if (steps > 1 || (state == State::Kept && i == 0)) model.reset();
        const float* x = opaque(samples.at(i));
        if constexpr (steps == 1) {
            // Without even a loop of one step, around which the compiler schedules some networks less well.
            model.forward(x);
        } else {
            for (int step = 0; step < steps; ++step) model.forward(x + step * Network::inputs);
        }
        const float* y = opaque(model.getOutputs());
        if (outputs) outputs->insert(outputs->end(), y, y + compared);
    });
}

template <int in, int out>
using Dense = RTNeural::DenseT<float, in, out>;
template <int size>
using Relu = RTNeural::ReLuActivationT<float, size>;
template <int size>
using Tanh = RTNeural::TanhActivationT<float, size>;
template <int in, int out>
using Gru = RTNeural::GRULayerT<float, in, out>;
template <int in, int out>
using Lstm = RTNeural::LSTMLayerT<float, in, out>;
template <int in, int out, int size, int dilation>
using Conv = RTNeural::Conv1DT<float, in, out, size, dilation>;

using Tiny = Network<4, 3, Dense<4, 16>, Relu<16>, Dense<16, 16>, Relu<16>, Dense<16, 3>>;
using Mlp = Network<784, CLASSES, Dense<784, 128>, Relu<128>, Dense<128, 64>, Relu<64>, Logits<64>,
    RTNeural::SoftmaxActivationT<float, CLASSES>>;
using Step = Network<16, 64, Lstm<16, 64>>;
using Wave = Network<1, 1, Dense<1, 8>, Tanh<8>, Dense<8, 1>>;
using Square = Network<16, 16, Dense<16, 16>>;
using WaveGru = Network<1, 1, Gru<1, 8>, Dense<8, 1>>;
using WaveGru20 = Network<1, 1, Gru<1, 20>, Dense<20, 1>>;
using WaveLstm = Network<1, 1, Lstm<1, 20>, Dense<20, 1>>;
using WaveConv = Network<16, 16, Conv<16, 16, 15, 4>>;
using WaveStack = Network<1, 1, Dense<1, 8>, Tanh<8>, Conv<8, 4, 3, 2>, Tanh<4>, Gru<4, 8>, Dense<8, 1>>;

std::unique_ptr<Task> make(const std::string& workload, const std::string& data) {
    const std::string path = data + "/";
    if (workload == "w4a") return predict<Tiny, State::Nothing, 3>(path + "tiny");
    if (workload == "w4b") return predict<Mlp, State::Nothing, 10>(path + "mlp");
    if (workload == "w4d-step") return predict<Step, State::Kept, 64>(path + "step");
    if (workload == "w4d") return predict<Step, State::Nothing, 64, 32>(path + "steps");
    if (workload == "w4e-dense") return predict<Wave, State::Nothing, 1>(path + "wave");
    if (workload == "w4e-square") return predict<Square, State::Nothing, 16>(path + "square");
    if (workload == "w4e-gru") return predict<WaveGru, State::Kept, 1>(path + "wave_gru");
    if (workload == "w4e-gru20") return predict<WaveGru20, State::Kept, 1>(path + "wave_gru20");
    if (workload == "w4e-lstm") return predict<WaveLstm, State::Kept, 1>(path + "wave_lstm");
    if (workload == "w4e-conv1d") return predict<WaveConv, State::Kept, 16>(path + "wave_conv");
    if (workload == "w4e-stack") return predict<WaveStack, State::Kept, 1>(path + "wave_stack");
    throw std::runtime_error("there is no such workload");
}

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

extern "C" const Backend backend = {
#if RTNEURAL_USE_XSIMD
    "xsimd " TEXT(XSIMD_VERSION_MAJOR) "." TEXT(XSIMD_VERSION_MINOR) "." TEXT(XSIMD_VERSION_PATCH),
#else
    "Eigen " TEXT(EIGEN_WORLD_VERSION) "." TEXT(EIGEN_MAJOR_VERSION) "." TEXT(EIGEN_MINOR_VERSION),
#endif
    make,
};
