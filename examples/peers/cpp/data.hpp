// The data of a run, which netform's worker has written: plain numbers, little-endian.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

using Vector = std::vector<float>;
using Matrix = std::vector<Vector>;

// The numbers of a file, at most so many.
inline Vector numbers(const std::string& path, std::size_t most) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw std::runtime_error("there is no " + path);
    Vector values(std::min(static_cast<std::size_t>(file.tellg()) / sizeof(float), most));
    file.seekg(0).read(reinterpret_cast<char*>(values.data()), values.size() * sizeof(float));
    return values;
}

// A network's weights, tensor after tensor in Keras's layout.
class Weights {
public:
    explicit Weights(const std::string& path) : values(numbers(path, SIZE_MAX)) {}

    Vector vector(std::size_t length) {
        if (values.size() - read < length) throw std::runtime_error("the network has fewer weights");
        const float* begin = values.data() + read;
        read += length;
        return {begin, begin + length};
    }

    Matrix matrix(std::size_t rows, std::size_t columns) {
        Matrix matrix;
        while (matrix.size() < rows) matrix.push_back(vector(columns));
        return matrix;
    }

    // If some are left, worker and netform have different networks.
    void finish() const {
        if (read != values.size()) throw std::runtime_error("the network has more weights");
    }

private:
    Vector values;
    std::size_t read = 0;
};

// The first samples of a network. Each begins where the widest register may be loaded, and zeros follow on it: whoever
// loads whole registers gets those for what the sample does not have.
class Samples {
public:
    Samples(const std::string& path, std::size_t count, std::size_t width)
        : stride((width + LINE - 1) / LINE * LINE) {
        const Vector values = numbers(path, count * width);
        if (values.size() != count * width) throw std::runtime_error(path + " has fewer samples");
        lines.resize(count * stride / LINE);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::size_t column = i % width;
            lines[(i / width * stride + column) / LINE].values[column % LINE] = values[i];
        }
    }

    const float* at(std::size_t sample) const { return lines.front().values + sample * stride; }

private:
    static constexpr std::size_t LINE = 16;
    struct alignas(64) Line {
        float values[LINE] = {};
    };

    std::size_t stride;
    std::vector<Line> lines;
};
