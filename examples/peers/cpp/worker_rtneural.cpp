// RTNeural's worker: it answers the driver, as `common/src/lib.rs` describes, and takes the fastest of RTNeural's backends
// for each workload. Its argument is the folder of the data; the libraries of the backends lie beside it.
#include <dlfcn.h>
#if __SSE2__
#include <immintrin.h>
#endif

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "backend.hpp"

namespace {

// The backends, by the names of their libraries.
using Backends = std::map<std::string, const Backend*>;

Backends open_all(const std::filesystem::path& folder) {
    Backends found;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".so") continue;
        void* library = dlopen(file.path().c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!library) throw std::runtime_error(dlerror());
        const auto* backend = static_cast<const Backend*>(dlsym(library, "backend"));
        if (!backend) throw std::runtime_error(dlerror());
        found.emplace(file.path().stem(), backend);
    }
    if (found.empty()) throw std::runtime_error("no backend lies in " + folder.string());
    return found;
}

// As the driver calls it.
std::string name(const Backends& backends) {
    std::vector<std::string> names;
    for (const auto& [_, backend] : backends)
        if (std::find(names.begin(), names.end(), backend->name) == names.end()) names.emplace_back(backend->name);
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    return "RTNeural (" + list + ")";
}

// Why RTNeural has no such workload; empty where it has.
std::string absent(const std::string& workload) {
    if (workload == "w1" || workload == "w1-tutorial" || workload == "w2" || workload == "w3") return "does not train";
    if (workload == "w4c") return "has no pooling";
    return workload == "w5b" || workload == "w5c" ? "has no batches" : "";
}

// The workload with the fastest backend.
std::unique_ptr<Task> fastest(const Backends& backends, const std::string& workload, const std::string& data) {
    std::unique_ptr<Task> best;
    double least = 0;
    for (const auto& [how, backend] : backends) {
        auto task = backend->make(workload, data);
        const double seconds = std::min({task->round(), task->round(), task->round()});
        std::cerr << how << ' ' << seconds << " s; ";
        if (best && seconds >= least) continue;
        least = seconds;
        best = std::move(task);
    }
    std::cerr << std::endl;
    return best;
}

} // namespace

int main(int count, char** arguments) try {
    if (count < 2) throw std::runtime_error("the driver gives the folder of the data");
#if __SSE2__
    // Denormals are zeros, as with the other peers that can.
    _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
    const Backends backends = open_all(std::filesystem::path(arguments[0]).parent_path());
    std::cout << "ready " << name(backends) << std::endl;
    std::cout.precision(9);
    std::map<std::string, std::unique_ptr<Task>> tasks;
    for (std::string verb, workload; std::cin >> verb >> workload;) {
        try {
            if (const std::string why = absent(workload); !why.empty()) {
                std::cout << "none " << why << std::endl;
                continue;
            }
            if (verb == "drop") {
                tasks.erase(workload);
                std::cout << "ok" << std::endl;
                continue;
            }
            auto& task = tasks[workload];
            if (!task) task = fastest(backends, workload, arguments[1]);
            const std::vector<float> outputs = verb == "outputs" ? task->outputs() : std::vector<float>();
            std::cout << "ok";
            if (verb == "round") std::cout << ' ' << task->round();
            for (const float y : outputs) std::cout << ' ' << y;
            std::cout << std::endl;
        } catch (const std::exception& failure) {
            std::cout << "error " << failure.what() << std::endl;
        }
    }
} catch (const std::exception& failure) {
    std::cerr << failure.what() << std::endl;
    return 1;
}
