// What a library of RTNeural's networks, with one of its backends, has for the worker.
#pragma once

#include <memory>
#include <string>

#include "task.hpp"

struct Backend {
    // What computes, with its version.
    const char* name;
    // A workload, of which the data lie in a folder.
    std::unique_ptr<Task> (*make)(const std::string& workload, const std::string& data);
};

// All else of a library is hidden: its templates have the same names as those of the others, and are compiled otherwise.
extern "C" __attribute__((visibility("default"))) const Backend backend;
