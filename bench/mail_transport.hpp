// Messages sent to a local Postfix and fetched from a local Dovecot, by the second: those that bin/with-mail
// starts.
#pragma once
#include <filesystem>

#include "bench/report.hpp"

namespace escucha::bench {

bool mail_servers_run();  // do we run under bin/with-mail?
void measure_mail_transport(Report& report, const std::filesystem::path& folder, int messages);

}  // namespace escucha::bench
