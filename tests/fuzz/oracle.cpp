#include "tests/fuzz/fuzztargets.h"

#include <cstdio>
#include <cstdlib>

void sheaf::fuzz::oracle(bool holds, const char *sentence)
{
    if (!holds) {
        (void)std::fprintf(stderr, "oracle: %s\n", sentence);
        std::abort();
    }
}
