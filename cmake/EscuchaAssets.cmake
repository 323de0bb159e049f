# escucha_embed_folder(TARGET SYMBOL FOLDER) — packs a folder of static files, compressed, into TARGET as
#   extern const escucha::http::Assets SYMBOL;   (http/assets.hpp)
# Files added to or taken from the folder are noticed at the next build; a folder that does not exist is an empty archive,
# so that the server builds without node.
function(escucha_embed_folder target symbol folder)
  if(NOT TARGET pack_assets)
    add_executable(pack_assets ${CMAKE_SOURCE_DIR}/cmake/pack_assets.cpp)
    target_link_libraries(pack_assets PRIVATE PkgConfig::zlib PkgConfig::brotli)
  endif()
  get_filename_component(folder ${folder} ABSOLUTE)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*)
  set(archive ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.bin)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
  string(SHA1 list "${files}")  # a file less changes the command, and so makes the archive anew
  add_custom_command(OUTPUT ${archive} COMMAND pack_assets ${archive} ${folder} COMMENT "Packing ${folder} (${list})"
                     DEPENDS pack_assets ${files} VERBATIM)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include "http/assets.hpp"
// The section is named anew so that the bytes stand in read-only memory, shared and never copied.
asm(".pushsection .rodata.@symbol@,\"a\",@progbits\n.balign 16\n.hidden @symbol@_begin\n.globl @symbol@_begin\n@symbol@_begin:\n"
    ".incbin \"@archive@\"\n.hidden @symbol@_end\n.globl @symbol@_end\n@symbol@_end:\n.popsection\n");
extern "C" const unsigned char @symbol@_begin[], @symbol@_end[];
extern const escucha::http::Assets @symbol@;
const escucha::http::Assets @symbol@{std::span<const unsigned char>(@symbol@_begin, @symbol@_end)};
]])
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${archive} SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
