// Workloads, and how a round of one is timed: what `common/src/task.rs` does, in C++.
#pragma once

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

// A round lasts about so many seconds, so that the clock is no part of it.
constexpr double ROUND = 0.05;

// So many samples come in order, again and again.
constexpr int SAMPLES = 256;

// A workload as a peer does it.
class Task {
public:
    virtual ~Task() = default;

    // Outputs to compare with netform's.
    virtual std::vector<float> outputs() = 0;

    // Seconds a sample, over one round.
    virtual double round() = 0;
};

// The same pointer, but the compiler knows neither that nor what lies there.
template <typename T>
T* opaque(T* pointer) {
    asm volatile("" : "+r"(pointer) : : "memory");
    return pointer;
}

// Predictions: `call(i, outputs)` predicts sample `i`, and where `outputs` is given adds to it.
template <typename Call>
class Inference final : public Task {
public:
    explicit Inference(Call call) : call(std::move(call)) {}

    std::vector<float> outputs() override {
        std::vector<float> outputs;
        for (int i = 0; i < SAMPLES; ++i) call(i, &outputs);
        return outputs;
    }

    double round() override {
        if (passes == 0) {
            passes = 1;
            while (seconds() < ROUND / 2) passes *= 2;
        }
        return seconds() / (static_cast<double>(passes) * SAMPLES);
    }

private:
    // Seconds of all passes.
    double seconds() {
        const auto begin = std::chrono::steady_clock::now();
        for (long pass = 0; pass < passes; ++pass)
            for (int i = 0; i < SAMPLES; ++i) call(i, nullptr);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }

    Call call;
    long passes = 0;
};

template <typename Call>
std::unique_ptr<Task> inference(Call call) {
    return std::make_unique<Inference<Call>>(std::move(call));
}
